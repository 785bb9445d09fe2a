"""Who leaves sooner: Cox regression with delayed entry, and a check of its main assumption."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.models.coefficients import coefficient_table
from analysis.models.cox_risk_sets import RiskSets, Turns, risk_sets, score_residuals, turns
from analysis.models.regression_sums import refuse_repetition
from analysis.models.survival import Spans, spans

_STEPS = 40
_CLOSE = 1e-11
_STEEPEST = 15.0  # log hazard ratio between two people; beyond it a term divides them


@dataclass(frozen=True, eq=False)
class Cox:
    """A fitted Cox model.

    Attributes
    ----------
    terms : tuple of str
    coefficients : DataFrame, index term
        estimate (log hazard), se (robust when there is a unit), se_naive, df (infinite), t (a z
        value), p, low, high (95 %), hazard_ratio.
    covariance : array, shape (p, p)
        The one that ``se`` comes from.
    log_likelihood, log_likelihood_null : float
        Partial.
    n_rows, n_events : int
    n_units : int or None
    columns : dict
        Names of exit, event, entry, unit and stratum, for the check of the assumption.
    """

    terms: tuple[str, ...]
    coefficients: pd.DataFrame
    covariance: np.ndarray
    log_likelihood: float
    log_likelihood_null: float
    n_rows: int
    n_events: int
    n_units: int | None
    columns: dict[str, str | None]


def cox(
    spells: pd.DataFrame,
    *,
    exit: str,
    event: str,
    terms: Sequence[str],
    entry: str | None = None,
    unit: str | None = None,
    stratum: str | None = None,
) -> Cox:
    """Relate the rate at which people leave to what they have in common.

    Parameters
    ----------
    spells : DataFrame, one row per spell, or per part of a spell when a term changes in time
        A wave opens a part: entry is the day of the wave, exit the day before the next one ends
        it. Rows with a missing term are left out.
    exit : str
        Numeric column: time since the start at which the row ended.
    event : str
        Boolean (or 0 and 1) column: the person left then, for the reason under study.
    terms : sequence of str
        Numeric columns.
    entry : str, optional
        Numeric column: time since the start at which the row begins; at risk after it.
    unit : str, optional
        Column with the school: errors then allow for people who share one, and for the parts of
        one spell.
    stratum : str, optional
        Column: each has its own baseline.

    Returns
    -------
    Cox

    Raises
    ------
    DataProblem
        See ``survival.spans``; also when nobody leaves, terms repeat each other, or a term
        divides who leaves from who stays.

    Source
    ------
    Cox (1972); Efron (1977) for ties; Lin & Wei (1989), JASA 84, 1074-1078 for errors. Equals R
    ``survival::coxph(ties = "efron", cluster = unit)``.
    """
    columns = {"exit": exit, "event": event, "entry": entry, "unit": unit, "stratum": stratum}
    used = _used(spells, list(terms), columns)
    sets, _seen = _prepared(used, list(terms), columns)
    beta = _fitted(sets, list(terms), event)
    at = turns(sets, beta)
    inverse = np.linalg.inv(at.variance.sum(axis=0))
    covariance, n_units = inverse, None
    if unit is not None:
        influence = score_residuals(sets, at) @ inverse
        sums = pd.DataFrame(influence).groupby(used[unit].to_numpy()).sum().to_numpy()
        covariance, n_units = sums.T @ sums, len(sums)
    table = coefficient_table(list(terms), beta, np.sqrt(np.diag(covariance)))
    table.insert(2, "se_naive", np.sqrt(np.diag(inverse)))
    return Cox(
        terms=tuple(terms),
        coefficients=table.assign(hazard_ratio=np.exp(table["estimate"])),
        covariance=covariance,
        log_likelihood=_log_likelihood(sets, beta, at),
        log_likelihood_null=_log_likelihood(sets, 0 * beta, turns(sets, 0 * beta)),
        n_rows=len(used),
        n_events=int(sets.event.sum()),
        n_units=n_units,
        columns=columns,
    )


def proportional_hazards(model: Cox, spells: pd.DataFrame) -> pd.DataFrame:
    """Test whether the effect of a term stays the same as time passes.

    Parameters
    ----------
    model : Cox
    spells : DataFrame
        What the model was fitted to.

    Returns
    -------
    DataFrame, index term and, last, "global"
        chi2, df, p. A small p says that one hazard ratio does not describe the whole time.

    Source
    ------
    Grambsch & Therneau (1994), Biometrika 81, 515-526, as the score test of R
    ``survival::cox.zph(transform = "km")``.
    """
    terms = list(model.terms)
    used = _used(spells, terms, model.columns)
    sets, seen = _prepared(used, terms, model.columns)
    at = turns(sets, model.coefficients["estimate"].to_numpy())
    when = _kaplan_meier_time(seen, sets.time[sets.turn])
    when -= when.mean()
    leavers = np.argsort(sets.own, kind="stable")
    score = when @ (sets.x[sets.event][leavers] - at.mean)
    plain, bent, twice = (
        np.einsum("e,eij->ij", weight, at.variance)
        for weight in (np.ones(len(when)), when, when**2)
    )
    # What is left of the information on a change in time, given the effects themselves.
    chi2 = []
    for j in range(len(terms)):
        free = twice[j, j] - bent[:, j] @ np.linalg.solve(plain, bent[:, j])
        chi2.append(score[j] ** 2 / free)
    free = twice - bent @ np.linalg.solve(plain, bent)
    chi2.append(float(score @ np.linalg.solve(free, score)))
    table = pd.DataFrame(
        {"chi2": chi2, "df": [1] * len(terms) + [len(terms)]},
        index=pd.Index([*terms, "global"], name="term"),
    )
    return table.assign(p=chdtrc(table["df"], table["chi2"]))


def _used(spells: pd.DataFrame, terms: list[str], columns: dict[str, str | None]) -> pd.DataFrame:
    needed = [*terms, *(name for name in (columns["unit"], columns["stratum"]) if name)]
    return spells.dropna(subset=needed)


def _prepared(
    used: pd.DataFrame, terms: list[str], columns: dict[str, str | None]
) -> tuple[RiskSets, Spans]:
    exit, event, stratum = columns["exit"], columns["event"], columns["stratum"]
    seen = spans(used, exit=exit, event=used[event], entry=columns["entry"])
    if not seen.event.any():
        raise DataProblem(_("nobody left, so nothing can be said of who leaves."), column=event)
    codes = pd.factorize(used[stratum])[0] if stratum else np.zeros(len(used), int)
    x = used[terms].to_numpy(float)
    return risk_sets(x, seen.entry, seen.exit, seen.event, codes), seen


def _fitted(sets: RiskSets, terms: list[str], event: str) -> np.ndarray:
    """Newton's method; a step that loses likelihood is halved."""
    beta = np.zeros(sets.x.shape[1])
    at = turns(sets, beta)
    value = _log_likelihood(sets, beta, at)
    refuse_repetition(at.variance.sum(axis=0), terms)
    for _step in range(_STEPS):
        score = sets.x[sets.event].sum(axis=0) - at.mean.sum(axis=0)
        step = np.linalg.solve(at.variance.sum(axis=0), score)
        if np.ptp(sets.x @ beta) > _STEEPEST:
            break
        if step @ score < _CLOSE:
            return beta + step
        beta, at, value = _climbed(sets, beta, step, value)
    raise DataProblem(
        _("a predictor divides those who leave from those who stay."),
        column=event,
        repair=_("leave out the predictor that divides them, or take categories together"),
    )


def _climbed(
    sets: RiskSets, beta: np.ndarray, step: np.ndarray, value: float
) -> tuple[np.ndarray, Turns, float]:
    for share in 0.5 ** np.arange(20):
        moved = beta + share * step
        at = turns(sets, moved)
        new = _log_likelihood(sets, moved, at)
        if new >= value:
            break
    return moved, at, new


def _log_likelihood(sets: RiskSets, beta: np.ndarray, at: Turns) -> float:
    return float((sets.x[sets.event] @ beta).sum() - np.log(at.total).sum())


def _kaplan_meier_time(seen: Spans, times: np.ndarray) -> np.ndarray:
    """One minus the share still there just before each time, all strata together."""
    moments = np.unique(seen.exit[seen.event])
    stay = np.cumprod(1 - seen.ended(moments) / seen.at_risk(moments))
    return 1 - np.append(1.0, stay)[np.searchsorted(moments, times, side="left")]
