"""The same open data in the old and the new dialect of DUO: one table."""

import pytest
from pandas.testing import assert_frame_equal

from analysis import study
from analysis.measures import reference_levels

OLD = (
    "BRIN_NUMMER;VESTIGINGSNUMMER;INSTELLINGSNAAM;REKENEN_LAGER1F;REKENEN_1F;REKENEN_1S;"
    "CET_AANTAL;CET  GEM\r\n"
    '00AP;00;"Café ""De Wilg""";<5;8;10;18;538,5\r\n'
    "00AR;01;De Eik;2;8;10;4; \r\n"
    "00AV;00;De Linde;*;8;10;0; \r\n"
)
NEW = (
    "INSTELLINGSCODE,VESTIGINGSCODE,INSTELLINGSNAAM,REKENEN_LAGER1F,REKENEN_1F,REKENEN_1S,"
    "CET_AANTAL,CET GEM\n"
    '00AP,00AP00,"Café ""De Wilg""",<5,8,10,18,538.5\n'
    "00AR,00AR01,De Eik,2,8,10,4,\n"
    "00AV,00AV00,De Linde,*,8,10,0,\n"
)
STUDY = """
[study]
title = "DUO"
audience = "publication"

[[file]]
path = "duo.csv"
table = "school_results"
year = 2023
columns = {school_id = "VESTIGINGSCODE"}

[file.measures.arithmetic_below_1f]
columns = ["REKENEN_LAGER1F"]
domain = "arithmetic"

[file.measures.arithmetic_1f]
columns = ["REKENEN_1F"]
domain = "arithmetic"

[file.measures.arithmetic_target]
columns = ["REKENEN_1S"]
domain = "arithmetic"

[file.measures.cet]
columns = ["CET GEM"]
n = "CET_AANTAL"
scale = [501, 550]
domain = "other"
"""
TWO_COLUMNS = '{school_id = "BRIN_NUMMER", location = "VESTIGINGSNUMMER"}'


@pytest.fixture
def opened(tmp_path):
    def open_file(content: bytes, toml: str):
        folder = tmp_path / str(len(content))
        folder.mkdir()
        (folder / "duo.csv").write_bytes(content)
        (folder / "study.toml").write_text(toml, encoding="utf-8")
        return study.open_study(folder)

    return open_file


@pytest.fixture
def old(opened):
    toml = STUDY.replace('{school_id = "VESTIGINGSCODE"}', TWO_COLUMNS)
    return opened(OLD.encode("cp1252"), toml)


@pytest.fixture
def new(opened):
    return opened(NEW.encode("utf-8"), STUDY)


def test_both_dialects_give_the_same_results(old, new):
    assert_frame_equal(old.table("school_results"), new.table("school_results"))


@pytest.mark.parametrize(
    ("name", "found"), [("old", ["cp1252", ";", ","]), ("new", ["utf-8", ",", "."])]
)
def test_the_dialect_is_found_and_told(request, name, found):
    report = request.getfixturevalue(name).imports.iloc[0]
    assert report[["encoding", "separator", "decimal"]].tolist() == found


def test_suppressed_cells_are_intervals_and_no_numbers(new):
    results = new.table("school_results").set_index(["school_id", "measure"])
    few = results.loc[("00AP00", "arithmetic_below_1f")]
    assert few[["low", "high"]].tolist() == [1.0, 4.0]
    assert few.isna()["value"]
    mean = results.loc[("00AR01", "cet")]
    assert mean[["n", "low", "high"]].tolist() == [4.0, 501.0, 550.0]


def test_a_star_leaves_no_figure_behind(new):
    results = new.table("school_results")
    assert results[results["school_id"] == "00AV00"]["measure"].tolist() == [
        "arithmetic_1f",
        "arithmetic_target",
    ]


def test_reference_levels_of_the_file_are_shares_with_bounds(new):
    shares = reference_levels.shares(new.table("school_results")).set_index("school_id")
    assert shares.loc["00AR01", "at_1f"] == pytest.approx(18 / 20)
    assert shares.loc["00AP00", ["at_1f_low", "at_1f_high"]].tolist() == pytest.approx(
        [18 / 22, 18 / 19]
    )
    assert shares.loc["00AV00", ["at_1f_low", "at_1f_high"]].isna().all()
