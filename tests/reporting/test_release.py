"""The gate: what is hidden, why, and what is remembered."""

import pandas as pd
import pytest

from analysis import session
from analysis.errors import DataProblem
from analysis.reporting.disclosure import COMPLEMENT, REVEALING, SHOWN, SMALL
from analysis.reporting.release import release


def people(**sizes: int) -> pd.DataFrame:
    """So many people per team."""
    rows = [(f"{team}{i}", team) for team, n in sizes.items() for i in range(n)]
    return pd.DataFrame(rows, columns=["person_id", "team_id"])


def scores(**values: float) -> pd.DataFrame:
    return pd.DataFrame({"team_id": list(values), "score": list(values.values())})


def test_team_below_the_minimum_is_hidden_and_says_why():
    shown = release(
        scores(a=3.1, b=3.2, c=3.3, d=3.4),
        population=people(a=4, b=4, c=9, d=9),
        by="team_id",
        kind="score",
    )
    assert shown.hidden.tolist() == [SMALL, SMALL, SHOWN, SHOWN]
    assert shown.table["score"].isna().tolist() == [True, True, False, False]


def test_lone_hidden_team_takes_the_next_smallest_with_it():
    # the total over all teams is known: total minus b and c would give a
    shown = release(
        scores(a=3.1, b=3.2, c=3.3), population=people(a=4, b=9, c=7), by="team_id", kind="score"
    )
    assert shown.hidden.tolist() == [SMALL, SHOWN, COMPLEMENT]


def test_hidden_teams_that_are_few_together_take_a_third():
    # 2 + 2 people hidden together are still fewer than 5
    shown = release(
        scores(a=3.1, b=3.2, c=3.3, d=3.4),
        population=people(a=2, b=2, c=9, d=8),
        by="team_id",
        kind="score",
    )
    assert shown.hidden.tolist() == [SMALL, SMALL, SHOWN, COMPLEMENT]


def test_complement_is_taken_along_every_key_of_the_table():
    rows = [
        (f"{wave}{team}{i}", team, wave)
        for team, wave, n in [
            ("a", 1, 4), ("b", 1, 9), ("c", 1, 8), ("a", 2, 9), ("b", 2, 9), ("c", 2, 9),
        ]
        for i in range(n)
    ]  # fmt: skip
    population = pd.DataFrame(rows, columns=["person_id", "team_id", "wave"])
    table = population.groupby(["team_id", "wave"], as_index=False).size()[["team_id", "wave"]]
    shown = release(
        table.assign(score=3.5), population=population, by=["team_id", "wave"], kind="score"
    )
    hidden = shown.table.loc[shown.hidden != SHOWN, ["team_id", "wave"]].apply(tuple, axis=1)
    assert {("a", 1), ("c", 1), ("a", 2), ("c", 2)} == set(hidden)


def test_mean_at_the_end_of_the_scale_reveals_a_small_team():
    shown = release(
        scores(a=5.0, b=4.0, c=3.0), population=people(a=6, b=30, c=20), by="team_id", kind="score"
    )
    assert shown.hidden.tolist() == [REVEALING, SHOWN, COMPLEMENT]


def test_mean_at_the_end_of_the_scale_may_be_shown_for_a_large_team():
    shown = release(scores(a=5.0, b=4.0), population=people(a=12, b=30), by="team_id", kind="score")
    assert shown.n_hidden == 0


@pytest.mark.parametrize("count", [1, 4, 26, 29])
def test_rate_that_gives_a_small_count_away_is_hidden(count):
    table = pd.DataFrame({"n": [30], "count": [count], "rate": [count / 30]})
    shown = release(table, population=people(a=30), by=[], kind="rate")
    assert shown.hidden.tolist() == [SMALL]


def test_nobody_and_everybody_reveal_a_small_group_only():
    table = pd.DataFrame({"team_id": ["a", "b"], "count": [0, 0], "share": [0.0, 0.0]})
    shown = release(table, population=people(a=30, b=9), by="team_id", kind="share")
    assert shown.hidden.tolist() == [COMPLEMENT, REVEALING]


def test_statistic_on_fewer_people_than_the_group_counts_those_fewer():
    table = scores(a=3.1, b=3.2, c=3.3).assign(n=[4, 20, 20])
    shown = release(table, population=people(a=20, b=20, c=20), by="team_id", kind="score")
    assert shown.hidden.iloc[0] == SMALL


def test_one_person_with_many_rows_is_one_person():
    population = people(a=2, b=9, c=9)
    population = pd.concat([population] * 10)
    shown = release(scores(a=3.1, b=3.2, c=3.3), population=population, by="team_id", kind="score")
    assert shown.hidden.iloc[0] == SMALL


