import numpy as np
import pandas as pd
import pytest

from analysis.cleaning import contracts, overlaps


def rows_of(*contracts_of_people) -> pd.DataFrame:
    """Person, first day, last day (None while it runs) and size of the job."""
    rows = pd.DataFrame(contracts_of_people, columns=["person_id", "start", "end", "fte"])
    days = {name: pd.to_datetime(rows[name]) for name in ("start", "end")}
    return rows.assign(**days, fte=rows["fte"].astype(float))


def test_two_full_jobs_side_by_side_are_too_much():
    rows = rows_of(("p1", "2024-01-01", None, 1.2), ("p1", "2024-02-01", None, 1.2))
    assert overlaps.exceeds(rows, 1.2).tolist() == [False, True]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([("p1", "2024-01-01", "2024-01-31", 1.0), ("p1", "2024-02-01", None, 1.0)], "in turn"),
        ([("p1", "2024-01-01", None, 1.0), ("p2", "2024-01-01", None, 1.0)], "two people"),
        ([("p1", "2024-01-01", None, 0.6), ("p1", "2024-01-01", None, 0.6)], "exactly 1.2"),
        ([("p1", "2024-01-01", None, 1.0), ("p1", "2024-01-01", None, None)], "size unknown"),
        ([("p1", "2024-01-01", None, 1.2)], "one contract"),
    ],
)
def test_these_are_not_too_much(rows, why):
    assert not overlaps.exceeds(rows_of(*rows), 1.2).any(), why


def test_the_last_day_of_one_contract_and_the_first_of_another_may_not_meet():
    rows = rows_of(("p1", "2024-01-01", "2024-02-01", 1.0), ("p1", "2024-02-01", None, 1.0))
    assert overlaps.exceeds(rows, 1.2).tolist() == [False, True]


def test_a_sweep_finds_what_looking_at_every_pair_finds():
    chance = np.random.default_rng(5)
    start = pd.Timestamp("2020-01-01") + pd.to_timedelta(chance.integers(0, 400, 300), unit="D")
    end = start + pd.to_timedelta(chance.integers(0, 200, 300), unit="D")
    rows = pd.DataFrame(
        {
            "person_id": chance.choice(["a", "b", "c", "d"], 300),
            "start": start,
            "end": pd.Series(end).where(chance.random(300) < 0.9),
            "fte": chance.choice([0.2, 0.4, 0.0, np.nan], 300),
        }
    )
    most = 3.0
    ends = rows["end"].fillna(pd.Timestamp("2100-01-01"))
    slow = [
        bool(
            row.fte > 0
            and rows.loc[
                (rows["person_id"] == row.person_id)
                & (rows["start"] <= row.start)
                & (ends >= row.start),
                "fte",
            ].sum()
            > most + 1e-9
        )
        for row in rows.itertuples()
    ]
    assert 10 < sum(slow) < 290
    assert overlaps.exceeds(rows, most).tolist() == slow


def test_somebody_with_two_jobs_of_1_2_is_kept_and_marked(raw_file, settings):
    columns = {"person_id": ["p1", "p1", "p2"], "start": ["2024-01-01"] * 3, "end": [None] * 3}
    columns |= {"fte": ["1.2", "1.2", "1"], "school_id": ["s1", "s2", "s1"]}
    file = raw_file("contracts", columns, decimal_sign=".")
    cleaned = contracts.clean([file], settings)
    assert cleaned.rows["fate"].tolist() == ["kept"] * 3
    assert cleaned.audit.marks[["rule", "n"]].values.tolist() == [["many_jobs", 2]]
