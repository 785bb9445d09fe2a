"""The command ``new``: everything is read before anything is written."""

import os
import re
import stat
import tomllib

import pytest
from exports import table

from analysis import settings
from analysis.drafting import folder as drafting
from analysis.drafting import said
from analysis.errors import DataProblem
from analysis.intake import pseudonyms
from analysis.language import use


@pytest.fixture
def new(tmp_path, write):
    """Write exports and make a study of them."""

    def make(*, name="mine", **exports):
        files = [write(f.replace("_", ".", 1), content) for f, content in exports.items()]
        return drafting.new(tmp_path / name, files)

    return make


def text_of(made):
    return (made.folder / "study.toml").read_text(encoding="utf-8")


def test_the_draft_is_a_study_that_can_be_read(new, contracts, survey):
    made = new(hr_csv=contracts, wave_csv=survey)
    about = settings.read(made.folder)
    assert [source.table for source in about.files] == ["contracts", "answers"]
    wave = about.files[1]
    assert (wave.match, wave.wave, wave.format) == ("text", "2025", "qualtrics")
    assert [day.isoformat() for day in wave.fielded] == ["2025-03-03", "2025-03-14"]


def test_files_are_copied_and_the_originals_are_not_touched(new, contracts, tmp_path):
    made = new(hr_csv=contracts)
    copied = made.folder / "raw" / "hr.csv"
    assert copied.read_bytes() == (tmp_path / "exports" / "hr.csv").read_bytes()
    assert made.copied == 1


def test_a_file_that_lies_in_the_study_is_used_where_it_is(tmp_path, contracts):
    place = tmp_path / "mine" / "hr" / "export.csv"
    place.parent.mkdir(parents=True)
    place.write_text(contracts, encoding="utf-8")
    made = drafting.new(tmp_path / "mine", [place])
    assert [source.path for source in settings.read(made.folder).files] == ["hr/export.csv"]
    assert made.copied == 0


def test_two_files_of_one_name_keep_apart(tmp_path, contracts, survey):
    files = []
    for place, content in (("a", contracts), ("b", survey)):
        (tmp_path / place).mkdir()
        files.append(tmp_path / place / "export.csv")
        files[-1].write_text(content, encoding="utf-8")
    made = drafting.new(tmp_path / "mine", files)
    assert [one.path for one in made.drafts] == ["raw/export.csv", "raw/export_2.csv"]


def test_a_key_is_made_and_told_with_what_losing_it_means(new, contracts):
    made = new(hr_csv=contracts)
    assert made.key == pseudonyms.key_path(made.folder)
    assert made.key.stat().st_size == 32
    lines = said.after_new(made)
    assert f"The key that turns people into pseudonyms: {made.key}" in lines
    assert any("Without it, files that come later cannot be linked" in line for line in lines)


def test_figures_per_school_need_no_key(new):
    made = new(figures_csv=table("dbn;Exam score;Pupils", "01M{i};410;33", times=12))
    assert made.key is None
    assert "No key was needed: these files hold figures, not people." in said.after_new(made)


@pytest.mark.skipif(os.name != "posix", reason="rights are kept elsewhere")
def test_the_folder_is_closed_to_others(new, contracts):
    assert stat.S_IMODE(new(hr_csv=contracts).folder.stat().st_mode) == 0o700


def test_a_study_that_exists_is_never_replaced(new, contracts):
    new(hr_csv=contracts)
    with pytest.raises(DataProblem, match="mine has a study.toml already; it is never replaced"):
        new(hr_csv=contracts)


def test_without_files_a_study_gets_the_key_that_it_lacks(tmp_path):
    (tmp_path / "study.toml").write_text("[study]\n")
    assert drafting.new(tmp_path, []).key.is_file()
    with pytest.raises(DataProblem, match="there is nothing to make.*leercultuur check"):
        drafting.new(tmp_path, [])


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DataProblem, match="not there: .*gone.csv"):
        drafting.new(tmp_path / "mine", [tmp_path / "gone.csv"])
    assert not (tmp_path / "mine").exists()


