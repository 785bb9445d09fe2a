"""No sentence says more than the design of the data allows, in either language."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from analysis import language
from analysis.models.linking_time import BADGES
from analysis.reporting import verbs
from analysis.reporting.readings import headline, outcomes, turnover

LOCALE = Path(__file__).resolve().parents[2] / "locale" / "nl" / "LC_MESSAGES"
# What a code in a file shows, what arithmetic does, and a noun of job sizes: no relations.
NO_RELATION = (
    "codes that lead to a person",
    "lowers the part that is absent",
    "verlaagt het deel dat afwezig is",
    "In full jobs a departure weighs as much as the job",
)
IN_TIME = re.compile(r"\b(?:afterwards|before|after|later|daarna|daarvoor|vooraf)\b")
RESULTS = [(-0.3, -0.5, -0.1), (0.3, 0.1, 0.5), (0.1, -0.2, 0.4)]


def sentences():
    """Every message of the catalogue with its language."""
    for domain in ("leercultuur", "notebooks"):
        with (LOCALE / f"{domain}.po").open("rb") as file:
            entries = [entry for entry in read_po(file, locale="nl") if entry.id]
        for entry in entries:
            for code, texts in (("en", entry.id), ("nl", entry.string)):
                for text in texts if isinstance(texts, (tuple, list)) else (texts,):
                    yield code, text


def row(design, result):
    estimate, low, high = result
    return {
        "id": ["x/psysafe"], "term": ["psysafe"], "level": ["between"], "relation": ["a → b"],
        "estimate": [estimate], "low": [low], "high": [high], "p_adjusted": [0.01],
        "design": [design], "n_units": [40],
    }  # fmt: skip


READINGS = {
    "headline.relations": lambda table: headline.relations(table, outcome="growth"),
    "headline.leaving": headline.leaving,
    "outcomes.slopes": outcomes.slopes,
    "outcomes.absence_effects": lambda table: outcomes.absence_effects(table, []),
    "turnover.scales": lambda table: turnover.scales(table, []),
}


def test_no_sentence_in_the_catalogue_claims_a_cause():
    assert not verbs.CAUSAL_DESIGNS
    claims = [text for code, text in sentences() if verbs.causal(text, code)]
    assert [text for text in claims if not text.startswith(NO_RELATION)] == []


@pytest.mark.parametrize("code", language.LANGUAGES)
@pytest.mark.parametrize("result", RESULTS, ids=("lower", "higher", "unclear"))
@pytest.mark.parametrize("design", BADGES)
@pytest.mark.parametrize("name", READINGS)
def test_reading_claims_no_cause_under_any_design(released, name, design, result, code):
    with language.use(code):
        text = READINGS[name](released(row(design, result), by=("id", "term", "level")))
    assert verbs.causal(text, code) == []


@pytest.mark.parametrize("result", RESULTS, ids=("lower", "higher", "unclear"))
@pytest.mark.parametrize("name", ["headline.relations", "outcomes.slopes"])
def test_cross_section_knows_no_before_and_after(released, name, result):
    text = READINGS[name](released(row("cross-section", result), by=("id", "term", "level")))
    assert not IN_TIME.search(text)


@pytest.mark.parametrize("result", RESULTS, ids=("lower", "higher", "unclear"))
@pytest.mark.parametrize("design", ["lagged", "panel"])
@pytest.mark.parametrize("name", ["headline.relations", "outcomes.slopes"])
def test_order_in_time_is_said_where_it_is_known(released, name, design, result):
    text = READINGS[name](released(row(design, result), by=("id", "term", "level")))
    assert IN_TIME.search(text)


@pytest.mark.parametrize("design", BADGES)
def test_badge_says_what_kind_of_data_it_is(design):
    assert verbs.badge(design)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "Safety leads to fewer departures."),
        ("en", "Trust improves results. It is not proven."),
        ("nl", "Veiligheid leidt tot minder vertrek."),
        ("nl", "Vertrouwen verhoogt de resultaten."),
        ("nl", "Dit veroorzaakt verloop."),
    ],
)
def test_claim_of_a_cause_is_noticed(code, text):
    assert verbs.causal(text, code)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "What goes together need not cause each other."),
        ("en", "Which departures could we have prevented?"),
        ("nl", "Wat samengaat, hoeft elkaar niet te veroorzaken."),
    ],
)
def test_denial_and_question_claim_nothing(code, text):
    assert verbs.causal(text, code) == []


def test_relation_that_is_not_clear_after_adjustment_is_not_told_as_one():
    row = {"low": 0.1, "high": 0.5, "estimate": 0.3, "p_adjusted": 0.20}
    assert verbs.unclear(row)
    assert not verbs.unclear(row | {"p_adjusted": float("nan")})
