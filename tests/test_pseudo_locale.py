"""Every sentence that a reader meets was made to be translated.

The example study is reported in a language in which each message stands between the marks ⟦ and
⟧. What can be read outside of them is a number, a name from the data, code, or one of a few words
that are the same in every language; anything else was forgotten.
"""

import json
import re
from pathlib import Path

import command
import played
import pytest
from bs4 import BeautifulSoup, Comment, Doctype
from matplotlib.text import Text

from analysis import claims, codebook, schema, settings, study
from analysis.language import PSEUDO, use

LETTER = re.compile(r"[^\W\d_]")
# Code and mathematics are not prose; nobody reads what is in a script or a style.
NOT_PROSE = ["script", "style", "code", "pre", "math"]
SPOKEN = ("alt", "title", "aria-label", "placeholder", "data-bs-title", "label", "summary")
# The same in every language: keys of a keyboard, names of formats, of statistics and of errors.
LOAN_WORDS = {"Ctrl", "K", "CR2", "CR3", "alpha", "omega", "Pseudo:", "python"}
LOAN_WORDS |= {"M", "SD", "jackknife", "Satterthwaite"}
LOAN_WORDS |= {"csv", "excel", "forms", "qualtrics", "utf-8", "utf-8-sig", "cp1252"}


def outside(text: str) -> list[str]:
    """Give the words outside the marks; the marks may stand inside each other."""
    depth, pieces = 0, [""]
    for letter in text:
        if letter == "⟦":
            depth += 1
            pieces.append("")
        elif letter == "⟧":
            depth -= 1
        elif depth == 0:
            pieces[-1] += letter
    assert depth == 0, f"a mark is not closed in: {text[:200]}"
    lines = (line.strip(" ,;") for piece in pieces for line in piece.split("\n"))
    return [line for line in lines if LETTER.search(line)]


def test_words_outside_the_marks_are_found():
    assert outside("⟦all ⟦of⟧ it⟧ 12, but\nnot ⟦this⟧ 3 %") == ["12, but", "not"]


# What may stand outside the marks, because it is not ours to translate.


@pytest.fixture(scope="module")
def names(example_study):
    """Names from the data and of the questionnaire, and words that are the same everywhere."""
    opened = study.open_study(example_study)
    files = {source.path for source in opened.settings.files}
    columns = {c for table in settings.TABLES for c in schema.load(table).index}
    columns |= set(codebook.load().items.index) | set(codebook.load().habits.index)
    taken_out = {name for pairs in opened.imports["stripped"] for name, _why in json.loads(pairs)}
    code = set(study.versions()["package"]) | set(claims.load().claims.index)
    return files | columns | taken_out | code | set(opened.names.values()) | LOAN_WORDS


@pytest.fixture(scope="module")
def made(example_study, tmp_path_factory):
    """Make the report of the example between marks; give its folder and what was said."""
    folder = tmp_path_factory.mktemp("pseudo")
    told = {"LEERCULTUUR_LANGUAGE": PSEUDO}
    done = command.run(folder, "report", str(example_study), "--language", PSEUDO, **told)
    return folder / "reports" / example_study.name, done


@pytest.fixture(scope="module")
def ids(made):
    """Names of results, which are code: the same in every language."""
    rows = json.loads((made[0] / "results.json").read_text(encoding="utf-8"))
    return {row["id"].partition("/")[2] for row in rows}


# The pages.

PAGES = ["index", "search", *played.NAMES]


def read(folder: Path, page: str) -> BeautifulSoup:
    soup = BeautifulSoup((folder / f"{page}.html").read_text(encoding="utf-8"), "html.parser")
    for part in soup(NOT_PROSE):
        part.decompose()
    return soup


def visible(soup: BeautifulSoup) -> str:
    """All text of a page, one line per piece."""
    pieces = (p for p in soup.find_all(string=True) if not isinstance(p, Comment | Doctype))
    return "\n".join(" ".join(piece.split()) for piece in pieces)


def stripped_of(names: set[str], words: list[str]) -> list[str]:
    """Leave out what may stand outside the marks; a list of names counts as names."""
    return [word for word in words if not set(word.split(", ")) <= names]


def test_the_report_is_made(made):
    assert made[1].returncode == 0, made[1].stderr


@pytest.mark.parametrize("page", PAGES)
def test_text_of_a_page_is_translated(made, names, ids, page):
    said = outside(visible(read(made[0] / PSEUDO, page)))
    assert sorted(set(stripped_of(names | ids, said))) == []


def test_first_page_has_only_names_of_languages(made, names):
    assert stripped_of(names, outside(visible(read(made[0], "index")))) == []


