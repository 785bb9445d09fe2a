from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis import codebook
from analysis.errors import DataProblem
from analysis.measures.spells import SpellRules, spells
from analysis.models import linking_time
from analysis.models.linked import standardised
from analysis.models.linking import link
from analysis.models.linking_exposure import of_staff
from analysis.models.linking_people import link_answers, link_exits
from analysis.models.linking_pupils import link_pupils
from analysis.models.linking_staff import reach, staff_scores, unit_scores

SPRING = pd.Timestamp(2022, 3, 10)
WINTER = pd.Timestamp(2023, 1, 16)
BEFORE = pd.Timestamp(2022, 1, 16)


def answers(rows, day=SPRING, wave="2022"):
    """Rows of (person, team, school, score)."""
    table = pd.DataFrame(rows, columns=["person_id", "team_id", "school_id", "score"])
    return table.assign(wave=wave, answered_on=day)


# School A has team a1 (2, 4) and a2 (5, 5); school B has team b1 (1, 3).
STAFF = answers(
    [
        ("p1", "a1", "A", 2.0),
        ("p2", "a1", "A", 4.0),
        ("p3", "a2", "A", 5.0),
        ("p4", "a2", "A", 5.0),
        ("p5", "b1", "B", 1.0),
        ("p6", "b1", "B", 3.0),
    ]
)
ASSIGNED = pd.DataFrame(
    [
        ("g1", "A", "a1", "p1", 2022, 0.5),
        ("g1", "A", "a2", None, 2022, 0.5),
        ("g2", "A", "a2", "p9", 2022, 1.0),
    ],
    columns=["group_id", "school_id", "team_id", "person_id", "year", "share"],
)


def pupils(rows, *, measured=WINTER, prior_on=BEFORE):
    """Rows of (pupil, school, group, score, prior score)."""
    table = pd.DataFrame(
        rows, columns=["pupil_id", "school_id", "group_id", "score", "prior_score"]
    )
    known = table["prior_score"].notna()
    return table.assign(
        year=2022,
        domain="language",
        measured_on=measured,
        prior_on=pd.Series(prior_on, index=table.index).where(known),
    )


PUPILS = pupils(
    [
        ("x1", "A", "g1", 50.0, 48.0),
        ("x2", "A", "g2", 60.0, 52.0),
        ("x3", "A", "g2", 55.0, None),
        ("x4", "A", "g7", 50.0, 50.0),
        ("x5", "B", "g8", 40.0, 45.0),
        ("x6", "C", "g9", 40.0, 45.0),
    ]
)


def exposure(staff=STAFF, **given):
    return of_staff(staff_scores(staff, staff["score"]), minimum=2, **given)


def linked(**given):
    options = {"lag": 12, "assignments": ASSIGNED, **given}
    return link_pupils(
        exposure(), given.pop("of", PUPILS), **{k: v for k, v in options.items() if k != "of"}
    )


def by_pupil(result, column):
    return result.table.set_index("pupil_id")[column].to_dict()


def test_group_has_the_teams_that_work_with_it_by_their_part_of_the_time():
    # g1: half of a1 (mean 3) and half of a2 (mean 5); g2: all of a2.
    assert by_pupil(linked(), "exposure") == {"x1": 4.0, "x2": 5.0}


def test_staff_level_takes_the_people_who_are_named():
    # g1: half of p1 (2) and half of team a2 (5); p9 of g2 never answered.
    assert by_pupil(linked(level="staff"), "exposure") == {"x1": 3.5}


def test_exposure_is_split_within_and_between_schools():
    # School A: (2 + 4 + 5 + 5) / 4 = 4.
    result = linked()
    assert by_pupil(result, "between") == {"x1": 4.0, "x2": 4.0}
    assert by_pupil(result, "within") == {"x1": 0.0, "x2": 1.0}


def test_reach_is_the_part_of_the_time_of_staff_who_answered():
    # g1: p1 answered (1) and both of the two people invited of team a2 did (1); p9 of g2 did not.
    invited = pd.DataFrame({"team_id": ["a2"], "school_id": "A", "wave": "2022", "n": [4]})
    found = link_pupils(exposure(invited=invited), PUPILS, lag=12, assignments=ASSIGNED)
    assert by_pupil(found, "reach") == {"x1": 0.75, "x2": 0.0}


def test_ladder_counts_who_is_matched_at_every_step():
    ladder = linked().ladder.set_index(["counted", "step"])
    assert ladder.loc[("schools", "school_scored")].tolist() == [2, 1]
    assert ladder.loc[("groups", "group_assigned")].tolist() == [2, 2]
    assert ladder.loc[("pupils", "group_assigned")].tolist() == [3, 2]
    assert ladder.loc[("pupils", "prior_known")].tolist() == [2, 1]


def test_every_step_over_pupils_begins_with_what_the_last_one_left():
    steps = linked().ladder.query("counted == 'pupils'")
    assert (steps["matched"] + steps["unmatched"]).tolist()[1:] == steps["matched"].tolist()[:-1]


