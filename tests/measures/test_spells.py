from datetime import date

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataProblem
from analysis.measures.spells import SpellRules, rules_of, spells

RULES = SpellRules(extract_on=date(2025, 9, 1))
COLUMNS = ["person_id", "team_id", "school_id", "board_id", "start", "end", "exit_class"]


def contracts(*rows, **more):
    """Contracts as (person, team, school, start, end, exit class), all with one board."""
    table = pd.DataFrame(
        [(p, t, s, "b", start, end, why) for p, t, s, start, end, why in rows], columns=COLUMNS
    )
    for column in ("start", "end"):
        table[column] = pd.to_datetime(table[column])
    return table.assign(**more)


def table(*rows, scope="board", rules=RULES, **more):
    return spells(contracts(*rows, **more), scope=scope, rules=rules).table


def runs(found):
    """List first and last day of each spell as text."""
    return found[["start", "end"]].astype("str").to_numpy().tolist()


def test_one_contract_is_one_spell():
    found = table(("p", "t", "s", "2021-01-01", "2021-06-30", "voluntary")).iloc[0]
    assert found[["person_id", "unit_id", "exit_class", "exit"]].tolist() == [
        "p",
        "b",
        "voluntary",
        "leaver",
    ]
    assert found["n_contracts"] == 1


@pytest.mark.parametrize(("resumes", "n_spells"), [("2021-05-02", 1), ("2021-05-03", 2)])
def test_gap_of_31_days_is_bridged_and_one_of_32_is_not(resumes, n_spells):
    # 1 April to 1 May are 31 days
    found = table(
        ("p", "t", "s", "2021-01-01", "2021-03-31", "end_of_temporary_contract"),
        ("p", "t", "s", resumes, None, None),
    )
    assert len(found) == n_spells


@pytest.mark.parametrize(
    ("ends", "resumes", "n_spells"),
    [
        ("2025-07-11", "2025-08-25", 1),  # 44 days, the summer of one region
        ("2024-06-30", "2024-09-14", 1),  # 1 July to 13 September: 75 days
        ("2024-06-30", "2024-09-15", 2),  # 76 days
        ("2024-06-29", "2024-09-01", 2),  # the gap begins on 30 June
        ("2024-07-31", "2024-09-16", 1),  # up to and including 15 September
        ("2024-08-01", "2024-09-17", 2),  # the gap reaches 16 September
    ],
)
def test_longer_gap_is_bridged_only_when_it_lies_in_summer(ends, resumes, n_spells):
    found = table(
        ("p", "t", "s", "2021-01-01", ends, None),
        ("p", "t", "s", resumes, None, None),
        rules=SpellRules(extract_on=date(2025, 12, 1)),
    )
    assert len(found) == n_spells


def test_contract_that_starts_after_the_export_can_still_bridge_a_summer():
    found = table(
        ("p", "t", "s", "2021-01-01", "2025-07-31", "end_of_temporary_contract"),
        ("p", "t", "s", "2025-09-08", None, None),
    )
    assert found["right_censored"].tolist() == [True]
    assert found["n_contracts"].tolist() == [2]


def test_parallel_contracts_and_extensions_are_one_spell_that_ends_last():
    found = table(
        ("p", "t", "s", "2021-01-01", "2022-06-30", "voluntary"),
        ("p", "t", "s", "2021-03-01", "2021-05-31", "end_of_temporary_contract"),
        ("p", "t", "s", "2021-06-10", "2021-12-31", "end_of_temporary_contract"),
    )
    assert runs(found) == [["2021-01-01", "2022-06-30"]]
    assert found["exit_class"].tolist() == ["voluntary"]
    assert found["n_contracts"].tolist() == [3]


def test_of_contracts_that_end_together_the_main_job_gives_the_reason():
    found = table(
        ("p", "t", "s", "2021-01-01", "2022-06-30", "end_of_temporary_contract"),
        ("p", "t", "s", "2021-01-01", "2022-06-30", "natural"),
        rules=SpellRules(extract_on=date(2025, 9, 1), jobs="all"),
        main_job=[False, True],
    )
    assert found["exit_class"].tolist() == ["natural"]


def test_a_known_reason_wins_from_an_unknown_one():
    rows = [("p", "t", "s", "2021-01-01", "2022-06-30", why) for why in (None, "natural")]
    assert table(*rows)["exit_class"].tolist() == ["natural"]


