"""A study that is open, and small released tables."""

import pandas as pd
import pytest

from analysis import session
from analysis.reporting.release import Released


@pytest.fixture(autouse=True)
def open_study(tmp_path):
    """Open a study with the smallest minimum there is."""
    session.start(session.Session(folder=tmp_path, minimum=5, audience="inside"))
    return tmp_path


@pytest.fixture
def released():
    """Make a released table by hand: ``hidden`` lists the hidden rows."""

    def make(table: dict, *, by=("school_id",), kind="score", hidden=()) -> Released:
        frame = pd.DataFrame(table)
        reasons = pd.Series(["small" if i in hidden else "" for i in frame.index], dtype=object)
        values = [column for column in frame.columns if column not in by]
        frame[values] = frame[values].where(reasons == "")
        return Released(frame, reasons, tuple(by), kind, 5)

    return make
