"""The schema of the tidy tables says everything that validation and the data dictionary need."""

import re

import pandas as pd
import pytest

from analysis import schema, settings
from analysis.errors import DataProblem
from analysis.models.estimate import Estimate

TYPES = {"id", "text", "category", "integer", "number", "date", "datetime", "boolean"}
TABLES = schema.tables()


def test_list_of_tables_and_files_are_the_same(root):
    files = {path.stem for path in (root / "data" / "schema").glob("*.csv")} - {"tables"}
    assert files == set(TABLES)


def test_tables_that_a_study_may_bring_are_those_that_are_not_derived(root):
    listing = pd.read_csv(root / "data" / "schema" / "tables.csv")
    assert set(listing.loc[listing["derived"] == 0, "table"]) == set(settings.TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_columns_are_named_once_and_in_snake_case(table):
    columns = schema.load(table).index
    assert columns.is_unique
    assert all(re.fullmatch("[a-z][a-z_]*", column) for column in columns)


@pytest.mark.parametrize("table", TABLES)
def test_types_are_known_and_only_categories_list_values(table):
    columns = schema.load(table)
    assert set(columns["type"]) <= TYPES
    assert ((columns["values"] != "") == (columns["type"] == "category")).all()


@pytest.mark.parametrize("table", TABLES)
def test_names_that_end_in_id_are_ids(table):
    columns = schema.load(table)
    ids = columns[columns.index.str.endswith("_id")]
    assert (ids["type"] == "id").all()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_meaning_is_a_sentence_in_both_languages(table, language):
    meanings = schema.load(table)[f"meaning_{language}"]
    assert meanings.str.fullmatch(r"[A-Z].*\.").all()


@pytest.mark.parametrize("table", TABLES)
def test_proportions_and_counts_name_their_unit(table):
    columns = schema.load(table)
    shares = columns[columns.index.str.endswith("share") & (columns["type"] == "number")]
    assert (shares["unit"] == "share").all()
    assert "n" not in columns.index or columns.loc["n", "unit"]


def test_unknown_table_is_refused_with_the_nearest_known_one():
    with pytest.raises(DataProblem, match=r"no table called contract\. Found: contracts"):
        schema.load("contract")


def test_flags_are_yes_or_no():
    contracts = schema.load("contracts")
    assert contracts.loc["person_id", "required"]
    assert not contracts["key"].any()


def test_results_are_described_field_by_field():
    estimate = Estimate(
        id="02_safety/exit/psysafe/team/2024", term="psysafe", level="team", estimate=0
    )
    assert list(estimate.as_dict()) == schema.load("results").index.tolist()
