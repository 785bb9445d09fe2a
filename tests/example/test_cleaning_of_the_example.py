"""The road from raw files to tidy tables gives back exactly what was planted."""

import json
import shutil

import numpy as np
import pandas as pd
import pytest

from analysis import study
from analysis.example import groups, habits, pupils, sickness
from analysis.example.codes import people
from analysis.example.dates import FAR
from analysis.example.organisation import school_ids, team_ids
from analysis.example.parameters import DOMAINS, WAVES
from analysis.example.tables import absences
from analysis.example.tables import pupils as raw_pupils
from analysis.intake.pseudonyms import PUBLISHED_KEY, pseudonym
from analysis.measures import absence
from analysis.measures.spells import rules_of, spells


@pytest.fixture(scope="module")
def cleaned(committed, tmp_path_factory):
    folder = tmp_path_factory.mktemp("cleaned") / "example"
    shutil.copytree(committed, folder, ignore=shutil.ignore_patterns(".derived"))
    return study.open_study(folder)


@pytest.fixture(scope="module")
def code(drawn):
    return pseudonym(pd.Series(people(drawn).number), PUBLISHED_KEY)


def test_the_audit_counts_what_was_planted(cleaned, truth):
    fates = cleaned.audit.fates.query("n > 0")
    found = {
        file: dict(zip(rows["rule"], rows["n"], strict=True))
        for file, rows in fates.groupby("file")
    }
    planted = {
        path: {k: n for k, n in rows.items() if k != "read"} for path, rows in truth["rows"].items()
    }
    assert found == planted


def test_the_marks_count_who_did_not_read(cleaned, truth):
    marks = cleaned.audit.marks.query("rule == 'straightliner'").set_index("file")["n"]
    planted = {
        path: facts["straightliner"]
        for path, facts in truth["cells"].items()
        if "straightliner" in facts
    }
    assert marks.to_dict() == planted


def test_unknown_exit_codes_are_counted(cleaned, truth):
    changes = cleaned.audit.changes.query("change == 'unknown_code'")
    planted = truth["cells"]["raw/dienstverbanden.xlsx"]["unknown_exit_code"]
    assert changes[["column", "n"]].to_numpy().tolist() == [["exit_class", planted]]


@pytest.mark.parametrize("wave", WAVES)
def test_tidy_answers_are_the_clean_answers(wave, cleaned, drawn, code):
    clean = drawn.answers(wave)
    clean["person_id"] = clean["person_id"].map(code)
    clean["team_id"] = np.array(team_ids())[clean["team_id"]]
    clean["school_id"] = np.array(school_ids())[clean["school_id"]]
    tidy = cleaned.table("answers").query("wave == @wave")[clean.columns]
    pd.testing.assert_frame_equal(
        tidy.sort_values("person_id", ignore_index=True),
        clean.sort_values("person_id", ignore_index=True),
        check_dtype=False,
    )


@pytest.mark.parametrize("form", habits.FORMS)
def test_tidy_habits_are_the_clean_habits(form, cleaned, drawn, code):
    drawn_form = habits.draw(drawn, form)
    clean = pd.DataFrame(drawn_form.ticked, columns=drawn_form.items).where(lambda x: x > 0)
    clean.insert(0, "target_id", code[drawn_form.target].to_numpy())
    clean.insert(0, "person_id", code[drawn_form.people.person].to_numpy())
    tidy = cleaned.table("learning_habits").query("form == @form")[clean.columns]
    pd.testing.assert_frame_equal(
        tidy.sort_values("person_id", ignore_index=True),
        clean.sort_values("person_id", ignore_index=True),
        check_dtype=False,
    )


def test_tidy_invitations_are_the_people_in_service(cleaned, drawn):
    tidy = cleaned.table("invited").groupby("wave")["n"].sum()
    assert tidy.to_dict() == {wave: len(drawn.present(wave)) for wave in WAVES}


def test_tidy_absences_are_the_clean_lines(cleaned, drawn, code):
    lines = sickness.draw(drawn)
    clean = pd.DataFrame(
        {
            "person_id": code[lines.person].to_numpy(),
            "start": lines.start.astype("datetime64[us]"),
            "end": np.where(lines.end == FAR, np.datetime64("NaT"), lines.end).astype(
                "datetime64[us]"
            ),
            "share": 1 - lines.present / 100,
        }
    )
    keys = ["person_id", "start", "share"]
    pd.testing.assert_frame_equal(
        cleaned.table("absences").sort_values(keys, ignore_index=True),
        clean.sort_values(keys, ignore_index=True),
        check_dtype=False,
    )


def test_sick_leave_is_what_counting_day_by_day_gave(cleaned, truth):
    contracts, rules = cleaned.table("contracts"), rules_of(cleaned.settings).with_all_jobs()
    service = spells(contracts, scope="board", rules=rules)
    found = absence.absence(cleaned.table("absences"), contracts, service).set_index("window")
    for year, counted in truth["absence"].items():
        names = found.columns.intersection(list(counted))
        told = found.loc[year, names].to_dict()
        assert len(names) == 7
        assert told == pytest.approx({name: counted[name] for name in names}, rel=1e-5)


@pytest.mark.parametrize("childcare", [True, False])
def test_schools_and_childcare_lose_what_was_planted(cleaned, truth, childcare):
    units = cleaned.table("units").dropna(subset="sector").drop_duplicates("unit_id")
    sector = units.set_index("unit_id")["sector"]
    contracts = cleaned.table("contracts")
    chosen = contracts["school_id"].map(sector).eq("childcare") == childcare
    contracts = contracts[chosen].reset_index(drop=True)
    rules = rules_of(cleaned.settings).with_all_jobs()
    service = spells(contracts, scope="school", rules=rules)
    found = absence.absence(cleaned.table("absences"), contracts, service).set_index("window")
    name = "absent_share_childcare" if childcare else "absent_share_school"
    planted = {year: counted[name] for year, counted in truth["absence"].items()}
    assert found["absent_share"].to_dict() == pytest.approx(planted, rel=1e-5)