def test_end_without_a_reason_is_unknown():
    assert table(("p", "t", "s", "2021-01-01", "2022-06-30", None))["exit_class"].tolist() == [
        "unknown"
    ]


def test_transfer_is_internal_for_the_school_and_nothing_for_the_board():
    rows = [
        ("p", "t1", "s1", "2021-01-01", "2022-07-31", "voluntary"),
        ("p", "t2", "s2", "2022-08-01", "2023-07-31", "voluntary"),
    ]
    school, board = table(*rows, scope="school"), table(*rows)
    assert school["exit"].tolist() == ["internal", "leaver"]
    assert school["exit_class"].tolist() == ["internal", "voluntary"]
    assert school["entry"].tolist() == ["joiner", "internal"]
    assert runs(board) == [["2021-01-01", "2023-07-31"]]


def test_move_to_another_team_of_the_same_school_is_internal_for_the_team_only():
    rows = [
        ("p", "t1", "s1", "2021-01-01", "2022-07-31", "internal"),
        ("p", "t2", "s1", "2022-08-01", None, None),
    ]
    assert table(*rows, scope="team")["exit"].tolist()[0] == "internal"
    assert len(table(*rows, scope="school")) == 1


def test_team_spells_know_the_school_above_them():
    found = table(("p", "t1", "s1", "2021-01-01", None, None), scope="team")
    assert found[["unit_id", "school_id", "board_id"]].iloc[0].tolist() == ["t1", "s1", "b"]


def test_person_with_two_boards_has_a_spell_with_each():
    both = contracts(
        ("p", "t", "s", "2021-01-01", "2022-07-31", "voluntary"),
        ("p", "t", "z", "2022-08-01", None, None),
    ).assign(board_id=["b", "c"])
    found = spells(both, scope="board", rules=RULES).table
    assert found["exit"].tolist()[0] == "leaver"
    assert found["entry"].tolist() == ["joiner", "joiner"]


def test_return_after_a_break_is_a_new_spell():
    found = table(
        ("p", "t", "s", "2021-01-01", "2022-07-31", "voluntary"),
        ("p", "t", "s", "2023-08-01", None, None),
    )
    assert found["rehire"].tolist() == [False, True]
    assert found["entry"].tolist() == ["joiner", "joiner"]


@pytest.mark.parametrize(("end", "running"), [("2025-09-01", False), ("2025-09-02", True)])
def test_what_ends_after_the_export_is_still_running(end, running):
    found = table(("p", "t", "s", "2021-01-01", end, "voluntary")).iloc[0]
    assert found["right_censored"] == running
    assert pd.isna(found["end"]) == running
    assert pd.isna(found["exit_class"]) == running


def test_start_before_the_first_day_that_is_covered_is_left_truncated():
    rules = SpellRules(extract_on=date(2025, 9, 1), observed_from=date(2020, 8, 1))
    found = table(
        ("p", "t", "s", "2020-07-31", None, None),
        ("q", "t", "s", "2020-08-01", None, None),
        rules=rules,
    )
    assert found["left_truncated"].tolist() == [True, False]


def test_covered_period_begins_in_the_month_of_the_first_final_departure():
    rows = contracts(
        ("stays", "t", "s", "1998-08-01", "1999-07-31", None),
        ("stays", "t", "s", "2010-08-01", None, None),
        ("leaves", "t", "s", "2010-08-01", "2020-08-14", "voluntary"),
    )
    assert spells(rows, scope="board", rules=RULES).rules.observed_from == date(2020, 8, 1)


def test_every_contract_is_in_one_spell_or_set_aside_with_a_reason():
    rows = contracts(
        ("p", "t", "s", "2021-01-01", None, None),
        (None, "t", "s", "2021-01-01", None, None),
        ("q", None, "s", "2021-01-01", None, None),
        ("r", "t", "s", None, None, None),
        ("u", "t", "s", "2021-01-01", "2020-01-01", None),
        ("v", "t", "s", "2026-01-01", None, None),
        ("w", "t", "s", "2021-01-01", None, None),
        ("x", "t", "s", "2021-01-01", None, None),
    ).assign(replacement=[False] * 6 + [True, False], main_job=[True] * 7 + [False])
    rules = SpellRules(extract_on=date(2025, 9, 1), replacement=False)
    found = spells(rows, scope="team", rules=rules)
    assert found.contracts["reason"].tolist() == [
        "",
        "no_person",
        "no_unit",
        "no_start",
        "end_before_start",
        "not_started",
        "replacement",
        "not_main_job",
    ]
    assert found.contracts["spell"].notna().tolist() == [True] + [False] * 7
    assert found.set_aside.sum() == 7


