"""assignments: which team or person works with which group, as a timetable tells it."""

import numpy as np
import pandas as pd

from analysis.example import dirt, groups
from analysis.example.codes import people
from analysis.example.groups import NOBODY_NAMED
from analysis.example.organisation import school_ids, team_ids
from analysis.example.population import Population
from analysis.example.pupils import YEARS
from analysis.example.streams import stream
from analysis.example.tables.export import Export
from analysis.example.tables.pupils import group_code
from analysis.example.writers import delimited

PATH = "raw/groepen.csv"


def exports(population: Population) -> list[Export]:
    """Make the one file with the groups of all school years."""
    rng = stream(population.seed, "raw assignments")
    clean = pd.concat([_of_year(population, year) for year in YEARS], ignore_index=True)
    rows = dirt.spoiled(clean, dirt.ASSIGNMENTS, _soil, np.arange(len(clean)), rng)
    fates = rows.pop("fate")
    return [Export(PATH, "assignments", rows, fates, delimited.write)]


def _of_year(population: Population, year: int) -> pd.DataFrame:
    drawn, number = groups.draw(population, year), people(population).number
    named = np.where(drawn.person == NOBODY_NAMED, None, number[drawn.person])
    return pd.DataFrame(
        {
            "Groep": group_code(drawn.group),
            "Vestiging": np.array(school_ids(), dtype=object)[drawn.school],
            "Team": np.array(team_ids(), dtype=object)[drawn.team],
            "Medewerker": named,
            "Schooljaar": f"{year}/{year + 1}",
            "Aandeel": drawn.share,
        }
    )


def _soil(row: pd.DataFrame, kind: str, rng: np.random.Generator) -> None:
    """Give one row one kind of dirt."""
    if kind == "no_group_code":
        row["Groep"] = None
    elif kind == "unknown_team":
        row["Team"] = dirt.UNKNOWN_TEAMS[int(rng.integers(3))]
    elif kind == "unknown_school":
        row["Team"], row["Vestiging"] = None, f"S{int(rng.integers(70, 99))}"
    elif kind == "nobody_named":
        row["Team"], row["Medewerker"] = None, None
    elif kind == "impossible_share":
        row["Aandeel"] = float(rng.choice((-0.4, 0.0, 1.6, 60.0)))
