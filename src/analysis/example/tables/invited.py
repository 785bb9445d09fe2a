"""invited: people per team and wave, as an administration keeps it."""

import numpy as np
import pandas as pd

from analysis.example import dirt
from analysis.example.organisation import school_ids, school_names, team_ids, team_names
from analysis.example.parameters import WAVES
from analysis.example.population import Population
from analysis.example.streams import stream
from analysis.example.tables.export import Export
from analysis.example.writers import delimited

PATH = "raw/uitgenodigd.csv"


def exports(population: Population) -> list[Export]:
    """Make the one file with the invitations of all waves."""
    rng = stream(population.seed, "raw invited")
    clean = pd.concat([_of_wave(population, wave) for wave in WAVES], ignore_index=True)
    rows = dirt.spoiled(clean, dirt.INVITED, _soil, np.arange(len(clean)), rng)
    return [Export(PATH, "invited", rows.drop(columns="fate"), rows["fate"], delimited.write)]


def _of_wave(population: Population, wave: str) -> pd.DataFrame:
    invited = population.invited(wave)
    schools = np.array(school_ids(), dtype=object)[invited["school_id"]]
    return pd.DataFrame(
        {
            "Teamcode": team_ids(),
            "Team": team_names(),
            "Vestiging": schools,
            "Naam vestiging": np.array(school_names(), dtype=object)[invited["school_id"]],
            "Meting": wave,
            "Uitgenodigd": invited["n"],
        }
    )


def _soil(row: pd.DataFrame, kind: str, rng: np.random.Generator) -> None:
    """Give one row one kind of dirt.

    An impossible count stands below the good row of its team, like a slip of the keys that
    somebody corrected in a new line.
    """
    if kind == "unknown_team":
        row["Teamcode"] = dirt.UNKNOWN_TEAMS[int(rng.integers(3))]
    elif kind == "impossible_count":
        row["Uitgenodigd"] = -int(rng.integers(1, 9))
