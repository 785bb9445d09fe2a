import pandas as pd

from analysis.reporting.readings import pupil_checks
from analysis.reporting.release import Released


def shown(rows, by=("id",)):
    table = pd.DataFrame(rows)
    return Released(table, pd.Series("", index=table.index, dtype=object), by, "model", 5)


def test_filling_in_says_where_the_answer_turns():
    rows = [
        {"outcome": "wellbeing", "method": "complete", "estimate": 0.2, "low": 0.1, "high": 0.3},
        {"outcome": "wellbeing", "method": "imputed", "estimate": 0.1, "low": -0.1, "high": 0.3},
    ]
    text = pupil_checks.imputed(shown(rows, ("outcome", "method")))
    assert "at most 0.10 standard deviations" in text
    assert "For wellbeing it depends on the way" in text


def test_weights_say_how_far_a_mean_moves():
    rows = [{"wave": "2024", "score": 3.5, "weighted": 3.45, "design_effect": 1.04}]
    text = pupil_checks.weighted(shown(rows, ("wave",)))
    assert "at most 0.05 of a step" in text and "at most 1.04" in text


def test_the_most_common_reason_is_named():
    rows = [
        {"domain": "language", "reason": "new_pupil", "share": 0.3},
        {"domain": "wellbeing", "reason": "first_year", "share": 0.2},
    ]
    text = pupil_checks.unknown(shown(rows, ("domain", "reason")))
    assert "not at a school of this study before, in language for 30%" in text
