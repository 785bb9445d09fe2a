"""What every headline comes with: how small an effect could be seen, and what it hangs on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis import claims
from analysis.errors import DataProblem
from analysis.models.calibration import REPLICATES, Calibration, calibration
from analysis.models.estimate import estimate_id
from analysis.models.headline_model import Effect, Model, effect, model
from analysis.models.multiplicity import holm
from analysis.models.sensitivity import (
    BetweenRobustness,
    between_robustness,
    equivalence,
    smallest_detectable_effect,
)

__all__ = ["effect", "headline", "leave_one_out", "model", "robustness", "table"]
POOLED = "pooled"


@dataclass(frozen=True, eq=False)
class Influence:
    """A result without each unit in turn.

    Attributes
    ----------
    table : DataFrame, one row per unit that is left out
        The unit (small ones together as "pooled"), n (people in it), estimate (without it),
        change (from the result with everybody).
    population : DataFrame
        The people of each row of ``table``, for a release.
    """

    table: pd.DataFrame
    population: pd.DataFrame


def headline(
    fitted: Model,
    *,
    measure: str,
    section: str,
    smallest: float,
    seed: int,
    benchmark: str = "",
    claim: str | None = None,
    test: str | None = None,
    replicates: int = REPLICATES,
) -> dict[str, object]:
    """Put a result beside everything that says how far it can be trusted.

    Parameters
    ----------
    fitted : Model
    measure, section : str
        For the id of the result.
    smallest : float
        Smallest effect of interest, positive; see ``smallest_of``.
    seed : int
        Of the simulation.
    benchmark : str
        A covariate to compare an unmeasured cause with; without one only the robustness value.
    claim, test : str, optional
        Which declared test this is.
    replicates : int
        Studies to simulate, twice.

    Returns
    -------
    dict
        The fields of ``Estimate``; smallest, low_90, high_90 and equivalent (1 when that interval
        lies inside minus smallest to smallest); detectable (the effect found in 80 of 100
        repetitions); least_without and most_without (when one school is left out); robustness and
        robustness_interval (share of what is left of both that a cause nobody measured must
        explain), benchmark and bound (what such a cause, as strong as the benchmark, leaves);
        type_1, coverage, sign_error with their Monte Carlo errors.
    """
    found = effect(fitted)
    row = _fields(fitted, found, measure, section) | {"claim": claim, "test": test}
    same = equivalence(found.estimate, found.se, smallest=smallest, df=found.df)
    without = _without_each(fitted)
    row |= {
        "smallest": smallest,
        "low_90": same.low,
        "high_90": same.high,
        "equivalent": float(same.equivalent),
        "detectable": smallest_detectable_effect(found.se, df=found.df),
        "least_without": float(without.min()),
        "most_without": float(without.max()),
    }
    return row | _strength(fitted, benchmark) | badge(_simulated(fitted, seed, replicates))


def _fields(fitted: Model, found: Effect, measure: str, section: str) -> dict[str, object]:
    linked = fitted.linked
    level = {"between": "between", "within": "within"}.get(fitted.term, linked.level)
    return {
        "id": estimate_id("", section, measure, level, "all"),
        "term": measure,
        "level": level,
        "estimate": found.estimate,
        "low": found.low,
        "high": found.high,
        "interval_level": 0.95,
        "se": found.se,
        "se_type": found.kind,
        "df": found.df,
        "p": found.p,
        "n_persons": fitted.n_persons,
        "n_units": fitted.n_units,
        "unit": fitted.unit.removesuffix("_id"),
        "design": linked.badge,
        "engine": "least squares",
        "window_exposure": linked.window_exposure,
        "window_outcome": linked.window_outcome,
    }


def _strength(fitted: Model, benchmark: str) -> dict[str, object]:
    nothing = dict.fromkeys(("robustness", "robustness_interval", "bound"), float("nan"))
    if not benchmark:
        return nothing | {"benchmark": ""}
    try:
        found = robustness(fitted, benchmark=benchmark)
    except DataProblem:
        return nothing | {"benchmark": benchmark}
    return {
        "robustness": found.robustness.value,
        "robustness_interval": found.robustness.value_interval,
        "bound": found.bound.estimate,
        "benchmark": benchmark,
    }


def robustness(
    fitted: Model, *, benchmark: str, covariates: Sequence[str] = ()
) -> BetweenRobustness:
    """Judge the regression of school means, with a measured covariate to compare with.

    Raises
    ------
    DataProblem
        With too few schools, or means that repeat each other.
    """
    return between_robustness(
        fitted.sums,
        outcome="outcome",
        exposure=fitted.term,
        benchmark=benchmark,
        covariates=list(covariates),
    )


def _simulated(fitted: Model, seed: int, replicates: int) -> Calibration:
    return calibration(
        fitted.sums,
        outcome="outcome",
        terms=list(fitted.terms),
        term=fitted.term,
        seed=seed,
        kind=fitted.kind,
        replicates=replicates,
    )


def badge(found: Calibration) -> dict[str, object]:
    """Give the fields of the calibration badge."""
    return {
        "replicates": found.replicates,
        "type_1": found.type_1,
        "type_1_error": found.type_1_error,
        "coverage": found.coverage,
        "coverage_error": found.coverage_error,
        "sign_error": found.sign_error,
    }


def _without_each(fitted: Model) -> np.ndarray:
    """The coefficient without each unit; NaN where the rest cannot tell it."""
    return np.array([_without(fitted, [at]) for at in range(fitted.n_units)])


def _without(fitted: Model, units: Sequence[int]) -> float:
    sums = fitted.regression
    design = sums.design.sum(axis=0) - sums.design[list(units)].sum(axis=0)
    response = sums.response.sum(axis=0) - sums.response[list(units)].sum(axis=0)
    if np.linalg.matrix_rank(design, hermitian=True) < len(design):
        return float("nan")
    return float(np.linalg.solve(design, response)[fitted.at])


def leave_one_out(fitted: Model, *, minimum: int) -> Influence:
    """Leave out each unit of twice the minimum or more, and all smaller ones in one step.

    Parameters
    ----------
    fitted : Model
    minimum : int
        The smallest group that may be shown.

    Returns
    -------
    Influence
        Each row is a result by itself, so that it passes the gate like any other.
    """
    linked, unit = fitted.linked, fitted.unit
    person = "pupil_id" if linked.outcome_level == "pupil" else "person_id"
    people = linked.table.loc[fitted.rows.index, [person, unit]]
    size = people.groupby(unit)[person].nunique().reindex(fitted.sums.units)
    large = (size >= 2 * minimum).to_numpy()
    everybody = float(fitted.regression.coefficients[fitted.at])
    steps = [(name, [at]) for at, name in enumerate(fitted.sums.units) if large[at]]
    small = np.flatnonzero(~large).tolist()
    steps += [(POOLED, small)] if small else []
    rows = [
        {unit: name, "n": int(size.iloc[at].sum()), "estimate": _without(fitted, at)}
        for name, at in steps
    ]
    result = pd.DataFrame(rows, columns=[unit, "n", "estimate"])
    result = result.assign(change=result["estimate"] - everybody)
    known = people[unit].where(people[unit].map(size >= 2 * minimum), POOLED)
    return Influence(result, people.assign(**{unit: known}).reset_index(drop=True))


def smallest_of(claim: str, test: str) -> float:
    """Give the smallest effect of interest that a declared test names."""
    tests = claims.load().tests
    found = tests[(tests["claim_id"] == claim) & (tests["test"] == test)]
    return float(found["sesoi"].iloc[0])


def table(rows: Sequence[dict[str, object]]) -> pd.DataFrame:
    """Put headlines in one table, with p-values adjusted for their number.

    Parameters
    ----------
    rows : sequence of dict
        As ``headline`` gives them: one declared family.

    Returns
    -------
    DataFrame
        Their fields, p_adjusted (Holm) and family (tests in it, counted).
    """
    found = pd.DataFrame(list(rows))
    if found.empty:
        return found
    known = int(found["p"].notna().sum())
    return found.assign(p_adjusted=holm(found["p"]), family=known)