def test_flow_ends_with_the_rows_of_the_table():
    result = linked()
    assert result.flow["n"].tolist() == [6, 6, 6, 5, 3, len(result.table)]


def test_without_a_timetable_the_link_stops_at_the_school_and_says_so():
    result = linked(assignments=None)
    assert result.level == "school"
    assert by_pupil(result, "exposure") == {"x1": 4.0, "x2": 4.0, "x4": 4.0, "x5": 2.0}
    assert "own team" in result.notes[0]


def test_outcome_before_its_exposure_is_refused():
    early = PUPILS.assign(measured_on=SPRING - pd.Timedelta(days=1), prior_on=BEFORE)
    with pytest.raises(DataProblem, match="starts before its exposure"):
        linked(of=early)


def test_prior_score_after_the_exposure_is_refused():
    late = pupils([("x1", "A", "g1", 50.0, 48.0)], prior_on=SPRING + pd.Timedelta(days=1))
    with pytest.raises(DataProblem, match="measured after the exposure"):
        linked(of=late)


def test_earlier_score_is_the_last_one_before_the_exposure():
    late = pupils([("x1", "A", "g1", 50.0, 48.0)], prior_on=SPRING + pd.Timedelta(days=1))
    old = pupils([("x1", "A", "g1", 44.0, None)], measured=BEFORE).assign(year=2021)
    result = linked(of=pd.concat([late, old], ignore_index=True), prior="pupils.earlier_score")
    assert by_pupil(result, "prior_score") == {"x1": 44.0}


def test_distance_that_no_measurement_has_is_refused():
    with pytest.raises(DataProblem, match="24 months before"):
        linked(lag=24)


@pytest.mark.parametrize("unit", ["pupil_id", "group_id", "team_id"])
def test_error_over_pupils_for_an_exposure_of_schools_is_refused(unit):
    with pytest.raises(DataProblem, match="uncertainty cannot be counted"):
        linked(assignments=None).clusters(unit)


def test_errors_are_clustered_by_school_unless_told_otherwise():
    assert linked().clusters().tolist() == ["A", "A"]


def test_score_is_in_standard_deviations_of_its_domain():
    values = pd.Series([1.0, 3.0, 10.0, 10.0])
    group = pd.Series(["a", "a", "b", "b"])
    assert standardised(values, group).round(4).tolist()[:2] == [-0.7071, 0.7071]
    assert standardised(values, group).isna().tolist() == [False, False, True, True]


def test_context_is_that_of_the_school_year_of_the_exposure():
    units = pd.DataFrame(
        {
            "unit_id": ["A", "A"],
            "kind": "school",
            "year": [2021, 2022],
            "sector": "primary",
            "weighting": [25.0, 30.0],
        }
    )
    assert by_pupil(linked(units=units), "weighting") == {"x1": 25.0, "x2": 25.0}


def test_one_wave_is_lagged_and_two_waves_of_most_units_are_a_panel():
    table = pd.DataFrame({"school_id": ["A", "A", "B", "C"], "wave": ["1", "2", "1", "1"]})
    most = pd.concat([table, pd.DataFrame({"school_id": ["B"], "wave": ["2"]})])
    assert linking_time.badge(table, unit="school_id", ordered=True) == "lagged"
    assert linking_time.badge(most, unit="school_id", ordered=True) == "panel"
    assert linking_time.badge(most, unit="school_id", ordered=False) == "cross-section"


def test_of_two_waves_the_one_nearest_to_the_distance_is_taken():
    exposures = pd.DataFrame(
        {
            "wave": ["1", "2"],
            "exposure_first": pd.to_datetime(["2021-09-01", "2022-03-01"]),
            "exposure_last": pd.to_datetime(["2021-10-01", "2022-04-01"]),
        }
    )
    outcome = pd.DataFrame({"year": [2022], "outcome_first": WINTER, "outcome_last": WINTER})
    found = linking_time.pairs(exposures, outcome, lag=12, slack=4)
    assert found["wave"].tolist() == ["2"]  # 9.5 months, and not 15.5


def contracts(rows):
    """Rows of (person, team, school, size), in service all the time."""
    table = pd.DataFrame(rows, columns=["person_id", "team_id", "school_id", "fte"])
    return table.assign(board_id="b", start=pd.Timestamp(2020, 8, 1), end=pd.NaT)


def test_somebody_at_two_schools_counts_at_both_by_the_size_of_the_job():
    # B: p5 scores 1, p6 scores 3, p1 scores 2 for a quarter: (1 + 3 + .25 * 2) / 2.25.
    jobs = contracts([("p1", "a1", "A", 0.6), ("p1", "b1", "B", 0.2)])
    staff = staff_scores(STAFF, STAFF["score"], jobs)
    means = unit_scores(staff.people, by="school_id", minimum=1).set_index("school_id")
    assert means.loc["B", "exposure"] == pytest.approx(4.5 / 2.25)
    assert means.loc["A", "exposure"] == pytest.approx((0.75 * 2 + 4 + 5 + 5) / 3.75)
    assert staff.shared.to_dict("records") == [{"wave": "2022", "n": 1}]


