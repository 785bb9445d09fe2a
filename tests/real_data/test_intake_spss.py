"""Public SPSS files; what their makers expect stands beside them."""

import pandas as pd
import pytest

from analysis import intake
from analysis.settings import Cleaning, Settings, SourceFile, Turnover

pytest.importorskip("pyreadstat")
pytestmark = pytest.mark.real_data


@pytest.fixture
def read(public_data):
    def read_file(path):
        folder, name = path.split("/")
        study = Settings(
            folder=public_data / folder,
            title={"en": "", "nl": ""},
            synthetic=True,
            audience="inside",
            minimum=5,
            retention_until=None,
            cleaning=Cleaning(),
            turnover=Turnover(),
            files=(),
        )
        columns = {"team_id": "mychar"} if name.endswith("sav") and "sample" in name else {}
        source = SourceFile(path=name, table="answers", columns=columns)
        return intake.read(source, study, b"k" * 32)

    return read_file


@pytest.mark.parametrize("name", ["sample.sav", "sample.zsav"])
def test_two_ways_to_store_give_the_same(read, name):
    rows = read(f"pyreadstat_edge/{name}").rows
    assert rows["mynum"].tolist() == ["1.1", "1.2", "-1000.3", "-1.4", "1000.3"]
    assert rows["mydate"].fillna("").tolist() == [
        "2018-05-06",
        "1880-05-06",
        "1960-01-01",
        "1583-01-01",
        "",
    ]
    assert rows["mytime"].fillna("").tolist() == [
        "10:10:10",
        "23:10:10",
        "00:00:00",
        "16:10:10",
        "",
    ]
    assert rows["mylabl"].tolist() == ["Male", "Female", "Male", "Female", "Male"]


def test_a_portable_file_holds_the_same_values(read):
    portable = read("pyreadstat_edge/sample.por").rows
    system = read("pyreadstat_edge/sample.sav").rows
    for name in ("mynum", "mydate", "dtime", "mylabl", "myord", "mytime"):
        pd.testing.assert_series_equal(portable[name.upper()], system[name], check_names=False)


def test_user_missing_values_are_as_their_maker_expects(read, public_data):
    table = read("pyreadstat_edge/sample_missing.sav")
    folder = public_data / "pyreadstat_edge"
    expected = pd.read_csv(folder / "sample_missing.csv", na_values="#NULL!")
    for name in ("mynum", "myord"):
        answers = table.rows[name].where(~table.rows[name].eq(table.catalogue.loc[name, "missing"]))
        assert answers.isna().tolist() == expected[name].isna().tolist()
    assert table.catalogue.loc["mylabl", "missing"] == "undetermined"


def test_multiple_response_sets_are_named(read):
    report = read("pyreadstat_edge/simple_alltypes_mrsets.sav").report
    assert any("categorical_array, mymrset" in sentence for sentence in report.sentences())


def test_quarters_become_their_first_day(read):
    rows = read("pyreadstat_edge/simple_alltypes_mrsets.sav").rows
    assert rows["quarter"].tolist()[0] == "2014-10-01"


@pytest.mark.parametrize("name", ["hebrews.sav", "tegulu.sav", "test_width.sav"])
def test_other_scripts_and_widths_are_read(read, name):
    assert read(f"pyreadstat_edge/{name}").report.format == "spss"


def test_columns_of_a_survey_tool_keep_their_role(read):
    roles = read("pyreadstat_edge/test_width.sav").catalogue["role"]
    assert roles.tolist() == ["response_id", "started", "duration", "finished"]


def test_pupils_of_a_textbook_are_all_there(read):
    table = read("hox_popular2/popular2.sav")
    assert table.rows.shape == (2000, 15)
    assert table.report.encoding == "windows-1252"
    assert table.rows["sex"].value_counts().to_dict() == {"girl": 1011, "boy": 989}
