"""Dates as numbers of days, so that years of spells can be counted at once."""

import datetime

import numpy as np
import pandas as pd

OPEN = 4_000_000  # a day far beyond any other: a period without an end


def days(dates: pd.Series, *, missing: int = 0) -> np.ndarray:
    """Number days since 1970-01-01; times of day are dropped."""
    values = pd.to_datetime(dates).to_numpy("datetime64[D]")
    return np.where(np.isnat(values), missing, values.astype(np.int64))


def days_of(day: datetime.date) -> int:
    """Number of one day since 1970-01-01."""
    return int(np.datetime64(day, "D").astype(np.int64))


def date_of(day: int) -> datetime.date:
    """Turn the number of a day back into a date."""
    return np.datetime64(day, "D").astype(datetime.date)


def dates(numbers: np.ndarray) -> pd.Series:
    """Turn numbers of days back into dates; OPEN becomes missing."""
    values = numbers.astype("datetime64[D]")
    values[numbers >= OPEN] = np.datetime64("NaT")
    return pd.Series(values).astype("datetime64[us]")
