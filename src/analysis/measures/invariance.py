"""Does a scale mean the same in the groups that are compared? One factor, tried in all of them.

Three models, each stricter than the one before it: *configural* (one factor in every group),
*metric* (the same loadings), *scalar* (the same loadings and intercepts, so that groups differ in
the factor only). Means may be compared when the scalar model fits no worse to speak of.

A few large groups (waves) get the three models. Many small units (teams, schools) are too small for
a covariance of their own: they share one, and only their intercepts are tested.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.measures import factor_groups, factor_units
from analysis.measures.factor_groups import GroupFit
from analysis.measures.moments import Moments, moments

HELD, REFUTED, NOT_TESTED = "held", "refuted", "not_tested"
CFI_DROP = 0.01  # fall of the comparative fit index that matters
ALPHA = 0.05
_MINIMUM = 3  # items: with fewer the model says nothing
_COLUMNS = ["model", "chi2", "df", "p", "cfi", "rmsea", "cfi_drop", "rmsea_rise", "p_difference"]


@dataclass(frozen=True, eq=False)
class Invariance:
    """Whether a scale means the same in the groups that are compared.

    Attributes
    ----------
    decision : str
        "held" (not refuted), "refuted" or "not_tested".
    table : DataFrame, one row per model
        model, chi2, df, p, cfi, rmsea, and against the model before it: cfi_drop, rmsea_rise and
        p_difference (chi-square of the difference).
    n_persons, n_groups : int
        People who answered every item, in groups that took part.
    heywood : tuple of str
        Items whose own variance would have become negative in some group.
    items : DataFrame, one row per item
        loading and intercept under the scalar model.
    """

    decision: str
    table: pd.DataFrame
    n_persons: int
    n_groups: int
    heywood: tuple[str, ...]
    items: pd.DataFrame


def over_groups(items: pd.DataFrame, group: pd.Series) -> Invariance:
    """Test whether a scale means the same in a few large groups, such as waves.

    Parameters
    ----------
    items : DataFrame, one row per person
        Answers, reversed items turned around. People with one missing are left out, and so is a
        group with no more people than items, or one in which an item has no variance.
    group : Series
        On the same index.

    Returns
    -------
    Invariance
        "refuted" when a stricter model fits worse than chance explains (p under .05) and the fit
        index falls by more than .01. "not_tested" with fewer than three items or two groups.

    Notes
    -----
    Groups count as different people. Where the same people answer in several waves, chance is
    overstated, so that a difference is found less easily.

    Source
    ------
    Jöreskog (1971), Psychometrika 36, 409-426; equals R ``lavaan::cfa`` with ``group`` and
    ``group.equal``. Rule on the fit index: Cheung & Rensvold (2002), Structural Equation
    Modeling 9, 233-255.
    """
    sums = _usable(moments(items, list(items.columns), by=group))
    if sums is None:
        return _not_tested(items)
    fits = factor_groups.stepwise(sums)
    return _judged(fits, sums)


def over_units(items: pd.DataFrame, unit: pd.Series) -> Invariance:
    """Test whether the items of a scale differ between many units in the factor only.

    Parameters
    ----------
    items : DataFrame, one row per person
        As for ``over_groups``; every unit with a complete person takes part.
    unit : Series
        On the same index.

    Returns
    -------
    Invariance
        Of two models: *metric* (the means of items are free in each unit) and *scalar* (they
        follow from the unit's place on the factor). Loadings and variances are those of all
        units together: units this small cannot be tested on them. The chi-square of the difference
        is corrected for many means of few people (Bartlett, 1938) before its p is taken.

    Source
    ------
    The likelihood ratio equals that of R ``lavaan::cfa`` with ``group.equal`` of loadings,
    residuals and lv.variances, without and with intercepts. Meaning of the test: Jak, Oort & Dolan
    (2013), Structural Equation Modeling 20, 265-282, on cluster bias.
    """
    sums = moments(items, list(items.columns), by=unit)
    k = len(sums.columns)
    if k < _MINIMUM or sums.n_units < 2 or sums.n.sum() - sums.n_units <= k:
        return _not_tested(items)
    within, between = _parts(sums)
    if not factor_groups.regular(within):
        return _not_tested(items)
    n = sums.n.sum()
    fits = factor_units.shared(within, between, sums.n_units, n)
    return _judged(fits, sums, shrink=(n - 1 - (k + sums.n_units) / 2) / n)


def _usable(sums: Moments) -> Moments | None:
    """Keep the groups that have a covariance; None when there are not two of them."""
    k = len(sums.columns)
    if k < _MINIMUM:
        return None
    chosen = [
        at
        for at in range(sums.n_units)
        if sums.n[at] > k and factor_groups.regular(sums.take([at]).covariance())
    ]
    return sums.take(chosen) if len(chosen) > 1 else None


def _parts(sums: Moments) -> tuple[np.ndarray, np.ndarray]:
    """Covariance within and between units, both divided by the number of people."""
    total = sums.n.sum()
    around = sums.means - sums.sums.sum(axis=0) / total
    between = np.einsum("u,ui,uj->ij", sums.n, around, around) / total
    return sums.within() * (total - sums.n_units) / total, between


def _judged(fits: dict[str, GroupFit], sums: Moments, *, shrink: float = 1.0) -> Invariance:
    table = pd.DataFrame([_row(name, fit) for name, fit in fits.items()])
    before = table.shift(1)
    more, freed = table["chi2"] - before["chi2"], table["df"] - before["df"]
    table["cfi_drop"] = before["cfi"] - table["cfi"]
    table["rmsea_rise"] = table["rmsea"] - before["rmsea"]
    table["p_difference"] = factor_groups.chance(shrink * more.clip(lower=0), freed)
    worse = (table["cfi_drop"] > CFI_DROP) & (table["p_difference"] < ALPHA)
    converged = all(fit.converged for fit in fits.values())
    decision = NOT_TESTED if not converged else REFUTED if worse.any() else HELD
    strict = fits["scalar"]
    named = np.logical_or.reduce([fit.heywood.any(axis=0) for fit in fits.values()])
    items = {"loading": strict.loadings[0], "intercept": strict.intercepts[0]}
    return Invariance(
        decision,
        table[_COLUMNS],
        int(sums.n.sum()),
        sums.n_units,
        tuple(np.array(sums.columns)[named].tolist()),
        pd.DataFrame(items, index=pd.Index(sums.columns, name="item_id")),
    )


def _row(name: str, fit: GroupFit) -> dict[str, object]:
    p = float(factor_groups.chance(fit.chi2, fit.df))
    return {"model": name, "chi2": fit.chi2, "df": fit.df, "p": p, "cfi": fit.cfi,
            "rmsea": fit.rmsea}  # fmt: skip


def _not_tested(items: pd.DataFrame) -> Invariance:
    empty = pd.DataFrame({name: pd.Series(dtype=float) for name in _COLUMNS})
    known = pd.DataFrame({"loading": [], "intercept": []}, dtype=float)
    return Invariance(NOT_TESTED, empty, len(items.dropna()), 0, (), known)
