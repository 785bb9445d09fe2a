"""Several completed data sets, one answer: the rules of Rubin."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import DataProblem
from analysis.language import gettext as _

LEAST_IMPUTATIONS = 2
_NO_SPREAD = 1e-4  # the smallest share of variance between imputations that mice reckons with


@dataclass(frozen=True)
class Pooled:
    """One number from m completed data sets.

    Attributes
    ----------
    estimate, se, df, low, high, p : float
        The error holds what was never observed too; ``df`` is that of Barnard and Rubin.
    within, between : float
        Variance inside a completed data set, and from one to the next.
    fmi : float
        Fraction of the information that is missing, in [0, 1).
    m : int
    """

    estimate: float
    se: float
    df: float
    low: float
    high: float
    p: float
    within: float
    between: float
    fmi: float
    m: int


def pool(
    estimates: Sequence[float],
    errors: Sequence[float],
    *,
    complete_df: float = np.inf,
    interval_level: float = 0.95,
) -> Pooled:
    """Pool one number.

    Parameters
    ----------
    estimates, errors : sequence of float, length m
        The number and its standard error in each completed data set.
    complete_df : float
        Degrees of freedom that the number would have if nothing were missing.
    interval_level : float

    Returns
    -------
    Pooled

    Raises
    ------
    DataProblem
        With fewer than two imputations, which say nothing about what is missing.

    Source
    ------
    Rubin (1987), Multiple imputation for nonresponse in surveys; Barnard & Rubin (1999),
    Biometrika 86, 948-955. Equals R ``mice::pool`` and ``mice::pool.scalar``.
    """
    from scipy.special import stdtr, stdtrit

    values, spread = np.asarray(estimates, float), np.asarray(errors, float)
    m = len(values)
    if m < LEAST_IMPUTATIONS:
        raise DataProblem(
            _("one completed data set cannot say how much is not known."),
            found=str(m),
            repair=_("impute more often, 20 times or more"),
        )
    estimate, within = values.mean(), (spread**2).mean()
    between = values.var(ddof=1)
    added = (1 + 1 / m) * between
    total = within + added
    df = _barnard_rubin(m, added / total, complete_df)
    rise = added / within
    se = np.sqrt(total)
    reach = stdtrit(df, (1 + interval_level) / 2) * se
    return Pooled(
        estimate=float(estimate),
        se=float(se),
        df=float(df),
        low=float(estimate - reach),
        high=float(estimate + reach),
        p=float(2 * stdtr(df, -abs(estimate / se))),
        within=float(within),
        between=float(between),
        fmi=float((rise + 2 / (df + 3)) / (rise + 1)),
        m=m,
    )


def _barnard_rubin(m: int, share: float, complete_df: float) -> float:
    """Degrees of freedom; ``share`` is the part of the variance that lies between imputations."""
    share = max(share, _NO_SPREAD)
    old = (m - 1) / share**2
    if np.isinf(complete_df):
        return old
    observed = (complete_df + 1) / (complete_df + 3) * complete_df * (1 - share)
    return old * observed / (old + observed)


def pool_tables(tables: Sequence[pd.DataFrame], *, interval_level: float = 0.95) -> pd.DataFrame:
    """Pool the coefficients of a model that was fitted to each completed data set.

    Parameters
    ----------
    tables : sequence of DataFrame, length m
        Coefficients with the same index: estimate, se, df.
    interval_level : float

    Returns
    -------
    DataFrame, on that index
        The numbers of ``Pooled``. The degrees of freedom without missing data are the mean over
        the data sets.
    """
    columns = {name: np.stack([t[name] for t in tables]) for name in ("estimate", "se", "df")}
    rows = [
        vars(pool(b, se, complete_df=df.mean(), interval_level=interval_level))
        for b, se, df in zip(*(columns[name].T for name in ("estimate", "se", "df")), strict=True)
    ]
    return pd.DataFrame(rows, index=tables[0].index)
