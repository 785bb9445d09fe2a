"""absences: an Excel export of an HR system, with the reasons of illness that no study may hold."""

from datetime import date, timedelta
from functools import partial

import numpy as np
import pandas as pd

from analysis.example import dirt, sickness
from analysis.example.codes import People, people
from analysis.example.dates import FAR, day
from analysis.example.parameters import EXTRACT_ON, OBSERVED_FROM
from analysis.example.population import Population
from analysis.example.streams import stream
from analysis.example.tables.export import Export
from analysis.example.writers import workbook

PATH = "raw/verzuim.xlsx"
SHEET = "Verzuim"
REASON = "Reden_verzuim"
TOKEN = "papegaaiblauw-2283"  # a reason that stands once in the file, and nowhere else
_SICK, _PREGNANT = "Z", "ZW"
_PREGNANCIES, _WEEKS = 90, 16
_REASONS = ("Griep", "Verkoudheid", "Hoofdpijn", "Rugklachten", "Operatie", "Overspannen")


def exports(population: Population) -> list[Export]:
    """Make the one export of sick leave."""
    rng = stream(population.seed, "raw absences")
    codes = people(population)
    clean = pd.concat([_sick_leave(population, codes, rng), _pregnancies(population, codes, rng)])
    clean = clean.sort_values(["Medewerker", "Begindatum"], kind="stable", ignore_index=True)
    ill = clean["Type_verzuim_code"] == _SICK
    usable = np.flatnonzero(ill & clean["Einddatum"].notna())
    clean.loc[usable[0], REASON] = TOKEN
    soil = partial(_soil, known=set(codes.number))
    rows = dirt.spoiled(clean, dirt.ABSENCES, soil, usable, rng)
    fates = rows.pop("fate")
    fates = fates.mask((rows["Type_verzuim_code"] == _PREGNANT), "not_sick_leave")
    facts = {
        "running": int((rows["Einddatum"].isna() & (fates == dirt.KEPT)).sum()),
        "working_in_part": int(((rows["Aanwezigheid"] > 0) & (fates == dirt.KEPT)).sum()),
        "reasons_of_illness": int(rows[REASON].notna().sum()),
    }
    return [Export(PATH, "absences", rows, fates, partial(workbook.write, sheet=SHEET), facts)]


def _sick_leave(population: Population, codes: People, rng: np.random.Generator) -> pd.DataFrame:
    lines = sickness.draw(population)
    n = len(lines.person)
    end = [None if last == FAR else (last + 1).astype(object) for last in lines.end]
    return pd.DataFrame(
        {
            "Medewerker": codes.number[lines.person],
            "Begindatum": [first.astype(object) for first in lines.start],
            "Einddatum": end,
            "Type_verzuim_code": _SICK,
            REASON: np.where(rng.random(n) < 0.7, rng.choice(_REASONS, n), None),
            "Aanwezigheid": lines.present,
        },
        dtype=object,
    )


def _pregnancies(population: Population, codes: People, rng: np.random.Generator) -> pd.DataFrame:
    """Leave around a birth, which the same export holds under a code of its own."""
    stints = population.stints
    first = np.maximum(stints.start, day(OBSERVED_FROM))
    room = (np.minimum(stints.end, day(EXTRACT_ON)) - first).astype(int) - 7 * _WEEKS
    chosen = np.sort(rng.choice(np.flatnonzero(room > 0), _PREGNANCIES, replace=False))
    start = first[chosen] + (rng.random(len(chosen)) * room[chosen]).astype(int)
    return pd.DataFrame(
        {
            "Medewerker": codes.number[stints.person[chosen]],
            "Begindatum": [first.astype(object) for first in start],
            "Einddatum": [first.astype(object) + timedelta(weeks=_WEEKS) for first in start],
            "Type_verzuim_code": _PREGNANT,
            REASON: "Zwangerschap",
            "Aanwezigheid": 0,
        },
        dtype=object,
    )


def _soil(row: pd.DataFrame, kind: str, rng: np.random.Generator, *, known: set[str]) -> None:
    """Give one row one kind of dirt."""
    if kind == "test_employee":
        row["Medewerker"] = str(rng.choice(("99999", "99999", "TEST")))
    elif kind == "no_person_code":
        row["Medewerker"] = None
    elif kind == "unknown_person":
        row["Medewerker"] = _stranger(known, rng)
    elif kind == "no_start":
        row["Begindatum"] = None
    elif kind == "end_before_start":
        row["Einddatum"] = _first_day(row) - timedelta(days=int(rng.integers(1, 30)))
    elif kind == "zero_length":
        row["Einddatum"] = _first_day(row)
    elif kind == "impossible_share":
        row["Aanwezigheid"] = int(rng.choice((-25, 110, 150)))


def _first_day(row: pd.DataFrame) -> date:
    return row["Begindatum"].item()


def _stranger(known: set[str], rng: np.random.Generator) -> str:
    """Draw a number that nobody has."""
    while (number := f"{int(rng.integers(1_000, 999_999)):06d}") in known:
        pass
    return number
