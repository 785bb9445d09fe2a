"""Pupils, scores and groups per school year, counted on the clean draw and not by our measures."""

import numpy as np

from analysis.example import groups, pupils
from analysis.example.population import Population


def by_school_year(population: Population) -> dict[str, dict[str, int]]:
    """Count what is known about pupils.

    Returns
    -------
    dict of dict, by school year such as 2021/2022
        pupils, scores, scores_with_prior (somebody with a score in the same domain in an earlier
        year), groups (with a pupil who was measured), assigned (groups that somebody works with)
        and named (those of them with a person and not only a team).
    """
    seen: dict[int, np.ndarray] = {}
    counts = {}
    for winter in pupils.draw(population):
        known = ~np.isnan(winter.scores)
        before = [seen.get(pupil, np.zeros(known.shape[1], bool)) for pupil in winter.pupil]
        rows = groups.draw(population, winter.year)
        counts[f"{winter.year}/{winter.year + 1}"] = {
            "pupils": len(winter.pupil),
            "scores": int(known.sum()),
            "scores_with_prior": int((known & np.array(before)).sum()),
            "groups": len(np.unique(winter.group)),
            "assigned": len(np.unique(rows.group)),
            "named": len(np.unique(rows.group[rows.person != groups.NOBODY_NAMED])),
        }
        for pupil, now, earlier in zip(winter.pupil.tolist(), known, before, strict=True):
            seen[pupil] = now | earlier
    return counts
