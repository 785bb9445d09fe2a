from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis.errors import DataProblem
from analysis.measures import absence
from analysis.measures.spells import SpellRules, spells
from analysis.settings import SourceFile, read

RULES = SpellRules(extract_on=date(2025, 9, 1), observed_from=date(2020, 8, 1))
YEAR = pd.DataFrame(
    {
        "window": ["2023/2024"],
        "first_day": pd.to_datetime(["2023-08-01"]),
        "last_day": pd.to_datetime(["2024-07-31"]),
    }
)  # 366 days


def dated(table):
    return table.assign(
        start=pd.to_datetime(table["start"]).astype("datetime64[us]"),
        end=pd.to_datetime(table["end"]).astype("datetime64[us]"),
    )


def jobs(*rows):
    """Contracts as (person, school, first day, last day, fte) of one board."""
    table = pd.DataFrame(rows, columns=["person_id", "school_id", "start", "end", "fte"])
    table["fte"] = table["fte"].astype(float)
    return dated(table.assign(team_id=table["school_id"] + "-T1", board_id="b"))


def ill(*rows):
    """Lines of sick leave as (person, first day, last day, share)."""
    table = pd.DataFrame(rows, columns=["person_id", "start", "end", "share"])
    return dated(table.astype({"share": float}))


ALWAYS = ("p", "s", "2020-01-01", None, 1.0)


def measured(lines, contracts, windows=YEAR, scope="board", rules=RULES, by=None):
    service = spells(contracts, scope=scope, rules=rules)
    return absence.absence(lines, contracts, service, windows, by=by)


def of_one(lines, contracts=None, **more):
    """Figures of a single window and unit."""
    contracts = jobs(ALWAYS) if contracts is None else contracts
    return measured(lines, contracts, **more).iloc[0]


def test_time_lost_is_days_ill_of_days_employed():
    found = of_one(ill(("p", "2024-01-01", "2024-01-10", 1)))
    assert found["absent_share"] == pytest.approx(10 / 366)


def test_half_absent_loses_half_the_time():
    found = of_one(ill(("p", "2024-01-01", "2024-01-10", 0.5)))
    assert found["absent_share"] == pytest.approx(5 / 366)


def test_a_large_job_weighs_more_than_a_small_one():
    contracts = jobs(ALWAYS, ("q", "s", "2020-01-01", None, 0.5))
    found = of_one(ill(("q", "2024-01-01", "2024-01-10", 1)), contracts)
    assert found["absent_share"] == pytest.approx(10 * 0.5 / (366 * 1.5))


def test_hours_more_for_some_months_weigh_in_those_months():
    contracts = jobs(
        ("p", "s", "2020-01-01", None, 0.5), ("p", "s", "2024-01-06", "2024-03-31", 0.2)
    )
    found = of_one(ill(("p", "2024-01-01", "2024-01-10", 1)), contracts)
    assert found["absent_share"] == pytest.approx((10 * 0.5 + 5 * 0.2) / (366 * 0.5 + 86 * 0.2))


def test_a_full_and_a_partial_line_on_one_day_are_a_full_absence():
    lines = ill(("p", "2024-01-01", "2024-01-10", 0.5), ("p", "2024-01-03", "2024-01-04", 1))
    found = of_one(lines)
    assert found["absent_share"] == pytest.approx((8 * 0.5 + 2) / 366)
    assert found[["reports", "closed", "duration"]].tolist() == [1, 1, 10]


def test_only_days_in_service_are_lost():
    contracts = jobs(("p", "s", "2020-01-01", "2024-01-05", 1.0))
    found = of_one(ill(("p", "2024-01-01", "2024-01-31", 1)), contracts)
    assert found["absent_share"] == pytest.approx(5 / 158)


def test_a_case_that_runs_over_the_edge_counts_in_both_years():
    lines = ill(("p", "2023-07-22", "2023-08-10", 1))
    windows = pd.concat([YEAR, YEAR]).assign(
        window=["2022/2023", "2023/2024"],
        first_day=pd.to_datetime(["2022-08-01", "2023-08-01"]),
        last_day=pd.to_datetime(["2023-07-31", "2024-07-31"]),
    )
    found = measured(lines, jobs(ALWAYS), windows)
    assert found["absent_share"].tolist() == pytest.approx([10 / 365, 10 / 366])
    assert found["reports"].tolist() == [1, 0]
    assert found["closed"].tolist() == [0, 1]
    assert found["duration"].isna().tolist() == [True, False]
    assert found["duration"].iloc[1] == 20


