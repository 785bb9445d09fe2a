"""Order in time: which measurement belongs to which outcome, and what may not be linked.

An exposure comes before its outcome, and what is held equal comes before the exposure. What does
not keep to this order is refused here, not explained away later.
"""

import numpy as np
import pandas as pd

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.language import number

CROSS_SECTION, LAGGED, PANEL = "cross-section", "lagged", "panel"
BADGES = (CROSS_SECTION, LAGGED, PANEL)
SLACK = 3  # months that a yearly measurement may lie from the distance that was asked for
_DAYS_PER_MONTH = 30.4375
_PANEL_SHARE = 0.5  # of the units, measured in two waves or more


class LateControl(DataProblem):
    """Something to be held equal was measured after the exposure."""


def pairs(
    exposures: pd.DataFrame, outcomes: pd.DataFrame, *, lag: int, slack: int = SLACK
) -> pd.DataFrame:
    """Find for each outcome window the measurement that lies ``lag`` months before it.

    Parameters
    ----------
    exposures : DataFrame, one row per wave
        wave, exposure_first, exposure_last: first and last day of measurement.
    outcomes : DataFrame, one row per outcome window
        outcome_first, outcome_last, and columns that name the window.
    lag : int
        Whole months between the last day of the exposure and the first day of the outcome.
    slack : int
        Months by which the distance may differ from ``lag``.

    Returns
    -------
    DataFrame, one row per outcome window that has an exposure
        The columns of both, and months (the distance, in months of 30.4 days). Of two exposures
        the one nearest to ``lag``.

    Raises
    ------
    DataProblem
        When every outcome starts before every exposure has ended, or no distance fits.
    """
    both = exposures.merge(outcomes, how="cross")
    days = (both["outcome_first"] - both["exposure_last"]).dt.days
    both = both.assign(months=days / _DAYS_PER_MONTH)
    after = both[days > 0]
    if after.empty:
        raise DataProblem(
            _("the outcome starts before its exposure was measured."),
            found=_spans(exposures, outcomes),
            repair=_("choose an outcome that begins after the questionnaire"),
        )
    fits = after[(after["months"] - lag).abs() <= slack]
    if fits.empty:
        raise DataProblem(
            _("no measurement lies {lag} months before the outcome.").format(lag=lag),
            found=_("distances of {months} months").format(
                months=", ".join(number(m, 0) for m in sorted(set(after["months"].round())))
            ),
            repair=_("choose another distance in time"),
        )
    names = [name for name in outcomes.columns if name not in ("outcome_first", "outcome_last")]
    nearest = (fits["months"] - lag).abs().groupby([fits[name] for name in names]).idxmin()
    return fits.loc[nearest].sort_values(names, ignore_index=True)


def _spans(exposures: pd.DataFrame, outcomes: pd.DataFrame) -> str:
    if exposures.empty or outcomes.empty:
        return _("nothing to link")
    exposure = f"{exposures['exposure_first'].min().date()}"
    outcome = f"{outcomes['outcome_first'].max().date()}"
    return _("exposure from {exposure}, outcome up to {outcome}").format(
        exposure=exposure, outcome=outcome
    )


def refuse_early(outcome_on: pd.Series, exposure_last: pd.Series) -> None:
    """Refuse outcomes that start on the last day of their exposure or before it."""
    early = int((outcome_on <= exposure_last).sum())
    if early:
        raise DataProblem(
            _("the outcome starts before its exposure was measured."),
            rows=early,
            repair=_("choose an outcome that begins after the questionnaire"),
        )


def refuse_late_control(control_on: pd.Series, exposure_last: pd.Series, *, name: str) -> None:
    """Refuse something to be held equal that was measured after the exposure.

    It may be a consequence of the exposure: holding it equal then takes away part of what is
    looked for, or makes up a relation that is not there.
    """
    late = int((control_on > exposure_last).sum())
    if late:
        raise LateControl(
            _("what is held equal was measured after the exposure."),
            column=name,
            rows=late,
            repair=_("hold equal what was known before the questionnaire"),
        )


def badge(table: pd.DataFrame, *, unit: str, ordered: bool) -> str:
    """Name the design that a linked table has.

    Parameters
    ----------
    table : DataFrame
        With the column ``wave`` and the column ``unit``.
    unit : str
        The units at which the exposure varies.
    ordered : bool
        The exposure was measured before the outcome.

    Returns
    -------
    str
        cross-section (one moment), lagged (exposure first), or panel (exposure first, and at
        least half of the units are there with two waves or more).
    """
    if not ordered:
        return CROSS_SECTION
    waves = table.groupby(unit)["wave"].nunique() if len(table) else pd.Series(dtype=float)
    several = len(waves) > 0 and float((waves >= 2).mean()) >= _PANEL_SHARE
    return PANEL if several else LAGGED


def span(first: pd.Series, last: pd.Series) -> str:
    """First and last day, as 2024-03-04/2024-03-28; empty without days."""
    if not len(first) or first.isna().all():
        return ""
    return f"{first.min().date()}/{last.max().date()}"


def school_year(days: pd.Series) -> pd.Series:
    """Calendar year in which the school year of each day began, 1 August being its first day."""
    return (days.dt.year - np.where(days.dt.month < 8, 1, 0)).astype(float)
