"""Draws many example studies without files, and asks whether intervals hold what they aim at.

Each study is drawn from a seed of its own and analysed as the notebooks do. What is found is laid
beside the targets (see ``targets``): coverage, bias and errors of sign, for what is printed and,
for leaving on safety, for the usual alternative (CR1 errors with a normal distribution).
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import ndtri
from scipy.stats import binom

from analysis.example import population, printed
from analysis.example.names import BOARDS
from analysis.example.parameters import Parameters
from analysis.models import logit
from analysis.models.exits import Exits
from analysis.models.robust import cluster_robust

NULL = Parameters(exit_within=0.0, exit_between=0.0, response_on_safety=0.0)
PRINTED, USUAL = "printed", "CR1, z"
SAFETY, DRAWN_SCHOOLS = printed.PARTS[:2], printed.PARTS[2:3]
LEAVING, FACETS = printed.PARTS[3:4], printed.PARTS[4:]
_SIGNED = r"/(?:exit|exit_per_100)/"  # estimates that say more or less, and can get that wrong
_Z = float(ndtri(0.975))


def studies(seeds: Sequence[int], parts: Sequence[str] = SAFETY) -> pd.DataFrame:
    """Draw studies and compute what notebooks print.

    Parameters
    ----------
    seeds : sequence of int
        One study each.
    parts : sequence of str
        Of ``printed.ESTIMATES``; turnover rates come with ``09_turnover``.

    Returns
    -------
    DataFrame, one row per study, estimate and rule
        id, estimate, low, high, rule ("printed", or "CR1, z" for log odds of leaving).
    """
    asked = printed.ASKED if set(LEAVING + FACETS) & set(parts) else (printed.SCALE,)
    drawn = [population.draw(seed) for seed in seeds]
    rows, beside = [], []
    for study in drawn:
        tables = printed.tables(study, asked)
        rows += printed.estimates(tables, parts)
        beside += usual(tables.leavers) if "02_safety" in parts else []
    found = [printed.frame(rows).assign(rule=PRINTED), printed.frame(beside).assign(rule=USUAL)]
    if "09_turnover" in parts:
        found.append(_rates(drawn).assign(rule=PRINTED))
    return pd.concat([part for part in found if len(part)], ignore_index=True)


def null_studies(seeds: Sequence[int]) -> pd.DataFrame:
    """Draw studies in which safety has to do with nothing; as ``studies``, only leaving."""
    rows, beside = [], []
    for seed in seeds:
        tables = printed.tables(population.draw(seed, plan=NULL))
        rows += printed.exits(tables)
        beside += usual(tables.leavers)
    found = [printed.frame(rows).assign(rule=PRINTED), printed.frame(beside).assign(rule=USUAL)]
    return pd.concat(found, ignore_index=True)


def usual(people: Exits) -> list[printed.Row]:
    """Fit the model of leaving with CR1 errors and a normal distribution."""
    table = people.table
    sizes = [table[name] / table[name].std() for name in ("deviation", "school_mean")]
    waves = pd.get_dummies(table["wave"]).to_numpy(float)
    design, left = np.column_stack([*sizes, waves]), table["left"].to_numpy(float)
    model = logit.fit(design, left)
    robust = cluster_robust(
        design,
        left - model.fitted,
        table["school_id"].to_numpy(),
        kind="CR1",
        weights=model.weights,
    )
    found = zip(("within", "between"), model.coefficients, robust.se, strict=False)
    return [
        (f"02_safety/exit/{printed.SCALE}/{level}/all", value, value - _Z * se, value + _Z * se)
        for level, value, se in found
    ]


def _rates(drawn: Sequence[population.Population]) -> pd.DataFrame:
    """Compute the turnover rates of several studies in one call."""
    parts, persons = [], 0
    for number, study in enumerate(drawn):
        spells = study.spells
        board = spells["board_id"] + number * len(BOARDS)
        parts.append(spells.assign(person_id=spells["person_id"] + persons, board_id=board))
        persons += int(spells["person_id"].max()) + 1
    return printed.turnover_rates(pd.concat(parts, ignore_index=True))[printed.COLUMNS]


def summary(found: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """Lay what studies found beside the targets.

    Parameters
    ----------
    found : DataFrame
        As ``studies`` gives it.
    targets : DataFrame
        As ``targets.read`` gives it.

    Returns
    -------
    DataFrame, index id and rule, in the order of ``found``
        n (studies), planted, everyone, target; mean of the estimates, bias (from the target) with
        its Monte Carlo error, sd over studies; covered and covers_planted (intervals that hold
        target and planted number), wrong_sign (estimates on the other side of 0 than the target)
        and wrong_finding (intervals wholly there). Missing where it does not apply.
    """
    rows = found.join(targets, on="id")
    below, above = rows["high"] < 0, rows["low"] > 0
    up, signed = rows["target"] > 0, rows["id"].str.contains(_SIGNED)
    interval = rows["low"].notna()
    wrong, wrongly = (rows["estimate"] > 0) != up, (below & up) | (above & ~up)
    flags = {
        "covered": _holds(rows, "target").where(interval),
        "covers_planted": _holds(rows, "planted").where(interval & rows["planted"].notna()),
        "wrong_sign": wrong.astype(float).where(signed),
        "wrong_finding": wrongly.astype(float).where(signed),
    }
    groups = rows.assign(**flags).groupby(["id", "rule"], sort=False)
    table = groups[["planted", "everyone", "target", "error"]].first()
    table = table.assign(n=groups.size(), mean=groups["estimate"].mean())
    table = table.assign(sd=groups["estimate"].std(), bias=table["mean"] - table["target"])
    chance = np.hypot(table["sd"] / np.sqrt(table["n"]), table["error"])
    return table.assign(bias_error=chance, **groups[list(flags)].sum(min_count=1))


def _holds(rows: pd.DataFrame, what: str) -> pd.Series:
    return ((rows["low"] <= rows[what]) & (rows[what] <= rows["high"])).astype(float)


def false_findings(found: pd.DataFrame) -> pd.DataFrame:
    """Count the intervals that leave out 0; as ``null_studies``, index id and rule: n, count."""
    away = (found["low"] > 0) | (found["high"] < 0)
    return away.groupby([found["id"], found["rule"]], sort=False).agg(n="size", count="sum")


def bounds(n: int, share: float) -> tuple[int, int]:
    """Give the central 99 % of what chance allows among ``n`` studies: 931 to 967 of 1,000."""
    return int(binom.ppf(0.005, n, share)), int(binom.ppf(0.995, n, share))
