import pandas as pd
import pytest

from analysis.cleaning import validate
from analysis.errors import DataProblem


@pytest.fixture
def invited():
    return pd.DataFrame(
        {
            "file": ["i.csv", "i.csv"],
            "row": [1, 2],
            "team_id": pd.Series(["t1", "t2"], dtype="str"),
            "school_id": pd.Series(["s1", None], dtype="str"),
            "wave": pd.Series(["1", "1"], dtype="str"),
            "n": [5.0, 6.0],
            "fate": ["kept", "kept"],
        }
    )


def test_a_table_in_order_passes(invited):
    validate.check(invited, "invited")


def test_a_column_that_is_absent_is_named(invited):
    with pytest.raises(DataProblem, match="The table invited lacks the column n"):
        validate.check(invited.drop(columns="n"), "invited")


def test_a_column_of_another_type_is_named(invited):
    with pytest.raises(DataProblem, match="column n: The column is not of the type"):
        validate.check(invited.assign(n=["5", "6"]), "invited")


def test_an_empty_cell_in_a_needed_column_names_file_and_count(invited):
    with pytest.raises(
        DataProblem, match="i.csv, column team_id, 1 row: The column may not be empty"
    ):
        validate.check(invited.assign(team_id=pd.Series(["t1", None], dtype="str")), "invited")


def test_half_a_person_is_refused(invited):
    with pytest.raises(DataProblem, match="column n, 1 row: .*not whole"):
        validate.check(invited.assign(n=[5.0, 5.5]), "invited")


def test_rows_that_share_a_key_are_refused(invited):
    with pytest.raises(DataProblem, match="2 rows: Several rows share team_id, wave"):
        validate.check(invited.assign(team_id=pd.Series(["t1", "t1"], dtype="str")), "invited")


def test_rows_that_were_set_aside_may_break_the_schema(invited):
    broken = invited.assign(n=[5.0, None], fate=["kept", "impossible_count"])
    validate.check(broken, "invited")


def test_a_value_outside_its_list_is_counted():
    missing = pd.DataFrame(
        {
            **{name: pd.Series(["x"], dtype="str") for name in ("person_id", "wave", "item_id")},
            "reason": pd.Series(["forgot"], dtype="str"),
            "file": "f",
            "row": 1,
            "fate": "kept",
        }
    )
    with pytest.raises(DataProblem, match="column reason, 1 row: .*cannot have.*not_applicable"):
        validate.check(missing, "answers_missing")
