"""What the exports of all questionnaires share: clean records, and dirty ones added to them.

A dirty record belongs to somebody who did not answer, so that the records which are kept are
exactly the clean answers of the population. A double is an earlier record of one who did.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from analysis import codebook
from analysis.example import dirt
from analysis.example.codes import People
from analysis.example.dates import day
from analysis.example.organisation import team_ids
from analysis.example.parameters import FIELDED
from analysis.example.population import Population, Respondents
from analysis.example.questionnaire import NONANSWERS

ROLE_LABELS = {
    "leader": "Leidinggevende",
    "teacher": "Leraar of docent",
    "care": "Pedagogisch medewerker of intern begeleider",
    "assistant": "Onderwijsassistent of groepshulp",
    "support": "Administratie, facilitair of beheer",
    "other": "Iets anders",
}
BAND_LABELS = {
    "0-2": "0-2 jaar",
    "3-5": "3-5 jaar",
    "6-10": "6-10 jaar",
    "11-20": "11-20 jaar",
    "21+": "21 jaar of langer",
}
FAST = (25, 112)  # seconds of those who cannot have read the questions


@dataclass(frozen=True)
class Records:
    """Records of one questionnaire, all arrays of one length.

    Attributes
    ----------
    seat, person : int arrays
    at : second array, when the record was sent in
    seconds : int array, time taken
    cells : object array, shape (records, items), labels as written
    team, code : object arrays, team and personnel number as written
    status : object array, "ordinary", "preview" or "test"
    progress : int array, 100 when finished
    fate : object array
    """

    seat: np.ndarray
    person: np.ndarray
    at: np.ndarray
    seconds: np.ndarray
    cells: np.ndarray
    team: np.ndarray
    code: np.ndarray
    status: np.ndarray
    progress: np.ndarray
    fate: np.ndarray

    def chosen(self, rows: np.ndarray) -> "Records":
        """Take some records, as copies that may be changed."""
        return Records(*(getattr(self, name)[rows].copy() for name in self.__dataclass_fields__))

    def join(self, other: "Records") -> "Records":
        """Put other records below."""
        both = (
            np.concatenate([getattr(self, name), getattr(other, name)])
            for name in self.__dataclass_fields__
        )
        return Records(*both)

    def in_time_order(self) -> "Records":
        """Sort as a survey tool does: by the moment of sending in."""
        return self.chosen(np.lexsort((self.person, self.at)))


@cache
def labels() -> np.ndarray:
    """Dutch labels by answer + 4: the ways not to answer first, nothing for what was skipped."""
    anchors = codebook.load().anchors.set_index(["set", "value"])["label_nl"]
    none = [anchors.get(("nonanswer", kind), "") for kind in reversed(NONANSWERS)]
    numbers = [anchors["agree5", str(value)] for value in range(1, 6)]
    return np.array([*none, "", *numbers], dtype=object)


def clean(
    population: Population,
    codes: People,
    people: Respondents,
    ticked: np.ndarray,
    *,
    typical: float,
    shortest: int,
    rng: np.random.Generator,
) -> Records:
    """Make the records of those who answered as they should.

    Parameters
    ----------
    ticked : int array, shape (people, items)
    typical, shortest : float, int
        Seconds that the questionnaire takes.
    """
    n = len(people.seat)
    team = np.array(team_ids(), dtype=object)[population.where.seat_team[people.seat]]
    clock = rng.integers(8 * 3600, 21 * 3600, n).astype("timedelta64[s]")
    return Records(
        seat=people.seat,
        person=people.person,
        at=people.answered_on.astype("datetime64[s]") + clock,
        seconds=np.maximum(typical * np.exp(rng.normal(0, 0.45, n)), shortest).astype(int),
        cells=labels()[ticked + len(NONANSWERS)],
        team=team,
        code=codes.number[people.person].astype(object),
        status=np.full(n, "ordinary", dtype=object),
        progress=np.full(n, 100),
        fate=np.full(n, dirt.KEPT, dtype=object),
    )


def silent(population: Population, wave: str, people: Respondents) -> np.ndarray:
    """Places of those who were invited and did not answer."""
    return np.setdiff1d(population.present(wave), people.seat)


def dirty(
    population: Population,
    codes: People,
    records: Records,
    kinds: list[tuple[str, ...]],
    *,
    wave: str,
    lenders: np.ndarray,
    rng: np.random.Generator,
) -> Records:
    """Make records that cleaning should set aside.

    Parameters
    ----------
    records : Records
        The clean ones; the dirty ones borrow answers and times from some of them.
    kinds : list of tuples
        One or two kinds of dirt for each record to make, doubles not among them.
    lenders : bool array, one per clean record
        Whether its answers may be borrowed.
    """
    pool = silent(population, wave, population.respondents(wave))
    seats = rng.choice(pool, len(kinds), replace=False)
    made = records.chosen(rng.choice(np.flatnonzero(lenders), len(kinds), replace=False))
    made.seat[:] = seats
    made.person[:] = population.occupant(wave)[seats]
    made.code[:] = codes.number[made.person]
    made.team[:] = np.array(team_ids(), dtype=object)[population.where.seat_team[seats]]
    for row, both in enumerate(kinds):
        made.fate[row] = both[0]
        for kind in both:
            _soil(made, row, kind, wave, rng)
    return made


def _soil(made: Records, row: int, kind: str, wave: str, rng: np.random.Generator) -> None:
    """Give one record one kind of dirt."""
    n_items = made.cells.shape[1]
    if kind in ("preview", "test_response"):
        made.status[row] = kind.removesuffix("_response")
    elif kind == "no_person_code":
        made.code[row] = ""
    elif kind == "unfinished":
        answered = int(rng.integers(n_items // 10, n_items - 5))
        made.cells[row, answered:] = ""
        made.progress[row] = round(100 * answered / n_items)
    elif kind == "unknown_team":
        made.team[row] = dirt.UNKNOWN_TEAMS[int(rng.integers(len(dirt.UNKNOWN_TEAMS)))]
    elif kind == "outside_field_period":
        first, last = (day(when) for when in FIELDED[wave])
        early = rng.random() < 0.4
        days = first - int(rng.integers(2, 9)) if early else last + int(rng.integers(3, 20))
        clock = made.at[row] - made.at[row].astype("datetime64[D]")
        made.at[row] = days.astype("datetime64[s]") + clock
    elif kind == "speeder":
        made.seconds[row] = rng.integers(*FAST)
    elif kind == "no_answers":
        made.cells[row] = ""


def doubles(
    records: Records, n: int, *, wave: str, lenders: np.ndarray, rng: np.random.Generator
) -> Records:
    """Make earlier records of people whose later record counts."""
    first = day(FIELDED[wave][0])
    late = lenders & (records.at.astype("datetime64[D]") >= first + 3)
    made = records.chosen(rng.choice(np.flatnonzero(late), n, replace=False))
    made.at[:] -= rng.integers(1, 4, n) * 86400
    other = rng.random(made.cells.shape) < 0.1
    made.cells[other & (made.cells != "")] = labels()[-2]
    made.fate[:] = "duplicate"
    return made


def is_straight(cells: np.ndarray) -> np.ndarray:
    """Tell records with one and the same answer to ten questions or more."""
    answers = np.isin(cells, labels()[-5:])
    same = np.array([len(set(row[given])) == 1 for row, given in zip(cells, answers, strict=True)])
    return same & (answers.sum(axis=1) >= 10)