def test_replacement_contracts_count_unless_the_rules_say_otherwise():
    rows = contracts(("p", "t", "s", "2021-01-01", None, None)).assign(replacement=True)
    assert len(spells(rows, scope="board", rules=RULES).table) == 1


def test_main_job_that_ends_while_a_small_job_goes_on_is_no_departure():
    rows = [
        ("p", "t", "s", "2021-01-01", "2022-07-31", "voluntary"),
        ("p", "t", "s", "2021-08-01", None, None),
    ]
    found = table(*rows, main_job=[True, False])
    assert found["exit"].tolist() == ["reclassified"]


def test_small_job_that_becomes_the_main_job_is_no_arrival():
    rows = [
        ("p", "t", "s", "2021-01-01", "2022-07-31", None),
        ("p", "t", "s", "2022-08-01", None, None),
    ]
    assert table(*rows, main_job=[False, True])["entry"].tolist() == ["reclassified"]


def test_unknown_main_job_is_taken_as_the_main_job():
    rows = [("p", "t", "s", "2021-01-01", None, None)]
    assert len(table(*rows, main_job=[None])) == 1


def test_without_boards_everybody_works_for_one():
    rows = contracts(
        ("p", "t1", "s1", "2021-01-01", "2022-07-31", None),
        ("p", "t2", "s2", "2022-08-01", None, None),
    ).drop(columns="board_id")
    assert spells(rows, scope="school", rules=RULES).table["exit"].tolist()[0] == "internal"


def test_time_of_day_is_dropped():
    found = table(("p", "t", "s", "2021-01-01 09:30", "2021-06-30 17:00", None))
    assert runs(found) == [["2021-01-01", "2021-06-30"]]


def test_no_contracts_give_no_spells():
    assert table().empty


def test_order_of_rows_does_not_matter():
    rng = np.random.default_rng(4)
    start = pd.Timestamp("2018-01-01") + pd.to_timedelta(rng.integers(0, 2000, 300), unit="D")
    length = rng.integers(1, 400, 300)
    rows = pd.DataFrame(
        {
            "person_id": rng.choice([f"p{i}" for i in range(60)], 300),
            "school_id": rng.choice(["s1", "s2"], 300),
            "board_id": "b",
            "start": start,
            "end": start + pd.to_timedelta(length, unit="D"),
            "exit_class": rng.choice(["voluntary", "natural"], 300),
        }
    )
    keys = ["person_id", "unit_id", "start"]
    found = [
        spells(r, scope="school", rules=RULES).table.sort_values(keys, ignore_index=True)
        for r in (rows, rows.sample(frac=1, random_state=5))
    ]
    pd.testing.assert_frame_equal(*found)


def test_contracts_are_left_untouched():
    rows = contracts(("p", "t", "s", "2021-01-01 09:30", None, None))
    before = rows.copy()
    spells(rows, scope="board", rules=RULES)
    pd.testing.assert_frame_equal(rows, before)


def test_unknown_scope_is_refused():
    with pytest.raises(DataProblem, match="choose one of team, school, board"):
        spells(contracts(), scope="sector", rules=RULES)


def test_scope_without_its_column_is_refused():
    with pytest.raises(DataProblem, match="team_id"):
        spells(contracts().drop(columns="team_id"), scope="team", rules=RULES)


def test_study_without_a_day_of_export_is_refused(tmp_path):
    from analysis import settings

    (tmp_path / "study.toml").write_text(
        '[study]\ntitle = {nl = "x", en = "x"}\nsynthetic = true\naudience = "inside"\n'
        '[privacy]\nminimum = 5\n[[file]]\npath = "hr.csv"\ntable = "contracts"\n'
    )
    (tmp_path / "hr.csv").write_text("a\n1\n")
    with pytest.raises(DataProblem, match="extract_on"):
        rules_of(settings.read(tmp_path))


def test_export_in_which_nobody_left_covers_nothing_before_its_own_day():
    found = spells(contracts(("p", "t", "s", "2021-01-01", None, None)), scope="board", rules=RULES)
    assert found.rules.observed_from == date(2025, 9, 1)
    assert found.table["left_truncated"].all()


