"""Variables of a claim test."""

import numpy as np
import pandas as pd
import pytest

from analysis import codebook
from analysis.models.variables import NotHere, covariates, value

BOOK = codebook.load()
ANSWERS = pd.DataFrame(
    {
        "school_id": ["a", "a", "b", "b"],
        "role": ["teacher", "teacher", "leader", "support"],
        "fb_taboo_1": [1.0, 2, 4, 5],
        "fb_avoid_1": [2.0, 2, 4, np.nan],
        "psysafe_4": [1.0, 2, 4, 5],
    }
)
SECTORS = pd.Series({"a": "primary", "b": "secondary"})


def test_scale_gives_its_score():
    assert value(ANSWERS, "answers:fb_taboo", codebook=BOOK).tolist() == [1, 2, 4, 5]


def test_question_is_turned_as_in_its_scale():
    assert value(ANSWERS, "answers:psysafe_4", codebook=BOOK).tolist() == [5, 4, 2, 1]


def test_sum_is_the_mean_of_standardised_parts():
    both = value(ANSWERS, "answers:fb_taboo + answers:fb_avoid", codebook=BOOK)
    taboo = (ANSWERS["fb_taboo_1"] - 3) / ANSWERS["fb_taboo_1"].std()
    avoid = (ANSWERS["fb_avoid_1"] - 8 / 3) / ANSWERS["fb_avoid_1"].std()
    assert both.iloc[:3].tolist() == pytest.approx(((taboo + avoid) / 2).iloc[:3].tolist())
    assert np.isnan(both.iloc[3])


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("answers:psysafe", "The questions about “Psychological safety” were not asked"),
        ("answers:errcult_2", "The question “I tell colleagues ab"),
        ("answers:vision_broad[spread]", "cannot compute one of the two"),
        ("answers:nonsense", "no scale called nonsense"),
    ],
)
def test_what_is_not_here_says_so(expression, reason):
    with pytest.raises(NotHere, match=reason):
        value(ANSWERS.drop(columns="psysafe_4"), expression, codebook=BOOK)


def test_most_common_category_is_the_base():
    table = covariates(ANSWERS, "answers.role", codebook=BOOK, sectors=SECTORS)
    assert list(table.columns) == ["answers.role_leader", "answers.role_support"]


def test_sector_comes_from_the_school():
    table = covariates(ANSWERS, "units.sector", codebook=BOOK, sectors=SECTORS)
    assert table["sector_secondary"].tolist() == [0, 0, 1, 1]


def test_no_covariates_is_an_empty_table():
    assert covariates(ANSWERS, "", codebook=BOOK, sectors=SECTORS).shape == (4, 0)


def test_size_of_the_job_is_held_equal_where_it_was_added_to_the_answers():
    table = covariates(
        ANSWERS.assign(fte=[0.5, 1.0, 0.8, np.nan]), "contracts.fte", codebook=BOOK, sectors=SECTORS
    )
    assert table["contracts.fte"].iloc[:3].tolist() == [0.5, 1.0, 0.8]
    assert np.isnan(table["contracts.fte"].iloc[3])


@pytest.mark.parametrize("answers", [ANSWERS, ANSWERS.assign(fte=np.nan)])
def test_size_of_the_job_that_nobody_knows_is_not_in_the_data(answers):
    with pytest.raises(NotHere, match="not known: the size of the job"):
        covariates(answers, "contracts.fte", codebook=BOOK, sectors=SECTORS)


def test_covariate_of_another_table_is_refused():
    with pytest.raises(NotHere, match="not known: the school weighting"):
        covariates(ANSWERS, "units.weighting", codebook=BOOK, sectors=SECTORS)


def test_covariate_of_a_log_is_refused():
    with pytest.raises(NotHere, match="cannot hold equal"):
        covariates(ANSWERS, "initiatives.complexity", codebook=BOOK, sectors=SECTORS)


def test_habit_is_the_mean_of_its_statements_where_half_are_answered():
    table = ANSWERS.assign(LZ1=[1.0, 2, np.nan, np.nan], LZ2=[3.0, np.nan, 5, np.nan])
    found = value(table, "learning_habits:LZ[self]", codebook=BOOK)
    assert found.tolist()[:3] == [2.0, 2.0, 5.0]
    assert np.isnan(found.iloc[3])


def test_group_of_jobs_is_one_and_all_others_nought():
    table = ANSWERS.assign(
        **{"contracts.function_group": ["assistant", "teacher", None, "support"]}
    )
    found = value(table, "contracts.function_group[assistant, support]", codebook=BOOK)
    assert found.tolist()[:2] + found.tolist()[3:] == [1.0, 0.0, 1.0]
    assert np.isnan(found.iloc[2])


def test_years_of_service_are_counted_in_their_order():
    table = ANSWERS.assign(tenure_band=["0-2", "21+", "3-5", None])
    assert value(table, "answers.tenure_band", codebook=BOOK).tolist()[:3] == [0.0, 4.0, 1.0]


def test_habits_that_were_not_asked_say_so():
    with pytest.raises(NotHere, match="learning habits were not asked"):
        value(ANSWERS, "learning_habits:LZ[self]", codebook=BOOK)
