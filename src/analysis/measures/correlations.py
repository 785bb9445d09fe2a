"""How topics go together: among people, within units and between the means of units.

Everything is computed from sums per unit, so that drawing whole units again gives each correlation
an interval that knows people work in teams.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.codebook import Codebook
from analysis.measures import reliability, scales
from analysis.measures.aggregation import icc
from analysis.measures.moments import Moments, moments
from analysis.measures.team_bootstrap import DRAWS, FEW, SEED, draw, reliability_intervals

KINDS = ("total", "within", "between")
_LEAST = 3  # people or units that a correlation needs


def of_columns(
    people: pd.DataFrame,
    columns: Sequence[str],
    unit: pd.Series,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Correlate columns among people, within units and between units.

    Parameters
    ----------
    people : DataFrame, one row per person
    columns : sequence of str
        Numeric columns; a person with one of them missing is left out (listwise).
    unit : Series
        Unit of each person, on the same index. People without one are left out, unless nobody has
        one: then only the correlation among people is known.
    draws, seed : int
        How often whole units are drawn again.

    Returns
    -------
    DataFrame, one row per pair of columns
        first, second, n (people), n_units (units with at least two people), and for each of
        total, within (of deviations from the mean of the unit) and between (of the means of
        those units, each counted once) the correlation in [-1, 1] with its interval of 95 %
        (``total_low`` and so on): percentiles of the draws. Correlations are missing without
        variance; intervals with fewer than 10 units. Without any unit the interval of ``total``
        is that of Fisher.

    Source
    ------
    Within units: equals R ``psych::statsBy`` (rwg). Between units: R ``cor`` of the means. Drawing
    clusters: Field & Welsh (2007), J. Royal Statistical Society B 69, 369-390.
    """
    columns, known = list(columns), bool(unit.notna().any())
    whole = people[columns].astype(float).dropna()
    whole = whole - whole.mean()  # so that squares of large numbers do not cost digits
    together = unit.reindex(whole.index) if known else pd.Series("all", index=whole.index)
    sums = moments(whole, columns, by=together)
    found = _correlations(sums, np.ones((1, sums.n_units)))
    if not known:
        found["within"] = found["between"] = np.full_like(found["total"], np.nan)
    limits = _limits(sums, draws, seed) if known else _fisher(found["total"][0], sums.n.sum())
    first, second = np.triu_indices(len(columns), k=1)
    table = pd.DataFrame({"first": np.array(columns)[first], "second": np.array(columns)[second]})
    table["n"] = int(sums.n.sum())
    table["n_units"] = int((sums.n > 1).sum()) if known else 0
    for kind in KINDS:
        ends = limits.get(kind, (np.full_like(found[kind][0], np.nan),) * 2)
        for end, values in zip(("", "_low", "_high"), (found[kind][0], *ends), strict=True):
            table[f"{kind}{end}"] = values[first, second]
    return table[_columns()]


def _columns() -> list[str]:
    ends = [f"{kind}{end}" for kind in KINDS for end in ("", "_low", "_high")]
    return ["first", "second", "n", "n_units", *ends]


def _correlations(sums: Moments, weights: np.ndarray) -> dict[str, np.ndarray]:
    """Correlations with each unit counted so many times, shape (B, k, k)."""
    counted = weights * (sums.n > 1)  # the mean of one person is not the mean of a unit
    products = _weighted(weights, sums.products)
    people, units = weights @ sums.n, counted.sum(axis=1)
    explained = _weighted(weights, np.einsum("ui,uj->uij", sums.means, sums.sums))
    squares = _weighted(counted, np.einsum("ui,uj->uij", sums.means, sums.means))
    return {
        "total": _scaled(products - _around(weights @ sums.sums, people), people),
        "within": _scaled(products - explained, people),
        "between": _scaled(squares - _around(counted @ sums.means, units), units),
    }


def _weighted(weights: np.ndarray, part: np.ndarray) -> np.ndarray:
    units, k = part.shape[:2]
    return (weights @ part.reshape(units, k * k)).reshape(len(weights), k, k)


