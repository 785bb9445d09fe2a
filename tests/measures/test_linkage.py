import pandas as pd
import pytest

from analysis.measures import linkage

DAY = "2024-03-11"


def answers(*rows) -> pd.DataFrame:
    """Person, fate and day of answering, in wave 2024 unless a fourth value names another."""
    whole = [(*row, *("kept", DAY, "2024")[len(row) - 1 :]) for row in rows]
    table = pd.DataFrame(whole, columns=["person_id", "fate", "answered_on", "wave"])
    return table.assign(answered_on=pd.to_datetime(table["answered_on"]))


def contracts(*rows) -> pd.DataFrame:
    """Person, first and last day."""
    table = pd.DataFrame(rows, columns=["person_id", "start", "end"])
    return table.assign(start=pd.to_datetime(table["start"]), end=pd.to_datetime(table["end"]))


ALWAYS = ("2020-08-01", None)


def parts(found: pd.DataFrame) -> dict[str, str]:
    return dict(zip(found["person_id"], found["part"], strict=True))


def test_everybody_is_in_one_part():
    asked = answers(("a",), ("b",), ("c",), ("d", "speeder"))
    staff = contracts(
        ("a", *ALWAYS), ("b", "2020-08-01", "2024-03-10"), ("d", *ALWAYS), ("e", *ALWAYS)
    )
    assert parts(linkage.people(asked, staff)) == {
        "a": "matched",
        "b": "not_in_service",
        "c": "only_survey",
        "d": "unusable",
        "e": "only_hr",
    }


@pytest.mark.parametrize(
    ("start", "end", "part"),
    [
        (DAY, None, "matched"),
        ("2020-08-01", DAY, "matched"),
        ("2024-03-12", None, "not_in_service"),
        ("2020-08-01", "2024-03-10", "not_in_service"),
    ],
)
def test_the_first_and_last_day_count_as_in_service(start, end, part):
    assert parts(linkage.people(answers(("a",)), contracts(("a", start, end))))["a"] == part


def test_one_of_several_contracts_is_enough():
    staff = contracts(("a", "2020-08-01", "2021-07-31"), ("a", "2022-08-01", None))
    assert parts(linkage.people(answers(("a",)), staff)) == {"a": "matched"}


def test_an_answer_without_a_day_is_taken_on_the_middle_day_of_its_wave():
    asked = answers(("a", "kept", None), ("b",))
    staff = contracts(("a", *ALWAYS), ("b", *ALWAYS))
    assert parts(linkage.people(asked, staff))["a"] == "matched"


def test_somebody_who_answered_twice_is_counted_once_and_said_to_be_twice():
    asked = answers(("a", "duplicate"), ("a", "kept"), ("b",))
    staff = contracts(("a", *ALWAYS), ("b", *ALWAYS))
    found = linkage.people(asked, staff)
    assert parts(found) == {"a": "matched", "b": "matched"}
    assert linkage.twice(found).values.tolist() == [["2024", 1]]


def test_trial_runs_and_rows_without_a_person_are_nobody():
    asked = answers(("x", "preview"), (None, "no_person_code"), ("a",))
    assert parts(linkage.people(asked, contracts(("a", *ALWAYS)))) == {"a": "matched"}


def test_waves_are_kept_apart():
    asked = answers(("a", "kept", "2023-03-11", "2023"), ("b",))
    found = linkage.people(asked, contracts(("a", *ALWAYS), ("b", *ALWAYS)))
    counted = linkage.counts(found).set_index(["wave", "part"])["n"]
    assert counted["2023", "matched"] == counted["2024", "matched"] == 1
    assert counted["2023", "only_hr"] == counted["2024", "only_hr"] == 1


def test_counts_add_up_to_all_people():
    asked = answers(("a",), ("b",), ("c",))
    found = linkage.people(asked, contracts(("a", *ALWAYS), ("e", *ALWAYS)))
    counted = linkage.counts(found)
    assert counted["n"].sum() == len(found) == 4
    assert counted["part"].tolist() == list(linkage.PARTS)


def test_without_contracts_or_answers_nobody_is_linked():
    assert linkage.people(answers(("a",)), contracts()).empty
    assert linkage.people(answers(), contracts(("a", *ALWAYS))).empty
    assert linkage.counts(linkage.people(answers(), contracts())).empty


def test_in_a_wave_without_any_day_being_in_the_file_is_enough_and_nobody_kept_silent():
    staff = contracts(("a", *ALWAYS), ("e", *ALWAYS))
    assert parts(linkage.people(answers(("a", "kept", None)), staff)) == {"a": "matched"}
