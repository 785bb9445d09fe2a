"""A column of categories, as intake keeps them for a large file, is cleaned as the same text."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis.cleaning import answers, contracts
from analysis.cleaning.lookup import carried, told


def cells(*texts, kind="str"):
    return pd.Series(texts, dtype="str").astype(kind)


def as_categories(files):
    return [(replace(raw, rows=raw.rows.astype("category")), source) for raw, source in files]


def assert_cleaned_alike(one, other):
    pd.testing.assert_frame_equal(one.rows, other.rows)
    for name in ("fates", "changes", "marks", "notes"):
        pd.testing.assert_frame_equal(getattr(one.audit, name), getattr(other.audit, name))
    for name, table in one.extra.items():
        pd.testing.assert_frame_equal(table, other.extra[name])


def test_answers_are_cleaned_alike(wave, settings, book, units):
    items = {
        "psysafe_1": ["mee eens", " Mee eens", "weet ik niet", None, "mee eens", "mee oneens"],
        "psysafe_4": ["mee oneens", None, "mee eens", None, "MEE EENS", "mee eens"],
    }
    duration = ["600", "30", "600", "600", "600", "601"]
    files = [wave(["a", "b", " c ", "d", "a", None], items=items, Duration=duration)]
    given = {"codebook": book, "units": units}
    text = answers.clean(files, settings, **given)
    assert_cleaned_alike(text, answers.clean(as_categories(files), settings, **given))


def test_contracts_are_cleaned_alike(raw_file, settings):
    columns = {
        "person_id": ["a", "a", "b", "test", "c", "c"],
        "start": ["01-02-2020", "1-2-20", "01-01-1900", "03-02-2020", "13-02-2020", "13-02-2020"],
        "end": [None, "31-12-9999", " 05-06-2021", None, "01-01-2020", "01-01-2020"],
        "fte": ["0,8", "80%", "1,0", "0,5", None, None],
        "school_id": ["00ap00", "00AP00", "00AP|00", None, "00AP00", "00AP00"],
        "exit_class": [None, "vrijwillig", "??", None, "Natuurlijk", "Natuurlijk"],
        "replacement": ["ja", "nee", None, "JA", "nee", "nee"],
    }
    files = [raw_file("contracts", columns, extract_on=pd.Timestamp("2025-09-01").date())]
    text = contracts.clean(files, settings)
    assert_cleaned_alike(text, contracts.clean(as_categories(files), settings))


@pytest.mark.parametrize("kind", ["str", "category"])
def test_each_cell_gets_the_meaning_of_its_text(kind):
    table = pd.Series({"ja": 1.0, "nee": 0.0})
    found = carried(cells("ja", None, "nee", "weet niet", kind=kind), table)
    assert found.tolist()[::2] == [1.0, 0.0]
    assert found.isna().tolist() == [False, True, False, True]


@pytest.mark.parametrize("kind", ["str", "category"])
def test_cells_that_hold_a_text_are_counted(kind):
    apart = told(cells("a", "b", "a", None, kind=kind))
    assert apart.count(apart.written() == "a") == 2


def test_a_category_without_a_cell_is_no_text():
    rows = cells("a", "b", "a", kind="category")
    assert told(rows[rows == "a"]).written().tolist() == ["a"]


def test_texts_that_become_the_same_are_one_text():
    apart = told(cells("ja ", "ja", "nee"))
    assert apart.spelled(apart.texts.str.strip()).written().tolist() == ["ja", "nee"]
    assert apart.spelled(apart.texts.str.strip()).cells().tolist() == ["ja", "ja", "nee"]


def test_a_text_that_is_left_out_is_missing():
    apart = told(cells("a", "b"))
    assert apart.without(apart.written() == "a").cells().isna().tolist() == [True, False]


def test_the_index_of_the_cells_is_kept():
    apart = told(pd.Series(["a", "b"], index=[7, 9], dtype="str"))
    assert apart.points_at(apart.written() == "b").to_dict() == {7: False, 9: True}
