"""How far units differ, and how reliable the mean of a unit of this size is."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import fdtrc, stdtrit

from analysis.measures.two_variances import variance_parts

NAN = float("nan")
_NOTHING = 1e-12  # a sum of squares that is so small a part of the whole is rounding


@dataclass(frozen=True)
class Icc:
    """Intraclass correlations of a score over units of unequal size.

    Attributes
    ----------
    icc1 : float
        Share of variance between units, from mean squares with the plain mean size (as R's
        multilevel). Can fall below 0.
    low, high : float
        Interval for ``icc1``: the F ratio with each unit left out in turn, on a log scale, with
        the same mean size. Missing with fewer than three units, and when without one of them
        nothing varies within or between units.
    icc1_n0 : float
        The same with n0 = (N - sum(n^2) / N) / (J - 1) as the size.
    icc1_mixed : float
        tau^2 / (tau^2 + sigma^2) by restricted maximum likelihood; never below 0.
    icc2 : float
        Reliability of a unit mean, (MSB - MSW) / MSB.
    icc2_mixed : float
        Mean over units of tau^2 / (tau^2 + sigma^2 / n).
    icc2_mean_size : float
        The mixed ``icc1_mixed`` stepped up to the plain mean size (as R's mult.icc).
    f, df_between, df_within, p : float
        Test that units do not differ.
    ms_between, ms_within, tau2, sigma2 : float
        Mean squares, and the variances of the mixed model.
    n_persons, n_units : int
    mean_size, n0 : float
    design_effect : float
        1 + (sum(n^2) / N - 1) * icc1, at least 1: how much less a person counts because
        colleagues resemble each other.
    effective_n : float
        Persons divided by the design effect.
    """

    icc1: float
    low: float
    high: float
    interval_level: float
    icc1_n0: float
    icc1_mixed: float
    icc2: float
    icc2_mixed: float
    icc2_mean_size: float
    f: float
    df_between: float
    df_within: float
    p: float
    ms_between: float
    ms_within: float
    tau2: float
    sigma2: float
    n_persons: int
    n_units: int
    mean_size: float
    n0: float
    design_effect: float
    effective_n: float


def icc(values: pd.Series, unit: pd.Series, *, interval_level: float = 0.95) -> Icc:
    """Intraclass correlations of a score, for units of any size.

    Parameters
    ----------
    values : Series, one per person
        People without a value or a unit are left out.
    unit : Series
        Unit of each person, on the same index.
    interval_level : float

    Returns
    -------
    Icc
        Numbers are missing with fewer than two units, or when no unit has two people.

    Source
    ------
    Bliese (2000), in Klein & Kozlowski (eds.), 349-381. Equals R ``multilevel::ICC1`` and
    ``ICC2``; the mixed form equals ``multilevel::mult.icc``. Interval: Arvesen & Schmitz (1970),
    Biometrics 26, 677-686, who do not assume, as the F distribution does, that scores are normal
    and units equally large. Design effect: Kish (1965) with unequal sizes.
    """
    unit = unit if unit.index.equals(values.index) else unit.reindex(values.index)
    codes, units = pd.factorize(unit, sort=True)
    y = values.to_numpy(float)
    used = ~np.isnan(y) & (codes >= 0)
    y, codes = y[used], codes[used]
    n = np.bincount(codes, minlength=len(units)).astype(float)
    sums = np.bincount(codes, y, len(units))
    # From deviations rather than from raw squares, which lose digits when the mean is large.
    within = np.bincount(codes, (y - (sums / np.maximum(n, 1))[codes]) ** 2, len(units))
    present = n > 0
    return icc_of(n[present], sums[present], within[present], interval_level=interval_level)


def icc_of(
    n: np.ndarray, sums: np.ndarray, within: np.ndarray, *, interval_level: float = 0.95
) -> Icc:
    """Compute what ``icc`` does from sizes, sums and sums of squares within units.

    Parameters
    ----------
    n, sums : array, shape (J,)
        People per unit (at least 1) and the sum of their scores.
    within : array, shape (J,)
        Sum of squared deviations of its people from the mean of the unit.
    interval_level : float
    """
    persons, units = float(n.sum()), len(n)
    if units < 2 or persons <= units:
        return _unknown(int(persons), units, interval_level)
    size, squares = persons / units, (n**2).sum() / persons
    n0 = (persons - squares) / (units - 1)
    anova = _anova(n, sums, within, n0, interval_level)
    effect = max(1.0, 1 + (squares - 1) * anova["icc1"])
    return Icc(
        **anova,
        **_mixed(n, sums / n, float(within.sum())),
        interval_level=interval_level,
        n_persons=int(persons),
        n_units=units,
        mean_size=size,
        n0=float(n0),
        design_effect=float(effect),
        effective_n=float(persons / effect),
    )


def _anova(
    n: np.ndarray, sums: np.ndarray, within: np.ndarray, n0: float, level: float
) -> dict[str, float]:
    """Compute what rests on mean squares."""
    persons, units = n.sum(), len(n)
    df1, df2, size = units - 1.0, float(persons - units), persons / units
    away = sums / n - sums.sum() / persons
    msb = float((n * away**2).sum()) / df1
    msw = float(within.sum()) / df2
    f = _ratio(msb, msw)
    low, high = _interval(f, n, away, within, level)
    return {
        "icc1": _ratio(msb - msw, msb + (size - 1) * msw),
        "icc1_n0": _ratio(msb - msw, msb + (n0 - 1) * msw),
        "icc2": _ratio(msb - msw, msb),
        "low": low,
        "high": high,
        "f": f,
        "df_between": df1,
        "df_within": df2,
        "p": float(fdtrc(df1, df2, f)),
        "ms_between": msb,
        "ms_within": msw,
    }


def _mixed(n: np.ndarray, means: np.ndarray, within: float) -> dict[str, float]:
    """Compute what rests on the variances of the mixed model."""
    tau2, sigma2 = variance_parts(n, means, within)
    icc1, size = _ratio(tau2, tau2 + sigma2), n.sum() / len(n)
    reliability = tau2 / (tau2 + sigma2 / n) if tau2 + sigma2 > 0 else np.full(len(n), NAN)
    return {
        "icc1_mixed": icc1,
        "icc2_mixed": float(reliability.mean()),
        "icc2_mean_size": _ratio(size * icc1, 1 + (size - 1) * icc1),
        "tau2": tau2,
        "sigma2": sigma2,
    }


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else NAN


def _interval(
    f: float, n: np.ndarray, away: np.ndarray, within: np.ndarray, level: float
) -> tuple[float, float]:
    """Carry the spread of log F over left-out units, with t(J - 1), back to ICC(1).

    Each unit has a pseudo-value: J times log F, minus J - 1 times log F without that unit.
    """
    without, units, size = _f_without_each(n, away, within), len(n), n.sum() / len(n)
    if not (f > 0 and (without > 0).all() and np.isfinite(without).all()):
        return NAN, NAN
    pseudo = units * np.log(f) - (units - 1) * np.log(without)
    reach = float(stdtrit(units - 1, (1 + level) / 2)) * pseudo.std(ddof=1) / np.sqrt(units)
    bounds = np.exp(pseudo.mean() + np.array([-reach, reach]))
    low, high = (bounds - 1) / (bounds + size - 1)
    return float(low), float(high)


def _f_without_each(n: np.ndarray, away: np.ndarray, within: np.ndarray) -> np.ndarray:
    """F of the other units, each left out in turn; missing with fewer than three units.

    ``away`` is the mean of a unit minus that of everyone: leaving a unit out shifts the mean of
    the others by ``n * away / rest`` the other way.
    """
    units, rest = len(n), n.sum() - n
    df1, df2 = units - 2.0, rest - (units - 1)
    if units < 3 or (df2 <= 0).any():
        return np.full(units, NAN)
    between = (n * away**2).sum()
    others = _whole(between - n * away**2 - (n * away) ** 2 / rest, between)
    inside = _whole(within.sum() - within, within.sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        return (others / df1) / (inside / df2)


def _whole(parts: np.ndarray, total: float) -> np.ndarray:
    """Differences that are nothing but rounding are nothing."""
    return np.where(parts > _NOTHING * total, parts, 0.0)


def _unknown(persons: int, units: int, level: float) -> Icc:
    numbers = dict.fromkeys(Icc.__dataclass_fields__, NAN)
    known = {"n_persons": persons, "n_units": units, "interval_level": level}
    return Icc(**(numbers | known))
