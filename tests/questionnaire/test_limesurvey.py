import csv
import io

import pytest
import survey_tool

from analysis.language import use
from analysis.questionnaire import codes, contents, limesurvey


def rows(modules, title="Titel", note=""):
    return survey_tool.rows_of(limesurvey.structure(title, modules, note))


def of(found, kind):
    return [row for row in found if row["class"] == kind]


def test_the_columns_are_those_that_the_manual_names(core):
    text = limesurvey.structure("T", core, "")
    head = next(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter="\t"))
    assert (
        head
        == (
            "id related_id class type/scale name relevance text help language validation mandatory "
            "other default same_default"
        ).split()
    )


def test_settings_come_first_then_texts_then_groups(core):
    kinds = [row["class"] for row in rows(core)]
    assert kinds == sorted(kinds, key=lambda kind: 0 if kind == "S" else 1 if kind == "SL" else 2)
    assert kinds[kinds.index("G") + 1] == "Q"


def test_each_module_is_a_group_after_that_about_the_person(book):
    with use("en"):
        groups = of(rows(contents.modules(book, ["core", "feedback"])), "G")
    assert [row["name"] for row in groups] == [
        "About you",
        "Your team and your work",
        "Giving and getting feedback",
    ]
    assert [row["type/scale"] for row in groups] == ["1", "2", "3"]


def test_statements_carry_the_code_of_their_item(core, book):
    known = codes.of_items(book.items.index)
    found = [known[row["name"]] for row in of(rows(core), "SQ")]
    assert found == [asked.item for asked in core[0].items]


def test_codes_are_unique_and_fit_the_tables_of_limesurvey(book):
    modules = contents.modules(book, list(book.items["module"].unique()))
    found = rows(modules)
    names = [row["name"] for row in found if row["class"] in ("Q", "SQ")]
    assert len(names) == len(set(names))
    assert all(name.isalnum() and name[0].isalpha() and len(name) <= 20 for name in names)
    assert all(row["name"].isalnum() and len(row["name"]) <= 5 for row in of(found, "A"))


def test_nothing_is_filtered_and_nothing_is_required(core):
    found = [row for row in rows(core) if row["class"] in ("G", "Q", "SQ")]
    assert {row["relevance"] for row in found} == {"1"}
    assert {row["mandatory"] for row in of(found, "Q")} == {"N"}


def test_every_text_says_its_language(core):
    with use("nl"):
        found = rows(core)
    assert {row["language"] for row in found if row["class"] != "S"} == {"nl"}
    assert {row["text"] for row in of(found, "S") if row["name"] == "language"} == {"nl"}


def test_addresses_of_computers_are_not_asked_for(core):
    settings = {row["name"]: row["text"] for row in of(rows(core), "S")}
    assert (settings["ipaddr"], settings["refurl"]) == ("N", "N")


def test_marks_that_limesurvey_would_compute_or_show_as_html_are_made_harmless(own_book):
    book = own_book(["a_1,a,Ik <b>haal</b> {TOKEN} & meer,5,m,,"])
    (row,) = of(rows(contents.modules(book, ["m"])), "SQ")
    assert row["text"] == "Ik &lt;b&gt;haal&lt;/b&gt; &#123;TOKEN&#125; &amp; meer"


@pytest.mark.parametrize("text", ['Ik zeg "nee"', "Ik\tzeg\nnee"])
def test_quotes_tabs_and_lines_survive_the_file(own_book, text):
    quoted = '"' + text.replace('"', '""') + '"'
    book = own_book([f"a_1,a,{quoted},5,m,,"])
    (row,) = of(rows(contents.modules(book, ["m"])), "SQ")
    assert row["text"] == " ".join(text.split())


def test_two_runs_give_the_same_file(book):
    made = [limesurvey.structure("T", contents.modules(book, ["core"]), "x") for _run in range(2)]
    assert made[0] == made[1]
