"""Chains of topics for a page: several at once, their arrows, and their ways as results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.errors import DataProblem
from analysis.models.estimate import Estimate, estimate_id, to_frame
from analysis.models.linking import Tables
from analysis.models.mediation import Mediation
from analysis.models.pathway_model import EXIT, LEVELS, Pathway, pathway
from analysis.models.variables import NotHere

# Claim and test of a chain, as in claim_tests.csv: first topic, middle topic, last.
_H12 = "knowshare+datause+collab"
DECLARED = {
    (_H12, "apprec", "jobsat"): ("H12", "satisfied_valued"),
    (_H12, "autonomy", "jobsat"): ("H12", "satisfied_autonomy"),
    (_H12, "devroom", "jobsat"): ("H12", "satisfied_room"),
    (_H12, "apprec", EXIT): ("H12", "exit_valued"),
    (_H12, "autonomy", EXIT): ("H12", "exit_autonomy"),
    (_H12, "devroom", EXIT): ("H12", "exit_room"),
}


@dataclass(frozen=True)
class NoPathway:
    """A chain that these data cannot give, and why, in the reader's words."""

    reason: str
    first: str
    between: tuple[str, ...]
    last: str


Chains = Mapping[str, Pathway | NoPathway]


def chains(
    data: Tables,
    asked: Mapping[str, tuple[str, Sequence[str], str]],
    *,
    unit: str,
    seed: int,
    earlier: bool = False,
) -> dict[str, Pathway | NoPathway]:
    """Make several chains, for a page.

    Parameters
    ----------
    data : Tables
        An open study.
    asked : dict of str to (str, sequence of str, str)
        For each section the first topic, the topics in between, and the last one.
    unit, seed, earlier
        As for ``pathway``.

    Returns
    -------
    dict of str to Pathway or NoPathway
    """
    made: dict[str, Pathway | NoPathway] = {}
    for section, (first, between, last) in asked.items():
        try:
            made[section] = pathway(
                data,
                first=first,
                between=between,
                last=last,
                unit=unit,
                earlier=earlier,
                seed=seed,
            )
        except (DataProblem, NotHere) as problem:
            reason = problem.what if isinstance(problem, DataProblem) else str(problem)
            made[section] = NoPathway(reason, first, tuple(between), last)
    return made


def arrows(path: Pathway | NoPathway, level: str) -> pd.DataFrame:
    """Take the arrows of one level: source, target, low, high, estimate; none without a chain."""
    columns = ["source", "target", "low", "high", "estimate"]
    if isinstance(path, NoPathway):
        return pd.DataFrame(columns=columns)
    return arrows_of(path.found, level)


def drawn(path: Pathway | NoPathway) -> dict[str, object]:
    """Say where the boxes of a chain stand: exposure, mediators and outcome of a figure."""
    return {"exposure": path.first, "mediators": list(path.between), "outcome": path.last}


def table(made: Chains) -> pd.DataFrame:
    """Put the ways of all chains in one table: as ``Estimate``, with section, first and last."""
    parts = [
        to_frame(estimates(path, section=section)).assign(
            section=section, first=path.first, last=path.last
        )
        for section, path in made.items()
        if isinstance(path, Pathway)
    ]
    empty = to_frame([]).assign(section=[], first=[], last=[])
    return pd.concat(parts, ignore_index=True) if parts else empty


def paths(made: Chains) -> pd.DataFrame:
    """Put every arrow and every way of all chains in one table, with both intervals."""
    columns = ["section", "level", "kind", "path", "estimate", "se", "low", "high"]
    columns += ["mc_low", "mc_high"]
    parts = [
        path.found.paths.assign(section=section)
        for section, path in made.items()
        if isinstance(path, Pathway)
    ]
    whole = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return whole[whole["level"] != "contextual"][columns].reset_index(drop=True)


def arrows_of(found: Mediation, level: str) -> pd.DataFrame:
    """Take the arrows of one level: source, target, low, high, estimate."""
    table = found.paths[found.paths["level"] == level]
    table = table[table["kind"].isin(["arrow", "direct"])]
    ends = table["path"].str.split(" > ", expand=True)
    table = table.assign(source=ends[0], target=ends[1])
    return table[["source", "target", "low", "high", "estimate"]].reset_index(drop=True)


def estimates(path: Pathway, *, section: str, levels: Sequence[str] = LEVELS) -> list[Estimate]:
    """Turn the ways of a chain into results.

    Parameters
    ----------
    path : Pathway
    section : str
        First part of the ids.
    levels : sequence of str

    Returns
    -------
    list of Estimate
        Direct, each way through a topic, all ways together, and in all; low and high are
        percentiles over units drawn again.
    """
    table = path.found.paths
    kept = table[table["level"].isin(levels) & (table["kind"] != "arrow")]
    return [_estimate(path, row, section) for row in kept.to_dict("records")]


def _estimate(path: Pathway, row: dict[str, object], section: str) -> Estimate:
    way = str(row["path"]).split(" > ")
    middle = way[1] if row["kind"] == "way" else row["kind"]
    through = row["kind"] == "way" and row["level"] == "within"
    claim, test = DECLARED.get((path.first, str(middle), path.last), (None, None))
    return Estimate(
        id=estimate_id("", section, f"{path.first}-{middle}-{path.last}", str(row["level"]), "all"),
        claim=claim if through else None,
        test=test if through else None,
        term=str(middle),
        level=str(row["level"]),
        estimate=row["estimate"],
        low=row["low"],
        high=row["high"],
        interval_level=path.found.interval_level,
        se=row["se"],
        se_type="jackknife",
        n_persons=path.rows["person_id"].nunique(),
        n_units=path.found.n_teams,
        unit=path.unit.removesuffix("_id"),
        design=path.design,
        engine="analysis.models.mediation",
        window_exposure=path.windows[0],
        window_outcome=path.windows[1],
    )
