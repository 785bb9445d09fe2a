import json
from pathlib import Path

import pandas as pd
import pytest

REFERENCE = Path(__file__).parents[1] / "reference"


@pytest.fixture(scope="session")
def golden():
    """Numbers that R gave, by name."""
    files = ("goldens.json", "models.json", "turnover.json", "claims.json")
    rows = [row for file in files for row in json.loads((REFERENCE / file).read_text())]
    return {row["name"]: row["value"] for row in rows}


@pytest.fixture(scope="session")
def reference():
    """Read a file of people beside the numbers that R gave for it."""
    return lambda name: pd.read_csv(REFERENCE / f"{name}.csv")


@pytest.fixture(scope="session")
def team():
    return pd.read_csv(REFERENCE / "team.csv")


@pytest.fixture(scope="session")
def holes():
    return pd.read_csv(REFERENCE / "team_holes.csv")


@pytest.fixture(scope="session")
def exit_file():
    return pd.read_csv(REFERENCE / "exit.csv")


@pytest.fixture(scope="session")
def few_file():
    return pd.read_csv(REFERENCE / "few.csv")