def test_frequency_is_reports_per_head_and_year():
    contracts = jobs(ALWAYS, ("q", "s", "2020-01-01", "2024-01-30", 0.2))  # 183 of 366 days
    lines = ill(("p", "2024-01-01", "2024-01-02", 1), ("p", "2024-02-01", "2024-02-02", 1))
    found = of_one(lines, contracts)
    assert found[["heads", "reports"]].tolist() == [1.5, 2]
    assert found["frequency"] == pytest.approx(2 / 1.5)


def test_frequency_of_a_month_is_that_of_a_year():
    month = YEAR.assign(first_day=pd.Timestamp(2024, 4, 1), last_day=pd.Timestamp(2024, 4, 30))
    found = of_one(ill(("p", "2024-04-03", "2024-04-05", 1)), windows=month)
    assert found["frequency"] == pytest.approx(365 / 30)


def test_a_long_case_is_capped_at_two_years_in_one_of_the_two_means():
    lines = ill(("p", "2021-01-01", "2024-01-01", 1), ("p", "2024-02-01", "2024-02-10", 1))
    found = of_one(lines)
    assert found["duration"] == pytest.approx((1096 + 10) / 2)
    assert found["duration_capped"] == pytest.approx((730 + 10) / 2)


@pytest.mark.parametrize(
    ("line", "nil"),
    [
        (("p", "2023-08-01", "2023-08-01", 1), 0),
        (("p", "2023-01-01", "2023-08-01", 1), 0),  # ran on into the year
        (("p", "2023-01-01", None, 1), 0),
        (("p", "2023-07-01", "2023-07-31", 1), 1),
        (("p", "2024-08-01", "2024-08-02", 1), 1),
    ],
)
def test_never_ill_means_no_case_begun_and_none_running(line, nil):
    assert of_one(ill(line))[["all_year", "nil", "nil_share"]].tolist() == [1, nil, nil]


def test_people_of_part_of_the_year_are_shown_apart():
    contracts = jobs(
        ALWAYS,
        ("q", "s", "2023-08-02", None, 1.0),
        ("r", "s", "2020-01-01", "2024-07-30", 1.0),
        ("x", "s", "2020-01-01", "2023-07-31", 1.0),
    )
    found = of_one(ill(("r", "2024-01-01", "2024-01-02", 1)), contracts)
    people = ["n", "count", "all_year", "nil", "part_year", "part_year_nil"]
    assert found[people].tolist() == [3, 1, 1, 1, 2, 1]


def test_a_summer_between_two_contracts_makes_nobody_a_person_of_part_of_the_year():
    contracts = jobs(
        ("p", "s", "2020-01-01", "2024-07-11", 1.0), ("p", "s", "2024-08-25", None, 1.0)
    )
    found = of_one(ill(), contracts)
    assert found[["all_year", "nil"]].tolist() == [1, 1]


def test_a_contract_of_unknown_size_is_counted_and_left_out_of_the_time_lost():
    contracts = jobs(ALWAYS, ("q", "s", "2020-01-01", None, None))
    found = of_one(ill(("q", "2024-01-01", "2024-01-10", 1)), contracts)
    assert found[["absent_share", "no_fte", "reports"]].tolist() == [0, 1, 1]


def test_somebody_at_two_schools_counts_at_each_and_once_for_the_board():
    contracts = jobs(
        ("p", "s1", "2020-01-01", None, 0.6), ("p", "s2", "2020-01-01", None, 0.4)
    ).assign(main_job=[True, False])
    lines = ill(("p", "2024-01-01", "2024-01-10", 1))
    rules = RULES.with_all_jobs()
    schools = measured(lines, contracts, scope="school", rules=rules, by="unit_id")
    assert schools[["unit_id", "n", "reports"]].to_numpy().tolist() == [["s1", 1, 1], ["s2", 1, 1]]
    board = measured(lines, contracts, scope="school", rules=rules)
    assert board[["n", "heads", "reports", "absent_share"]].to_numpy().tolist() == [
        [1, 1, 1, 10 / 366]
    ]


