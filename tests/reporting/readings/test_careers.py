"""Sentences about coming, staying and leaving, compared word for word."""

import re

import pytest

from analysis.models.estimate import NotEstimable
from analysis.reporting.readings import careers, leaving

YEARS = {"window": ["2022/2023", "2023/2024"], "n": [200, 210], "opening": [180, 190],
         "closing": [190, 185]}  # fmt: skip
MOVES = {"window": ["2023/2024"] * 2, "move": ["joiner", "leaver"], "n": [20, 25]}
SHARES = {"window": ["2023/2024"], "n": [190], "count": [171], "share": [0.9]}
OUTFLOW = {"window": ["2023/2024"], "n": [200], "least_share": [0.05], "most_share": [0.08]}
FATES = {"window": ["a"] * 2, "fate_of_staff": ["stayer", "mover"], "n": [200, 200],
         "share": [0.8, 0.1]}  # fmt: skip
COHORTS = {"cohort": ["2021/2022", "2022/2023"], "years": [1, 1], "n": [100, 90],
           "survival": [0.8, 0.6], "low": [0.7, 0.5], "high": [0.9, 0.69]}  # fmt: skip
CAUSES = {"exit_class": ["voluntary", "other"], "years": [4, 4], "n": [300, 300],
          "incidence_share": [0.2, 0.05]}  # fmt: skip
BOTH = {"term": ["psysafe", "workload"], "level": ["within", "between"],
        "estimate": [-2.0, 1.5], "low": [-3.0, -1.0], "high": [-1.0, 4.0],
        "in_schools": [-1.9, 1.2], "in_schools_low": [-2.9, 0.1],
        "in_schools_high": [-0.9, 2.3]}  # fmt: skip
RATIOS = {"term": ["psysafe", "workload"], "level": ["within", "between"],
          "estimate": [0.8, 1.1], "low": [0.7, 0.9], "high": [0.9, 1.3]}  # fmt: skip
TESTED = {"term": ["psysafe", "workload"], "level": ["within", "between"], "p": [0.4, 0.6]}
KINDS = {"window": ["2023/2024"] * 2, "rate_kind": ["heads", "fte"], "n": [200, 200],
         "count": [20, 20], "rate": [0.1, 0.09], "low": [0.06, 0.05],
         "high": [0.15, 0.14]}  # fmt: skip
EARLY = {"entered_as": ["others"], "months": [12], "n": [100], "count": [20], "share": [0.2],
         "low": [0.13], "high": [0.29]}  # fmt: skip
LEFT = {"level": ["within", "within", "between", "between"], "group": ["low", "high"] * 2,
        "n": [300] * 4, "count": [45, 24, 36, 33], "share": [0.15, 0.08, 0.12, 0.11],
        "low": [0.11, 0.05, 0.09, 0.08], "high": [0.19, 0.10, 0.15, 0.14]}  # fmt: skip
ODD = {"remark": ["two_boards", "no_hours"], "n": [12, 7]}
CAUSAL = re.compile(r"\b(because|leads? to|causes?|lowers?|raises?|improves?|reduces?)\b")
PAIR = ("term", "level")


def test_moves_and_growth_are_told_apart_from_departures(released):
    found = careers.moves(released(MOVES, by=("window", "move")), released(YEARS, by=("window",)))
    assert found == (
        "In 2023/2024, counted in people: came from outside 20 and left the board 25. The number "
        "in service went from 190 to 185. A move within the board and growth are no departures."
    )


def test_departures_that_may_still_be_a_break_are_named(released):
    table = SHARES | {"count": [38], "share": [0.2]}
    assert "20% left so shortly before the export" in careers.provisional(
        released(table, by=("window",))
    )


def test_figures_that_are_final_are_called_so(released):
    table = SHARES | {"count": [0], "share": [0.0]}
    assert careers.provisional(released(table, by=("window",))).startswith("Nobody left so shortly")


def test_stability_is_said_of_the_people_at_the_start(released):
    assert careers.stability(released(SHARES, by=("window",))) == (
        "Of the 190 people in service at the start of 2023/2024, 90% were still there at the end, "
        "without a break (the stability index)."
    )


def test_early_attrition_is_said_per_way_of_entry(released):
    assert careers.early(released(EARLY, by=("entered_as", "months"))) == (
        "Of who started here, left again – all others: 20% within 12 months (between 13% and 29%)."
    )


def test_margin_of_a_complete_register_is_explained(released):
    found = careers.kinds(released(KINDS, by=("window", "rate_kind")))
    assert "people 10.0% (between 6.0% and 15.0%); full jobs 9.0%" in found
    assert "no sample" in found


def test_unknown_destination_names_the_direction_of_the_bias(released):
    nothing = {name: [] for name in OUTFLOW}
    none = released(nothing, by=("window",))
    assert "this page is the higher one" in careers.national(none, none)


