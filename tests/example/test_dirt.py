"""Kinds of dirt found by looking at the written cells, not by asking the generator."""

import numpy as np
import pandas as pd
import pytest

from analysis.example import dirt
from analysis.example.organisation import school_ids, team_ids
from analysis.example.parameters import FIELDED, OUTCOMES
from analysis.example.tables import (
    absences,
    answers,
    assignments,
    contracts,
    invited,
    learning_habits,
    pupils,
    units,
)

FORMS = {
    "code": "Wat is je personeelsnummer?",
    "at": "Tijd van voltooien",
    "start": "Begintijd",
    "team": "In welk team werk je?",
}


def filled(cells):
    return cells.notna() & (cells.astype(str).str.strip() != "")


def kinds_in_survey(rows, wave, items, names):
    """Columns of yes and no, one per kind."""
    at, start = (pd.to_datetime(rows[names[key]]) for key in ("at", "start"))
    first, last = (pd.Timestamp(day) for day in FIELDED[wave])
    found = pd.DataFrame({"no_person_code": ~filled(rows[names["code"]])})
    if names.get("team"):
        found["unknown_team"] = ~rows[names["team"]].str.strip().isin(team_ids())
    found["outside_field_period"] = (at < first) | (at >= last + pd.Timedelta(days=1))
    found["speeder"] = (at - start).dt.total_seconds() < 120
    found["no_answers"] = ~rows[items].apply(filled).any(axis="columns")
    if "Status" in rows:
        found["preview"] = rows["Status"] == "Survey Preview"
        found["test_response"] = rows["Status"] == "Survey Test"
        found["unfinished"] = rows["Finished"] == "False"
    good = rows[~found.any(axis="columns")].assign(at=at).sort_values("at", ascending=False)
    twice = good.index[good[names["code"]].str.strip().duplicated()]
    return found.assign(duplicate=found.index.isin(twice))


def kinds_in_contracts(rows):
    cells = rows.map(lambda cell: cell.strip() if isinstance(cell, str) else cell)
    fte = cells["FTE"].map(lambda cell: float(str(cell).replace(",", ".")))
    start, end = (pd.to_datetime(cells[f"{name}datum_contract"]) for name in ("Begin", "Eind"))
    code = cells["Medewerker"]
    return pd.DataFrame(
        {
            "test_employee": (code == "99999")
            | (filled(code) & ~code.str.contains(r"\d", na=False)),
            "no_person_code": code.isna(),
            "duplicate_row": cells.duplicated(),
            "no_start": start.isna(),
            "end_before_start": end < start,
            "unknown_school": ~cells["Vestiging"].isin(school_ids()),
            "impossible_fte": (fte < 0) | (fte > 1.2),
        }
    )


def kinds_in_absences(rows, numbers):
    start, recovered = (pd.to_datetime(rows[f"{name}datum"]) for name in ("Begin", "Eind"))
    code, present = rows["Medewerker"], rows["Aanwezigheid"].astype(float)
    return pd.DataFrame(
        {
            "test_employee": (code == "99999")
            | (filled(code) & ~code.str.contains(r"\d", na=False)),
            "no_person_code": code.isna(),
            "duplicate_row": rows.duplicated(),
            "not_sick_leave": rows["Type_verzuim_code"] == "ZW",
            "unknown_person": filled(code) & code.str.contains(r"\d", na=False)
            & (code != "99999") & ~code.isin(numbers),
            "no_start": start.isna(),
            "end_before_start": recovered < start,
            "zero_length": recovered == start,
            "impossible_share": (present < 0) | (present > 100),
        }
    )  # fmt: skip


def kinds_in_pupils(rows, year):
    scores = rows[list(pupils.COLUMNS.values())].astype(float)
    scores = scores.mask(scores == 999)
    bounds = [OUTCOMES[domain].scale for domain in pupils.COLUMNS]
    low, high = (np.array(ends) for ends in zip(*bounds, strict=True))
    impossible = (scores < low) | (scores > high)
    school = rows["Vestiging"].str.strip()
    day = pd.to_datetime(rows["Afname"], format="%d-%m-%y")
    found = pd.DataFrame(
        {
            "duplicate_row": rows.duplicated(),
            "no_pupil_code": rows["Leerling"].isna(),
            "no_school": school.isna(),
            "unknown_school": school.notna() & ~school.isin(school_ids()),
            "no_score": scores.isna().all(axis="columns"),
            "impossible_score": impossible.any(axis="columns"),
            "outside_year": (day < f"{year}-08-01") | (day > f"{year + 1}-07-31"),
        }
    )
    good = rows[~found.any(axis="columns")].assign(day=day).sort_values("day", ascending=False)
    return found.assign(duplicate=found.index.isin(good.index[good["Leerling"].duplicated()]))