def test_side_jobs_count_only_when_asked_for():
    # The small job beside the large one adds to the time agreed, and here to no time lost.
    contracts = jobs(ALWAYS, ("p", "s", "2023-08-01", "2024-07-31", 0.5)).assign(
        main_job=[True, False]
    )
    more = jobs(("q", "s", "2020-01-01", None, 1.0)).assign(main_job=[True])
    contracts = pd.concat([contracts, more], ignore_index=True)
    lines = ill(("q", "2024-01-01", "2024-01-10", 1))
    main = of_one(lines, contracts)
    both = of_one(lines, contracts, rules=RULES.with_all_jobs())
    assert [main["absent_share"], both["absent_share"]] == pytest.approx(
        [10 / (2 * 366), 10 / (2.5 * 366)]
    )
    assert [main["n"], both["n"]] == [2, 2]


def test_a_report_before_somebody_came_is_not_one_of_this_school():
    contracts = jobs(
        ("p", "s1", "2020-01-01", "2024-01-31", 1.0), ("p", "s2", "2024-02-01", None, 1.0)
    )
    lines = ill(("p", "2024-01-22", "2024-02-10", 1))
    found = measured(lines, contracts, scope="school", by="unit_id")
    assert found["reports"].tolist() == [1, 0]
    assert found["closed"].tolist() == [0, 1]
    assert found["duration"].iloc[1] == 20
    assert found["absent_share"].tolist() == pytest.approx([10 / 184, 10 / 182])


@pytest.mark.parametrize(
    ("year", "why"), [(2019, "does not cover the beginning"), (2025, "was not over")]
)
def test_a_year_that_is_not_fully_observed_has_no_figures(year, why):
    window = YEAR.assign(first_day=pd.Timestamp(year, 8, 1), last_day=pd.Timestamp(year + 1, 7, 31))
    found = of_one(ill(("p", "2025-08-02", "2025-08-03", 1)), windows=window)
    assert why in found["note"]
    assert found[["n", "absent_share", "frequency", "nil"]].isna().all()


def test_the_school_years_that_the_export_covers_are_taken_unless_given():
    found = measured(ill(), jobs(ALWAYS), windows=None)
    assert found["window"].tolist() == [f"{y}/{y + 1}" for y in range(2020, 2025)]


def test_without_anybody_there_are_no_figures():
    found = of_one(ill(), jobs(), rules=RULES)
    assert found[["n", "reports", "closed"]].tolist() == [0, 0, 0]
    assert found[["absent_share", "frequency", "duration", "nil_share"]].isna().all()


def test_nobody_in_service_in_a_window_has_no_rate():
    contracts = jobs(("p", "s", "2021-01-01", "2021-12-31", 1.0))
    found = of_one(ill(), contracts)
    assert found[["absent_share", "frequency", "duration", "nil_share"]].isna().all()
    assert found[["n", "reports"]].tolist() == [0, 0]


@pytest.mark.parametrize(
    ("days", "until"),
    [
        ([], "2025-09-01"),
        ([None], "2025-09-01"),
        ([date(2025, 7, 1), None], "2025-07-01"),
        ([date(2025, 12, 1)], "2025-09-01"),
    ],
)
def test_nothing_is_known_after_the_earlier_of_both_exports(tmp_path, days, until):
    files = [SourceFile("hr.xlsx", "contracts", extract_on=date(2025, 9, 1))]
    files += [SourceFile(f"{n}.xlsx", "absences", extract_on=day) for n, day in enumerate(days)]
    (tmp_path / "study.toml").write_text("[study]\nsynthetic = true\n")
    settings = replace(read(tmp_path), files=tuple(files))
    rules = absence.rules_of(settings)
    assert [rules.extract_on.isoformat(), rules.jobs] == [until, "all"]


def test_sick_leave_is_never_measured_per_team():
    contracts = jobs(ALWAYS)
    with pytest.raises(DataProblem, match="per school and higher, never per team"):
        measured(ill(), contracts, scope="team")
    with pytest.raises(DataProblem, match="column team_id"):
        measured(ill(), contracts, scope="school", by="team_id")


def test_a_window_that_ends_before_it_begins_is_refused():
    with pytest.raises(DataProblem, match="A window ends before it begins"):
        measured(ill(), jobs(ALWAYS), YEAR.assign(last_day=pd.Timestamp(2023, 1, 1)))