def test_no_reason_of_illness_passes_the_door(cleaned, exports):
    report = cleaned.imports.set_index("file").loc[absences.PATH]
    assert json.loads(report["stripped"]) == [[absences.REASON, "medical"]]
    assert exports[absences.PATH].rows[absences.REASON].eq(absences.TOKEN).sum() == 1
    stored = b"".join(path.read_bytes() for path in cleaned.stored.rglob("*.parquet"))
    assert absences.TOKEN.encode() not in stored
    assert "Zwangerschap" not in cleaned.everything("absences").to_string()


def test_of_a_pregnancy_nothing_is_kept_but_that_there_was_a_row(cleaned):
    rows = cleaned.everything("absences").query("fate == 'not_sick_leave'")
    assert len(rows) == 90
    assert rows[["start", "end", "share"]].isna().all(axis=None)


@pytest.fixture(scope="module")
def winters(drawn):
    return list(pupils.draw(drawn))


def test_tidy_pupils_are_the_clean_scores(cleaned, drawn, winters):
    number = pseudonym(pd.Series(raw_pupils.codes(drawn)), PUBLISHED_KEY)
    parts = []
    for winter in winters:
        about = {
            "pupil_id": number[winter.pupil].to_numpy(),
            "school_id": np.array(school_ids())[winter.school],
            "group_id": raw_pupils.group_code(winter.group),
            "year": float(winter.year),
            "measured_on": winter.measured_on.astype("datetime64[us]"),
        }
        scores = dict(zip(DOMAINS, winter.scores.T, strict=True))
        wide = pd.DataFrame(about | scores)
        parts.append(wide.melt(list(about), var_name="domain", value_name="score"))
    keys = ["year", "pupil_id", "domain"]
    clean = pd.concat(parts).dropna(subset="score").sort_values(keys, ignore_index=True)
    tidy = cleaned.table("pupils").sort_values(keys, ignore_index=True)
    pd.testing.assert_frame_equal(tidy[clean.columns], clean, check_dtype=False)


def test_earlier_scores_are_those_of_an_earlier_winter(cleaned):
    tidy = cleaned.table("pupils")
    with_prior = tidy.dropna(subset="prior_score")
    assert (with_prior["prior_on"] < with_prior["measured_on"]).all()
    assert (with_prior["prior_on"].dt.year <= with_prior["year"]).all()
    key = ["pupil_id", "domain", "prior_on", "prior_score"]
    earlier = tidy[["pupil_id", "domain", "measured_on", "score"]].set_axis(key, axis="columns")
    assert len(with_prior.merge(earlier.drop_duplicates(), on=key)) == len(with_prior)


def test_what_is_known_about_pupils_is_what_was_counted(cleaned, truth):
    tidy, named = cleaned.table("pupils"), cleaned.table("assignments")
    for year, counted in truth["pupils"].items():
        now = tidy[tidy["year"] == int(year[:4])]
        rows = named[named["year"] == int(year[:4])]
        assert {
            "pupils": now["pupil_id"].nunique(),
            "scores": len(now),
            "scores_with_prior": now["prior_score"].notna().sum(),
            "groups": now["group_id"].nunique(),
            "assigned": rows["group_id"].nunique(),
            "named": rows.dropna(subset="person_id")["group_id"].nunique(),
        } == counted


def test_codes_typed_for_a_test_that_was_not_taken_are_counted(cleaned, truth):
    changes = cleaned.audit.changes.query("change == 'impossible_to_missing'")
    planted = {
        path: facts["not_tested_as_number"]
        for path, facts in truth["cells"].items()
        if "not_tested_as_number" in facts
    }
    assert changes.groupby("file")["n"].sum().to_dict() == planted


def test_rows_about_pupils_are_about_somebody(cleaned):
    rows = cleaned.rows().query("table == 'pupils'")
    without = rows["person_id"].isna()
    assert set(rows.loc[without, "fate"]) == {"no_pupil_code"}


def test_tidy_assignments_are_the_clean_rows(cleaned, drawn, code):
    parts = []
    for year in pupils.YEARS:
        rows = groups.draw(drawn, year)
        named = code.reindex(rows.person).to_numpy()
        parts.append(
            pd.DataFrame(
                {
                    "group_id": raw_pupils.group_code(rows.group),
                    "school_id": np.array(school_ids())[rows.school],
                    "team_id": np.array(team_ids())[rows.team],
                    "person_id": named,
                    "year": float(year),
                    "share": rows.share,
                }
            )
        )
    clean = pd.concat(parts, ignore_index=True)
    keys = ["year", "group_id", "team_id", "person_id"]
    pd.testing.assert_frame_equal(
        cleaned.table("assignments").sort_values(keys, ignore_index=True),
        clean.sort_values(keys, ignore_index=True),
        check_dtype=False,
    )


def test_staff_of_a_group_are_people_of_the_personnel_file(cleaned):
    named = cleaned.table("assignments")["person_id"].dropna()
    assert named.isin(cleaned.table("contracts")["person_id"]).all()


def test_leaders_change_twelve_times(cleaned):
    schools = cleaned.table("units").query("kind == 'school'").sort_values(["unit_id", "year"])
    before = schools.groupby("unit_id")["leader_id"].shift()
    assert ((schools["leader_id"] != before) & before.notna()).sum() == 12
