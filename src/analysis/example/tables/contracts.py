"""contracts: an Excel export of an HR system, several rows per person."""

from functools import partial

import numpy as np
import pandas as pd

from analysis.example import dirt, history, names
from analysis.example.codes import People, people
from analysis.example.dates import FAR, day
from analysis.example.organisation import ROLES, board_ids, school_ids, team_ids
from analysis.example.parameters import OBSERVED_FROM
from analysis.example.population import Population
from analysis.example.streams import stream
from analysis.example.tables.export import Export
from analysis.example.writers import workbook

PATH = "raw/dienstverbanden.xlsx"
SHEET = "Dienstverbanden"
UNKNOWN_CODE = "77"  # an exit reason that study.toml does not know
_N_UNKNOWN, _ODD_CODES, _TEXT_FTE = 8, 12, 45
_ROUTES = (("Starter", 0.45), ("Zij-instromer", 0.12), ("Herintreder", 0.08), ("Anders", 0.20))
_FLAGS = ("Nee", "Ja")


def exports(population: Population) -> list[Export]:
    """Make the one HR export."""
    rng = stream(population.seed, "raw contracts")
    clean = _rows(population, people(population), rng)
    _unknown_reasons(clean, rng)
    _odd_spelling(clean, rng)
    numeric = clean["FTE"].map(lambda cell: isinstance(cell, float))
    usable = np.flatnonzero(clean["Einddatum_contract"].notna() & numeric)
    rows = dirt.spoiled(clean, dirt.CONTRACTS, _soil, usable, rng)
    fates = rows.pop("fate")
    facts = {
        "unclear_exits": _N_UNKNOWN,
        "unknown_exit_code": int((rows["Reden_einde_dienstverband"] == UNKNOWN_CODE).sum()),
        "odd_codes": dirt.odd_cells(rows),
        "fte_as_text": _TEXT_FTE,
    }
    return [Export(PATH, "contracts", rows, fates, partial(workbook.write, sheet=SHEET), facts)]


def _rows(population: Population, codes: People, rng: np.random.Generator) -> pd.DataFrame:
    """Lay the contracts out in the columns of the export."""
    rows = history.contracts(population)
    seat = np.array([row.seat for row in rows])
    person = np.array([row.person for row in rows])
    where = population.where
    order = np.lexsort(
        (
            [row.extension for row in rows],
            [row.start.astype(int) for row in rows],
            codes.number[person],
        )
    )
    role = where.seat_role[seat]
    columns = {
        "Medewerker": codes.number[person],
        "Volgnummer_dienstverband": [row.number for row in rows],
        "Begindatum_contract": [row.start.astype(object) for row in rows],
        "Einddatum_contract": [None if row.end == FAR else row.end.astype(object) for row in rows],
        "Werkgever": np.array(board_ids(), dtype=object)[where.seat_board[seat]],
        "FTE": [row.fte for row in rows],
        "Organisatorische_eenheid": np.array(team_ids(), dtype=object)[where.seat_team[seat]],
        "Vestiging": np.array(school_ids(), dtype=object)[where.seat_school[seat]],
        "Functie": [_function(r, p) for r, p in zip(role, person, strict=True)],
        "Type_contract": [
            "Onbepaalde tijd" if row.kind == "vast" else "Bepaalde tijd" for row in rows
        ],
        "Vervangingsdienstverband": [_FLAGS[row.replacement] for row in rows],
        "Poolvervanger": [_FLAGS[row.pool] for row in rows],
        "Uitbreidingsdienstverband": [_FLAGS[row.extension] for row in rows],
        "Dienstverband_is_hoofddienstverband": [_FLAGS[not row.extension] for row in rows],
        "Reden_einde_dienstverband": [row.reason or None for row in rows],
        "Instroom": _routes(rows, rng),
    }
    return pd.DataFrame(columns, dtype=object).iloc[order].reset_index(drop=True)


def _function(role: int, person: int) -> str:
    titles = names.FUNCTIONS[ROLES[role]]
    return titles[person % len(titles)]


def _routes(rows: list[history.Contract], rng: np.random.Generator) -> list[str | None]:
    """How somebody came in: known for most who came after the first day of the export."""
    routes, shares = zip(*_ROUTES, strict=True)
    limits = np.cumsum(shares)
    drawn = rng.random(max(row.person for row in rows) + 1)
    chosen = []
    for row in rows:
        place = int(np.searchsorted(limits, drawn[row.person]))
        known = row.start > day(OBSERVED_FROM) and place < len(routes)
        chosen.append("Herintreder" if row.number > 1 else routes[place] if known else None)
    return chosen


def _unknown_reasons(clean: pd.DataFrame, rng: np.random.Generator) -> None:
    """Give some voluntary exits a code that nobody has explained."""
    voluntary = np.flatnonzero(clean["Reden_einde_dienstverband"] == "08")
    rows = rng.choice(voluntary, _N_UNKNOWN, replace=False)
    clean.loc[rows, "Reden_einde_dienstverband"] = UNKNOWN_CODE


def _odd_spelling(clean: pd.DataFrame, rng: np.random.Generator) -> None:
    """Write some codes with a blank before them and some fte as text with a decimal comma."""
    for column in ("Reden_einde_dienstverband", "Organisatorische_eenheid"):
        usual = clean[column].notna() & (clean[column] != UNKNOWN_CODE)
        rows = rng.choice(np.flatnonzero(usual), _ODD_CODES, replace=False)
        clean.loc[rows, column] = " " + clean.loc[rows, column]
    rows = rng.choice(len(clean), _TEXT_FTE, replace=False)
    clean.loc[rows, "FTE"] = [str(fte).replace(".", ",") for fte in clean.loc[rows, "FTE"]]


def _soil(row: pd.DataFrame, kind: str, rng: np.random.Generator) -> None:
    """Give one row one kind of dirt."""
    if kind == "test_employee":
        row["Medewerker"] = str(rng.choice(("99999", "99999", "99999", "TEST", "DEMO")))
    elif kind == "no_person_code":
        row["Medewerker"] = None
    elif kind == "no_start":
        row["Begindatum_contract"] = None
    elif kind == "end_before_start":
        first, last = row.iloc[0][["Begindatum_contract", "Einddatum_contract"]]
        row["Begindatum_contract"], row["Einddatum_contract"] = last, first
    elif kind == "unknown_school":
        row["Organisatorische_eenheid"], row["Vestiging"] = "S88-T1", "S88"
    elif kind == "impossible_fte":
        row["FTE"] = float(rng.choice((36.86, 40.0, 24.0, -0.2)))
