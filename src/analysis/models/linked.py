"""What a link gives: the table to analyse, how it came about, and what may be said with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.models import linking_time

# From fine to coarse: errors may be clustered at the level of the exposure or above it.
_UNITS = ("pupil_id", "person_id", "group_id", "team_id", "school_id", "board_id")
_FINEST = {
    "person": "person_id",
    "staff": "group_id",
    "team": "team_id",
    "school": "school_id",
}
_LADDER = ["step", "counted", "matched", "unmatched"]


@dataclass(frozen=True, eq=False)
class Linked:
    """An exposure and an outcome, put together row by row.

    Attributes
    ----------
    table : DataFrame
        One row per pupil, person or school, with exposure, outcome, wave and school_id; where the
        exposure varies on two levels also between (mean of the school) and within (the rest).
    ladder : DataFrame, one row per step
        step, counted (staff, teams, schools, groups or pupils), matched and unmatched.
    badge : str
        The design: cross-section, lagged or panel; readings take their verbs from it.
    level : str
        The finest level at which the exposure varies: person, staff (of a group), team or school.
    unit : str
        Column with the units that are independent of each other: what errors are clustered by.
    outcome_level : str
        pupil, person or school.
    windows : DataFrame
        Per outcome window: wave, exposure_first, exposure_last, outcome_first, outcome_last and
        months (the distance in time).
    members : DataFrame
        person_id, school_id, wave and value of the staff behind the exposure: the population of
        a release.
    shared : DataFrame
        wave and n: staff who count at two schools or more, by the part of the job.
    lag : int
        Months that were asked for.
    notes : tuple of str
        What the reader must know about the link, in the reader's language.
    """

    table: pd.DataFrame
    ladder: pd.DataFrame
    badge: str
    level: str
    unit: str
    outcome_level: str
    windows: pd.DataFrame
    members: pd.DataFrame
    shared: pd.DataFrame
    lag: int
    notes: tuple[str, ...] = ()

    @property
    def window_exposure(self) -> str:
        """First and last day of the exposure, as 2024-03-04/2024-03-28."""
        return linking_time.span(self.windows["exposure_first"], self.windows["exposure_last"])

    @property
    def window_outcome(self) -> str:
        """First and last day of the outcome."""
        return linking_time.span(self.windows["outcome_first"], self.windows["outcome_last"])

    @property
    def flow(self) -> pd.DataFrame:
        """How many rows are left at each step (step, n), for a release of kind "flow"."""
        last = self.ladder["counted"].iloc[-1]
        steps = self.ladder[self.ladder["counted"] == last]
        first = steps.iloc[0]
        begin = {"step": "all", "n": first["matched"] + first["unmatched"]}
        rest = steps.rename(columns={"matched": "n"})[["step", "n"]]
        return pd.concat([pd.DataFrame([begin]), rest], ignore_index=True)

    def clusters(self, unit: str = "") -> pd.Series:
        """Give the unit of each row, by which errors must be clustered.

        Parameters
        ----------
        unit : str
            A column of the table; ``self.unit`` when left out.

        Raises
        ------
        DataProblem
            When the unit is finer than the level at which the exposure varies: a p-value over
            pupils for something that a school has as a whole counts every pupil as new evidence.
        """
        unit = unit or self.unit
        if _UNITS.index(unit) < _UNITS.index(_FINEST[self.level]):
            raise DataProblem(
                _("the exposure does not vary within {level}, so its uncertainty cannot be "
                  "counted over smaller units.").format(level=_FINEST[self.level]),
                column=unit,
                repair=_("cluster by {unit}").format(unit=self.unit),
            )  # fmt: skip
        return self.table[unit]


@dataclass
class Ladder:
    """Collects the steps of a link while it is made."""

    rows: list[tuple[str, str, int, int]] = field(default_factory=list)

    def add(self, counted: str, step: str, matched: int, unmatched: int) -> None:
        """Note one step."""
        self.rows.append((step, counted, int(matched), int(unmatched)))

    def extend(self, counted: str, steps: Sequence[tuple[str, int, int]]) -> None:
        """Note steps that were counted elsewhere."""
        self.rows += [(step, counted, matched, unmatched) for step, matched, unmatched in steps]

    def table(self) -> pd.DataFrame:
        """Give the steps: step, counted, matched, unmatched."""
        return pd.DataFrame(self.rows, columns=_LADDER)


def standardised(values: pd.Series, group: pd.Series) -> pd.Series:
    """Express values in standard deviations around the mean of their group; NaN without any."""
    groups = values.groupby(group)
    spread = groups.transform("std")
    return (values - groups.transform("mean")) / spread.where(spread > 0)
