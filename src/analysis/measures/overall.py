"""The mean of everyone together, per wave, with an interval that knows people work in teams."""

import numpy as np
import pandas as pd


def overall(people: pd.DataFrame, *, by: str = "school_id") -> pd.DataFrame:
    """Average a score over all people of a wave.

    Colleagues of one school resemble each other, so that the mean of all is less certain than
    the number of people suggests: the interval counts schools.

    Parameters
    ----------
    people : DataFrame, one row per person and wave
        score, wave and the column ``by``. Rows without a score are left out.
    by : str
        The units that were drawn together.

    Returns
    -------
    DataFrame, one row per wave
        wave, n (people), n_units, score, sd, low, high (95 %), low_90, high_90, se (cluster-robust)
        and df (n_units - 1); error and intervals are missing with fewer than two units.

    Source
    ------
    Cluster-robust variance CR1 of an intercept-only regression; as R ``clubSandwich`` type CR1.
    """
    scored = people.dropna(subset=["score", by])
    rows = [{"wave": wave} | _mean(rows, by) for wave, rows in scored.groupby("wave", sort=True)]
    columns = ["wave", "n", "n_units", "score", "sd", "low", "high", "low_90", "high_90"]
    return pd.DataFrame(rows, columns=[*columns, "se", "df"])


def _mean(people: pd.DataFrame, by: str) -> dict[str, float]:
    from scipy.special import stdtrit

    n, score = len(people), people["score"].mean()
    residual = (people["score"] - score).groupby(people[by]).sum()
    units = len(residual)
    error, df = np.nan, units - 1
    if units > 1:
        error = np.sqrt(units / (units - 1) * float((residual**2).sum())) / n
    reach, narrow = (float(stdtrit(max(df, 1), tail)) * error for tail in (0.975, 0.95))
    return {
        "n": n,
        "n_units": units,
        "score": score,
        "sd": people["score"].std(),
        "low": score - reach,
        "high": score + reach,
        "low_90": score - narrow,
        "high_90": score + narrow,
        "se": error,
        "df": df,
    }
