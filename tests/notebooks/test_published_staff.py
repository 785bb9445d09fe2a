"""Page 09 for a study that has published numbers of staff and nothing about people."""

import played
import pytest

TOML = """\
[study]
title = "Published"
[[file]]
path = "staff.csv"
table = "school_staff"
columns = {school_id = "school", year = "year", headcount = "staff", leavers = "left"}
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """Play page 09 on eight schools of 40 people, of which 4 leave; two rows cannot be used."""
    folder = tmp_path_factory.mktemp("published") / "study"
    folder.mkdir()
    (folder / "study.toml").write_text(TOML, encoding="utf-8")
    rows = [f"0{n}AB00,2023,40,{4 + n % 3}" for n in range(1, 9)]
    rows += ["09AB00,2023,0,0", "10AB00,2023,40,60"]
    (folder / "staff.csv").write_text("school,year,staff,left\n" + "\n".join(rows) + "\n")
    room = tmp_path_factory.mktemp("room")
    return played.play(played.load("09_turnover"), folder, room, name="09_turnover")


def test_the_box_tells_turnover_by_published_figures(page):
    assert "In 2023, 41 of 320 people left 8 schools (12.8%), by published figures." in page.text


def test_rows_that_cannot_be_true_are_named_and_give_no_rate(page):
    assert "2 published rows give no turnover" in page.text


def test_what_needs_contracts_is_left_out_and_said_once(page):
    said = [cell for cell in page.prose if "This study has no table contracts." in cell]
    assert len(said) == 1
    assert "more parts of this page need it and are left out" in said[0]


def test_ecological_caution_stands_on_the_page(page):
    assert "what goes together between schools need not go together between people" in page.text
