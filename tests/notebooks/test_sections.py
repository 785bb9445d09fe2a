"""A page may be cut, turned to another scale, or given less data: what is left still works."""

import json
import re
from functools import cache

import command
import mini
import nyc
import played
import pytest
import toy

from analysis import codebook, study
from analysis.reporting import release_audit, released_cells

SECTIONS = [
    pytest.param(name, number, id=f"{name}-{played.title(part)}")
    for name in played.NAMES
    for number, part in enumerate(played.sections(played.load(name))[1])
    if any(cell.cell_type == "code" for cell in part)
]
WITHOUT_DATA = re.compile(r"There are no data|has no questions about")
MEANS = """
from analysis import study
from analysis.measures import scales
from analysis.reporting.release import release
people = study.open_study(STUDY).table("answers").query("wave == '2024'")
people = people.assign(score=scales.score(people, "psysafe"))
means = people.groupby("{unit}_id")["score"].agg(score="mean", n="size").reset_index()
release(means, population=people, by="{unit}_id", kind="score")
"""
OLD, NEW = 'SCALE = "psysafe"', 'SCALE = "errcult"'


def with_parameter(*names):
    """Name the notebooks that ask for one of these parameters, each with the first it asks for."""
    asked = {page: played.parameters(played.load(page)) for page in played.NAMES}
    return [(page, name) for page in asked for name in names if name in asked[page]]


@pytest.fixture
def play(example_study, tmp_path):
    """Play a notebook on the example study, or on another one."""

    def go(name, content=None, *, on=None, **changed):
        content = played.load(name) if content is None else content
        return played.play(content, on or example_study, tmp_path, name=name, **changed)

    return go


@pytest.fixture(scope="module")
def whole(example_study, tmp_path_factory):
    """Play a notebook of ours from beginning to end, once."""

    @cache
    def go(name):
        room = tmp_path_factory.mktemp(name)
        return played.play(played.load(name), example_study, room, name=name)

    return go


# One section alone.


@pytest.fixture(scope="module")
def opening(example_study, tmp_path_factory):
    """Play what stands before the first section of a notebook, once."""

    @cache
    def go(name):
        content = played.load(name)
        content = played.with_cells(content, played.sections(content)[0])
        return played.play(content, example_study, tmp_path_factory.mktemp(name), name=name)

    return go


@pytest.mark.parametrize(("name", "number"), SECTIONS)
def test_section_says_the_same_when_it_is_alone(play, whole, opening, name, number):
    content = played.load(name)
    content = played.with_cells(content, played.sections(content)[1][number])
    alone = play(name, content, space=opening(name).space)
    assert alone.forms == {cell: whole(name).forms[cell] for cell in alone.forms}


# Another scale, another kind of unit.


@cache
def asked_in(folder):
    """Scales of the codebook, and in how many waves of a study each was asked."""
    answers, book = study.open_study(folder).table("answers"), codebook.load()
    found = {}
    for scale in book.scales.index:
        items = [item for item in book.items_of(scale) if item in answers.columns]
        given = answers.loc[answers[items].notna().any(axis="columns"), "wave"]
        found[scale] = given.nunique()
    return found


def scales_of(folder, waves):
    """Scales that were asked in so many waves, in the order of the codebook."""
    return [scale for scale, n in asked_in(folder).items() if n == waves]


def turned_to(name, parameter, scale):
    """Value of a parameter that asks for a scale."""
    is_list = isinstance(played.parameters(played.load(name))[parameter], list)
    return {parameter: [scale] if is_list else scale}


@pytest.mark.parametrize(("name", "parameter"), with_parameter("SCALE", "SCALES"))
def test_page_tells_about_another_scale_when_asked(play, whole, example_study, name, parameter):
    default = played.parameters(played.load(name))[parameter]
    scale = next(s for s in scales_of(example_study, 3) if s not in default)
    other = play(name, **turned_to(name, parameter, scale))
    assert other.text != whole(name).text
    assert [reading for reading in other.readings if WITHOUT_DATA.search(reading)] == [
        reading for reading in whole(name).readings if WITHOUT_DATA.search(reading)
    ]


@pytest.mark.parametrize(("name", "parameter"), with_parameter("SCALE", "SCALES"))
def test_page_works_with_a_scale_that_was_asked_once(play, example_study, name, parameter):
    scale = scales_of(example_study, 1)[0]
    assert play(name, **turned_to(name, parameter, scale)).text


@pytest.mark.parametrize(("name", "parameter"), with_parameter("SCALE", "SCALES"))
def test_page_says_so_when_a_scale_was_not_asked(play, whole, example_study, name, parameter):
    scale = scales_of(example_study, 0)[0]
    other = play(name, **turned_to(name, parameter, scale))
    said = len(WITHOUT_DATA.findall(other.text)) - len(WITHOUT_DATA.findall(whole(name).text))
    assert said > 0


@pytest.mark.parametrize(("name", "parameter"), with_parameter("SCALE", "SCALES"))
def test_no_reading_is_empty_when_a_scale_was_not_asked(play, example_study, name, parameter):
    scale = scales_of(example_study, 0)[0]
    other = play(name, **turned_to(name, parameter, scale))
    assert [text for text in other.readings if len(text.split()) < 4] == []


@pytest.mark.parametrize(("name", "parameter"), with_parameter("UNIT"))
def test_page_tells_about_teams_when_asked(play, whole, name, parameter):
    assert play(name, **{parameter: "team"}).text != whole(name).text


# Less data.


