import numpy as np
import pandas as pd
import pytest

from analysis import cache, codebook
from analysis.cleaning import compact
from analysis.cleaning.marking import beneath
from analysis.measures import reliability, scales

RNG = np.random.default_rng(5)
BOOK = codebook.load()
ITEMS = BOOK.items_of("psysafe")


def of_numbers(values, kinds=(1.0, 2.0, 3.0, 4.0, 5.0)):
    return pd.Series(pd.Categorical(values, categories=pd.Index(kinds, dtype="float64")))


@pytest.fixture
def plain():
    """Answers of 200 people with holes, as numbers."""
    drawn = RNG.choice([1.0, 2, 3, 4, 5, np.nan], (200, len(ITEMS)))
    return pd.DataFrame(drawn, columns=ITEMS)


@pytest.fixture
def kept(plain):
    """The same answers, kept as categories."""
    return pd.DataFrame({item: of_numbers(plain[item]) for item in plain})


def test_numbers_of_categories_are_the_numbers_themselves():
    found = compact.numbers(of_numbers([4, None, 1]))
    np.testing.assert_array_equal(found, [4.0, np.nan, 1.0])
    assert found.dtype == "float64"


def test_scores_of_compact_answers_are_equal_to_the_last_bit(plain, kept):
    pd.testing.assert_series_equal(
        scales.score(kept, "psysafe", codebook=BOOK),
        scales.score(plain, "psysafe", codebook=BOOK),
        check_exact=True,
    )


def test_alpha_of_compact_answers_is_equal_to_the_last_bit(plain, kept):
    of_kept, of_plain = (scales.items(rows, "psysafe", codebook=BOOK) for rows in (kept, plain))
    assert reliability.alpha(of_kept) == reliability.alpha(of_plain)


def test_a_compact_column_takes_one_byte_per_answer(kept):
    assert {str(kept[item].cat.codes.dtype) for item in kept} == {"int8"}


def test_tables_with_other_numbers_keep_their_numbers_beneath_each_other():
    first = pd.DataFrame({"q": of_numbers([5, 1])})
    second = pd.DataFrame({"q": of_numbers([7, 1, None], kinds=(1.0, 7.0))})
    found = beneath([first, second])["q"]
    assert compact.is_compact(found)
    np.testing.assert_array_equal(compact.numbers(found), [5, 1, 7, 1, np.nan])


def test_a_question_that_one_file_did_not_ask_is_missing_there_and_stays_compact():
    found = beneath([pd.DataFrame({"a": of_numbers([2])}), pd.DataFrame({"b": of_numbers([3])})])
    assert found["a"].tolist()[0] == 2
    assert found["b"].isna().tolist() == [True, False]
    assert compact.is_compact(found["b"])


def test_a_text_that_all_rows_share_is_kept_once():
    found = compact.constant("2025", pd.RangeIndex(3))
    assert found.tolist() == ["2025"] * 3
    assert found.cat.categories.tolist() == ["2025"]


def test_what_is_stored_as_categories_is_read_as_plain_columns(tmp_path):
    rows = pd.DataFrame({"q": of_numbers([4, None]), "team_id": ["t1", None]})
    rows["team_id"] = rows["team_id"].astype("str").astype("category")
    folder = cache.kept(tmp_path / "shelf", "set", lambda: {"answers": rows})
    found = cache.read(folder, "answers")
    assert found.dtypes.astype(str).to_dict() == {"q": "float64", "team_id": "str"}
    assert found["team_id"].isna().tolist() == [False, True]