def test_unit_with_too_few_people_has_no_mean():
    staff = staff_scores(STAFF, STAFF["score"])
    assert unit_scores(staff.people, by="team_id", minimum=3).empty


def test_reach_counts_staff_in_service_on_the_last_day_of_the_wave():
    staff = staff_scores(STAFF, STAFF["score"])
    jobs = contracts([(f"q{n}", "b1", "B", 1.0) for n in range(8)])
    found = reach(staff.people, by="school_id", windows=staff.windows, contracts=jobs)
    assert found.set_index("school_id")["reach"].loc["B"] == pytest.approx(2 / 8)


def test_answers_without_a_score_or_a_school_are_counted_as_unmatched():
    some = STAFF.assign(score=[None, 4.0, 5.0, 5.0, 1.0, 3.0])
    some.loc[1, "school_id"] = None
    assert staff_scores(some, some["score"]).steps == [("scored", 5, 1), ("placed", 4, 1)]


def test_nobody_who_answered_is_refused_with_the_order_in_time():
    none = STAFF.assign(score=float("nan"))
    with pytest.raises(DataProblem):
        link_pupils(exposure(none), PUPILS, lag=12, assignments=ASSIGNED)


def test_order_of_rows_makes_no_difference():
    turned = link_pupils(
        exposure(STAFF.iloc[::-1]), PUPILS.iloc[::-1], lag=12, assignments=ASSIGNED.iloc[::-1]
    )
    kept = linked().table.sort_values("pupil_id", ignore_index=True)
    assert_frame_equal(turned.table.sort_values("pupil_id", ignore_index=True), kept)


def followed(**jobs):
    table = contracts(
        [(f"p{n}", "a1" if n < 5 else "b1", "A" if n < 5 else "B", 1.0) for n in range(1, 7)]
    )
    table["start"] = pd.Timestamp(2022, 1, 1)
    table["exit_class"] = None
    for person, (end, reason) in jobs.items():
        row = table["person_id"] == person
        table.loc[row, "end"], table.loc[row, "exit_class"] = pd.Timestamp(end), reason
    rules = SpellRules(extract_on=date(2024, 9, 1), observed_from=date(2021, 8, 1))
    found = link_exits(exposure(), STAFF, STAFF["score"], spells(table, rules=rules), months=12)
    return found.table.set_index("person_id")


def test_person_enters_on_the_day_of_answering_and_is_followed_for_a_year():
    # In service since 1 January 2022: 10 March is day 69, 10 March 2023 day 69 + 365.
    people = followed()
    assert people.loc["p1", ["entry", "exit", "outcome"]].tolist() == [69, 434, 0]


def test_person_who_leaves_is_followed_to_the_last_day():
    people = followed(p1=("2022-03-31", "voluntary"), p2=("2022-03-31", "natural"))
    assert people.loc["p1", ["entry", "exit", "outcome"]].tolist() == [69, 90, 1]
    assert people.loc["p2", ["entry", "exit", "outcome"]].tolist() == [69, 90, 0]


def test_answers_of_one_moment_are_a_cross_section_and_of_two_are_lagged():
    later = answers([("p1", "a1", "A", 9.0)], day=pd.Timestamp(2023, 3, 10), wave="2023")
    rows = pd.concat([STAFF.assign(outcome=1.0), later.assign(outcome=9.0)])
    rows = rows[["person_id", "wave", "answered_on", "outcome"]]
    assert link_answers(exposure(), rows, lag=0).badge == "cross-section"
    lagged = link_answers(exposure(), rows, lag=12)
    assert lagged.badge == "lagged"
    assert lagged.table[["person_id", "outcome"]].to_numpy().tolist() == [["p1", 9.0]]


@dataclass
class Given:
    """Tables in the place of a study."""

    tables: dict
    codebook: object = field(default_factory=codebook.load)
    settings: object = field(default_factory=lambda: SimpleNamespace(minimum=2))

    def has(self, name):
        return name in self.tables

    def table(self, name):
        return self.tables[name]


def test_link_reads_the_words_of_the_declared_tests():
    items = {f"psysafe_{n}": 3.0 for n in range(1, 7)}
    data = Given({"answers": STAFF.assign(**items), "pupils": PUPILS, "assignments": ASSIGNED})
    result = link(data, "answers:psysafe", "pupils.score[language]", lag=12)
    assert result.window_exposure == "2022-03-10/2022-03-10"
    assert result.window_outcome == "2023-01-16/2023-01-16"
    assert by_pupil(result, "exposure") == {"x1": 3.0, "x2": 3.0}


@pytest.mark.parametrize("outcome", ["pupils.height", "nonsense", "ties.frequency"])
def test_form_that_is_not_known_is_refused_with_the_known_ones(outcome):
    with pytest.raises(DataProblem, match="pupils.score"):
        link(Given({}), "answers:psysafe", outcome, lag=12)
