"""The command ``check``: as many problems as there are, each with its place and its repair."""

import json
import re

import pytest
from exports import table

from analysis import cli
from analysis.drafting import check as checking
from analysis.drafting import folder as drafting
from analysis.drafting import said
from analysis.language import use

STUDY = '[study]\ntitle = "Mine"\nsynthetic = true\n'
ANSWERS = """
[[file]]
path = "wave.csv"
table = "answers"
wave = "2025"
columns = {person_id = "code", team_id = "team", role = "rol"}
"""
WAVE = table("code;team;rol;psysafe_1;psysafe_2", "{i};t1;Leraar;mee eens;mee oneens", times=12)
CONTRACTS = """
[[file]]
path = "hr.csv"
table = "contracts"
extract_on = 2025-09-01
columns = {person_id = "nr", start = "in", end = "uit"}
"""
HR = table("nr;in;uit", "{i};2020-08-01;2024-07-31", times=12)


@pytest.fixture
def study(tmp_path):
    """Write a study: its files by name, and what study.toml says after [study]."""

    def written(*toml, **files):
        folder = tmp_path / "mine"
        folder.mkdir(exist_ok=True)
        (folder / "study.toml").write_text(STUDY + "".join(toml), encoding="utf-8")
        for name, content in files.items():
            path = folder / name.replace("_", ".", 1)
            path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return folder

    return written


@pytest.fixture
def check(study):
    return lambda *toml, **files: checking.check(study(*toml, **files))


def stops(checked):
    return [finding.what for finding in checked.stops]


def test_a_study_in_order_is_quiet(check):
    checked = check(ANSWERS, CONTRACTS, wave_csv=WAVE, hr_csv=HR)
    assert (checked.findings, checked.exit_code) == ([], 0)
    assert [(one.n_records, one.n_kept, one.n_questions) for one in checked.files] == [
        (12, 12, 2),
        (12, 12, 0),
    ]


def test_problems_of_every_file_and_column_are_told_at_once(check):
    wave = WAVE.replace("Leraar", "Tovenaar").replace("mee oneens", "prima")
    hr = HR.replace("2020-08-01", "lang geleden")
    checked = check(ANSWERS, CONTRACTS, wave_csv=wave, hr_csv=hr)
    assert [(f.file, f.column, f.rows) for f in checked.stops if f.column] == [
        ("wave.csv", "rol", 12),
        ("wave.csv", "psysafe_2", 12),
        ("hr.csv", "in", 12),
    ]
    assert all(finding.repair for finding in checked.stops)
    assert checked.exit_code == 2


def test_everything_wrong_in_study_toml_is_told_and_the_rest_is_checked(check):
    toml = ANSWERS.replace("wave =", "wafe =") + CONTRACTS.replace("contracts", "contract")
    checked = check("[cleaning]\nspeeder = 3\n", toml, CONTRACTS, wave_csv=WAVE, hr_csv=HR)
    assert [re.sub(r" in \[\[.*", "", what) for what in stops(checked)] == [
        "The key speeder is not known in [cleaning].",
        "The key wafe is not known",
        "table cannot be contract.",
    ]
    assert [one.file for one in checked.files] == ["hr.csv"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[study", "The file cannot be read as TOML."),
        ("[file]\npath = 1\n", "Files are a list, so each begins with double brackets."),
        ("", "The study has no files."),
    ],
)
def test_a_study_toml_without_files_is_a_problem(tmp_path, content, said):
    (tmp_path / "study.toml").write_text(content)
    assert stops(checking.check(tmp_path))[0] == said


def test_a_column_that_is_not_there_does_not_hide_what_else_is_wrong(check):
    toml = ANSWERS.replace('"rol"', '"functie"').replace('"team"', '"ploeg"')
    checked = check(toml, wave_csv=WAVE.replace("mee oneens", "prima"))
    assert [finding.column for finding in checked.stops] == ["psysafe_2", "ploeg"]
    assert "Also not there: functie." in checked.stops[1].what


def test_a_name_that_the_table_does_not_have_does_not_hide_what_else_is_wrong(check):
    toml = ANSWERS.replace("role =", "rolle =")
    checked = check(toml, wave_csv=WAVE.replace("mee oneens", "prima"))
    assert len(checked.stops) == 2
    assert "The table answers has no column rolle." in stops(checked)


