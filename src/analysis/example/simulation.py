"""Lets people come, move and leave, year by year and all places at once."""

import numpy as np
from scipy.special import expit

from analysis.example import latent, matching
from analysis.example.careers import (
    INVOLUNTARY,
    NATURAL,
    NOBODY,
    RUNNING,
    TEMPORARY,
    TRANSFER,
    VOLUNTARY,
    Careers,
    Stints,
)
from analysis.example.dates import FAR, day, exit_days, month_after, start_days
from analysis.example.organisation import ROLES, Organisation
from analysis.example.parameters import (
    EXTRACT_ON,
    FIELDED,
    HAZARD_YEARS,
    OBSERVED_FROM,
    SHARES,
    Parameters,
)
from analysis.example.streams import stream

_LEADER = ROLES.index("leader")
_NEVER_LONG = [ROLES.index(role) for role in ("assistant", "support", "other")]
_YEAR = np.timedelta64(365, "D")
_REHIRE_AFTER = np.timedelta64(120, "D")  # longer than any gap that is bridged


def opening_day(year: int) -> np.datetime64:
    """Day on which a hazard year begins: the first day of the survey, or 7 March."""
    fielded = FIELDED.get(str(year))
    return day(fielded[0]) if fielded else np.datetime64(f"{year}-03-07")


def simulate(seed: int, where: Organisation, plan: Parameters, *, scale: int = 1) -> Careers:
    """Play the years from March 2020 until the day of the export.

    Parameters
    ----------
    scale : int
        How many copies of the organisation ``where`` holds.
    """
    places = Places(seed, where, plan, scale)
    for year in range(len(HAZARD_YEARS)):
        places.live(year)
    return places.careers()


