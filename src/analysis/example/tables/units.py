"""units: teams, locations and boards per school year, as a register keeps them."""

import numpy as np
import pandas as pd

from analysis.example import dirt
from analysis.example.codes import people
from analysis.example.names import BOARDS
from analysis.example.organisation import (
    board_ids,
    school_ids,
    school_names,
    team_ids,
    team_names,
)
from analysis.example.parameters import SCHOOL_YEARS
from analysis.example.population import Population
from analysis.example.streams import stream
from analysis.example.tables.export import Export
from analysis.example.writers import delimited

PATH = "raw/eenheden.csv"
SECTORS = {
    "primary": "basisonderwijs",
    "secondary": "voortgezet onderwijs",
    "special": "speciaal onderwijs",
    "childcare": "kinderopvang",
}
_COLUMNS = ["Code", "Naam", "Soort", "Valt onder", "Schooljaar", "Sector", "Registratie",
            "Leidinggevende", "FTE", "Vacatures", "Scholingsbudget", "Scholingsuren",
            "Schoolweging", "Doel"]  # fmt: skip


def exports(population: Population) -> list[Export]:
    """Make the one file with all units and years."""
    rng = stream(population.seed, "raw units")
    known = register(population, rng)
    years = [_of_year(population, year, known, rng) for year in SCHOOL_YEARS]
    clean = pd.concat(years, ignore_index=True)[_COLUMNS]
    rows = dirt.spoiled(clean, dirt.UNITS, _soil, np.arange(len(clean)), rng)
    fates = rows.pop("fate")
    return [Export(PATH, "units", rows, fates, delimited.write)]


def _soil(row: pd.DataFrame, kind: str, rng: np.random.Generator) -> None:
    if kind == "no_unit_code":
        row["Code"] = None


def register(population: Population, rng: np.random.Generator) -> pd.DataFrame:
    """What a location keeps over the years: register number, weighting, goal.

    Schools have a BRIN code with its location number, which may begin with a zero; childcare
    locations have a register number of nine digits, which is no citizen service number.
    """
    n = population.where.n_schools
    sector = population.sector
    letters = np.array(list("ABCDEFGHJKLMNPQRSTVWXYZ"))
    brin = [f"{number:02d}{''.join(pair)}00" for number, pair in zip(
        rng.integers(0, 31, n), letters[rng.integers(0, len(letters), (n, 2))], strict=True
    )]  # fmt: skip
    lrk = [str(number) for number in rng.integers(111_000_000, 299_999_999, n)]
    return pd.DataFrame(
        {
            "Registratie": np.where(sector == "childcare", lrk, brin),
            "Schoolweging": np.where(
                sector == "primary", rng.normal(29.5, 3.0, n).clip(21, 39), np.nan
            ),
            "Doel": [f"D{number}" for number in rng.integers(1, 7, n)],
            "Budget": rng.uniform(350, 900, n),
        }
    )


def _of_year(
    population: Population, year: int, known: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Rows of one school year: boards, locations, teams."""
    where = population.where
    # The year is told by who is there in March, halfway: a leader who came in autumn counts.
    taken = population.occupant(str(year + 1)) >= 0
    size = rng.uniform(0.68, 0.84, where.n_teams)
    fte = np.bincount(where.seat_team[taken], minlength=where.n_teams) * size
    vacant = np.bincount(where.seat_team[~taken], minlength=where.n_teams) * 0.8
    schools = _schools(population, year, known, fte, vacant, rng)
    under = schools.iloc[where.team_school].reset_index(drop=True)
    teams = pd.DataFrame(
        {
            "Code": team_ids(),
            "Naam": team_names(),
            "Soort": "team",
            "Valt onder": under["Code"],
            "Leidinggevende": under["Leidinggevende"],
            "Sector": under["Sector"],
            "FTE": fte.round(2),
            "Vacatures": vacant.round(1),
        }
    )
    boards = pd.DataFrame({"Code": board_ids(), "Naam": BOARDS.values(), "Soort": "bestuur"})
    rows = pd.concat([boards, schools, teams], ignore_index=True).reindex(columns=_COLUMNS)
    return rows.assign(Schooljaar=f"{year}/{year + 1}")


def _schools(
    population: Population,
    year: int,
    known: pd.DataFrame,
    fte: np.ndarray,
    vacant: np.ndarray,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Rows of the locations; ``fte`` and ``vacant`` are those of their teams."""
    where, codes = population.where, people(population)
    schools = pd.DataFrame(
        {
            "Code": school_ids(),
            "Naam": school_names(),
            "Soort": np.where(population.sector == "childcare", "locatie", "school"),
            "Valt onder": np.array(board_ids(), dtype=object)[where.school_board],
            "Leidinggevende": _coded(codes.number, population.leader(year + 1)),
            "FTE": np.bincount(where.team_school, fte).round(2),
            "Vacatures": np.bincount(where.team_school, vacant).round(1),
        }
    ).join(known)
    drift = rng.normal(0, 0.25, len(schools))
    schools["Schoolweging"] = (schools["Schoolweging"] + drift).round(2)
    schools["Scholingsbudget"] = (schools["FTE"] * schools["Budget"]).round(0)
    schools["Scholingsuren"] = (schools["FTE"] * rng.uniform(25, 60, len(schools))).round(1)
    schools["Sector"] = pd.Series(population.sector).map(SECTORS)
    return schools


def _coded(number: np.ndarray, leader: np.ndarray) -> np.ndarray:
    return np.where(leader >= 0, number[leader], None)
