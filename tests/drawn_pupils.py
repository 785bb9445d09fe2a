"""Pupils in schools, drawn with known effects, as a link gives them."""

import numpy as np
import pandas as pd

from analysis.models.linked import Linked

BETWEEN = 0.3  # standard deviations of a pupil per standard deviation between schools


def linked(seed=1, *, schools=40, pupils=30, domains=("wellbeing",), years=(2022.0, 2023.0)):
    """Draw the link of an exposure that is one figure per school and year."""
    rng = np.random.default_rng(seed)
    level = rng.standard_normal(schools)
    rest = 0.3 * rng.standard_normal((len(domains), schools))
    parts = []
    for year in years:
        exposure = 3.5 + 0.4 * level + 0.05 * rng.standard_normal(schools)
        for d, domain in enumerate(domains):
            school = np.repeat(np.arange(schools), pupils)
            prior = rng.standard_normal(len(school))
            score = 0.5 * prior + BETWEEN * level[school] + rest[d][school]
            score += 0.8 * rng.standard_normal(len(school))
            parts.append(
                pd.DataFrame(
                    {
                        "pupil_id": [f"{year:.0f}-{i}" for i in range(len(school))],
                        "school_id": [f"S{s:02d}" for s in school],
                        "group_id": [f"G{s:02d}" for s in school],
                        "year": year,
                        "domain": domain,
                        "wave": f"{year:.0f}",
                        "months": 10.0,
                        "score": 50 + 10 * score,
                        "prior_score": 50 + 10 * prior,
                        "between": exposure[school],
                        "exposure": exposure[school],
                        "reach": 0.7,
                        "n_staff": 20.0,
                        "sector": np.where(school % 2, "primary", "special"),
                        "weighting": np.where(school % 2, 25 + school % 7, np.nan),
                    }
                )
            )
    table = pd.concat(parts, ignore_index=True)
    return of_table(table)


def of_table(table):
    """Put a table of pupils in a link."""
    empty = pd.DataFrame()
    windows = pd.DataFrame(
        {
            "wave": ["2022"],
            "exposure_first": pd.Timestamp("2022-03-01"),
            "exposure_last": pd.Timestamp("2022-03-20"),
            "outcome_first": pd.Timestamp("2023-01-10"),
            "outcome_last": pd.Timestamp("2023-02-20"),
        }
    )
    return Linked(
        table=table,
        ladder=pd.DataFrame(columns=["step", "counted", "matched", "unmatched"]),
        badge="panel",
        level="school",
        unit="school_id",
        outcome_level="pupil",
        windows=windows,
        members=empty,
        shared=empty,
        lag=12,
    )