class Places:
    """The state of all places while the years go by."""

    def __init__(self, seed: int, where: Organisation, plan: Parameters, scale: int) -> None:
        self.where, self.plan, self.scale = where, plan, scale
        self.rng = stream(seed, "careers")
        n = len(where.seat_team)
        self.deviates = latent.draw(seed, "psysafe", where, 2 * n)
        self.person, self.n_persons = np.arange(n), n
        self.since = self._first_days()
        self.start = self.since.copy()
        self.leader_since = np.zeros(where.n_schools, dtype=int)
        self.stints: list[Stints] = []
        self.years: list[tuple[np.ndarray, ...]] = []
        self.rehired = np.zeros(2 * n, dtype=bool)

    def _first_days(self) -> np.ndarray:
        """When those who are there at the start were hired; nine years ago on average.

        Assistants, support and other staff were never hired long ago: three invented people
        with a pattern of their own are, and no report may show them.
        """
        years = self.rng.gamma(1.3, 7.0, len(self.person)).clip(0.05, 41)
        years = np.where(np.isin(self.where.seat_role, _NEVER_LONG), years % 14, years)
        month = (opening_day(HAZARD_YEARS[0]) - (years * 365.25).astype(int)).astype(
            "datetime64[M]"
        )
        summer = month.astype("datetime64[Y]").astype("datetime64[M]") + 7
        to_summer = (self.rng.random(len(month)) < 0.6) & (summer < np.datetime64("2020-01"))
        return np.where(to_summer, summer, month).astype("datetime64[D]")

    def live(self, year: int) -> None:
        """Play one hazard year: who is there, who leaves, who takes over, who moves."""
        opening = opening_day(HAZARD_YEARS[year])
        present = (self.person != NOBODY) & (self.start <= opening)
        parts = self.deviates.at(
            year, self.leader_since, np.arange(len(present)), self.person, self.where
        )
        safety = latent.score(parts, SHARES["team"])
        school = self._school_safety()
        leaves = self._who_leaves(year, present, safety, school[self.where.seat_school])
        classes = self._why(leaves, opening)
        ends = exit_days(HAZARD_YEARS[year], classes, self.rng)
        ends[self.where.seat_role[leaves] == _LEADER] = np.datetime64(f"{HAZARD_YEARS[year]}-07-31")
        seen = ends <= day(EXTRACT_ON)
        leaves, classes, ends = leaves[seen], classes[seen], ends[seen]
        gone = np.zeros(len(present), dtype=bool)
        gone[leaves] = True
        occupant = np.where(present, self.person, NOBODY)
        self.years.append(
            (occupant, self.since.copy(), safety, school, gone, self.leader_since.copy())
        )
        self._transfer(year, np.flatnonzero(present & ~gone))
        self._leave(leaves, ends, classes)
        self._take_over(leaves, ends)
        changed = self.where.seat_school[leaves[self.where.seat_role[leaves] == _LEADER]]
        self.leader_since[changed] = year + 1
        self._replace(year)

    def _school_safety(self) -> np.ndarray:
        own, leader = SHARES["team"][:2]
        of_leader = self.deviates.leader[self.leader_since, np.arange(self.where.n_schools)]
        return np.sqrt(own) * self.deviates.school + np.sqrt(leader) * of_leader

    def _who_leaves(
        self, year: int, present: np.ndarray, safety: np.ndarray, school: np.ndarray
    ) -> np.ndarray:
        """Draw the places whose occupant leaves: the planted effect of safety on leaving.

        The number of leaders is fixed, so leaders are drawn without replacement with the
        same odds (Gumbel trick): twelve changes of leader, not about twelve.
        """
        plan = self.plan
        log_odds = (
            plan.exit_base
            + plan.exit_within * (safety - school) / plan.sd_within
            + plan.exit_between * school / plan.sd_between
        )
        leader = self.where.seat_role == _LEADER
        drawn = self.rng.random(len(safety))
        staff = present & ~leader & (drawn < expit(log_odds))
        heads = np.flatnonzero(leader & present)
        order = np.argsort(-(log_odds[heads] - np.log(-np.log(drawn[heads]))), kind="stable")
        return np.append(
            np.flatnonzero(staff), heads[order[: plan.leader_changes[year] * self.scale]]
        )

    def _why(self, leaves: np.ndarray, opening: np.datetime64) -> np.ndarray:
        """Draw the kind of exit: pension after long service, end of contract after short."""
        tenure = (opening - self.since[leaves]) / _YEAR
        leader = self.where.seat_role[leaves] == _LEADER
        natural = np.where(tenure > 27, 0.60, 0.07)
        temporary = natural + np.where((tenure < 3) & ~leader, 0.35, 0.0)
        involuntary = temporary + 0.08
        drawn = self.rng.random(len(leaves))
        return np.select(
            [drawn < natural, drawn < temporary, drawn < involuntary],
            [NATURAL, TEMPORARY, INVOLUNTARY],
            VOLUNTARY,
        )

    def _leave(self, seats: np.ndarray, ends: np.ndarray, ends_as: np.ndarray) -> None:
        self.stints.append(Stints(self.person[seats], seats, self.start[seats], ends, ends_as))

    def _transfer(self, year: int, seats: np.ndarray) -> None:
        """Let people of one board and role swap places on 1 August."""
        summer = np.datetime64(f"{HAZARD_YEARS[year]}-08-01")
        if not day(OBSERVED_FROM) < summer < day(EXTRACT_ON):
            return
        role, share = self.where.seat_role[seats], self.plan.transfer_share
        seats = seats[(self.rng.random(len(seats)) < share) & (role != _LEADER)]
        groups = self.where.seat_board[seats] * len(ROLES) + self.where.seat_role[seats]
        one, other = (seats[rows] for rows in matching.couples(groups, self.rng))
        apart = self.where.seat_team[one] != self.where.seat_team[other]
        one, other = one[apart], other[apart]
        both, swapped = np.append(one, other), np.append(other, one)
        self._leave(both, np.full(len(both), summer - 1), np.full(len(both), TRANSFER))
        self.person[both], self.since[both] = self.person[swapped], self.since[swapped]
        self.start[both] = summer

    def _take_over(self, seats: np.ndarray, ends: np.ndarray) -> None:
        """Fill the places: by new people, and a few by people who left before and return."""
        starts = start_days(ends, self.rng)
        persons = self.n_persons + np.arange(len(seats))
        self.n_persons += len(seats)
        returns = np.flatnonzero(self.rng.random(len(seats)) < self.plan.rehire_share)
        slots, back = self._returners(seats[returns], starts[returns])
        persons[returns[slots]] = back
        self.rehired[back] = True
        filled = starts <= day(EXTRACT_ON)
        self.person[seats] = np.where(filled, persons, NOBODY)
        self.start[seats] = self.since[seats] = starts

    def _returners(self, seats: np.ndarray, starts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Find people who left of their own will or after a contract, with board and role."""
        left = [part.chosen(np.isin(part.ends_as, (VOLUNTARY, TEMPORARY))) for part in self.stints]
        person = np.concatenate([part.person for part in left])
        seat = np.concatenate([part.seat for part in left])
        end = np.concatenate([part.end for part in left])
        free = (person != NOBODY) & (self.where.seat_role[seat] != _LEADER)
        free &= ~self.rehired[person]
        person, seat, end = person[free], seat[free], end[free]
        kind = self.where.seat_board * len(ROLES) + self.where.seat_role
        slots, back = matching.pairs(kind[seats], kind[seat], self.rng)
        late = starts[slots] - end[back] >= _REHIRE_AFTER
        return slots[late], person[back[late]]

    def _replace(self, year: int) -> None:
        """Add replacements who come after the summer and are gone before the next survey."""
        first = np.datetime64(f"{HAZARD_YEARS[year]}-09", "M")
        n = self.plan.replacements * self.scale
        if first.astype("datetime64[D]") >= day(EXTRACT_ON):
            return
        staff = np.flatnonzero(self.where.seat_role != _LEADER)
        seats = self.rng.choice(staff, n, replace=False)
        begin = first + self.rng.integers(0, 3, n)
        last = first + self.rng.integers(3, 6, n)
        self.stints.append(
            Stints(
                np.full(n, NOBODY),
                seats,
                begin.astype("datetime64[D]"),
                month_after(last) - 1,
                np.full(n, TEMPORARY),
            )
        )

    def careers(self) -> Careers:
        """Close the books on the day of the export."""
        seats = np.flatnonzero(self.person != NOBODY)
        self._leave(seats, np.full(len(seats), FAR), np.full(len(seats), RUNNING))
        columns = (
            np.concatenate([getattr(part, name) for part in self.stints])
            for name in Stints.__dataclass_fields__
        )
        stints = Stints(*columns)
        short = np.flatnonzero(stints.person == NOBODY)
        stints.person[short] = self.n_persons + np.arange(len(short))
        years = (np.stack(arrays) for arrays in zip(*self.years, strict=True))
        return Careers(*years, stints, self.deviates, self.n_persons)
