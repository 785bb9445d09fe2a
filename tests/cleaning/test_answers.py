import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis.cleaning import answers
from analysis.errors import DataProblem
from analysis.language import use


def fate_of(cleaned) -> list[str]:
    return cleaned.rows["fate"].tolist()


def box(cleaned, rule: str) -> int:
    fates = cleaned.audit.fates
    return int(fates.loc[fates["rule"] == rule, "n"].sum())


@pytest.fixture
def clean(settings, book, units):
    def run(*files, units=units, settings=settings):
        return answers.clean(list(files), settings, codebook=book, units=units)

    return run


def test_an_ordinary_record_is_kept_with_its_answers_as_given(wave, clean):
    kept = clean(wave(["p1"])).kept
    assert kept.loc[0, ["person_id", "team_id", "wave"]].tolist() == ["p1", "t1", "2025"]
    assert kept.loc[0, ["psysafe_1", "psysafe_4"]].tolist() == [4.0, 2.0]  # not turned


def test_a_preview_is_set_aside(wave, clean):
    cleaned = clean(wave(["p1", "p2"], Status=["Survey Preview", "IP Address"]))
    assert fate_of(cleaned) == ["preview", "kept"]


def test_a_test_record_and_spam_are_set_aside(wave, clean):
    cleaned = clean(wave(["p1", "p2", "p3"], Status=["2", "8", "0"]))
    assert fate_of(cleaned) == ["test_response", "test_response", "kept"]


def test_a_status_nobody_knows_is_refused_with_the_line_to_add(wave, clean):
    with pytest.raises(DataProblem, match=r'\[file.values.status\] "12x" = "ordinary"'):
        clean(wave(["p1"], Status=["12x"]))


def test_a_status_declared_in_the_study_is_followed(wave, clean):
    cleaned = clean(wave(["p1"], Status=["12x"], values={"status": {"12x": "test"}}))
    assert fate_of(cleaned) == ["test_response"]


def test_a_record_without_a_person_is_set_aside(wave, clean):
    assert fate_of(clean(wave([None, "p2"]))) == ["no_person_code", "kept"]


def test_an_unfinished_record_is_set_aside(wave, clean):
    cleaned = clean(wave(["p1", "p2", "p3"], Finished=["False", "WAAR", "0"]))
    assert fate_of(cleaned) == ["unfinished", "kept", "unfinished"]


def test_without_finished_the_progress_decides(raw_file, clean):
    columns = {
        "person_id": ["p1", "p2"],
        "progress": ["100", "40"],
        "psysafe_1": ["mee eens", "mee eens"],
    }
    assert fate_of(clean(raw_file("answers", columns, wave="1"))) == ["kept", "unfinished"]


def test_a_team_that_is_not_among_the_units_is_set_aside(wave, clean):
    cleaned = clean(wave(["p1", "p2", "p3"], team=["t9", "t1", "t2"]))
    assert fate_of(cleaned) == ["unknown_team", "kept", "kept"]


def test_an_empty_team_is_an_unknown_team(wave, clean):
    assert fate_of(clean(wave(["p1", "p2"], team=[None, "t1"]))) == ["unknown_team", "kept"]


def test_mostly_unknown_teams_are_a_wrong_mapping(wave, clean):
    with pytest.raises(DataProblem, match="Most teams in this file are not in the table units"):
        clean(wave(["p1", "p2"], team=["x1", "x2"]))


def test_without_units_every_team_is_accepted(wave, clean):
    assert fate_of(clean(wave(["p1"], team=["x1"]), units=None)) == ["kept"]


def test_the_name_of_a_team_becomes_its_code_and_is_counted(wave, clean):
    cleaned = clean(wave(["p1", "p2"], team=["team oost", "t1"]))
    assert cleaned.kept["team_id"].tolist() == ["t1", "t1"]
    assert cleaned.audit.changes[["column", "change", "n"]].values.tolist() == [
        ["team_id", "name_to_code", 1]
    ]


def test_a_name_in_the_study_settings_becomes_its_code(wave, clean):
    cleaned = clean(wave(["p1"], team=["OB oost"], values={"team_id": {"ob Oost": "t2"}}))
    assert cleaned.kept.loc[0, "team_id"] == "t2"


