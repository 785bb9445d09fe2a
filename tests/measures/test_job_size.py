import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis.measures.job_size import fte_on

CONTRACTS = pd.DataFrame(
    {
        "person_id": ["p", "p", "q", "q"],
        "start": pd.to_datetime(["2020-01-01", "2024-02-01", "2020-01-01", "2024-01-01"]),
        "end": pd.to_datetime([None, "2024-03-31", "2023-12-31", None]),
        "fte": [0.6, 0.2, 0.5, None],
    }
)


def asked(*rows):
    table = pd.DataFrame(rows, columns=["person_id", "answered_on"])
    return table.assign(answered_on=pd.to_datetime(table["answered_on"]))


@pytest.mark.parametrize(
    ("day", "fte"),
    [
        ("2024-01-31", 0.6),
        ("2024-02-01", 0.8),
        ("2024-03-31", 0.8),
        ("2024-04-01", 0.6),
        ("2019-12-31", float("nan")),
    ],
)
def test_contracts_of_one_day_add_up(day, fte):
    assert fte_on(CONTRACTS, asked(("p", day))).tolist() == pytest.approx([fte], nan_ok=True)


def test_a_contract_of_unknown_size_makes_the_sum_unknown():
    found = fte_on(CONTRACTS, asked(("q", "2023-06-01"), ("q", "2024-06-01")))
    assert found.isna().tolist() == [False, True]


def test_rows_keep_their_place():
    people = asked(("q", "2023-06-01"), ("x", "2023-06-01"), ("p", "2023-06-01"))
    people.index = [7, 3, 5]
    assert fte_on(CONTRACTS, people).fillna(-1).to_dict() == {7: 0.5, 3: -1, 5: 0.6}


def test_somebody_without_a_code_or_day_has_no_size():
    people = asked((None, "2023-06-01"), ("p", None)).astype({"person_id": "str"})
    assert fte_on(CONTRACTS, people).isna().all()


def test_without_contracts_no_size_is_known():
    assert fte_on(CONTRACTS[:0], asked(("p", "2023-06-01"))).isna().all()


def test_the_tables_given_are_left_untouched():
    people, before = asked(("p", "2023-06-01")), CONTRACTS.copy(deep=True)
    fte_on(CONTRACTS, people)
    assert_frame_equal(CONTRACTS, before)
    assert list(people) == ["person_id", "answered_on"]
