"""The codebook and the claims hold together; a slip in them is named by file, row and column."""

from pathlib import Path

import pandas as pd
import pytest

from analysis import claims, references
from analysis.errors import DataProblem


def change(path: Path, row: int, column: str, value: str) -> None:
    """Write one cell, with rows counted as a spreadsheet does."""
    table = references.read(path)
    table.loc[row - 2, column] = value
    table.to_csv(path, index=False)


def test_every_name_in_codebook_and_claims_exists():
    assert [str(problem) for problem in references.problems()] == []


@pytest.mark.parametrize(
    ("file", "rows"),
    [
        *(("claims/claims.csv", 89), ("claims/claim_tests.csv", 178)),
        *(("codebook/constructs.csv", 53), ("codebook/items.csv", 163)),
        *(("codebook/anchors.csv", 13), ("codebook/habits.csv", 39)),
        *(("codebook/instruments.csv", 34), ("codebook/practices.csv", 38)),
        *(("codebook/pages.csv", 22), ("codebook/words.csv", 51)),
    ],
)
def test_no_row_was_lost(root, file, rows):
    assert len(references.read(root / "data" / file)) == rows


def test_counts_of_the_questionnaire_are_those_that_its_readme_states(root):
    items = references.read(root / "data" / "codebook" / "items.csv")
    assert (items["reverse"] == "1").sum() == 19
    assert (items["about_leader"] == "1").sum() == 23
    assert items["scale_id"].nunique() == 50


def test_scale_has_one_direction_level_and_set_of_answers(root):
    items = references.read(root / "data" / "codebook" / "items.csv")
    same = ["scale_en", "scale_nl", "high_is", "level", "anchors", "options", "module"]
    assert (items.groupby("scale_id")[same].nunique() == 1).all(axis=None)


def test_every_text_has_both_languages(root):
    for path in sorted((root / "data").glob("c*/*.csv")):
        table = references.read(path)
        for column in [name for name in table if name.endswith("_nl")]:
            english = column.removesuffix("_nl") + "_en"
            assert ((table[column] == "") == (table[english] == "")).all(), (path.name, column)


def test_item_is_named_after_its_scale(root):
    items = references.read(root / "data" / "codebook" / "items.csv")
    stem = items["item_id"].str.replace(r"_\d+(_want)?$", r"\1", regex=True)
    pd.testing.assert_series_equal(stem, items["scale_id"], check_names=False)


def test_wished_for_item_repeats_the_text_of_its_item_in_the_same_direction(root):
    items = references.read(root / "data" / "codebook" / "items.csv").set_index("item_id")
    pairs = items.loc[items["desired_item_id"] != "", "desired_item_id"]
    assert len(pairs) == 15
    assert (items.loc[pairs, "reverse"].to_numpy() == items.loc[pairs.index, "reverse"]).all()


def test_claims_load_with_numbers_for_signs_and_smallest_effects():
    tests = claims.load().tests
    assert set(tests["expected_sign"]) == {-1, 0, 1}
    assert tests.loc[tests["sesoi"].isna(), "estimand"].tolist() == ["none"]


def test_tests_of_a_page_are_found_by_its_name():
    found = claims.load().tests_on("09_turnover")
    assert "H10" in found["claim_id"].tolist()
    assert claims.load().tests_on("00_start_here").empty


@pytest.mark.parametrize(
    ("file", "row", "column", "value", "named"),
    [
        ("codebook/items.csv", 3, "construct_id", "C99", "C99"),
        ("codebook/constructs.csv", 2, "scale_id", "psysafe; baro_opn", "answers:baro_opn"),
        ("codebook/constructs.csv", 5, "tables", "reflection", "reflection"),
        ("codebook/instruments.csv", 4, "notebook", "15_innovations", "15_innovations"),
        ("codebook/practices.csv", 2, "log_row_needs", "practice_id, meeting", "practices.meeting"),
        ("codebook/pages.csv", 4, "claims", "H01; H90", "H90"),
        ("claims/claims.csv", 2, "data_needed", "answers:psysave", "answers:psysave"),
        ("claims/claim_tests.csv", 2, "exposure", "answers:psysafe + answer:x", "answer:x"),
        ("claims/claim_tests.csv", 2, "outcome", "spells.end[voluntarily]", "voluntarily"),
        ("claims/claim_tests.csv", 2, "covariates", "offset contracts.ftes", "contracts.ftes"),
        ("claims/claim_tests.csv", 2, "alternatives", "lag_5", "lag_5"),
    ],
)
def test_name_that_leads_nowhere_is_reported_with_its_place(
    tables, file, row, column, value, named
):
    change(tables / file, row, column, value)
    problem = str(references.problems(tables)[0])
    assert problem.startswith(f"{Path(file).name}, column {column}: row {row} names {named},")


def test_claim_without_a_test_is_reported(tables):
    path = tables / "claims" / "claim_tests.csv"
    tests = references.read(path)
    tests[tests["claim_id"] != "H10"].to_csv(path, index=False)
    assert "row 11 names H10, which is not in claim_tests.csv" in str(
        references.problems(tables)[0]
    )


def test_row_that_stands_twice_is_reported(tables):
    change(tables / "codebook" / "words.csv", 3, "term_en", "study")
    problem = str(references.problems(tables)[0])
    assert problem.startswith("words.csv, column term_en: row 3 repeats the key")


def test_unknown_value_is_refused_with_the_nearest_known_one(tables):
    change(tables / "claims" / "claim_tests.csv", 4, "estimand", "hazard-ratio")
    with pytest.raises(
        DataProblem, match=r"claim_tests\.csv, column estimand: row 4 .*hazard_ratio"
    ):
        claims.load(tables)


def test_missing_file_is_named(tables):
    (tables / "codebook" / "pages.csv").unlink()
    with pytest.raises(DataProblem, match="codebook: The file pages.csv is not there"):
        references.problems(tables)


def test_names_are_read_out_of_an_expression():
    expression = "only contracts.entry_route[career_changer] * answers:psysafe - answers:errcult"
    names = ["contracts.entry_route", "answers:psysafe", "answers:errcult"]
    assert references.variables(expression) == names
    assert references.choices(expression) == ["career_changer"]