def test_the_school_is_that_of_the_team_in_the_year_of_the_answer(wave, clean):
    # March 2025 is school year 2024, in which t2 belongs to s2
    cleaned = clean(wave(["p1", "p2"], team=["t1", "t2"]))
    assert cleaned.kept["school_id"].tolist() == ["s1", "s2"]


def test_an_answer_outside_the_period_is_set_aside(wave, clean):
    days = ["2025-03-02 23:59:59", "2025-03-03 00:00:00", "2025-03-28 23:59:59", "2025-03-29"]
    cleaned = clean(wave(["p1", "p2", "p3", "p4"], End=days))
    outside = "outside_field_period"
    assert fate_of(cleaned) == [outside, "kept", "kept", outside]


@pytest.mark.parametrize(
    ("policy", "stays"),
    [("latest", "p1 on 12"), ("first", "p1 on 10"), ("most_complete", "p1 on 11")],
)
def test_of_doubles_the_declared_one_stays(wave, clean, settings_with, policy, stays):
    file = wave(
        ["p1", "p1", "p1"],
        End=["2025-03-12", "2025-03-10", "2025-03-11"],
        items={
            "psysafe_1": ["mee eens", "mee eens", "mee eens"],
            "psysafe_2": [None, None, "mee eens"],
        },
    )
    kept = clean(file, settings=settings_with(duplicates=policy)).kept
    assert [
        f"{p} on {d.day}" for p, d in zip(kept["person_id"], kept["answered_on"], strict=True)
    ] == [stays]


def test_the_double_of_a_record_that_was_set_aside_is_no_double(wave, clean):
    cleaned = clean(
        wave(["p1", "p1"], Finished=["True", "False"], End=["2025-03-10", "2025-03-11"])
    )
    assert fate_of(cleaned) == ["kept", "unfinished"]


def test_doubles_are_found_over_the_files_of_a_wave(wave, clean):
    first, second = wave(["p1"], path="a.csv"), wave(["p1"], path="b.csv", End=["2025-03-11"])
    assert fate_of(clean(first, second)) == ["duplicate", "kept"]


def test_the_same_person_in_two_waves_is_no_double(wave, clean):
    first, second = wave(["p1"], path="a.csv"), wave(["p1"], path="b.csv", wave="2026")
    assert fate_of(clean(first, second)) == ["kept", "kept"]


def test_an_answer_faster_than_the_limit_is_set_aside(wave, clean):
    cleaned = clean(wave(["p1", "p2", "p3"], Duration=["119", "120", None]))
    assert fate_of(cleaned) == ["speeder", "kept", "kept"]


def test_start_and_end_give_the_duration_where_the_tool_does_not(raw_file, clean):
    columns = {
        "person_id": ["p1", "p2"],
        "Begin": ["3/10/25 12:00:00", "3/13/25 12:00:00"],
        "Eind": ["3/10/25 12:01:00", "3/13/25 12:10:00"],
        "psysafe_1": ["mee eens", "mee eens"],
    }
    roles = {"Begin": "started", "Eind": "ended"}
    assert fate_of(clean(raw_file("answers", columns, roles=roles, wave="1"))) == [
        "speeder",
        "kept",
    ]


def test_a_record_without_one_answer_is_set_aside(wave, clean):
    items = {"psysafe_1": ["mee eens", None], "psysafe_4": [None, "weet ik niet"]}
    assert fate_of(clean(wave(["p1", "p2"], items=items))) == ["kept", "no_answers"]


@pytest.fixture
def equal_answers(wave, book):
    """Twelve equal answers, nine equal answers, and twelve with one that differs."""
    names = book.items.index[:12]
    items = {name: ["mee eens"] * 3 for name in names[:9]}
    items |= {name: ["mee eens", None, "mee eens"] for name in names[9:11]}
    items |= {names[11]: ["mee eens", None, "mee oneens"]}
    return wave(["p1", "p2", "p3"], items=items)


def test_ten_equal_answers_are_marked_and_kept(equal_answers, clean):
    cleaned = clean(equal_answers)
    assert fate_of(cleaned) == ["kept", "kept", "kept"]
    assert cleaned.audit.marks[["rule", "n"]].values.tolist() == [["straightliner", 1]]


def test_ten_equal_answers_are_set_aside_when_the_study_says_so(
    equal_answers, clean, settings_with
):
    cleaned = clean(equal_answers, settings=settings_with(straightliner="exclude"))
    assert fate_of(cleaned) == ["straightliner", "kept", "kept"]
    assert cleaned.audit.marks.empty


