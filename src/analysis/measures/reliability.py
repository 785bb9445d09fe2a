"""Whether the items of a scale measure one thing, and how precisely.

Alpha follows R's ``psych::alpha``: covariances from all pairs of answers that are there, unless
listwise is asked for. Omega follows ``lavaan``: people with a missing answer are left out.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import fdtri

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.measures.factor import explained_share, one_factor


@dataclass(frozen=True)
class Alpha:
    """Cronbach's alpha with its interval.

    Attributes
    ----------
    alpha : float
        At most 1; missing without two items that vary. Below 0 when items were not turned.
    low, high : float
        Interval of Feldt. It takes people as independent; members of a team are not, so it is
        somewhat too narrow for team data.
    interval_level : float
    n_persons : int
        People with at least one answer (pairwise), or with all (listwise).
    n_items : int
    mean_correlation : float
        Mean correlation between two items.
    """

    alpha: float
    low: float
    high: float
    interval_level: float
    n_persons: int
    n_items: int
    mean_correlation: float


def _answered(items: pd.DataFrame, missing: str) -> pd.DataFrame:
    if missing not in ("pairwise", "listwise"):
        raise ValueError(f"missing is pairwise or listwise, not {missing!r}")
    there = ~np.isnan(items.to_numpy(float))
    used = there.any(axis=1) if missing == "pairwise" else there.all(axis=1)
    return items if used.all() else items[used]


def _covariance(used: pd.DataFrame) -> np.ndarray:
    values = used.to_numpy(float)
    if len(values) < 2:
        return np.full((values.shape[1],) * 2, np.nan)
    if np.isnan(values).any():
        return used.astype(float).cov().to_numpy()
    centred = values - values.mean(axis=0)
    return centred.T @ centred / (len(values) - 1)


def alpha_of(covariance: np.ndarray) -> float:
    """Alpha of a covariance matrix of items: k / (k - 1) * (1 - trace / sum)."""
    k, total = len(covariance), covariance.sum()
    if k < 2 or not total > 0:
        return float("nan")
    return float(k / (k - 1) * (1 - np.trace(covariance) / total))


def alpha(items: pd.DataFrame, *, missing: str = "pairwise", interval_level: float = 0.95) -> Alpha:
    """Cronbach's alpha of a scale, with its interval.

    Parameters
    ----------
    items : DataFrame, shape (n_people, k)
        Answers, reversed items already turned around.
    missing : str
        "pairwise": each covariance from the people who answered both items; "listwise": only
        people who answered every item.
    interval_level : float

    Returns
    -------
    Alpha
        All numbers missing with fewer than two items, two people or any variance.

    Source
    ------
    Cronbach (1951), Psychometrika 16, 297-334; Feldt, Woodruff & Salih (1987), Applied
    Psychological Measurement 11, 93-103. Equals R ``psych::alpha``.
    """
    used = _answered(items, missing)
    n, k = used.shape
    covariance = _covariance(used)
    value = alpha_of(covariance)
    low, high = _feldt(value, n, k, interval_level)
    return Alpha(value, low, high, interval_level, n, k, _mean_correlation(covariance))


def _feldt(value: float, n: int, k: int, level: float) -> tuple[float, float]:
    if n < 2 or k < 2 or np.isnan(value):
        return float("nan"), float("nan")
    df = n - 1, (n - 1) * (k - 1)
    tail = (1 - level) / 2
    low, high = (1 - (1 - value) * fdtri(*df, share) for share in (1 - tail, tail))
    return float(low), float(high)


def _mean_correlation(covariance: np.ndarray) -> float:
    k = len(covariance)
    sd = np.sqrt(np.diag(covariance))
    if k < 2 or not (sd > 0).all():
        return float("nan")
    return float(((covariance / np.outer(sd, sd)).sum() - k) / (k * (k - 1)))


def item_table(items: pd.DataFrame, *, missing: str = "pairwise") -> pd.DataFrame:
    """Describe each item of a scale.

    Parameters
    ----------
    items, missing
        As for ``alpha``.

    Returns
    -------
    DataFrame, one row per item
        n answers, mean, sd, item_rest (correlation with the sum of the other items),
        alpha_if_dropped, floor_share and ceiling_share (answers at the lowest and highest value
        that occurs in the scale). Correlations are missing for an item without variance.

    Source
    ------
    Equals R ``psych::alpha`` (r.drop and alpha.drop).
    """
    used = _answered(items, missing)
    covariance = _covariance(used)
    lowest, highest = used.stack().min(), used.stack().max()
    return pd.DataFrame(
        {
            "n": used.count(),
            "mean": used.mean(),
            "sd": used.std(),
            "item_rest": [_item_rest(covariance, i) for i in range(len(covariance))],
            "alpha_if_dropped": [_without(covariance, i) for i in range(len(covariance))],
            "floor_share": (used == lowest).sum() / used.count(),
            "ceiling_share": (used == highest).sum() / used.count(),
        }
    ).rename_axis("item")


def _item_rest(covariance: np.ndarray, item: int) -> float:
    others = np.delete(np.arange(len(covariance)), item)
    spread = covariance[item, item] * covariance[np.ix_(others, others)].sum()
    return float(covariance[item, others].sum() / np.sqrt(spread)) if spread > 0 else float("nan")


def _without(covariance: np.ndarray, item: int) -> float:
    others = np.delete(np.arange(len(covariance)), item)
    return alpha_of(covariance[np.ix_(others, others)])


@dataclass(frozen=True, eq=False)
class Omega:
    """Omega of a scale: reliability from a model with one factor.

    Attributes
    ----------
    omega : float
        Variance of the sum that the factor explains, as a share of the observed variance of the
        sum. Missing with fewer than three items (use ``spearman_brown`` for two) or when items
        repeat each other or do not vary.
    omega_model : float
        The same as a share of the variance that the model says; far from ``omega`` when one
        factor does not fit.
    loadings : Series, index item
        In answer points per standard deviation of the factor.
    heywood : tuple of str
        Items whose own variance would have become negative and was held at 0.5 % of the item's:
        with these the scale has too few items or people for this model.
    n_persons : int
        People who answered every item.
    chi_square, df : float
        Test that one factor is enough; df is 0 for three items.
    """

    omega: float
    omega_model: float
    loadings: pd.Series
    heywood: tuple[str, ...]
    n_persons: int
    chi_square: float
    df: int


def omega(items: pd.DataFrame) -> Omega:
    """Omega of a scale, from the people who answered every item.

    Parameters
    ----------
    items : DataFrame, shape (n_people, k)
        Answers, reversed items already turned around.

    Returns
    -------
    Omega

    Source
    ------
    McDonald (1999), Test theory. ``omega`` equals R ``semTools::compRelSEM``, the model
    ``lavaan::cfa``.
    """
    complete = _answered(items, "listwise")
    n, k = complete.shape
    covariance = _covariance(complete)
    found = one_factor(covariance)
    explained = found.loadings.sum() ** 2
    own = np.where(found.converged, found.unique.sum(), np.nan)
    return Omega(
        omega=float(explained_share(found, covariance)),
        omega_model=float(explained / (explained + own)),
        loadings=pd.Series(found.loadings, index=items.columns, name="loading"),
        heywood=tuple(items.columns[found.heywood]),
        n_persons=n,
        chi_square=float(n * found.misfit),
        df=k * (k - 3) // 2,
    )


def spearman_brown(items: pd.DataFrame) -> float:
    """Reliability of a scale of two items, 2r / (1 + r), from people who answered both.

    Source
    ------
    Eisinga, Te Grotenhuis & Pelzer (2013), Int. J. Public Health 58, 637-642.
    """
    if items.shape[1] != 2:
        raise DataProblem(
            _("Spearman-Brown is for two items."),
            found=str(items.shape[1]),
            repair=_("use omega for longer scales"),
        )
    complete = items.dropna()
    if len(complete) < 2 or (complete.std() == 0).any():
        return float("nan")
    r = complete.iloc[:, 0].corr(complete.iloc[:, 1])
    return float(2 * r / (1 + r))