def test_next_contract_without_a_team_still_shows_that_the_person_stays_with_the_board():
    rows = [
        ("p", "t", "s", "2021-01-01", "2022-07-31", "voluntary"),
        ("p", None, "s", "2022-08-01", None, None),
    ]
    assert table(*rows, scope="team")["exit"].tolist() == ["internal"]


def test_contracts_without_a_board_are_never_taken_for_those_of_somebody_else():
    rows = contracts(
        ("p", "t", "s", "2021-01-01", "2021-12-31", None),
        ("q", "t", "s", "2022-01-05", None, None),
    ).assign(board_id=["b", None])
    found = spells(rows, scope="school", rules=RULES).table
    assert found["exit"].tolist()[0] == "leaver"
    assert found["entry"].tolist()[1] == "joiner"


def test_numbers_tell_the_same_as_the_table():
    from analysis.measures.coding import CLASSES
    from analysis.measures.daynumbers import dates

    found = spells(
        contracts(
            ("p", "t1", "s1", "2021-01-01", "2022-07-31", "natural"),
            ("q", "t1", "s2", "2021-01-01", None, None),
            ("late", "t1", "s2", "2026-01-01", None, None),
        ),
        scope="school",
        rules=RULES,
    )
    numbers, rows = found.numbers, found.table
    assert numbers.units[numbers.unit].tolist() == rows["unit_id"].tolist()
    pd.testing.assert_series_equal(dates(numbers.end), rows["end"], check_names=False)
    assert [CLASSES[why] for why in numbers.why if why >= 0] == ["natural"]


def study_of(folder, *files):
    """Settings with a [[file]] of contracts for each pair of extract_on and observed_from."""
    from analysis import settings

    parts = ['[study]\ntitle = "x"\n[turnover]\nminimum_fte = 0.1\njobs = "all"\n']
    for number, (extract_on, observed_from) in enumerate(files):
        (folder / f"{number}.csv").write_text("a\n1\n")
        stated = f"observed_from = {observed_from}\n" if observed_from else ""
        parts.append(
            f'[[file]]\npath = "{number}.csv"\ntable = "contracts"\nextract_on = {extract_on}\n'
            + stated
        )
    (folder / "study.toml").write_text("".join(parts))
    return settings.read(folder)


def test_first_day_that_an_export_covers_can_be_stated(tmp_path):
    found = rules_of(study_of(tmp_path, ("2025-09-01", "2020-08-01")))
    assert found.observed_from == date(2020, 8, 1)


def test_of_several_employers_the_last_begin_counts_and_over_time_the_first(tmp_path):
    boards = study_of(tmp_path, ("2025-09-01", "2020-08-01"), ("2025-09-10", "2021-08-01"))
    assert rules_of(boards).observed_from == date(2021, 8, 1)
    over_time = study_of(tmp_path, ("2023-09-01", "2020-08-01"), ("2025-09-01", "2022-08-01"))
    assert rules_of(over_time).observed_from == date(2020, 8, 1)


def test_smallest_contract_and_jobs_come_from_the_study(tmp_path):
    found = rules_of(study_of(tmp_path, ("2025-09-01", None)))
    assert (found.minimum_fte, found.jobs) == (0.1, "all")


def test_contract_under_the_smallest_size_is_set_aside_and_one_of_unknown_size_is_not():
    rows = contracts(
        ("p", "t", "s", "2021-01-01", None, None),
        ("q", "t", "s", "2021-01-01", None, None),
        ("r", "t", "s", "2021-01-01", None, None),
    ).assign(fte=[0.05, 0.1, None])
    found = spells(rows, rules=SpellRules(extract_on=date(2025, 9, 1), minimum_fte=0.1))
    assert found.contracts["reason"].tolist() == ["too_small", "", ""]


def test_job_that_shrinks_under_the_smallest_size_is_no_departure():
    rows = [
        ("p", "t", "s", "2021-01-01", "2022-07-31", "voluntary"),
        ("p", "t", "s", "2022-08-01", None, None),
    ]
    rules = SpellRules(extract_on=date(2025, 9, 1), minimum_fte=0.1)
    assert table(*rows, rules=rules, fte=[0.8, 0.05])["exit"].tolist() == ["reclassified"]