def kinds_in_assignments(rows):
    return pd.DataFrame(
        {
            "duplicate_row": rows.duplicated(),
            "no_group_code": rows["Groep"].isna(),
            "unknown_team": rows["Team"].notna() & ~rows["Team"].isin(team_ids()),
            "unknown_school": ~rows["Vestiging"].isin(school_ids()),
            "nobody_named": rows["Team"].isna()
            & rows["Medewerker"].isna()
            & rows["Vestiging"].isin(school_ids()),
            "impossible_share": (rows["Aandeel"] <= 0) | (rows["Aandeel"] > 1),
        }
    )


@pytest.fixture(scope="module")
def found(exports):
    kinds = {}
    for wave in ("2022", "2023"):
        rows = exports[answers.PATHS[wave]].rows
        items = [
            name for name in rows if name.startswith("Q") and "_" in name and "TEXT" not in name
        ]
        names = {"code": "ExternalReference", "at": "EndDate", "start": "StartDate", "team": "team"}
        kinds[answers.PATHS[wave]] = kinds_in_survey(rows, wave, items, names)
    rows = exports[answers.PATHS["2024"]].rows
    kinds[answers.PATHS["2024"]] = kinds_in_survey(rows, "2024", rows.columns[9:-1], FORMS)
    for form, path in learning_habits.PATHS.items():
        rows = exports[path].rows
        items = rows.columns[6 if form == "self" else 7 :]
        kinds[path] = kinds_in_survey(rows, "2024", items, FORMS | {"team": ""})
    kinds[contracts.PATH] = kinds_in_contracts(exports[contracts.PATH].rows)
    numbers = exports[contracts.PATH].rows["Medewerker"]
    kinds[absences.PATH] = kinds_in_absences(exports[absences.PATH].rows, set(numbers))
    for year, path in pupils.PATHS.items():
        kinds[path] = kinds_in_pupils(exports[path].rows, year)
    kinds[assignments.PATH] = kinds_in_assignments(exports[assignments.PATH].rows)
    rows = exports[invited.PATH].rows
    kinds[invited.PATH] = pd.DataFrame(
        {
            "duplicate_row": rows.duplicated(),
            "unknown_team": ~rows["Teamcode"].isin(team_ids()),
            "impossible_count": rows["Uitgenodigd"] < 0,
        }
    )
    rows = exports[units.PATH].rows
    kinds[units.PATH] = pd.DataFrame(
        {"duplicate_row": rows.duplicated(), "no_unit_code": rows["Code"].isna()}
    )
    return kinds


PATHS = [
    *answers.PATHS.values(),
    *learning_habits.PATHS.values(),
    contracts.PATH,
    absences.PATH,
    *pupils.PATHS.values(),
    assignments.PATH,
    invited.PATH,
    units.PATH,
]


@pytest.mark.parametrize("path", PATHS)
def test_the_first_kind_found_in_a_row_is_its_fate(path, found, exports):
    kinds = found[path]
    kinds = kinds[sorted(kinds.columns, key=dirt.RULES.index)]
    first = kinds.idxmax(axis="columns").where(kinds.any(axis="columns"), "kept")
    pd.testing.assert_series_equal(
        first, exports[path].fates, check_names=False, check_dtype=False, check_index_type=False
    )


def test_some_rows_have_two_kinds_and_none_has_three(found):
    n = np.concatenate([kinds.sum(axis="columns") for kinds in found.values()])
    assert ((n == 2).sum(), (n > 2).sum()) == (22, 0)


@pytest.mark.parametrize("path", PATHS)
def test_each_kind_occurs_at_least_five_times(path, exports):
    assert min(exports[path].counts().values()) >= 5


@pytest.mark.parametrize("path", PATHS)
def test_the_truth_counts_the_rows_of_the_file(path, truth, exports):
    counts = dict(truth["rows"][path])
    assert counts.pop("read") == sum(counts.values()) == len(exports[path].rows)
    assert counts == exports[path].counts()


def test_misspelling_changes_as_many_cells_as_asked_and_no_meaning():
    cells = np.array([["mee eens", ""], ["mee oneens", "mee eens"]], dtype=object)
    written = dirt.misspell(cells, 3, np.random.default_rng(1))
    assert (written != cells).sum() == 3
    assert [[cell.strip().lower() for cell in row] for row in written] == cells.tolist()


def test_copies_of_a_dirty_row_stand_below_it():
    clean = pd.DataFrame({"a": [1, 2, 3]})

    def soil(row, kind, rng):
        row["a"] = -1

    plan = {("duplicate_row", "bad"): 1, "bad": 1}
    rows = dirt.spoiled(clean, plan, soil, np.array([1]), np.random.default_rng(1))
    assert rows["a"].tolist() == [1, 2, -1, -1, 3]
    assert rows["fate"].tolist() == ["kept", "kept", "bad", "duplicate_row", "kept"]
