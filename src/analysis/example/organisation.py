"""Who could work where: three boards, 44 locations, their teams and the places in them."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from analysis.example import names
from analysis.example.streams import stream

ROLES = ("leader", "teacher", "care", "assistant", "support", "other")
SECTORS = ("primary", "secondary", "special", "childcare")
# Locations of each board, by sector.
BOARD_SECTORS = (
    ("primary",) * 10 + ("childcare",) * 7,
    ("secondary",) * 8,
    ("primary",) * 8 + ("special",) * 4 + ("childcare",) * 7,
)
SIZES = {"primary": (17, 44), "secondary": (52, 100), "special": (34, 62), "childcare": (8, 21)}
SMALL = (9, 11, 16, 37, 43)  # locations with a staff of four
TEAM_SIZE = {"primary": 10, "secondary": 14, "special": 12, "childcare": 9}
ROLE_SHARES = {  # teacher, care, assistant, support, other
    "primary": (0.66, 0.08, 0.14, 0.09, 0.03),
    "secondary": (0.76, 0.02, 0.06, 0.13, 0.03),
    "special": (0.48, 0.18, 0.24, 0.07, 0.03),
    "childcare": (0.00, 0.86, 0.06, 0.05, 0.03),
}
_DESIGN = 44


@dataclass(frozen=True)
class Organisation:
    """Boards, locations, teams and places, as arrays of positions.

    The organisation is the same in every draw: what a draw changes is who works there, how
    safe they feel and who leaves. ``repeat`` lays copies side by side for a large population.

    Attributes
    ----------
    school_board : int array, shape (schools,)
    school_sector : int array, shape (schools,), position in ``SECTORS``
    team_school : int array, shape (teams,)
    seat_team : int array, shape (seats,)
    seat_role : int array, shape (seats,), position in ``ROLES``; the first is the leader
    """

    school_board: np.ndarray
    school_sector: np.ndarray
    team_school: np.ndarray
    seat_team: np.ndarray
    seat_role: np.ndarray

    @property
    def seat_school(self) -> np.ndarray:
        """School of each place."""
        return self.team_school[self.seat_team]

    @property
    def seat_board(self) -> np.ndarray:
        """Board of each place."""
        return self.school_board[self.seat_school]

    @property
    def n_schools(self) -> int:
        """Number of schools and childcare locations."""
        return len(self.school_board)

    @property
    def n_teams(self) -> int:
        """Number of teams."""
        return len(self.team_school)

    def repeat(self, times: int) -> "Organisation":
        """Lay ``times`` copies of the organisation side by side."""
        copies = np.arange(times)[:, None]

        def shifted(positions: np.ndarray, step: int) -> np.ndarray:
            return (positions + copies * step).ravel()

        return Organisation(
            school_board=shifted(self.school_board, len(names.BOARDS)),
            school_sector=np.tile(self.school_sector, times),
            team_school=shifted(self.team_school, self.n_schools),
            seat_team=shifted(self.seat_team, self.n_teams),
            seat_role=np.tile(self.seat_role, times),
        )


@cache
def organisation() -> Organisation:
    """Build the organisation of the example study."""
    rng = stream(_DESIGN, "organisation")
    sectors = [sector for board in BOARD_SECTORS for sector in board]
    team_school, seat_team, seat_role = [], [], []
    for school, sector in enumerate(sectors):
        size = 4 if school in SMALL else int(rng.integers(*SIZES[sector]))
        for number, n in enumerate(_team_sizes(size, sector, rng)):
            roles = 1 + rng.choice(5, size=n, p=ROLE_SHARES[sector])
            if number == 0:
                roles[0] = 0
            seat_team += [len(team_school)] * n
            seat_role += roles.tolist()
            team_school.append(school)
    return Organisation(
        school_board=np.repeat(np.arange(3), [len(board) for board in BOARD_SECTORS]),
        school_sector=np.array([SECTORS.index(sector) for sector in sectors]),
        team_school=np.array(team_school),
        seat_team=np.array(seat_team),
        seat_role=np.array(seat_role),
    )


def _team_sizes(size: int, sector: str, rng: np.random.Generator) -> list[int]:
    """Split a staff into unequal teams of 4 to 25."""
    n_teams = min(max(round(size / TEAM_SIZE[sector]), 1), len(names.TEAMS[sector]))
    while True:
        parts = rng.dirichlet(np.full(n_teams, 6.0)) * size
        sizes = np.floor(parts).astype(int)
        sizes[: size - sizes.sum()] += 1
        if sizes.min() >= 4 and sizes.max() <= 25:
            return sizes.tolist()


def board_ids() -> list[str]:
    """Codes of the boards; the first begins with a zero that must not get lost."""
    return list(names.BOARDS)


@cache
def school_ids() -> list[str]:
    """Codes of the locations: S01, S02, …."""
    return [f"S{number + 1:02d}" for number in range(organisation().n_schools)]


@cache
def team_ids() -> list[str]:
    """Codes of the teams: S01-T1, S01-T2, …."""
    teams, codes = organisation().team_school, school_ids()
    first = np.searchsorted(teams, np.arange(len(codes)))
    return [f"{codes[s]}-T{t - first[s] + 1}" for t, s in enumerate(teams)]


@cache
def school_names() -> list[str]:
    """Names of the locations."""
    left = {sector: iter(names.SCHOOLS[sector]) for sector in SECTORS}
    return [next(left[SECTORS[sector]]) for sector in organisation().school_sector]


@cache
def team_names() -> list[str]:
    """Names of the teams within their location."""
    built = organisation()
    first = np.searchsorted(built.team_school, np.arange(built.n_schools))
    return [
        names.TEAMS[SECTORS[built.school_sector[s]]][t - first[s]]
        for t, s in enumerate(built.team_school)
    ]