def _around(totals: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Products of the mean, to be taken away from products around zero."""
    return totals[:, :, None] * totals[:, None, :] / np.maximum(n, 1)[:, None, None]


def _scaled(spread: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Turn sums of squares and products into correlations; missing where nothing varies."""
    spread = np.where(n[:, None, None] >= _LEAST, spread, np.nan)
    own = np.einsum("bii->bi", spread)
    sd = np.sqrt(np.where(own > 1e-12, own, np.nan))
    return np.clip(spread / (sd[:, :, None] * sd[:, None, :]), -1, 1)


def _limits(sums: Moments, draws: int, seed: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    if sums.n_units < FEW:
        return {}
    drawn = _correlations(sums, draw(sums.n_units, draws, seed))
    return {kind: _percentiles(values) for kind, values in drawn.items()}


def _percentiles(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ends of the middle 95 %; missing where most draws gave no value."""
    usual = np.isfinite(values).mean(axis=0) > 0.5
    low, high = np.nanquantile(np.where(usual, values, 0.0), [0.025, 0.975], axis=0)
    return np.where(usual, low, np.nan), np.where(usual, high, np.nan)


def _fisher(r: np.ndarray, n: float) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Interval of Fisher for people who were drawn one by one."""
    if n <= _LEAST:
        return {}
    with np.errstate(divide="ignore"):
        middle, reach = np.arctanh(r), 1.959963984540054 / np.sqrt(n - 3)
    return {"total": (np.tanh(middle - reach), np.tanh(middle + reach))}


def of_scales(
    answers: pd.DataFrame, chosen: Sequence[str], *, codebook: Codebook, by: str = "school_id"
) -> pd.DataFrame:
    """Correlate scales in the last wave in which all of them were asked.

    Parameters
    ----------
    answers : DataFrame, one row per person and wave
    chosen : sequence of str
        Scales of the codebook.
    codebook : Codebook
    by : str
        The column with the unit.

    Returns
    -------
    DataFrame, one row per pair of scales
        wave, unit (such as "school") and the columns of ``of_columns``; no row when no wave asked
        all scales.
    """
    people, wave = everybody(answers, chosen, codebook=codebook)
    if people.empty:
        return pd.DataFrame(columns=["wave", "unit", *_columns()])
    found = of_columns(people, chosen, people[by]).assign(wave=wave, unit=by.removesuffix("_id"))
    return found[["wave", "unit", *_columns()]]


def everybody(
    answers: pd.DataFrame, chosen: Sequence[str], *, codebook: Codebook
) -> tuple[pd.DataFrame, str]:
    """Take the people with a score on all scales, in the last wave in which all were asked."""
    scored = {scale: scales.score(answers, scale, codebook=codebook) for scale in chosen}
    people = answers.assign(**scored).dropna(subset=list(scored))
    if people.empty:
        return people, ""
    wave = people["wave"].max()
    return people[people["wave"] == wave], str(wave)


def descriptives(
    answers: pd.DataFrame, chosen: Sequence[str], *, codebook: Codebook, by: str = "school_id"
) -> pd.DataFrame:
    """Describe scales, and how reliable they are, in the people that ``of_scales`` is about.

    Parameters
    ----------
    answers, chosen, codebook, by
        As for ``of_scales``.

    Returns
    -------
    DataFrame, one row per scale
        scale_id, wave, n, n_units, n_items, options, mean, sd, omega, omega_low, omega_high (from
        three questions), alpha, alpha_low, alpha_high (from two), spearman_brown (for two),
        reliability (omega, or Spearman-Brown for two questions), icc1 and icc2. Intervals of 95 %
        from drawing whole units again; without units alpha has the interval of Feldt.
    """
    people, wave = everybody(answers, chosen, codebook=codebook)
    rows = [_described(people, scale, codebook, by) for scale in chosen] if len(people) else []
    columns = [
        *("scale_id", "wave", "n", "n_units", "n_items", "options", "mean", "sd"),
        *("omega", "omega_low", "omega_high", "alpha", "alpha_low", "alpha_high"),
        *("spearman_brown", "reliability", "icc1", "icc2"),
    ]
    return pd.DataFrame(rows).assign(wave=wave).reindex(columns=columns)


def _described(people: pd.DataFrame, scale: str, codebook: Codebook, by: str) -> dict[str, object]:
    items = scales.items(people, scale, codebook=codebook).dropna(axis="columns", how="all")
    found = icc(people[scale], people[by])
    row = {
        "scale_id": scale,
        "n": len(people),
        "n_units": people[by].nunique(),
        "n_items": items.shape[1],
        "options": codebook.options_of(scale),
        "mean": people[scale].mean(),
        "sd": people[scale].std(),
        "icc1": found.icc1,
        "icc2": found.icc2,
    }
    return row | _reliable(items, people[by])


def _reliable(items: pd.DataFrame, unit: pd.Series) -> dict[str, float]:
    """Reliability that the number of questions allows, with its interval."""
    if items.shape[1] < 2:
        return {}
    found = reliability_intervals(items, unit)
    row = {
        f"{name}{end}": found.loc[name, column]
        for name in ("omega", "alpha")
        for end, column in (("", "estimate"), ("_low", "low"), ("_high", "high"))
    }
    if unit.isna().all():
        plain = reliability.alpha(items)
        row |= {"alpha_low": plain.low, "alpha_high": plain.high}
    if items.shape[1] > 2:
        return row | {"reliability": row["omega"]}
    stepped = reliability.spearman_brown(items)
    return row | {"spearman_brown": stepped, "reliability": stepped}