@pytest.mark.parametrize("page", PAGES)
def test_what_is_only_heard_or_shown_on_pointing_is_translated(made, names, page):
    soup = read(made[0] / PSEUDO, page)
    spoken = [tag[name] for tag in soup.find_all(True) for name in SPOKEN if tag.has_attr(name)]
    said = [word for text in spoken for word in outside(text)]
    assert sorted(set(stripped_of(names, said))) == []


@pytest.mark.parametrize("page", PAGES)
def test_title_in_the_tab_of_the_browser_is_translated(made, page):
    assert outside(read(made[0] / PSEUDO, page).title.get_text()) == []


# Search.


def test_titles_in_the_search_index_are_translated(made):
    text = (made[0] / PSEUDO / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
    said = [*index["titles"], *index["alltitles"], *index.get("indexentries", [])]
    assert [text for text in said if outside(text)] == []


def test_everything_that_the_search_page_says_has_a_translation(made):
    static = made[0] / PSEUDO / "_static"
    scripts = [(static / name).read_text(encoding="utf-8") for name in ("searchtools.js",
               "sphinx_highlight.js", "doctools.js")]  # fmt: skip
    asked = {m for text in scripts for m in re.findall(r'\b_\(\s*"([^"]+)"', text)}
    words = (static / "translations.js").read_text(encoding="utf-8")
    known = json.loads(re.search(r"\{.*\}", words, re.DOTALL).group())["messages"]
    texts = [t for v in known.values() for t in (v if isinstance(v, list) else [v])]
    assert asked <= set(known) and not any(outside(text) for text in texts)


# Figures.


@pytest.mark.parametrize("name", played.NAMES)
def test_text_in_figures_is_translated(example_study, names, tmp_path, name):
    page = played.play(played.load(name), example_study, tmp_path, name=name, language=PSEUDO)
    said = {word for picture in page.pictures for word in words_in(picture.figure)}
    assert sorted(stripped_of(names, list(said))) == []


def words_in(figure):
    """Words outside the marks in a drawing: labels, ticks, legends and what stands in it."""
    with use(PSEUDO):
        figure.canvas.draw()
    return [word for text in figure.findobj(Text) for word in outside(text.get_text())]


def test_a_figure_with_a_forgotten_word_is_noticed():
    from analysis.reporting import canvas

    figure, drawing = canvas.axes(1)
    drawing.set_xlabel("Score")
    drawing.set_title("⟦Score⟧")
    assert words_in(figure) == ["Score"]


# The command line.


def test_progress_of_a_report_is_translated(made):
    known = {f"{name} ({PSEUDO}):" for name in played.NAMES}
    assert [line for line in outside(made[1].stdout + made[1].stderr) if line not in known] == []


WORDS = {
    "help": ["--help"],
    "help on a command": ["report", "--help"],
    "a word that is not known": ["raport"],
    "an option that is not known": ["report", "--fast"],
    "a number that is none": ["report", "--jobs", "many"],
    "a study that is not there": ["report", "nowhere"],
    "a language that is not known": ["report", "six", "--language", "fr"],
    "a notebook that is not there": ["copy", "02_safty", "six"],
    "a copy that is not needed": ["copy", "02_safety", "six"],
    "a copy": ["copy", "01_data_quality", "six"],
    "an example": ["example", "new"],
}


@pytest.mark.parametrize("kind", WORDS)
def test_what_the_command_says_is_translated(tmp_path, kind):
    (tmp_path / "six" / "notebooks").mkdir(parents=True)
    for name in ("study.toml", "notebooks/02_safety.ipynb"):
        (tmp_path / "six" / name).write_text("", encoding="utf-8")
    done = command.run(tmp_path, *WORDS[kind], LEERCULTUUR_LANGUAGE=PSEUDO)
    said = done.stdout + done.stderr
    ours = [line for line in outside(said) if not line.startswith("leercultuur ")]
    assert "⟦" in said and ours == []


# The two languages say the same.


@pytest.mark.parametrize("name", played.NAMES)
def test_results_are_the_same_in_both_languages(example_report, name):
    folder = example_report.study / ".derived" / "runs"
    parts = [folder / code / "results" / f"{name}.json" for code in ("nl", "en")]
    stored = [path.read_bytes() for path in parts if path.exists()]
    assert len(set(stored)) < 2 and len(stored) != 1


def test_results_of_both_languages_are_published_once(example_report):
    folder = example_report.study / ".derived" / "runs" / "nl" / "results"
    parts = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.iterdir())]
    text = (example_report.pages / "results.json").read_text(encoding="utf-8")
    assert json.loads(text) == [row for part in parts for row in part]
