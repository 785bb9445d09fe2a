import pandas as pd
import pytest

from analysis.measures.response_weights import beside, on_list, response_weights

DAY = pd.Timestamp("2024-03-10")


def contracts(n=8, **changes):
    """Staff p0, p1, ...: the first half at school a, the other at b; teachers who stay."""
    rows = pd.DataFrame(
        {
            "person_id": [f"p{i}" for i in range(n)],
            "school_id": ["a"] * (n // 2) + ["b"] * (n - n // 2),
            "function_group": "teacher",
            "start": pd.Timestamp("2020-08-01"),
            "end": pd.NaT,
            "main_job": True,
        }
    )
    return rows.assign(**changes)


def questionnaires(*people, wave="2024"):
    rows = {"person_id": people, "wave": wave, "answered_on": DAY, "fate": "kept"}
    return pd.DataFrame(rows)


def test_a_school_where_fewer_answered_weighs_as_much_as_its_staff():
    found = response_weights(questionnaires("p0", "p1", "p2", "p4"), contracts())
    weights = found.table.set_index("person_id")["weight"]
    assert weights.to_dict() == pytest.approx({"p0": 2 / 3, "p1": 2 / 3, "p2": 2 / 3, "p4": 2.0})
    assert found.design.loc[0, ["listed", "answered"]].tolist() == [8, 4]


def test_the_weighted_mean_stands_beside_the_mean_as_it_is():
    asked = questionnaires("p0", "p1", "p2", "p4")
    answers = asked.assign(school_id=["a", "a", "a", "b"])
    score = pd.Series([3.0, 3.0, 3.0, 5.0])
    table = beside(answers, score, response_weights(asked, contracts()), minimum=5)
    assert table.loc[0, ["score", "weighted"]].tolist() == pytest.approx([3.5, 4.0])


def test_a_school_of_which_nobody_answered_is_named():
    found = response_weights(questionnaires("p0", "p1"), contracts())
    row = found.unreached.iloc[0]
    assert [row["wave"], row["margin"], row["category"], row["n"]] == ["2024", "school_id", "b", 4]


def test_who_left_before_the_wave_is_not_on_the_list():
    staff = contracts()
    staff.loc[7, "end"] = pd.Timestamp("2023-12-31")
    assert len(on_list(questionnaires("p0"), staff)) == 7


def test_of_two_jobs_the_main_one_counts():
    staff = contracts(2)
    second = staff.iloc[[0]].assign(school_id="c", main_job=False)
    listed = on_list(questionnaires("p0"), pd.concat([second, staff], ignore_index=True))
    assert listed.set_index("person_id")["school_id"].to_dict() == {"p0": "a", "p1": "b"}


def test_years_of_service_count_from_the_first_contract():
    staff = contracts(1, start=pd.Timestamp("2023-08-01"))
    earlier = staff.assign(start=pd.Timestamp("2010-08-01"), end=pd.Timestamp("2023-07-31"))
    listed = on_list(questionnaires("p0"), pd.concat([staff, earlier], ignore_index=True))
    assert listed["tenure"].tolist() == ["11-20"]


def test_a_wave_without_an_answer_on_the_list_says_why():
    found = response_weights(questionnaires("stranger"), contracts())
    assert found.table.empty
    assert "nobody" in found.problems["2024"]


def test_a_column_that_the_file_leaves_empty_is_left_out():
    found = response_weights(questionnaires("p0", "p4"), contracts(function_group=None))
    assert found.table["weight"].tolist() == pytest.approx([1.0, 1.0])


def test_without_contracts_there_are_no_weights():
    found = response_weights(questionnaires("p0"), contracts().iloc[:0])
    assert found.table.empty and found.design.empty


def test_a_few_people_without_a_weight_do_not_follow_from_two_means():
    asked = questionnaires("p0", "p1", "p4", "stranger")
    answers = asked.assign(school_id=["a", "a", "b", "b"])
    weights = response_weights(asked, contracts())
    table = beside(answers, pd.Series([3.0, 3.0, 5.0, 1.0]), weights, minimum=5)
    assert table["score"].isna().all()
    assert table["weighted"].notna().all()