def test_the_first_rule_in_order_is_the_fate(wave, clean):
    cleaned = clean(wave(["p1"], Status=["1"], Finished=["False"], Duration=["5"]))
    assert fate_of(cleaned) == ["preview"]
    assert box(cleaned, "speeder") == 0


def test_every_rule_is_in_the_audit_in_the_declared_order(wave, clean):
    assert clean(wave(["p1"])).audit.fates["rule"].tolist() == [
        "preview",
        "test_response",
        "no_person_code",
        "unfinished",
        "unknown_team",
        "outside_field_period",
        "duplicate",
        "speeder",
        "no_answers",
        "kept",
    ]


def test_missing_answers_carry_their_reason(wave, clean):
    items = {
        "psysafe_1": ["weet ik niet", "mee eens"],
        "psysafe_2": [None, "Does not apply"],
        "psysafe_3": ["-99", "mee eens"],
        "psysafe_4": ["mee eens", "mee eens"],
    }
    file = wave(["p1", "p2"], items=items, missing={"not_asked": ("-99",)})
    missing = clean(file).extra["answers_missing"]
    expected = [
        ("p1", "2025", "psysafe_1", "dont_know"),
        ("p1", "2025", "psysafe_2", "skipped"),
        ("p1", "2025", "psysafe_3", "not_asked"),
        ("p2", "2025", "psysafe_2", "not_applicable"),
    ]
    assert list(missing.itertuples(index=False, name=None)) == expected


def test_an_item_that_a_wave_did_not_ask_is_missing_without_a_reason(wave, clean):
    first = wave(["p1"], path="a.csv")
    second = wave(["p2"], path="b.csv", wave="2026", items={"errcult_1": ["eens"]})
    cleaned = clean(first, second)
    assert pd.isna(cleaned.kept.loc[1, "psysafe_1"])
    assert cleaned.extra["answers_missing"].empty


def test_roles_and_years_of_service_are_read_by_label(wave, clean):
    file = wave(["p1", "p2"])
    file[0].rows["role"] = ["Leidinggevende", "OOP"]
    file[0].rows["tenure_band"] = ["3 - 5 jaar", "21+"]
    kept = clean(file).kept
    assert kept[["role", "tenure_band"]].values.tolist() == [["leader", "3-5"], ["support", "21+"]]


def test_the_raw_table_is_left_untouched(wave, clean):
    raw, source = wave(["p1 ", "p2"], team=[" t1", "t2"])
    before = raw.rows.copy(deep=True)
    clean((raw, source))
    assert_frame_equal(raw.rows, before)


def test_blanks_that_were_removed_are_counted_per_column(wave, clean):
    changes = clean(wave(["p1", "p2"], team=[" t1", "t2 "])).audit.changes
    assert changes[["column", "change", "n"]].values.tolist() == [["team_id", "trimmed", 2]]


def test_a_label_nobody_knows_stops_in_the_readers_language(wave, clean):
    items = {"psysafe_1": ["mee eenz", *["mee eens"] * 5]}
    with use("pseudo"), pytest.raises(DataProblem) as caught:
        clean(wave([f"p{n}" for n in range(6)], items=items))
    assert "⟦Some answers have a label that is not in the codebook.⟧" in str(caught.value)


def test_a_label_nobody_knows_stops_in_dutch(wave, clean):
    items = {"psysafe_1": ["mee eenz", *["mee eens"] * 5]}
    with use("nl"), pytest.raises(DataProblem) as caught:
        clean(wave([f"p{n}" for n in range(6)], items=items))
    assert str(caught.value).startswith(
        "raw/answers.csv, kolom psysafe_1, 1 rij: "
        "Sommige antwoorden hebben een tekst die niet in het codeboek staat."
    )


def test_two_forms_of_one_file_have_two_names_in_the_audit(wave, clean):
    first, second = wave(["p1"], wave="2025"), wave(["p2"], wave="2026")
    files = clean(first, second).audit.fates["file"].unique().tolist()
    assert files == ["raw/answers.csv 2025", "raw/answers.csv 2026"]


def test_a_row_that_was_cut_off_is_in_the_account(raw_file, clean):
    columns = {"person_id": ["p1"], "psysafe_1": ["mee eens"]}
    cleaned = clean(raw_file("answers", columns, wave="1", set_aside=(("cut_off", 1),)))
    assert cleaned.audit.read("answers") == 2
    assert box(cleaned, "cut_off") == 1


