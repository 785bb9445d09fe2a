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
        The units that were drawn together. In a wave in which nobody's unit is known, each
        person counts as drawn alone.

    Returns
    -------
    DataFrame, one row per wave
        wave, n (people), n_units, score, sd, low, high (95 %), low_90, high_90, se (cluster-robust)
        and df (n_units - 1); error and intervals are missing with fewer than two units. Without
        units n_units is 0 and df is n - 1.

    Source
    ------
    Cluster-robust variance CR3 of an intercept-only regression; as R ``clubSandwich`` type CR3.
    """
    scored = people.dropna(subset="score")
    waves = [(wave, rows) for wave, rows in scored.groupby("wave", sort=True)]
    rows = [{"wave": wave} | _of_wave(rows, by) for wave, rows in waves]
    columns = ["wave", "n", "n_units", "score", "sd", "low", "high", "low_90", "high_90"]
    return pd.DataFrame(rows, columns=[*columns, "se", "df"])


def _of_wave(people: pd.DataFrame, by: str) -> dict[str, float]:
    if people[by].notna().any():
        return _mean(people.dropna(subset=by), by)
    alone = people.assign(**{by: range(len(people))})
    return _mean(alone, by) | {"n_units": 0}


def _mean(people: pd.DataFrame, by: str) -> dict[str, float]:
    from scipy.special import stdtrit

    n, score = len(people), people["score"].mean()
    groups = (people["score"] - score).groupby(people[by])
    # CR3: a unit that holds much of the data pulls the mean towards itself.
    pull = groups.sum() / (1 - groups.size() / n)
    units = len(pull)
    error, df = np.nan, units - 1
    if units > 1:
        error = np.sqrt(float((pull**2).sum())) / n
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
