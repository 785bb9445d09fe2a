"""Turnover of several schools together, with an interval that knows that exits cluster."""

import numpy as np
import pandas as pd
from scipy.special import stdtrit

FEWEST = 5  # schools


def clustered_rates(rates: pd.DataFrame, *, interval_level: float = 0.95) -> pd.DataFrame:
    """Put the units of each window together.

    Parameters
    ----------
    rates : DataFrame
        From ``turnover`` with ``by``: one row per window and unit, with window, events and
        denominator.
    interval_level : float

    Returns
    -------
    DataFrame, one row per window
        window, n_units (with a denominator above 0), events, denominator, rate, se, low, high,
        interval ("clustered"). The rate is the sum of the events over the sum of the denominators;
        the interval takes Student's t with the number of units minus one and ends at 0. With
        fewer than 5 units se, low and high are missing.

    Source
    ------
    Cochran (1977), Sampling techniques, section 6: a ratio of two sums over clusters.
    """
    parts = rates[rates["denominator"] > 0].groupby("window", sort=False)
    rows = [_together(window, part, interval_level) for window, part in parts]
    columns = ["window", "n_units", "events", "denominator", "rate", "se", "low", "high"]
    return pd.DataFrame(rows, columns=columns).assign(interval="clustered")


def _together(window: str, part: pd.DataFrame, level: float) -> dict[str, object]:
    events, base = part["events"].to_numpy(float), part["denominator"].to_numpy(float)
    n, rate = len(part), events.sum() / base.sum()
    row = {"window": window, "n_units": n, "events": int(events.sum())}
    row |= {"denominator": base.sum(), "rate": rate, "se": np.nan, "low": np.nan, "high": np.nan}
    if n < FEWEST:
        return row
    se = float(np.sqrt(n / (n - 1) * ((events - rate * base) ** 2).sum()) / base.sum())
    half = float(stdtrit(n - 1, (1 + level) / 2)) * se
    return row | {"se": se, "low": max(0.0, rate - half), "high": rate + half}
