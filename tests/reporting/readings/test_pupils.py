import pandas as pd
import pytest

from analysis.language import use
from analysis.models.estimate import NotEstimable
from analysis.reporting import verbs
from analysis.reporting.readings import pupils
from analysis.reporting.release import Released


def shown(rows, by=("id",)):
    table = pd.DataFrame(rows)
    return Released(table, pd.Series("", index=table.index, dtype=object), by, "model", 5)


def effect(exposure, outcome, estimate, low, high, *, p=0.001, section="pupils", design="panel"):
    names = {"section": section, "exposure": exposure, "outcome": outcome, "level": "between"}
    numbers = {"estimate": estimate, "low": low, "high": high, "p_adjusted": p}
    return names | numbers | {"id": f"{section}/{exposure}-{outcome}", "design": design}


CLEAR = [
    effect("psysafe", "arithmetic+language", 0.2, 0.1, 0.3),
    effect("psysafe", "wellbeing", 0.1, -0.1, 0.3, p=0.4),
    effect("psysafe", "language", 2.0, 1.0, 3.0, section="pupils_points"),
    effect("psysafe", "arithmetic", 1.0, 0.5, 1.5, section="pupils_points"),
]


def test_a_clear_relation_is_told_in_standard_deviations_and_in_points():
    text = pupils.effects(shown(CLEAR), [])
    assert text.startswith("2 relations on this page were tested together.")
    assert "arithmetic and language by 0.20 standard deviations (between 0.10 and 0.30" in text
    assert "; 2.00 points in language and 1.00 points in arithmetic)." in text


def test_what_cannot_be_told_from_chance_is_named():
    text = pupils.effects(shown(CLEAR), [])
    assert "For psychological safety no relation with wellbeing can be told from chance." in text


def test_an_interval_beside_zero_is_not_enough_when_much_is_tested():
    rows = [CLEAR[0], effect("psysafe", "wellbeing", 0.1, 0.01, 0.2, p=0.3)]
    assert pupils.effects(shown(rows), []).endswith("is not enough by itself.")


def test_nothing_clear_is_one_sentence():
    text = pupils.effects(shown(CLEAR[1:2]), [])
    assert text == "1 relation on this page was tested. None can be told from chance."


def test_turnover_has_words_of_its_own():
    text = pupils.effects(shown([effect("turnover", "wellbeing", -0.2, -0.3, -0.1)]), [])
    assert (
        "Pupils of schools where more people had left" in text and "scored lower afterwards" in text
    )


def test_the_box_tells_the_strongest_relation_only():
    rows = [*CLEAR, effect("innoclim", "wellbeing", 0.5, 0.4, 0.6)]
    text = pupils.stands_out(shown(rows), [])
    assert "wellbeing by 0.50 standard deviations" in text and "arithmetic" not in text


def test_no_estimate_gives_the_reason():
    reason = NotEstimable("There are 3 schools.")
    empty = shown([effect("x", "y", float("nan"), 0, 0)])
    assert pupils.effects(empty, [reason]) == "There are 3 schools."
    assert pupils.stands_out(empty, [reason]) == "There are 3 schools."


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("design", ["lagged", "panel"])
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("exposure", ["psysafe", "turnover"])
def test_no_sentence_claims_a_cause(language, design, sign, exposure):
    ends = sorted([0.1 * sign, 0.3 * sign])
    rows = [effect(exposure, "wellbeing", 0.2 * sign, *ends, design=design)]
    with use(language):
        assert verbs.causal(pupils.effects(shown(rows), []), language) == []


def test_domains_of_the_last_year_are_counted():
    rows = [
        {"domain": "language", "window": "2022/2023", "n": 90, "score": 50.0},
        {"domain": "language", "window": "2023/2024", "n": 100, "score": 50.0},
    ]
    text = pupils.asked(shown(rows, ("domain", "window")))
    assert text == "In 2023/2024 there are scores of pupils or children in language (100 pupils)."


def test_changes_say_which_moved_and_which_did_not():
    base = {"first": "2022/2023", "last": "2023/2024"}
    rows = [
        base | {"domain": "language", "difference": -2.0, "low": -3.0, "high": -1.0},
        base | {"domain": "wellbeing", "difference": 0.1, "low": -0.1, "high": 0.3},
    ]
    text = pupils.changes(shown(rows, ("domain",)))
    assert "In language scores were 2.00 points lower in 2023/2024" in text
    assert "Whether scores in wellbeing moved" in text
    assert text.endswith("These are not the same pupils.")


def test_marks_without_names_are_explained():
    rows = [{"exposure": x, "difference": y, "n": 20} for x, y in ((3, -0.1), (4, 0), (5, 0.3))]
    text = pupils.scatter(shown(rows))
    assert "one of 3 schools" in text and "correlate 0.96" in text


def test_empty_tables_have_a_sentence():
    empty = shown([{"score": float("nan"), "window": "2023/2024", "domain": "language", "n": 1}])
    assert pupils.asked(empty) == "There are no data for this part."


def test_a_page_without_anything_shown_has_no_caution():
    nothing = Released(pd.DataFrame({"n": []}), pd.Series(dtype=object), ("n",), "model", 5)
    assert pupils.caution(nothing) == "" and pupils.talk(nothing) == ""
