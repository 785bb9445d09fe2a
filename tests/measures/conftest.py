import json
from pathlib import Path

import pandas as pd
import pytest

REFERENCE = Path(__file__).parents[1] / "reference"


@pytest.fixture(scope="session")
def golden():
    """Numbers that R gave, by name."""
    rows = json.loads((REFERENCE / "goldens.json").read_text())
    return {row["name"]: row["value"] for row in rows}


@pytest.fixture(scope="session")
def team():
    return pd.read_csv(REFERENCE / "team.csv")


@pytest.fixture(scope="session")
def holes():
    return pd.read_csv(REFERENCE / "team_holes.csv")


@pytest.fixture(scope="session")
def turnover_golden():
    """Numbers that R gave about turnover, by name."""
    rows = json.loads((REFERENCE / "turnover.json").read_text())
    return {row["name"]: row["value"] for row in rows}


@pytest.fixture(scope="session")
def icc_golden():
    """Intervals of ICC(1) that R gave, by name."""
    rows = json.loads((REFERENCE / "icc.json").read_text())
    return {row["name"]: row["value"] for row in rows}
