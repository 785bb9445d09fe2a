"""Days on which people come and go."""

from datetime import date

import numpy as np

FAR = np.datetime64("9999-12-31")  # an end that is not there
# Ends of months after the survey of March, up to the end of February: share of all exits.
_VOLUNTARY = (0.03, 0.03, 0.04, 0.05, 0.50, 0.06, 0.05, 0.05, 0.04, 0.07, 0.05, 0.03)
_NATURAL = (0.07, 0.07, 0.07, 0.09, 0.20, 0.08, 0.07, 0.07, 0.07, 0.09, 0.06, 0.06)
_TEMPORARY = (0.01, 0.01, 0.01, 0.03, 0.75, 0.02, 0.01, 0.02, 0.01, 0.10, 0.02, 0.01)
_BY_CLASS = np.array([_NATURAL, _VOLUNTARY, _NATURAL, _TEMPORARY])


def day(when: date) -> np.datetime64:
    """Turn a date into numpy's day."""
    return np.datetime64(when, "D")


def exit_days(year: int, classes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw last days in the hazard year that begins in March of ``year``.

    All are last days of a month from March to February, so none falls between the first and
    the last day of a survey, and whoever is there when a survey begins can answer it.
    """
    cumulated = np.cumsum(_BY_CLASS / _BY_CLASS.sum(axis=1, keepdims=True), axis=1)
    drawn = rng.random(len(classes))
    months_later = (drawn[:, None] > cumulated[classes, :-1]).sum(axis=1)
    return month_after(np.datetime64(f"{year}-03", "M") + months_later) - 1


def month_after(month: np.ndarray) -> np.ndarray:
    """First day of the month that follows ``month``."""
    return (month + 1).astype("datetime64[D]")


def start_days(ends: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw first days of those who take over: the first of a month, soon or some months on."""
    wait = np.searchsorted((0.68, 0.86, 0.94, 0.97), rng.random(len(ends)))
    return month_after(ends.astype("datetime64[M]") + wait)
