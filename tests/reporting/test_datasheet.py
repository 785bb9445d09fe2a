"""The data sheet of a study of sixty invented people, and of studies without some tables."""

from html.parser import HTMLParser

import mini
import pytest

from analysis import cli, study
from analysis.language import use
from analysis.reporting import datasheet, datasheet_files
from analysis.reporting.datasheet import Blank, Grid

FILLED = """
[datasheet]
purpose = {nl = "Leren", en = "Learning"}
legal_basis = "public task"
councils = [{name = "MR", consent_on = 2025-01-15, about = "all"}, {name = "GMR"}]

[privacy]
retention_until = 2029-08-01
"""


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """Open the study with the tables named and more lines in its study.toml."""

    def open_with(*tables, more="", **replaced):
        folder = tmp_path_factory.mktemp("sheet") / "six"
        mini.write(folder, tables or tuple(mini.FILES))
        path = folder / "study.toml"
        text = path.read_text(encoding="utf-8")
        for old, new in replaced.items():
            text = text.replace(old.replace("_", " = "), new)
        path.write_text(text + more, encoding="utf-8")
        return study.open_study(folder)

    return open_with


@pytest.fixture(scope="module")
def six(opened):
    return opened()


def part(sheet, title) -> list:
    return next(section.parts for section in sheet.sections if section.title == title)


def test_what_only_people_know_is_an_empty_field_that_says_what_to_write(six):
    keys = [blank.key for blank in datasheet.draft(six).blanks]
    assert keys == [
        *(f"{name}, [datasheet]" for name in ("responsible", "contact", "purpose", "legal_basis")),
        *(f"{name}, [datasheet]" for name in ("informed", "recipients", "councils")),
        "retention_until, [privacy]",
        *(f"{name}, [datasheet]" for name in ("storage", "impact_assessment", "register")),
        "research, [datasheet]",
    ]
    assert all(blank.ask for blank in datasheet.draft(six).blanks)


def test_a_field_that_was_filled_in_is_said_in_the_readers_language(opened):
    filled = opened(more=FILLED)
    assert part(datasheet.draft(filled), "Purpose") == ["Learning"]
    with use("nl"):
        texts = [p for section in datasheet.draft(filled).sections for p in section.parts]
    assert "Leren" in texts


def test_a_council_that_has_not_agreed_leaves_a_field_open(opened):
    grid, blank = part(datasheet.draft(opened(more=FILLED)), "Councils consulted")
    assert grid.rows == [["MR", "15 January 2025", "all"], ["GMR", "not yet", ""]]
    assert isinstance(blank, Blank)


def test_the_day_of_deletion_comes_from_the_settings(opened):
    assert "1 August 2029" in part(datasheet.draft(opened(more=FILLED)), "Retention")[0]


def test_every_file_is_a_source_with_its_records(six):
    (grid,) = part(datasheet.draft(six), "Sources")
    assert [row[0] for row in grid.rows] == [
        *("units.csv", "invited.csv", "answers_2023.csv", "answers_2024.csv", "contracts.csv"),
    ]
    assert grid.rows[2][2] == "wave 2023, asked from 4 March 2023 to 22 March 2023"
    assert grid.rows[4][2:] == ["exported on 1 September 2025", "60"]


def test_a_file_with_few_records_does_not_tell_how_many():
    assert datasheet._count(4, 5) == "fewer than 5"


def test_only_columns_that_hold_something_are_listed(six):
    grids = [p for p in part(datasheet.draft(six), "Fields") if isinstance(p, Grid)]
    contracts = [row[0] for row in grids[-1].rows]
    assert {"person_id", "school_id", "start", "end", "fte"} <= set(contracts)
    assert "entry_route" not in contracts


def test_questions_are_counted_per_topic_and_not_listed(six):
    grids = [p for p in part(datasheet.draft(six), "Fields") if isinstance(p, Grid)]
    topics = next(grid.rows for grid in grids if grid.head == ["topic", "questions"])
    assert topics == [["Psychological safety", "6"], ["Error culture", "4"]]


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        (("units", "answers", "contracts"), "Answers are linked with the personnel file."),
        (("units", "answers"), "Answers of one person are linked with each other."),
        (("units", "contracts"), "No questionnaire is part of this study."),
        (("units",), "The study holds figures of schools and no persons."),
    ],
)
def test_linkage_says_what_is_linked(opened, tables, said):
    texts = part(datasheet.draft(opened(*tables)), "Persons and linkage")
    assert any(text.startswith(said) for text in texts)


def test_no_value_of_a_person_stands_in_the_sheet(six):
    text = datasheet_files.as_markdown(datasheet.draft(six))
    people = six.table("contracts")["person_id"]
    assert not any(person in text for person in people)
    assert mini.number(1) not in text


def test_the_page_is_well_formed_and_needs_nothing_from_elsewhere(six):
    page = datasheet_files.as_html(datasheet.draft(six))
    open_tags, void = [], {"meta", "br"}

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            assert not {"src", "href"} & {name for name, _value in attrs}
            open_tags.extend([] if tag in void else [tag])

        def handle_endtag(self, tag):
            assert open_tags.pop() == tag

    Reader().feed(page)
    assert open_tags == []


def test_text_of_a_person_cannot_break_the_page_or_the_table(opened):
    filled = opened(more='[datasheet]\npurpose = "a <b> | c"\ncouncils = [{name = "M|R <i>"}]\n')
    sheet = datasheet.draft(filled)
    assert "a &lt;b&gt; | c" in datasheet_files.as_html(sheet)
    assert "M\\|R <i>" in datasheet_files.as_markdown(sheet)


def test_four_files_are_written_and_twice_the_same(six, tmp_path):
    first = datasheet_files.write(six, tmp_path / "a", ["nl", "en"])
    again = datasheet_files.write(six, tmp_path / "b", ["nl", "en"])
    assert [path.name for path in first] == [
        *("GEGEVENSBLAD.md", "GEGEVENSBLAD.html", "DATASHEET.md", "DATASHEET.html"),
    ]
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in again]


def test_the_command_writes_one_file_when_one_is_named(six, tmp_path, capsys):
    target = tmp_path / "sheet.md"
    folder = str(six.settings.folder)
    assert cli.main(["datasheet", folder, "--to", str(target), "--language", "en"]) == 0
    assert target.read_text(encoding="utf-8").startswith("# Data sheet: Six schools\n")
    assert "sheet.md" in capsys.readouterr().out
