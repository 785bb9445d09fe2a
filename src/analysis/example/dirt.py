"""Errors that real exports have, one kind to a row, and odd spellings of good cells."""

from collections.abc import Callable

import numpy as np
import pandas as pd

KEPT = "kept"
# Declared order of the rules; of two kinds of dirt in one row the first names its fate.
RULES = (
    KEPT,
    "preview",
    "test_response",
    "test_employee",
    "no_person_code",
    "duplicate_row",
    "no_pupil_code",
    "no_group_code",
    "not_sick_leave",
    "unknown_person",
    "unfinished",
    "unknown_team",
    "outside_field_period",
    "no_start",
    "end_before_start",
    "zero_length",
    "no_school",
    "unknown_school",
    "no_score",
    "impossible_score",
    "outside_year",
    "duplicate",
    "speeder",
    "no_answers",
    "nobody_named",
    "impossible_fte",
    "impossible_share",
    "impossible_count",
    "no_unit_code",
)

# How many rows of each kind a file gets. A pair is a row with two kinds of dirt.
Plan = dict[str | tuple[str, str], int]

ANSWERS: dict[str, Plan] = {
    "2022": {
        "preview": 6,
        "test_response": 5,
        "no_person_code": 7,
        "unfinished": 22,
        "unknown_team": 6,
        "outside_field_period": 6,
        "duplicate": 12,
        "speeder": 9,
        "no_answers": 8,
        ("preview", "speeder"): 1,
        ("unfinished", "unknown_team"): 1,
    },
    "2023": {
        "preview": 5,
        "test_response": 6,
        "no_person_code": 6,
        "unfinished": 25,
        "unknown_team": 7,
        "outside_field_period": 5,
        "duplicate": 14,
        "speeder": 11,
        "no_answers": 6,
        ("test_response", "no_answers"): 1,
        ("unfinished", "outside_field_period"): 1,
    },
    "2024": {
        "no_person_code": 8,
        "unknown_team": 7,
        "outside_field_period": 6,
        "duplicate": 10,
        "speeder": 8,
        "no_answers": 6,
        ("unknown_team", "speeder"): 1,
    },
}
HABITS: dict[str, Plan] = {
    "self": {
        "no_person_code": 5,
        "outside_field_period": 5,
        "duplicate": 6,
        "speeder": 6,
        "no_answers": 5,
    },
    "observer": {
        "no_person_code": 5,
        "outside_field_period": 6,
        "duplicate": 7,
        "speeder": 5,
        "no_answers": 5,
    },
}
CONTRACTS: Plan = {
    "test_employee": 9,
    "no_person_code": 5,
    "duplicate_row": 12,
    "no_start": 6,
    "end_before_start": 7,
    "unknown_school": 6,
    "impossible_fte": 6,
    ("test_employee", "no_start"): 1,
    ("no_person_code", "impossible_fte"): 1,
    ("duplicate_row", "end_before_start"): 1,
}
ABSENCES: Plan = {
    "test_employee": 7,
    "no_person_code": 6,
    "duplicate_row": 9,
    "unknown_person": 8,
    "no_start": 5,
    "end_before_start": 6,
    "zero_length": 12,
    "impossible_share": 5,
    ("test_employee", "zero_length"): 1,
    ("unknown_person", "no_start"): 1,
    ("duplicate_row", "end_before_start"): 1,
}
INVITED: Plan = {
    "duplicate_row": 6,
    "unknown_team": 5,
    "impossible_count": 5,
    ("unknown_team", "impossible_count"): 1,
}
PUPILS: Plan = {
    "duplicate_row": 6,
    "no_pupil_code": 6,
    "no_school": 5,
    "unknown_school": 6,
    "no_score": 8,
    "impossible_score": 5,
    "outside_year": 5,
    "duplicate": 7,
    ("no_pupil_code", "outside_year"): 1,
    ("no_school", "impossible_score"): 1,
}
ASSIGNMENTS: Plan = {
    "duplicate_row": 6,
    "no_group_code": 5,
    "unknown_team": 6,
    "unknown_school": 5,
    "nobody_named": 6,
    "impossible_share": 5,
    ("no_group_code", "impossible_share"): 1,
}
UNITS: Plan = {"duplicate_row": 7, "no_unit_code": 5, ("duplicate_row", "no_unit_code"): 1}

UNKNOWN_TEAMS = ("S99-T1", "S45-T2", "S07-T9", "Flexpool", "Bovenschools")


def kinds_of(plan: Plan, *, without: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """List the dirty rows of a plan, each with its one or two kinds."""
    rows = []
    for kinds, n in plan.items():
        kinds = (kinds,) if isinstance(kinds, str) else kinds
        rows += [kinds] * (n if kinds[0] not in without else 0)
    return rows


def misspell(cells: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Write some filled cells with stray blanks or capitals; the meaning stays.

    Parameters
    ----------
    cells : object array of labels, empty where there is none

    Returns
    -------
    object array
        A copy in which ``n`` cells are written otherwise.
    """
    written = cells.copy()
    filled = np.argwhere(cells != "")
    chosen = filled[rng.choice(len(filled), n, replace=False)]
    ways = (str.upper, str.capitalize, lambda text: f" {text}", lambda text: f"{text} ")
    for place, way in zip(chosen, rng.integers(0, len(ways), n), strict=True):
        written[tuple(place)] = ways[way](written[tuple(place)])
    return written


def spoiled(
    clean: pd.DataFrame,
    plan: Plan,
    soil: Callable[[pd.DataFrame, str, np.random.Generator], None],
    usable: np.ndarray,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Make dirty rows from good ones; each stands below the row that it was made from.

    Parameters
    ----------
    clean : DataFrame
        Good rows on a running index.
    soil : callable
        Gives one row (a frame of one row, changed in place) one kind of dirt.
    usable : int array
        Rows that may serve as a model.

    Returns
    -------
    DataFrame
        All rows in order, with their ``fate``.
    """
    made: list[pd.DataFrame] = []
    for kinds in sorted(kinds_of(plan), key=len):
        row = clean.loc[[int(rng.choice(usable))]].copy()
        if kinds[0] == "duplicate_row" and len(kinds) == 2:  # the double of a row that is dirty
            row = next(other for other in made if other["fate"].item() == kinds[1]).copy()
        else:
            for kind in kinds:
                soil(row, kind, rng)
        row["fate"] = kinds[0]
        made.append(row)
    rows = pd.concat([clean.assign(fate=KEPT), *made])
    return rows.sort_index(kind="stable").reset_index(drop=True)


def odd_cells(rows: pd.DataFrame) -> int:
    """Count cells with blanks at the ends."""
    text = rows.map(lambda cell: isinstance(cell, str) and cell != cell.strip())
    return int(text.to_numpy().sum())