def test_a_star_stands_for_many_files(tmp_path, write, contracts):
    write("hr1.csv", contracts)
    write("hr2.csv", contracts.replace("08-2020", "09-2020"))
    made = drafting.new(tmp_path / "mine", [tmp_path / "exports" / "hr*.csv"])
    assert len(made.drafts) == 2


def test_all_files_that_cannot_be_used_are_told_at_once_and_nothing_is_written(new, tmp_path):
    bsn = table("BSN;naam", "123456782;x")
    with pytest.raises(DataProblem, match="2 files cannot be used, so nothing was written") as told:
        new(a_csv=bsn, b_csv="", c_csv=table("x", "1"))
    assert "a.csv, column BSN" in str(told.value)
    assert "b.csv: The file is empty." in str(told.value)
    assert not (tmp_path / "mine").exists()


def test_a_disk_that_fails_halfway_leaves_nothing_behind(new, contracts, tmp_path, monkeypatch):
    def full(*_given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(drafting.os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        new(hr_csv=contracts)
    assert not (tmp_path / "mine").exists()


def test_a_file_that_looks_like_no_table_is_kept_off_until_somebody_chooses(new):
    made = new(x_csv=table("kleur;prijs", "rood;{i}", times=6))
    assert settings.read(made.folder).files == ()
    assert '# table = "…"' in text_of(made)
    assert "Its columns: kleur, prijs." in text_of(made)


def test_one_survey_exported_twice_is_used_once(new, survey):
    labels = survey
    codes = survey.replace("mee eens", "4").replace("mee oneens", "2")
    made = new(labels_csv=labels, codes_csv=codes)
    assert [source.path for source in settings.read(made.folder).files] == ["raw/labels.csv"]
    assert "The same responses are in raw/labels.csv." in text_of(made).replace("\n# ", " ")


def test_labels_are_proposed_only_when_five_people_share_them(new, contracts):
    text = text_of(new(hr_csv=contracts.replace("Conciërge", "Alchemist", 1)))
    assert "Alchemist" not in text
    assert "1 other label is not known; it is too rare to be named." in text


def test_no_code_or_day_of_one_person_stands_in_the_draft(new, contracts, survey):
    text = text_of(new(hr_csv=contracts, wave_csv=survey))
    assert not re.search(r"\b(10\d|91\d\d)\b", text)
    assert "2020-08-01" not in text and "R_1a" not in text


def test_a_reworded_question_is_a_suggestion_with_its_likeness(new, survey):
    text = text_of(new(wave_csv=survey))
    assert re.search(r'# psysafe_4 = "Q3" +# choose: 0\.\d\d In mijn team kan je je twijfels', text)


def test_what_is_missing_says_what_it_rules_out(new, survey):
    text = text_of(new(wave_csv=survey)).replace("\n# ", " ")
    assert "No role: staff and leaders cannot be compared." in text
    assert "No table contracts, so the report cannot show who came and who left" in text


def test_an_anonymous_survey_says_so(new, survey):
    made = new(wave_csv=survey.replace("ExternalReference", "x").replace("External Data", "y"))
    assert settings.read(made.folder).files[0].anonymous


def test_columns_that_might_be_meant_too_are_named(new):
    content = table("Teamcode;Afdeling;Meting;Uitgenodigd", "t{i};A{i};2025;9", times=6)
    assert re.search(r'team_id = "Teamcode" +# choose: or: Afdeling', text_of(new(i_csv=content)))


def test_a_column_that_a_table_cannot_do_without_is_asked_for(new):
    content = table("Medewerker;In dienst;FTE", "{i};01-02-2020;1", times=6)
    assert re.search(r'# end = "…" +# choose: Last day in employment', text_of(new(h_csv=content)))


def test_each_sheet_that_is_a_table_has_its_own_part(new):
    rows = [["Medewerker", "Begindatum", "Hersteldatum"], [1, "2024-01-01", "2024-01-03"]]
    hr = [["Medewerker", "In dienst", "Uit dienst"], [1, "2024-01-01", "2024-12-31"]]
    made = new(hr_xlsx={"Toelichting": [["Lees dit"], ["x"]], "Verzuim": rows, "Dienst": hr})
    about = settings.read(made.folder)
    assert [(s.sheet, s.table) for s in about.files] == [
        ("Verzuim", "absences"),
        ("Dienst", "contracts"),
    ]


def test_questions_of_another_questionnaire_are_listed_as_a_codebook_to_fill_in(new):
    rows = [";".join(str(1 + (i + k) % 6) for k in range(4)) for i in range(6)]
    made = new(own_csv=table("A1;A2;A3;leeftijd", *rows, times=3))
    draft = (made.folder / "codebook_draft" / "items.csv").read_text(encoding="utf-8")
    assert draft.splitlines()[:2] == [
        "item_id,scale_id,item_en,reverse,options,anchors",
        "A1,,A1,0,6,",
    ]
    assert made.own


def test_the_draft_speaks_the_language_of_the_reader(new, survey):
    with use("nl"):
        made = new(wave_csv=survey)
        lines = said.after_new(made)
    assert re.search(r"# kies: ", text_of(made))
    assert not re.search(r"choose|the question|could not|columns are", text_of(made))
    assert not re.search(r"copied|Then run", "\n".join(lines))


def test_the_last_line_is_the_next_command(new, contracts):
    made = new(hr_csv=contracts, name="my study")
    assert said.after_new(made)[-1] == f"Then run: leercultuur check '{made.folder}'"


def test_the_draft_is_plain_toml_for_names_with_quotes_and_line_ends(new):
    name = 'Team "Oost" \\ bouw'
    header = "Medewerker;In dienst;Uit dienst;" + '"' + name.replace('"', '""') + '"'
    made = new(h_csv=table(header, "{i};01-02-2020;01-02-2021;1", times=6))
    assert tomllib.loads(text_of(made))["file"][0]["table"] == "contracts"


def test_a_column_that_may_be_a_code_for_the_person_is_asked_about(new):
    content = table("nr;psysafe_1;aantal", "k{i};mee eens;1", times=12)
    made = new(wave_csv=content)
    assert re.search(r'# person_id = "nr" +# choose: a code for the person\?', text_of(made))
    assert settings.read(made.folder).files[0].anonymous
    assert '"aantal"' not in text_of(made)


GERMAN = (
    "StartDate,EndDate,Status,Finished,ResponseId,Q1,Q2,Q3\n"
    "Anfangsdatum,Enddatum,Antworttyp,Beendet,Antwort-ID,"
    "In meinem Team kann ich sagen dass ich etwas nicht weiss.,"
    "Um Hilfe zu bitten ist in meinem Team normal.,In meinem Team behalte ich Zweifel für mich.\n"
)


def test_an_export_in_another_language_says_so_and_lists_its_questions(new):
    labels = ["stimme zu", "stimme nicht zu", "weder noch"]
    rows = [
        f"2025-03-{3 + i:02} 10:00:00,2025-03-{3 + i:02} 10:10:00,0,1,R_{i}a,"
        + ",".join(labels[(i + k) % 3] for k in range(3))
        for i in range(18)
    ]
    made = new(wave_csv=GERMAN + "\n".join(rows) + "\n")
    said_about_it = text_of(made).replace("\n# ", " ")
    assert "the questions are others, or in another language than Dutch or English" in said_about_it
    draft = (made.folder / "codebook_draft" / "items.csv").read_text(encoding="utf-8")
    assert "Um Hilfe zu bitten ist in meinem Team normal." in draft
    anchors = (made.folder / "codebook_draft" / "anchors.csv").read_text(encoding="utf-8")
    assert "labels_1,,stimme zu" in anchors