SMALLER = {
    "without contracts": ["units", "invited", "answers"],
    "answers alone": ["answers"],
    "contracts alone": ["contracts"],
    "units alone": ["units"],
}


@pytest.fixture(scope="module")
def less(tmp_path_factory):
    """Play a notebook on a study with only some tables, once."""
    write = cache(lambda kind: mini.write(tmp_path_factory.mktemp("mini") / "six", SMALLER[kind]))

    @cache
    def go(name, kind):
        room = tmp_path_factory.mktemp(name)
        return played.play(played.load(name), write(kind), room, name=name)

    return go


def says_something(page):
    """Whether a page tells a reader anything: what was found, or which table is missing."""
    return bool(page.text) or "This study has no table" in "\n".join(page.prose)


@pytest.mark.parametrize("kind", SMALLER)
@pytest.mark.parametrize("name", played.NAMES)
def test_page_works_with_less_data(less, name, kind):
    assert says_something(less(name, kind))


def lacking(cell, kind):
    """Tables that a heading needs and a smaller study has not."""
    tags = cell.metadata.get("tags", [])
    needed = [tag.removeprefix("needs-") for tag in tags if tag.startswith("needs-")]
    either = [tables.split("-or-") for tables in needed]
    return [tables[0] for tables in either if not set(tables) & set(SMALLER[kind])]


@pytest.mark.parametrize("name", played.NAMES)
def test_heading_that_needs_a_missing_table_names_it(less, name):
    content = played.load(name)
    opening, parts = played.sections(content)
    # Under a title that needs a table there is nothing left to say about the sections.
    headings = opening[:1] if lacking(opening[0], "units alone") else [part[0] for part in parts]
    said = "\n".join(less(name, "units alone").prose)
    missing = [tables[0] for cell in headings if (tables := lacking(cell, "units alone"))]
    assert all(f"This study has no table {table}." in said for table in missing)


def test_questions_that_were_asked_are_not_called_absent(less):
    assert "has no questions about" not in less("02_safety", "answers alone").text


@pytest.fixture(scope="module")
def published(public_data, tmp_path_factory):
    """Put the study of New York, which holds published figures only, where it may be cleaned."""
    return nyc.write(tmp_path_factory.mktemp("published") / "nyc", public_data)


@pytest.mark.real_data
@pytest.mark.parametrize("name", played.NAMES)
def test_page_works_with_published_figures_only(play, published, name):
    assert says_something(play(name, on=published))


# A copy of a student, through the command.


@pytest.fixture(scope="module")
def changed(tmp_path_factory):
    """Copy a notebook into a study, change scale, delete a section, and make the report."""
    folder = tmp_path_factory.mktemp("copy")
    mini.write(folder / "six")
    assert command.run(folder, "copy", "02_safety", "six").returncode == 0
    path = folder / "six" / "notebooks" / "02_safety.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["cells"] = without_section_2(content["cells"])
    text = json.dumps(content).replace(json.dumps(OLD)[1:-1], json.dumps(NEW)[1:-1])
    path.write_text(text, encoding="utf-8")
    for unit in ("school", "team"):  # two pages that divide the same people in two ways
        cells = ["# Mine", ("parameters", 'STUDY = ".."'), ("", MEANS.format(unit=unit))]
        toy.write_notebook(path.with_name(f"{unit}.ipynb"), cells)
    done = command.run(folder, "report", "six", "--language", "en")
    return folder / "reports" / "six", done


def without_section_2(cells):
    """Delete the cells of the second section, as one does in Jupyter."""
    starts = [
        place
        for place, cell in enumerate(cells)
        if cell["cell_type"] == "markdown" and "".join(cell["source"]).startswith("## ")
    ]
    return cells[: starts[1]] + cells[starts[2] :]


def test_changed_copy_is_reported_with_ours(changed):
    report, done = changed
    pages = {path.stem for path in (report / "en").glob("*.html")}
    assert done.returncode == 0, done.stderr
    assert {*played.NAMES, "own_02_safety"} <= pages


def test_changed_copy_tells_about_its_own_scale_and_ours_does_not_change(changed):
    rows = json.loads((changed[0] / "results.json").read_text(encoding="utf-8"))
    ids = {row["id"] for row in rows}
    assert "own_02_safety/level/errcult/person/2024" in ids
    assert "02_safety/level/psysafe/person/2024" in ids
    assert not any("psysafe" in i for i in ids if i.startswith("own_02_safety/"))


def test_section_that_was_deleted_is_gone_from_the_copy_only(changed):
    heading = played.title(played.sections(played.load("02_safety"))[1][1]).split("  ")[1]
    ours, own = ((changed[0] / "en" / f"{n}.html").read_text(encoding="utf-8")
                 for n in ("02_safety", "own_02_safety"))  # fmt: skip
    assert heading in ours and heading not in own


def test_teams_on_a_page_beside_schools_on_another_give_no_small_team_away(changed):
    folder = changed[0].parents[1] / "six" / ".derived" / "releases"
    cells = released_cells.read(folder, ["own_school", "own_team"], {})
    hidden = cells.table[(cells.table["page"] == "own_team")].groupby("hidden").size()
    assert release_audit.leaks(cells, 5) == []
    assert hidden["complement"] > 0 and hidden[""] > 0


def test_page_that_hides_more_than_it_would_alone_is_named(changed):
    said = [line for line in changed[1].stderr.splitlines() if "hides more" in line]
    assert [line.split()[0] for line in said] == ["own_team"]