def test_a_missing_key_is_told_and_the_files_are_checked_with_another(check, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "wave.csv").write_text(WAVE.replace("mee oneens", "prima"))
    (folder / "study.toml").write_text(ANSWERS)
    found = stops(checking.check(folder))
    assert "This study has no key to turn persons into pseudonyms." in found
    assert "Some answers have a label that is not in the codebook." in found


def test_a_file_that_is_gone_does_not_keep_the_others_from_being_checked(check):
    checked = check(ANSWERS, CONTRACTS, hr_csv=HR)
    assert stops(checked) == ["The file is not there."]
    assert [(one.file, one.n_kept) for one in checked.files] == [("wave.csv", None), ("hr.csv", 12)]


def test_no_answer_of_a_person_is_repeated(check):
    wave = WAVE.replace("mee eens", "Jan pest mij", 1).replace("Leraar", "Tovenaar", 1)
    checked = check(ANSWERS, wave_csv=wave)
    told = "\n".join([*said.after_check(checked, "mine"), said.as_json(checked)])
    assert "too rare to be named" in told
    assert not re.search(r"Jan|Tovenaar|\b10\d\b", told)


def test_the_export_day_of_contracts_is_needed(check):
    checked = check(CONTRACTS.replace("extract_on = 2025-09-01", ""), hr_csv=HR)
    assert [finding.column for finding in checked.stops] == ["extract_on"]


def test_a_file_without_records_is_told(check):
    assert stops(check(ANSWERS, wave_csv=WAVE.splitlines()[0] + "\n")) == [
        "The file has no records."
    ]


def test_a_file_of_which_nothing_is_left_says_by_which_rule(check):
    wave = re.sub(r"(?m)^\d+;", ";", WAVE)
    (finding,) = check(ANSWERS, wave_csv=wave).stops
    assert finding.what == "Not one record of this file is left after cleaning."
    assert finding.found == "no code for the person: 12"


def test_many_records_set_aside_are_a_remark_with_what_to_look_at(check):
    wave = WAVE + "".join(f"{100 + i};t1;Leraar;mee eens;mee eens\n" for i in range(6))
    checked = check(ANSWERS, wave_csv=wave)
    (finding,) = checked.remarks
    assert finding.what == "Many records are set aside: same person more than once (33%)."
    assert (finding.rows, checked.exit_code) == (6, 1)


def test_a_choice_that_was_not_made_is_a_remark(check):
    checked = check("# x = 1  # choose\n", ANSWERS, wave_csv=WAVE)
    assert [finding.what for finding in checked.remarks] == [
        "Lines of study.toml still ask for a choice: 1."
    ]


def test_a_question_that_is_nearly_ours_is_a_remark(check, book):
    text = book.items.loc["psysafe_3", "text_nl"].replace("heel", "zeer")
    toml = ANSWERS.replace("wave =", 'match = "text"\nwave =')
    wave = WAVE.replace("psysafe_2", text)
    (finding,) = check(toml, wave_csv=wave).remarks
    assert finding.what == "Questions that are nearly ours are not used."
    assert finding.column == text


def test_codes_without_a_meaning_are_a_remark(check):
    toml = CONTRACTS.replace('"uit"', '"uit", exit_class = "reden"')
    checked = check(toml, hr_csv=table("nr;in;uit;reden", "{i};2020-08-01;2024-07-31;08", times=9))
    (finding,) = checked.remarks
    assert (finding.column, finding.rows) == ("reden", 9)
    assert "[file.values.exit_class]" in finding.repair


def test_the_wrong_file_in_a_table_is_called_by_what_it_looks_like(check, contracts):
    checked = check(ANSWERS, wave_csv=contracts)
    wrong = "The file looks like the table contracts, and study.toml calls it answers."
    assert wrong in stops(checked)


def test_a_damaged_file_is_read_and_its_letters_are_a_remark(check):
    checked = check(ANSWERS, wave_csv=WAVE.replace("t1", "t\ufffd", 1))
    (finding,) = checked.remarks
    assert finding.what.startswith("Records with letters that were lost before the file came here")
    assert finding.rows == 1