def test_row_order_does_not_change_what_is_hidden():
    population = people(a=4, b=9, c=7, d=12)
    table = scores(a=3.1, b=3.2, c=3.3, d=3.4)
    forth = release(table, population=population, by="team_id", kind="score")
    back = release(table[::-1], population=population[::-1], by="team_id", kind="score")
    assert forth.hidden.tolist() == back.hidden.tolist()[::-1]


def test_minimum_of_the_study_is_obeyed(tmp_path):
    session.start(session.Session(folder=tmp_path, minimum=10, audience="publication"))
    shown = release(scores(a=3.5, b=3.6), population=people(a=9, b=30), by="team_id", kind="score")
    assert shown.hidden.tolist() == [SMALL, COMPLEMENT]


def test_everyone_together_below_the_minimum_is_hidden():
    shown = release(pd.DataFrame({"score": [3.2]}), population=people(a=4), by=[], kind="score")
    assert shown.hidden.tolist() == [SMALL]


def test_published_school_figure_counts_its_own_respondents():
    figures = pd.DataFrame({"school_id": ["x", "y", "z"], "n": [3, 40, 50], "score": [7.1, 8, 6]})
    shown = release(figures, population=figures, by="school_id", kind="score", bounds=(0, 10))
    assert shown.hidden.tolist() == [SMALL, COMPLEMENT, SHOWN]


def test_hidden_and_missing_read_differently():
    table = scores(a=3.1, b=3.2, c=None)
    shown = release(table, population=people(a=3, b=6, c=9), by="team_id", kind="score")
    assert "hidden" in shown._repr_html_() and "–" in shown._repr_html_()


def test_key_in_the_index_is_found():
    table = scores(a=3.1, b=3.2).set_index("team_id")
    shown = release(table, population=people(a=9, b=9), by="team_id", kind="score")
    assert list(shown.table.columns) == ["team_id", "score"]


def test_input_is_left_untouched():
    table = scores(a=3.1, b=3.2)
    before = table.copy()
    release(table, population=people(a=2, b=9), by="team_id", kind="score")
    pd.testing.assert_frame_equal(table, before)


def test_release_is_recorded_with_its_members(open_study):
    release(scores(a=3.1, b=3.2), population=people(a=2, b=9), by="team_id", kind="score")
    record = pd.read_parquet(open_study / ".derived" / "releases")
    assert record["cell"].tolist() == ["a", "b"]
    assert [len(members) for members in record["members"]] == [2, 9]
    assert record["statistic"].unique().tolist() == ["score"]


def test_nothing_is_shown_without_an_open_study(monkeypatch):
    monkeypatch.setattr(session, "_open", session.ContextVar("none", default=None))
    with pytest.raises(DataProblem, match="No study is open"):
        release(scores(a=3.1), population=people(a=9), by="team_id", kind="score")


def test_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="kind 'mean' is not one of"):
        release(scores(a=3.1), population=people(a=9), by="team_id", kind="mean")


def test_population_without_people_is_refused():
    with pytest.raises(ValueError, match="person_id, pupil_id, school_id"):
        release(
            scores(a=3.1),
            population=pd.DataFrame({"team_id": ["a"] * 9}),
            by="team_id",
            kind="score",
        )


def test_response_that_leaves_few_refusers_is_hidden():
    # 9 invited, 7 answered: the two who did not are known to their colleagues
    table = pd.DataFrame(
        {"team_id": ["a", "b", "c"], "n": [9, 30, 40], "count": [7, 15, 20], "share": 0.5}
    )
    shown = release(table, population=people(a=7, b=15, c=20), by="team_id", kind="response")
    assert shown.hidden.tolist() == [SMALL, COMPLEMENT, SHOWN]


def test_response_of_everyone_in_a_small_team_is_hidden():
    table = pd.DataFrame({"team_id": ["a", "b"], "n": [6, 30], "count": [6, 15], "share": 0.5})
    shown = release(table, population=people(a=6, b=15), by="team_id", kind="response")
    assert shown.hidden.tolist() == [REVEALING, COMPLEMENT]


def test_step_that_loses_a_few_people_is_hidden():
    table = pd.DataFrame({"step": ["received", "usable", "scored"], "n": [90, 70, 68]})
    shown = release(table, population=people(a=90), by=[], labels=["step"], kind="flow")
    assert shown.hidden.tolist() == [SHOWN, SHOWN, SMALL]


def test_labelled_rows_are_no_complement_of_each_other():
    table = pd.DataFrame({"term": ["x", "y"], "estimate": [0.1, 0.2]})
    shown = release(table, population=people(a=90), by=[], labels=["term"], kind="model")
    assert shown.n_hidden == 0
    assert shown.by == ("term",)


