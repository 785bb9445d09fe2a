"""Files that do not fit together."""

import pytest
from exports import table

from analysis.cleaning import tables
from analysis.drafting import check as checking
from analysis.errors import DataProblem
from analysis.settings import read

ANSWERS = """
[[file]]
path = "{path}"
table = "answers"
wave = "{wave}"
columns = {{person_id = "code", team_id = "team"}}
"""
CONTRACTS = """
[[file]]
path = "hr.csv"
table = "contracts"
extract_on = 2025-09-01
columns = {person_id = "nr", start = "in", end = "uit"}
"""


@pytest.fixture
def study(tmp_path):
    def written(toml, **files):
        (tmp_path / "study.toml").write_text("[study]\nsynthetic = true\n" + toml)
        for name, content in files.items():
            (tmp_path / name.replace("_", ".", 1)).write_text(content, encoding="utf-8")
        return tmp_path

    return written


def wave(code="0{i}", times=12):
    return table("code;team;psysafe_1", f"{code};t1;mee eens", times=times)


def hr(code="0{i}"):
    return table("nr;in;uit", f"{code};2020-08-01;2024-07-31", times=12)


def told(folder):
    return [(f.grade, f.file, f.what) for f in checking.check(folder).findings]


def test_codes_that_lost_their_zeros_are_told_for_the_file_that_lost_them(study):
    toml = ANSWERS.format(path="w.csv", wave="2025") + CONTRACTS
    folder = study(toml, w_csv=wave("{i}"), hr_csv=hr("0{i}"))
    (finding,) = checking.check(folder).stops
    assert (finding.file, finding.column) == ("w.csv", "code")
    assert finding.what == (
        "12 codes are the same as in hr.csv only without the zeros in front: here they were lost."
    )
    assert "as text; Excel takes zeros away" in finding.repair


def test_codes_with_zeros_in_both_files_are_in_order(study):
    toml = ANSWERS.format(path="w.csv", wave="2025") + CONTRACTS
    assert told(study(toml, w_csv=wave(), hr_csv=hr())) == []


def test_people_without_a_contract_are_a_remark_with_their_share(study):
    toml = ANSWERS.format(path="w.csv", wave="2025") + CONTRACTS
    assert told(study(toml, w_csv=wave("x{i}"), hr_csv=hr())) == [
        ("remark", "w.csv", "Of the people who answered, 0% are in the contracts.")
    ]


def test_a_wave_for_which_nobody_was_invited_is_a_remark(study):
    invited = '[[file]]\npath = "i.csv"\ntable = "invited"\nwave = "2024"\n'
    invited += 'columns = {team_id = "team", n = "n"}\n'
    folder = study(
        ANSWERS.format(path="w.csv", wave="2025") + invited, w_csv=wave(), i_csv="team;n\nt1;20\n"
    )
    assert told(folder) == [
        ("remark", "i.csv", "No invitations for wave 2025, so its response is not known.")
    ]


TWICE = ANSWERS.format(path="a.csv", wave="2024") + ANSWERS.format(path="b.csv", wave="2025")


def test_a_copy_of_a_file_under_another_name_is_found(study):
    folder = study(TWICE, a_csv=wave(), b_csv=wave())
    assert told(folder) == [
        ("stop", "b.csv", "The same file is read twice into the table answers.")
    ]
    with pytest.raises(DataProblem, match="b.csv: The same file is read twice.*Found: a.csv"):
        tables.clean(read(folder), b"k" * 32, None)


def test_one_file_may_hold_two_waves_in_its_columns(study):
    toml = TWICE.replace("b.csv", "a.csv")
    toml = toml.replace('"2024"', '"2024"\nitems = {psysafe_1 = "v1"}', 1)
    toml = toml.replace('"2025"', '"2025"\nitems = {psysafe_1 = "v2"}', 1)
    content = table("code;team;v1;v2", "0{i};t1;mee eens;mee oneens", times=12)
    assert told(study(toml, a_csv=content)) == []


def test_files_of_the_same_size_with_other_answers_are_two_files(study):
    assert told(study(TWICE, a_csv=wave(), b_csv=wave().replace("t1", "t2"))) == []


HEADER = "StartDate,EndDate,Status,Finished,ResponseId,ExternalReference,psysafe_1\n"


def responses(label, day="03"):
    rows = [
        f"2025-03-{day} 10:0{i}:00,2025-03-{day} 10:1{i}:00,0,1,R_{i}a,p{i},{label}\n"
        for i in range(8)
    ]
    return HEADER + "".join(rows)


def test_one_survey_exported_with_labels_and_with_codes_is_found(study):
    toml = TWICE.replace('"code", team_id = "team"', '"ExternalReference"')
    folder = study(toml, a_csv=responses("mee eens"), b_csv=responses("helemaal mee eens"))
    assert ("stop", "b.csv", "Responses of this file are in a.csv too: 8.") in told(folder)


def test_responses_with_the_same_numbers_on_other_days_are_others(study):
    toml = TWICE.replace('"code", team_id = "team"', '"ExternalReference"')
    folder = study(toml, a_csv=responses("mee eens"), b_csv=responses("mee eens", day="09"))
    assert told(folder) == []