def test_schools_can_be_put_together_by_what_they_are():
    contracts = jobs(
        ("p", "s1", "2020-01-01", None, 1.0),
        ("q", "s2", "2020-01-01", None, 1.0),
        ("r", "s3", "2020-01-01", None, 1.0),
        ("x", "s4", "2020-01-01", None, 1.0),
    )
    sector = pd.Series({"s1": "primary", "s2": "childcare", "s3": "primary"}, name="sector")
    lines = ill(("r", "2024-01-01", "2024-01-10", 1))
    found = measured(lines, contracts, scope="school", by=sector)
    assert found[["sector", "n", "reports"]].to_numpy().tolist() == [
        ["childcare", 1, 0],
        ["primary", 2, 1],
    ]
    assert found["absent_share"].tolist() == pytest.approx([0, 10 / 732])


def test_rows_in_another_order_give_the_same():
    contracts = jobs(
        ALWAYS, ("q", "s", "2022-01-01", None, 0.5), ("r", "z", "2020-01-01", "2024-05-01", 0.7)
    )
    lines = ill(
        ("p", "2024-01-01", "2024-01-10", 0.5),
        ("p", "2024-01-08", "2024-01-09", 1),
        ("r", "2023-09-01", None, 1),
    )
    one = measured(lines, contracts, scope="school", by="unit_id")
    other = measured(
        lines[::-1].reset_index(drop=True),
        contracts[::-1].reset_index(drop=True),
        scope="school",
        by="unit_id",
    )
    assert_frame_equal(one, other)


def test_the_tables_given_are_left_untouched():
    contracts, lines = jobs(ALWAYS), ill(("p", "2024-01-01", None, None))
    before = contracts.copy(deep=True), lines.copy(deep=True)
    measured(lines, contracts)
    assert_frame_equal(contracts, before[0])
    assert_frame_equal(lines, before[1])


# How sure, and whether one person is seen through it.


def test_the_interval_takes_people_as_independent():
    # Lost 10 and 0 of 366 days each: residuals 5 and -5, so se = sqrt(50 * 2) / 732.
    contracts = jobs(ALWAYS, ("q", "s", "2020-01-01", None, 1.0))
    found = of_one(ill(("q", "2024-01-01", "2024-01-10", 1)), contracts)
    assert found["high"] == pytest.approx(10 / 732 + 12.7062 * 10 / 732, rel=1e-5)
    assert found["low"] == 0


def test_one_person_has_no_interval():
    found = of_one(ill(("p", "2024-01-01", "2024-01-10", 1)))
    assert found[["low", "high"]].isna().all()


@pytest.mark.parametrize(("days", "hidden"), [("2024-01-11", True), ("2024-01-10", False)])
def test_time_lost_that_is_mostly_of_one_person_is_not_shown(days, hidden):
    contracts = jobs(ALWAYS, ("q", "s", "2020-01-01", None, 1.0))
    lines = ill(("p", "2024-01-01", days, 1), ("q", "2024-01-01", "2024-01-10", 1))
    found = absence.guarded(measured(lines, contracts), minimum=2)
    assert found["absent_share"].isna().tolist() == [hidden]
    assert found["note"].tolist() == ["Too few people make this figure." if hidden else ""]
    assert found["n"].tolist() == [2]


def test_a_place_where_few_are_there_on_a_day_is_not_shown():
    # Three people in the year, of whom never more than two at once.
    contracts = jobs(
        ALWAYS,
        ("q", "s", "2020-01-01", "2023-12-31", 1.0),
        ("r", "s", "2024-01-01", None, 1.0),
    )
    found = measured(ill(), contracts)
    assert found[["n", "heads"]].to_numpy().tolist() == [[3, 2]]
    assert absence.guarded(found, minimum=3)["absent_share"].isna().all()
    assert absence.guarded(found, minimum=2)["absent_share"].notna().all()


def test_without_sick_leave_nobody_is_seen_through_it():
    contracts = jobs(ALWAYS, ("q", "s", "2020-01-01", None, 1.0))
    found = absence.guarded(measured(ill(), contracts), minimum=2)
    assert found[["absent_share", "low", "high"]].to_numpy().tolist() == [[0, 0, 0]]


