import re

import pytest
from bs4 import BeautifulSoup

PAGES = ["index", "00_start_here", "02_safety", "own_mine", "search"]
LOADS = re.compile(r"""(?:src|href)=["'](?!https?://www\.w3\.org)(https?:)?//""")


def read(report, name) -> BeautifulSoup:
    return BeautifulSoup((report / f"{name}.html").read_text(encoding="utf-8"), "html.parser")


@pytest.fixture
def safety(toy_report) -> BeautifulSoup:
    return read(toy_report, "nl/02_safety")


def test_every_page_is_there_in_both_languages(toy_report):
    there = {path.relative_to(toy_report).as_posix() for path in toy_report.rglob("*.html")}
    assert there == {"index.html", *(f"{code}/{p}.html" for code in ("nl", "en") for p in PAGES)}


def test_nothing_on_a_page_is_loaded_from_a_network(toy_report):
    texts = [path.read_text(encoding="utf-8") for path in toy_report.rglob("*.html")]
    assert [LOADS.findall(text) for text in texts if LOADS.search(text)] == []


def test_style_sheets_load_nothing_from_a_network(toy_report):
    sheets = [path.read_text(encoding="utf-8") for path in toy_report.rglob("*.css")]
    assert [
        found for text in sheets for found in re.findall(r"url\(['\"]?https?:[^)]*", text)
    ] == []


def test_nothing_of_the_machine_is_on_the_site(toy_report):
    words = [str(toy_report.parents[1]), "STUDY =", "Traceback"]
    files = [p for p in toy_report.rglob("*") if p.suffix in (".html", ".js", ".json")]
    texts = {path: path.read_text(encoding="utf-8") for path in files}
    assert [(path.name, word) for path, t in texts.items() for word in words if word in t] == []


def test_files_that_nobody_reads_are_left_out(toy_report):
    names = {path.name for path in toy_report.rglob("*")}
    assert not names & {".buildinfo", "objects.inv", "_sources", "jupyter_execute", ".build"}


def test_section_for_researchers_is_folded_with_what_lies_under_it(safety):
    fold = safety.select_one("details.fold")
    assert fold.summary.h2.get_text().startswith("Voor onderzoekers: zijn teamleden het eens?")
    assert fold.find("h3").get_text().startswith("Smaller heading")
    assert not fold.has_attr("open")


def test_section_after_the_fold_is_open(safety):
    heading = next(h for h in safety.select("h2") if "What this does not show" in h.get_text())
    assert heading.find_parent("details") is None


def test_code_is_folded_and_can_be_opened_in_words(safety):
    folds = safety.select("details.hide")
    assert folds and not any(fold.has_attr("open") for fold in folds)
    assert not any(fold.summary.has_attr("aria-label") for fold in folds)


def test_formula_is_drawn_by_the_browser_itself(safety):
    assert safety.select_one("div.math math mfrac") is not None


def test_prose_is_in_the_reader_s_language(toy_report, safety):
    assert "Elk team heeft één score, van 1 tot 5." in safety.get_text()
    assert "Each team has one score, from 1 to 5." in read(toy_report, "en/02_safety").get_text()
    assert (safety.html["lang"], read(toy_report, "en/index").html["lang"]) == ("nl", "en")


def test_computed_numbers_are_in_the_reader_s_language(toy_report):
    readings = [
        read(toy_report, f"{c}/00_start_here").select_one("p.reading") for c in ("nl", "en")
    ]
    assert [reading.get_text() for reading in readings] == ["2.001,0", "2,001.0"]


def test_picture_has_its_words(safety):
    assert safety.select_one("article img")["alt"] == "A line that goes up."


def test_list_of_pages_has_short_names(safety):
    links = safety.select("#pst-primary-sidebar .toctree-l1 a")
    assert [" ".join(link.get_text().split()) for link in links] == [
        "0 Begin hier",
        "2 Psychologische veiligheid",
        "My page",
    ]


@pytest.mark.parametrize("page", PAGES)
def test_switch_leads_to_the_same_page(toy_report, page):
    link = read(toy_report, f"nl/{page}").select_one("a.language-switch")
    assert (toy_report / "nl" / link["href"]).resolve() == toy_report / "en" / f"{page}.html"
    assert (link["lang"], link.get_text()) == ("en", "English")


def test_foot_of_a_page_says_what_it_is_and_how_far_the_data_go(toy_report):
    foot = read(toy_report, "en/02_safety").select_one(".extra_footer").get_text().strip()
    assert foot == "Toy study · for use inside the organisation only · data up to 29 March 2024"


def test_page_that_could_not_be_made_says_why(toy_report):
    box = read(toy_report, "en/own_mine").select_one(".stopped")
    assert "NameError: name 'scroe' is not defined" in box.get_text()


def test_every_link_inside_the_site_leads_somewhere(toy_report):
    dead = [
        (path.name, link["href"])
        for path in toy_report.rglob("*.html")
        for link in BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").select("a[href]")
        if not link["href"].startswith("#")
        and not (path.parent / link["href"].split("#")[0]).exists()
    ]
    assert dead == []