def test_option_that_few_people_ticked_joins_the_option_beside_it():
    # 2 of 100 strongly disagree: shown together with the 10 who disagree
    table = pd.DataFrame(
        {"item_id": ["q"], "n": [100], "share_1": [0.02], "share_2": [0.10], "share_3": [0.30],
         "share_4": [0.38], "share_5": [0.20]}
    )  # fmt: skip
    shown = release(table, population=people(a=100), by=[], labels=["item_id"], kind="distribution")
    row = shown.table.iloc[0]
    assert [row["share_1"], row["share_2"]] == [0, pytest.approx(0.12)]


def test_question_whose_options_stay_small_is_hidden():
    # 3 who disagree join an empty middle: still 3
    table = pd.DataFrame(
        {"item_id": ["q"], "n": [30], "share_1": [0.1], "share_2": [0.0], "share_3": [0.9]}
    )
    shown = release(table, population=people(a=30), by=[], labels=["item_id"], kind="distribution")
    assert shown.hidden.tolist() == [REVEALING]


def test_part_of_a_released_table_stays_hidden_where_it_was():
    table = scores(a=3.1, b=3.2, c=3.3).assign(kind=["x", "x", "y"])
    shown = release(
        table, population=people(a=2, b=9, c=9), by="team_id", labels=["kind"], kind="score"
    )
    part = shown.where("kind", "x")
    assert part.table["team_id"].tolist() == ["a", "b"]
    assert part.hidden.tolist() == shown.hidden.tolist()[:2]


def test_steps_after_a_hidden_one_are_compared_with_the_last_that_is_shown():
    table = pd.DataFrame({"step": ["received", "usable", "scored"], "n": [59, 56, 56]})
    shown = release(table, population=people(a=59), by=[], labels=["step"], kind="flow")
    assert shown.hidden.tolist() == [SHOWN, SMALL, SMALL]


def test_share_that_stands_for_a_few_people_is_hidden():
    table = pd.DataFrame({"item_id": ["q", "r"], "n": [56, 56], "floor_share": [1 / 56, 8 / 56]})
    shown = release(table, population=people(a=56), by=[], labels=["item_id"], kind="agreement")
    assert shown.hidden.tolist() == [SMALL, SHOWN]


def test_rows_that_name_nobody_are_counted_as_the_table_counts_them():
    table = pd.DataFrame({"fate": ["no_person_code", "x"], "n": [3, 9]})
    nobody = pd.DataFrame({"person_id": [None] * 12, "fate": ["no_person_code"] * 3 + ["x"] * 9})
    shown = release(table, population=nobody, by="fate", kind="audit")
    assert shown.hidden.iloc[0] == SMALL


def test_record_names_the_people_behind_labelled_rows(open_study):
    table = pd.DataFrame({"wave": ["1", "1"], "step": ["a", "b"], "n": [20, 10]})
    population = people(a=20).assign(wave="1")
    release(table, population=population, by="wave", labels=["step"], kind="flow")
    record = pd.read_parquet(open_study / ".derived" / "releases")
    assert [len(members) for members in record["members"]] == [20, 20]
    assert record["cell"].tolist() == ["1 | a", "1 | b"]


def test_table_without_rows_is_released_and_recorded(open_study):
    nobody = people(a=1).head(0)
    shown = release(scores(a=1.0).head(0), population=nobody, by="team_id", kind="score")
    assert shown.table.empty


def test_a_wide_table_is_shown_in_parts_and_stays_hidden(released):
    table = released({"school_id": ["a", "b"], "n": [9, 2], "score": [3.1, 2.2]}, hidden=[1])
    part = table.only("score", "school_id")
    assert part.table.columns.tolist() == ["score", "school_id"]
    assert part.n_hidden == 1
    assert part.shown["school_id"].tolist() == ["a"]


@pytest.mark.parametrize(("options", "reason"), [(7, SHOWN), (5, REVEALING)])
def test_end_of_the_scale_may_stand_in_a_column(options, reason):
    table = scores(a=3.1, b=5.0).assign(options=options)
    shown = release(
        table, population=people(a=9, b=7), by="team_id", kind="score", bounds=(1, "options")
    )
    assert shown.hidden.iloc[1] == reason


def test_what_is_and_what_is_wanted_are_means_too():
    table = pd.DataFrame({"n": [7], "is": [3.2], "wanted": [5.0], "difference": [1.8]})
    shown = release(table, population=people(a=7), by=[], kind="score")
    assert shown.hidden.tolist() == [REVEALING]


def test_table_under_which_a_permission_was_overruled_says_so_with_the_reason():
    table = scores(a=3.1, b=3.2)
    table.attrs["overrides"] = {"describe": "pilot, for method only"}
    shown = release(table, population=people(a=9, b=9), by="team_id", kind="score")
    assert repr(shown).endswith(
        "The scale check did not allow this (describe); it is shown all the same: pilot, for "
        "method only"
    )
    assert "pilot, for method only" in shown.where("team_id", "a")._repr_html_()