def test_a_file_without_a_wave_says_what_to_add(raw_file, clean):
    with pytest.raises(DataProblem, match='wave = "2025"'):
        clean(raw_file("answers", {"person_id": ["p1"], "psysafe_1": ["mee eens"]}))


@pytest.mark.parametrize("role", ["ended", "submitted"])
def test_a_limesurvey_record_without_a_day_of_sending_is_unfinished(raw_file, clean, role):
    columns = {
        "person_id": ["p1", "p2"],
        "submitdate": ["2025-03-10 12:00:00", None],
        "psysafe_1": ["mee eens", "mee eens"],
    }
    file = raw_file(
        "answers", columns, roles={"submitdate": role}, file_format="limesurvey", wave="2025"
    )
    assert clean(file).rows["fate"].tolist() == ["kept", "unfinished"]


def test_a_role_that_the_file_calls_missing_is_missing_and_counted(wave, clean):
    raw, source = wave(["p1", "p2"], items={"psysafe_1": ["eens"] * 2, "rol": ["Leraar", "geen"]},
                       columns={"team_id": "team", "role": "rol"})  # fmt: skip
    raw.catalogue["missing"] = ["geen" if name == "rol" else "" for name in raw.catalogue.index]
    cleaned = clean((raw, source))
    assert cleaned.rows["role"].astype("str").fillna("-").tolist() == ["teacher", "-"]
    changes = cleaned.audit.changes.set_index("change")["n"].to_dict()
    assert changes["declared_missing"] == 1


@pytest.fixture
def halfway(wave):
    """Two people with the same answers; only the first sent the questionnaire in."""
    items = {
        "psysafe_1": ["mee eens"] * 2,
        "psysafe_2": [None] * 2,
        "psysafe_3": ["weet ik niet"] * 2,
        "psysafe_4": [None] * 2,
        "errcult_1": [None] * 2,
    }
    return wave(["p1", "p2"], items=items, Finished=["True", "False"])


def test_what_comes_after_the_last_answer_of_somebody_who_stopped_was_not_reached(
    halfway, clean, settings_with
):
    missing = clean(halfway, settings=settings_with(unfinished="mark")).extra["answers_missing"]
    reasons = missing.set_index(["person_id", "item_id"])["reason"]
    assert reasons["p1"].tolist() == ["skipped", "dont_know", "skipped", "skipped"]
    assert reasons["p2"].tolist() == ["skipped", "dont_know", "dropped_out", "dropped_out"]


def test_questions_are_in_the_order_of_the_file_and_not_of_the_codebook(wave, clean, settings_with):
    items = {"errcult_1": ["mee eens"], "psysafe_4": [None], "psysafe_1": ["mee eens"]}
    file = wave(["p1"], items=items | {"psysafe_2": [None]}, Finished=["False"])
    missing = clean(file, settings=settings_with(unfinished="mark")).extra["answers_missing"]
    assert missing.set_index("item_id")["reason"].to_dict() == {
        "psysafe_2": "dropped_out",
        "psysafe_4": "skipped",
    }


def test_where_the_tool_marks_what_was_skipped_the_blanks_at_the_end_were_not_reached(
    wave, clean, settings_with
):
    items = {"psysafe_1": ["mee eens"], "psysafe_2": ["-99"], "psysafe_3": [None]}
    file = wave(["p1"], items=items, Finished=["False"], missing={"skipped": ("-99",)})
    missing = clean(file, settings=settings_with(unfinished="mark")).extra["answers_missing"]
    assert missing["reason"].tolist() == ["skipped", "dropped_out"]


def test_records_that_were_not_finished_stay_and_are_counted_when_the_study_says_so(
    halfway, clean, settings_with
):
    cleaned = clean(halfway, settings=settings_with(unfinished="mark"))
    assert fate_of(cleaned) == ["kept", "kept"]
    assert ["unfinished", 1] in cleaned.audit.marks[["rule", "n"]].values.tolist()


def test_of_doubles_the_one_that_was_finished_stays(wave, clean, settings_with):
    file = wave(["p1", "p1"], Finished=["True", "False"], End=["2025-03-10", "2025-03-11"])
    assert fate_of(clean(file, settings=settings_with(unfinished="mark"))) == ["kept", "duplicate"]
