"""Leaving on safety, within and between schools: log odds, and out of 100 colleagues."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.language import gettext as _
from analysis.models import logit
from analysis.models.estimate import Estimate, NotEstimable, estimate_id
from analysis.models.exits import Exits
from analysis.models.robust import Leverage, Robust, cluster_robust, t_interval

LEVELS = ("within", "between")
_COLUMNS = {"within": "deviation", "between": "school_mean"}
ENGINE = "analysis.models.logit"


@dataclass(frozen=True, eq=False)
class _Fit:
    """A fitted model: design with the wave intercepts last, and where each level stands.

    ``spread`` holds the standard deviation of each level, and ``spread_influence`` how far each
    school moves its logarithm, shape (G, levels).
    """

    design: np.ndarray
    levels: tuple[str, ...]
    model: logit.Logit
    robust: Robust
    spread_influence: np.ndarray


def exit_on_scale(
    exits: Exits,
    *,
    measure: str,
    notebook: str = "",
    wave: str = "all",
    interval_level: float = 0.95,
) -> list[Estimate | NotEstimable]:
    """Relate leaving to a scale, within and between schools.

    One logistic regression with an intercept per wave, the deviation of a person from the mean of
    school and wave, and that mean. Errors are CR3 with schools as clusters, intervals and p
    values Student's t with the number of schools minus one. The standard deviation in which an
    effect is expressed is itself estimated from these schools; the error allows for that.

    Parameters
    ----------
    exits : Exits
        Scores with what became of people.
    measure : str
        The scale, for the id of the results.
    notebook, wave : str
        For the id of the results.
    interval_level : float

    Returns
    -------
    list of Estimate or NotEstimable
        For each level (within, between) the log odds per standard deviation (section ``exit``)
        and how many more of 100 colleagues leave when everybody scores one standard deviation
        higher (section ``exit_per_100``; the average over people of the difference in
        probability). The standard deviation within is that of the deviations, the one between
        that of the mean of a person's school and wave, both over the people analysed. What
        cannot be estimated is a NotEstimable that says why.

    Source
    ------
    Within and between: Neuhaus & Kalbfleisch (1998), Biometrics 54, 638-645. Errors: see
    ``robust.cluster_robust``.
    """
    table = exits.table
    spread = {level: _spread(table[_COLUMNS[level]]) for level in LEVELS}
    reason = _refusal(table, exits.months)
    fit = reason or _fitted(table, {k: sd for k, sd in spread.items() if sd > 0})
    results: list[Estimate | NotEstimable] = []
    for level in LEVELS:
        for section in ("exit", "exit_per_100"):
            name = estimate_id(notebook, section, measure, level, wave)
            if isinstance(fit, str):
                results.append(NotEstimable(fit, name, measure, level))
            elif level not in fit.levels:
                results.append(NotEstimable(_flat(level), name, measure, level))
            else:
                numbers = _numbers(fit, level, section, interval_level)
                results.append(_estimate(exits, numbers, name, measure, level))
    return results


def _spread(values: pd.Series) -> float:
    spread = float(values.std()) if len(values) > 1 else 0.0
    return spread if spread > 1e-12 else 0.0


def _flat(level: str) -> str:
    if level == "within":
        return _("People within a school do not differ on this scale.")
    return _("Schools do not differ on this scale.")


def _refusal(table: pd.DataFrame, months: int) -> str:
    """Say in words why nothing can be estimated; empty when the model can be tried."""
    if table.empty:
        return _("Nobody who answered could be followed for {n} months.").format(n=months)
    if table["left"].sum() == 0:
        return _("Nobody left within {n} months.").format(n=months)
    if table["left"].all():
        return _("Everybody left within {n} months.").format(n=months)
    if table["school_id"].nunique() < 2:
        return _("There is only one school, so nothing is known about chance between schools.")
    shares = table.groupby("wave")["left"].mean()
    extreme = shares.index[(shares == 0) | (shares == 1)].tolist()
    if extreme:
        return _("In wave {wave} nobody left, or everybody: this wave says nothing.").format(
            wave=", ".join(extreme)
        )
    return ""


def _fitted(table: pd.DataFrame, spread: dict[str, float]) -> _Fit | str:
    """Fit the model, or say in words why there is none."""
    waves = pd.get_dummies(table["wave"]).to_numpy(float)
    predictors = [table[_COLUMNS[level]].to_numpy(float) / sd for level, sd in spread.items()]
    design = np.column_stack([*predictors, waves])
    left = table["left"].to_numpy(float)
    try:
        model = logit.fit(design, left)
        robust = cluster_robust(
            design,
            left - model.fitted,
            table["school_id"].to_numpy(),
            kind="CR3",
            weights=model.weights,
        )
    except logit.Collinear:
        return _("Schools and waves coincide, so their effects cannot be told apart.")
    except logit.Separation:
        return _("The scale divides leavers and stayers completely: the effect has no end.")
    except Leverage:
        return _("The result would rest on one school alone.")
    moved = _spread_influence(table, spread)
    return _Fit(design, tuple(spread), model, robust, moved)


def _spread_influence(table: pd.DataFrame, spread: dict[str, float]) -> np.ndarray:
    """How far each school, sorted, moves the logarithm of each standard deviation."""
    columns = [table[_COLUMNS[level]] for level in spread]
    codes = np.unique(table["school_id"].to_numpy(), return_inverse=True)[1]
    pulls = [
        ((values - values.mean()) ** 2 / sd**2 - 1) / (2 * len(values))
        for values, sd in zip(columns, spread.values(), strict=True)
    ]
    sums = np.column_stack([np.bincount(codes, pull) for pull in pulls])
    return sums * np.sqrt(len(sums) / (len(sums) - 1))


def _numbers(fit: _Fit, level: str, section: str, interval_level: float) -> dict[str, float]:
    at = fit.levels.index(level)
    value, slope, stretch = _log_odds(fit, at) if section == "exit" else _per_100(fit, at)
    by_school = fit.robust.influence @ slope + stretch * fit.spread_influence[:, at]
    se, df = float(np.sqrt((by_school**2).sum())), fit.robust.n_clusters - 1
    low, high, p = t_interval(value, se, df, interval_level=interval_level)
    level_of = {"interval_level": interval_level}
    return {"estimate": value, "low": low, "high": high, "se": se, "df": df, "p": p} | level_of


def _log_odds(fit: _Fit, at: int) -> tuple[float, np.ndarray, float]:
    """Log odds per standard deviation, its slope on the coefficients and on log(sd)."""
    value = float(fit.model.coefficients[at])
    return value, np.eye(fit.design.shape[1])[at], value


def _per_100(fit: _Fit, at: int) -> tuple[float, np.ndarray, float]:
    """Average change in probability, times 100, with its slopes likewise."""
    higher = fit.design.copy()
    higher[:, at] += 1
    before, after = fit.model.fitted, 1 / (1 + np.exp(-higher @ fit.model.coefficients))
    steep = [(p * (1 - p))[:, None] * x for p, x in ((after, higher), (before, fit.design))]
    # A larger standard deviation lengthens the step, and leaves where people stand as it is.
    stretch = (after * (1 - after)).mean() * fit.model.coefficients[at]
    value = 100 * float((after - before).mean())
    return value, 100 * (steep[0] - steep[1]).mean(axis=0), 100 * float(stretch)


def _estimate(
    exits: Exits, numbers: dict[str, float], name: str, measure: str, level: str
) -> Estimate:
    return Estimate(
        id=name,
        term=measure,
        level=level,
        **numbers,
        se_type="CR3",
        n_persons=int(exits.table["person_id"].nunique()),
        n_units=int(exits.table["school_id"].nunique()),
        unit="school",
        design="lagged",
        engine=ENGINE,
        window_exposure=exits.window_exposure,
        window_outcome=exits.window_outcome,
    )