def test_a_team_list_with_a_slip_elsewhere_still_tells_which_teams_there_are(check):
    units = """
[[file]]
path = "units.csv"
table = "units"
year = 2024
columns = {unit_id = "code", kind = "soort", sector = "sector"}
"""
    listed = table("code;soort;sector", "t1;team;onbekend iets")
    checked = check(units, ANSWERS, units_csv=listed, wave_csv=WAVE + "200;t9;Leraar;eens;eens\n")
    assert [finding.file for finding in checked.stops] == ["units.csv"]
    assert checked.files[1].set_aside == {"unknown_team": 1}


def test_the_same_person_in_two_files_of_a_table_that_differ_is_told(check):
    two = """
[[file]]
path = "a.csv"
table = "invited"
wave = "2025"
columns = {team_id = "team", n = "n"}
[[file]]
path = "b.csv"
table = "invited"
wave = "2025"
columns = {team_id = "team", n = "n"}
"""
    checked = check(two, a_csv="team;n\nt1;8\n", b_csv="team;n\nt1;9\n")
    assert stops(checked) == ["Several rows share team_id, wave, and they are not the same."]


# --- The command ------------------------------------------------------------------------------


@pytest.fixture
def run(monkeypatch, capsys):
    monkeypatch.setattr(cli.signal, "signal", lambda *_given: None)
    monkeypatch.setenv("LEERCULTUUR_LANGUAGE", "en")

    def go(*words):
        code = cli.main([str(word) for word in words])
        return code, capsys.readouterr().out

    return go


def test_the_command_lists_the_worst_first_and_says_what_to_do_next(run, study):
    folder = study("# choose\n", ANSWERS, wave_csv=WAVE.replace("Leraar", "Tovenaar"))
    code, out = run("check", folder)
    assert code == 2
    assert out.startswith(
        "mine: 1 problem that stops, 1 remark.\n\nTo repair first:\n  1. wave.csv"
    )
    assert out.rstrip().endswith(f"Next: leercultuur check {folder}")


def test_a_quiet_check_names_the_report_as_the_next_step(run, study):
    folder = study(ANSWERS, wave_csv=WAVE)
    code, out = run("check", folder)
    assert (code, out.splitlines()[0]) == (0, "Nothing to repair.")
    assert out.rstrip().endswith(f"Next: leercultuur report {folder}")


def test_a_page_and_a_file_for_programs_are_written_whole(run, study, tmp_path):
    folder = study(ANSWERS, wave_csv=WAVE.replace("Leraar", "<b>Tovenaar"))
    page, data = tmp_path / "check.html", tmp_path / "check.json"
    run("check", folder, "--html", page, "--json", data)
    told = json.loads(data.read_text(encoding="utf-8"))
    assert (told["exit_code"], told["findings"][0]["column"]) == (2, "rol")
    text = page.read_text(encoding="utf-8")
    assert "&lt;b&gt;Tovenaar" in text and "<b>Tov" not in text
    assert not re.search(r"(src|href)=|https?://", text)
    assert not list(tmp_path.glob(".*unfinished"))


def test_a_check_writes_nothing_into_the_study(run, study):
    folder = study(ANSWERS, wave_csv=WAVE)
    before = sorted(folder.rglob("*"))
    run("check", folder)
    assert sorted(folder.rglob("*")) == before


def test_a_check_speaks_dutch(study):
    folder = study(ANSWERS, wave_csv=WAVE.replace("Leraar", "Tovenaar"))
    with use("nl"):
        lines = "\n".join(said.after_check(checking.check(folder), "mine"))
    assert not re.search(r"To repair|What was read|labels that are|rows", lines)


def test_new_and_check_agree_about_a_draft(run, write, tmp_path, contracts, survey):
    files = [write("hr.csv", contracts), write("wave.csv", survey)]
    drafting.new(tmp_path / "mine", files)
    code, out = run("check", tmp_path / "mine")
    assert code == 2
    assert "extract_on" in out and "column Functie" in out
    assert "looks like the table" not in out


def test_an_unknown_definition_of_turnover_is_found_before_the_report_is_made(check):
    turnover = '[turnover]\ndefinitions = ["mean_stok", "azw"]\n'
    checked = check(turnover, ANSWERS, CONTRACTS, wave_csv=WAVE, hr_csv=HR)
    assert stops(checked) == ["There is no turnover definition called mean_stok."]
    assert checked.stops[0].repair.startswith("choose one of mean_stock, ")
