"""pupils: a text export of a pupil system per school year, one row per pupil, a column per test."""

from functools import partial

import numpy as np
import pandas as pd

from analysis.example import dirt
from analysis.example import pupils as clean_pupils
from analysis.example.organisation import school_ids
from analysis.example.parameters import DOMAINS
from analysis.example.population import Population
from analysis.example.pupils import Pupils
from analysis.example.streams import stream
from analysis.example.tables.export import Export
from analysis.example.writers import delimited

PATHS = {year: f"raw/leerlingen_{year}.csv" for year in clean_pupils.YEARS}
COLUMNS = {
    "language": "Taal",
    "arithmetic": "Rekenen",
    "wellbeing": "Welbevinden",
    "involvement": "Betrokkenheid",
    "mindset": "Groeidenken",
}
_SCORES = list(COLUMNS.values())
_NOT_TESTED, _N_NOT_TESTED = 999, 12  # typed by some where others leave the cell empty
_ODD_CODES = 12
_LOST_COMMA = 10


def exports(population: Population) -> list[Export]:
    """Make one file per school year."""
    return [_export(population, winter) for winter in clean_pupils.draw(population)]


def codes(population: Population) -> np.ndarray:
    """Number of each pupil as text: four digits, which may begin with a zero."""
    n = int(clean_pupils.enrolment(population).pupil.max()) + 1
    numbers = stream(population.seed, "pupil codes").permutation(max(n, 9_999))[:n] + 1
    return np.array([f"{number:04d}" for number in numbers])


def group_code(group: np.ndarray) -> np.ndarray:
    """Code of a group, the same in every year: the group and not the pupils in it."""
    return np.array([f"G{number + 1:03d}" for number in group])


def _export(population: Population, winter: Pupils) -> Export:
    rng = stream(population.seed, "raw pupils", winter.year)
    clean = _rows(winter, codes(population))
    for column in _SCORES:
        clean[column] = clean[column].astype(object).where(clean[column].notna(), None)
    _codes_for_nothing(clean, rng)
    odd = rng.choice(len(clean), _ODD_CODES, replace=False)
    clean.loc[odd, "Vestiging"] = " " + clean.loc[odd, "Vestiging"]
    plain = ~clean[_SCORES].eq(_NOT_TESTED).any(axis="columns")
    usable = np.flatnonzero(plain & clean["Vestiging"].str.startswith("S"))
    rows = dirt.spoiled(clean, dirt.PUPILS, partial(_soil, year=winter.year), usable, rng)
    fates = rows.pop("fate")
    facts = {"not_tested_as_number": _N_NOT_TESTED, "odd_codes": dirt.odd_cells(rows)}
    return Export(PATHS[winter.year], "pupils", rows, fates, delimited.write, facts)


def _rows(winter: Pupils, numbers: np.ndarray) -> pd.DataFrame:
    scores = {COLUMNS[domain]: winter.scores[:, d] for d, domain in enumerate(DOMAINS)}
    return pd.DataFrame(
        {
            "Leerling": numbers[winter.pupil],
            "Vestiging": np.array(school_ids(), dtype=object)[winter.school],
            "Groep": group_code(winter.group).astype(object),
            "Afname": [_short(day) for day in winter.measured_on],
            **scores,
        }
    )


def _short(day: np.datetime64) -> str:
    """Write a day as Dutch spreadsheets do when they are short: 3-2-24."""
    date = day.astype(object)
    return f"{date.day}-{date.month}-{date.year % 100:02d}"


def _codes_for_nothing(clean: pd.DataFrame, rng: np.random.Generator) -> None:
    """Type 999 in some cells of tests that were not taken, beside a score that was."""
    free = np.argwhere(clean[_SCORES].isna().to_numpy())
    chosen = free[rng.choice(len(free), 4 * _N_NOT_TESTED, replace=False)]
    rows, first = np.unique(chosen[:, 0], return_index=True)
    for row, column in zip(rows[:_N_NOT_TESTED], chosen[first, 1], strict=False):
        clean.loc[row, _SCORES[column]] = _NOT_TESTED


def _soil(row: pd.DataFrame, kind: str, rng: np.random.Generator, *, year: int) -> None:
    """Give one row one kind of dirt."""
    if kind == "no_pupil_code":
        row["Leerling"] = None
    elif kind == "no_school":
        row["Vestiging"] = None
    elif kind == "unknown_school":
        row["Vestiging"] = f"S{int(rng.integers(70, 99))}"
    elif kind == "no_score":
        row[_SCORES] = None
    elif kind == "impossible_score":
        lost = row.iloc[0][_SCORES].map(lambda score: score and round(score * _LOST_COMMA))
        row[_SCORES] = [lost.to_list()]
    elif kind == "outside_year":
        row["Afname"] = _in_winter(year + int(rng.choice((-1, 1))), rng)
    elif kind == "duplicate":  # measured in autumn already; the later score counts
        row["Afname"] = _short(np.datetime64(f"{year}-10-02") + int(rng.integers(0, 60)))
        row[_SCORES] = [row.iloc[0][_SCORES].map(lambda score: score and 3.0).to_list()]


def _in_winter(year: int, rng: np.random.Generator) -> str:
    return _short(np.datetime64(f"{year + 1}-01-12") + int(rng.integers(0, 40)))
