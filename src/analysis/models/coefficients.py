"""One table for the coefficients of every model: estimate, error, degrees of freedom, interval."""

from collections.abc import Sequence

import numpy as np
import pandas as pd


def coefficient_table(
    terms: Sequence[str],
    estimates: np.ndarray,
    errors: np.ndarray,
    *,
    df: np.ndarray | float = np.inf,
    level: float = 0.95,
) -> pd.DataFrame:
    """Put coefficients beside their uncertainty.

    Parameters
    ----------
    terms : sequence of str, length k
    estimates, errors : array, shape (k,)
        Coefficients and their standard errors, in the units of the model.
    df : array, shape (k,), or float
        Degrees of freedom of Student's t; infinite is the normal distribution.
    level : float
        Of the interval, between 0 and 1.

    Returns
    -------
    DataFrame, one row per term, index ``term``
        estimate, se, df, t, p (two-sided), low, high. An error of zero or NaN gives NaN for t
        and p.
    """
    from scipy.special import stdtr, stdtrit

    estimates, errors = np.asarray(estimates, float), np.asarray(errors, float)
    df = np.broadcast_to(np.asarray(df, float), estimates.shape)
    t = np.divide(estimates, errors, out=np.full_like(estimates, np.nan), where=errors > 0)
    reach = stdtrit(df, (1 + level) / 2) * errors
    return pd.DataFrame(
        {
            "estimate": estimates,
            "se": errors,
            "df": df,
            "t": t,
            "p": 2 * stdtr(df, -np.abs(t)),
            "low": estimates - reach,
            "high": estimates + reach,
        },
        index=pd.Index(list(terms), name="term"),
    )
