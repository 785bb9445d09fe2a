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
        wave, n (people), n_units, score, sd, low, high (95 %, cluster-robust, t with n_units - 1
        degrees of freedom); low and high are missing with fewer than two units.

    Source
    ------
    Cluster-robust variance CR1 of an intercept-only regression; as R ``clubSandwich`` type CR1.
    """
    scored = people.dropna(subset=["score", by])
    rows = [{"wave": wave} | _mean(rows, by) for wave, rows in scored.groupby("wave", sort=True)]
    return pd.DataFrame(rows, columns=["wave", "n", "n_units", "score", "sd", "low", "high"])


def _mean(people: pd.DataFrame, by: str) -> dict[str, float]:
    from scipy.special import stdtrit

    n, score = len(people), people["score"].mean()
    residual = (people["score"] - score).groupby(people[by]).sum()
    units = len(residual)
    reach = np.nan
    if units > 1:
        error = np.sqrt(units / (units - 1) * float((residual**2).sum())) / n
        reach = float(stdtrit(units - 1, 0.975)) * error
    return {
        "n": n,
        "n_units": units,
        "score": score,
        "sd": people["score"].std(),
        "low": score - reach,
        "high": score + reach,
    }