# A slow counter that looks at every day, as the oracle.

FIRST = date(2024, 3, 1)
DAYS = [FIRST + timedelta(days=i) for i in range(-20, 45)]
MONTH = pd.DataFrame(
    {
        "window": ["w"],
        "first_day": pd.to_datetime(["2024-03-01"]),
        "last_day": pd.to_datetime(["2024-03-20"]),
    }
)
SHORT_GAPS = SpellRules(
    extract_on=date(2024, 6, 1),
    observed_from=date(2024, 1, 1),
    gap_days=2,
    summer_gap_days=2,
    jobs="all",
)


def covers(row, day):
    return row["start"].date() <= day and (pd.isna(row["end"]) or day <= row["end"].date())


def runs(days_ill):
    """Uninterrupted rows of days, each as (first, last)."""
    found = []
    for day in sorted(days_ill):
        if found and day == found[-1][1] + timedelta(days=1):
            found[-1][1] = day
        else:
            found.append([day, day])
    return found


def by_day(lines, contracts, service):
    """Every figure by looking at every day, for each school."""
    window = [day for day in DAYS if FIRST <= day <= date(2024, 3, 20)]
    lines, contracts = lines.to_dict("records"), contracts.to_dict("records")
    table = {}
    for school in sorted({row["unit_id"] for row in service}):
        people = {row["person_id"] for row in service if row["unit_id"] == school}
        agreed = lost = heads = reports = closed = length = 0.0
        n = count = all_year = nil = 0
        for person in people:
            here = {
                day
                for day in DAYS
                for row in service
                if (row["person_id"], row["unit_id"]) == (person, school) and covers(row, day)
            }
            mine = [row for row in lines if row["person_id"] == person]
            sick = {day for day in DAYS for row in mine if covers(row, day)}
            for day in window:
                fte = sum(
                    row["fte"]
                    for row in contracts
                    if (row["person_id"], row["school_id"]) == (person, school) and covers(row, day)
                )
                part = max([row["share"] for row in mine if covers(row, day)], default=0)
                agreed, lost = agreed + fte, lost + fte * part
                heads += day in here
            for first, last in runs(sick):
                reports += first in here and first in window
                if last in here and last in window:
                    closed, length = closed + 1, length + (last - first).days + 1
            there = [day for day in window if day in here]
            n += bool(there)
            count += any(day in sick for day in there)
            all_year += len(there) == len(window)
            nil += len(there) == len(window) and not any(day in sick for day in there)
        table[school] = [
            *(n, count, heads / len(window), lost / agreed if agreed else np.nan),
            *(reports, closed, length / closed if closed else np.nan, all_year, nil),
        ]
    return pd.DataFrame(table, index=FIGURES).T


FIGURES = ["n", "count", "heads", "absent_share", "reports", "closed", "duration", "all_year",
           "nil"]  # fmt: skip
PERIOD = st.tuples(st.integers(0, 35), st.integers(0, 25))
CONTRACTS = st.lists(
    st.tuples(
        st.sampled_from("pq"), st.sampled_from("st"), PERIOD, st.sampled_from([0.25, 0.5, 1.0])
    ),
    min_size=1,
    max_size=5,
)
LINES = st.lists(
    st.tuples(st.sampled_from("pqr"), PERIOD, st.sampled_from([0.25, 0.5, 1.0])), max_size=6
)


@effort(max_examples=150, deadline=None)
@given(drawn_jobs=CONTRACTS, drawn_lines=LINES)
def test_every_figure_is_what_looking_at_every_day_gives(drawn_jobs, drawn_lines):
    contracts = jobs(
        *((p, s, DAYS[first], DAYS[first + more], fte) for p, s, (first, more), fte in drawn_jobs)
    )
    lines = ill(
        *((p, DAYS[first], DAYS[first + more], share) for p, (first, more), share in drawn_lines)
    )
    service = spells(contracts, scope="school", rules=SHORT_GAPS)
    found = absence.absence(lines, contracts, service, MONTH, by="unit_id").set_index("unit_id")
    slow = by_day(lines, contracts, service.table.to_dict("records"))
    assert_frame_equal(
        found[FIGURES].astype(float),
        slow.astype(float),
        check_names=False,
        check_index_type=False,
        check_column_type=False,
    )
