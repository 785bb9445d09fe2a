import json

import pandas as pd

from analysis import language
from analysis.intake import different, raw
from analysis.intake.raw import ImportReport, note


def report(**given):
    basis = dict(
        file="f.csv",
        format="csv",
        encoding="utf-8",
        byte_order_mark=False,
        separator=",",
        quote="",
        decimal="",
        header_rows=1,
        n_records=3,
        n_rows=2,
        n_columns=4,
    )
    return ImportReport(**basis | given)


def test_a_note_is_said_in_the_language_of_the_moment():
    remark = note("Columns without a name: {n}.", n=2)
    with language.use("pseudo"):
        assert str(remark) == "⟦Columns without a name: 2.⟧"


def test_stored_notes_can_be_said_again():
    row = report(notes=(note("Columns without a name: {n}.", n=2),)).as_row()
    assert raw.sentences(row["notes"]) == ["Columns without a name: 2."]


def test_a_report_becomes_a_row_of_plain_values():
    row = report(set_aside=(("cut_off", 1),), stripped=(("Naam", "name"),)).as_row()
    assert (row["n_set_aside"], row["n_stripped"]) == (1, 1)
    assert json.loads(row["stripped"]) == [["Naam", "name"]]


def test_forms_is_marked_as_experimental():
    assert report(format="forms").experimental
    assert not report(format="csv").experimental


def test_distinct_values_leave_out_missing_ones():
    assert list(different.distinct(pd.Series(["b", None, "a", "b"], dtype="str"))) == ["b", "a"]