def test_known_destination_gives_bounds_and_fates(released):
    found = careers.national(
        released(OUTFLOW, by=("window",)), released(FATES, by=("window", "fate_of_staff"))
    )
    assert "between 5.0% and 8.0% had left the sector" in found
    assert found.endswith("stayed at the school 80.0%; moved to another school 10.0%.")


@pytest.mark.parametrize(("high", "words"), [(0.69, "can be told apart"), (0.8, "cannot be told")])
def test_cohorts_are_told_apart_only_beyond_their_margins(released, high, words):
    table = COHORTS | {"high": [0.9, high]}
    assert words in careers.cohorts(released(table, by=("cohort", "years")))


def test_reasons_are_named_from_the_most_common_on(released):
    assert careers.causes(released(CAUSES, by=("exit_class", "years"))) == (
        "Of every 100 who start, gone after 4 years: voluntary 20 and another reason 5."
    )


def test_models_that_disagree_are_counted(released):
    assert leaving.two_models(released(BOTH, by=PAIR)) == (
        "The two models differ by at most 0.30 of 100 colleagues over 2 relations. On 1 of them "
        "they disagree whether it can be told from chance."
    )


def test_models_that_agree_are_said_to(released):
    agree = {name: values[:1] for name, values in BOTH.items()}
    assert leaving.two_models(released(agree, by=PAIR)).endswith("can be told from chance.")


def test_ratios_apart_from_one_are_named(released):
    found = leaving.ratios(released(RATIOS, by=PAIR), [])
    assert found == (
        "2 ratios were estimated. Apart from 1 by themselves, before any adjustment for their "
        "number: psychological safety within schools 0.80 (between 0.70 and 0.90)."
    )


def test_ratios_that_cannot_be_told_from_one_are_not_named(released):
    table = RATIOS | {"low": [0.7, 0.9], "high": [1.1, 1.3]}
    assert "None can be told from 1" in leaving.ratios(released(table, by=PAIR), [])


def test_reason_why_there_is_no_ratio_is_given(released):
    nothing = {name: [] for name in RATIOS}
    found = leaving.ratios(released(nothing, by=PAIR), [NotEstimable("Too few schools.")])
    assert found == "Too few schools."


@pytest.mark.parametrize(
    ("p", "words"), [([0.4, 0.6], "Nowhere is there a sign"), ([0.001, 0.6], "read it as a mean")]
)
def test_assumption_counts_its_tests(released, p, words):
    found = leaving.assumption(released(TESTED | {"p": p}, by=PAIR))
    assert found.startswith("The assumption was tested 2 times.") and words in found


def test_leaving_is_said_of_a_hundred_within_and_between_schools(released):
    table = released(LEFT, by=("level", "group"))
    assert leaving.left_by_choice(table, scale="safety") == (
        "Of every 100 colleagues who score low on safety beside others in their school, 15 left; "
        "of every 100 who score high, 8. At schools where the mean of safety is low, 12 of every "
        "100 left; where it is high, 11. The margins overlap."
    )


def test_what_stands_out_is_named_and_counted(released):
    assert careers.oddities(released(ODD, by=("remark",))) == (
        "Named and counted, so that the rates can be read with them: person in service with two "
        "boards at once, counted with each (12); contract without hours for more than a year (7)."
    )


SAID = [
    ("oddities", ODD, ("remark",)),
    ("left_by_choice", LEFT, ("level", "group")),
    ("moves", MOVES, ("window", "move")),
    ("provisional", SHARES, ("window",)),
    ("stability", SHARES, ("window",)),
    ("early", EARLY, ("entered_as", "months")),
    ("kinds", KINDS, ("window", "rate_kind")),
    ("national", OUTFLOW, ("window",)),
    ("cohorts", COHORTS, ("cohort", "years")),
    ("causes", CAUSES, ("exit_class", "years")),
    ("two_models", BOTH, PAIR),
    ("ratios", RATIOS, PAIR),
    ("assumption", TESTED, PAIR),
]


def said(name, table, released):
    more = {"ratios": [[]], "moves": [released(YEARS, by=("window",))]}
    more["national"] = [released(FATES, by=("window", "fate_of_staff"))]
    named = {"scale": "safety"} if name == "left_by_choice" else {}
    module = careers if hasattr(careers, name) else leaving
    return getattr(module, name)(table, *more.get(name, []), **named)


@pytest.mark.parametrize(("name", "table", "by"), SAID)
def test_no_sentence_names_a_cause(released, name, table, by):
    assert not CAUSAL.search(said(name, released(table, by=by), released))


@pytest.mark.parametrize(("name", "table", "by"), SAID)
def test_table_without_rows_gives_a_sentence(released, name, table, by):
    nothing = {column: [] for column in table}
    assert len(said(name, released(nothing, by=by), released).split()) >= 4


@pytest.mark.parametrize(("name", "table", "by"), SAID)
def test_hidden_rows_are_not_told(released, name, table, by):
    hidden = range(len(next(iter(table.values()))))
    found = said(name, released(table, by=by, hidden=hidden), released)
    assert not re.search(r"\d%|0\.\d", found)
