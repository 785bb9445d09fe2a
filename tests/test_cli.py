import subprocess
import sys

import pytest
import toy

from analysis import cli, paths, spoken
from analysis.reporting import report


@pytest.fixture
def project(tmp_path, monkeypatch):
    root = toy.write_project(tmp_path / "project")
    monkeypatch.setattr(paths, "project", lambda: root)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LANG", raising=False)
    monkeypatch.delenv("LC_ALL", raising=False)
    return root


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command and give exit code, standard output and standard error."""
    monkeypatch.setattr(cli.signal, "signal", lambda *_given: None)

    def go(*words):
        code = cli.main(list(words))
        said = capsys.readouterr()
        return code, said.out, said.err

    return go


@pytest.fixture
def made(monkeypatch):
    """Let a report be made without running anything; keep what was asked."""
    asked = {}

    def make(study, **given):
        asked.update(given, study=study)
        return report.Report(paths.study_folder("reports") / study.name)

    monkeypatch.setattr(report, "make", make)
    return asked


def test_module_is_the_same_as_the_command():
    done = subprocess.run(
        [sys.executable, "-m", "analysis", "--help"], capture_output=True, text=True, check=True
    )
    for word in ("new", "check", "report", "copy", "example", "store", "catalogue"):
        assert word in done.stdout


def test_start_loads_nothing_heavy():
    code = "import sys, analysis.cli; sys.exit(any(m in sys.modules for m in ('pandas', 'sphinx')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_mistake_is_one_message_and_exit_code_2(project, run):
    code, out, err = run("report", "nowhere")
    assert (code, out) == (2, "")
    assert err.startswith("There is no study.toml in the folder nowhere.") and err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["raport"], "not understood: leercultuur raport\nleercultuur new FOLDER FILE"),
        (["report", "--jobs", "0"], "not understood: leercultuur report --jobs 0"),
        (["copy", "02_safety"], "leercultuur copy NOTEBOOK STUDY"),
        (["report", "--language", "fr"], "choose from: nl, en, both"),
    ],
)
def test_word_that_is_not_understood_is_named(project, run, words, said):
    code, _out, err = run(*words)
    assert code == 2 and said in err and "Traceback" not in err


def test_report_is_made_in_both_languages_and_its_place_printed(project, run, made, tmp_path):
    toy.write_study(tmp_path / "mini")
    code, out, _err = run("report", "mini", "--jobs", "3")
    assert code == 0 and "mini" in out
    assert made["languages"] == ["nl", "en"] and made["jobs"] == 3
    assert made["study"] == tmp_path / "mini"


def test_report_without_a_study_is_that_of_the_example(project, run, made):
    (project / "data" / "example").mkdir()
    run("report")
    assert made["study"] == (project / "data" / "example").resolve()


def test_notebook_that_stopped_gives_exit_code_1(project, run, monkeypatch):
    from analysis.reporting.notebooks import Notebook
    from analysis.reporting.runner import Job, Outcome

    job = Job(Notebook(project / "02_safety.ipynb", "02_safety", own=False), "nl", "")
    stopped = report.Report(project, (Outcome(job, None, "No."),), ran=1)
    monkeypatch.setattr(report, "make", lambda *_given, **_named: stopped)
    code, _out, err = run("report")
    assert code == 1 and err == "02_safety stopped; its page says why.\n"


def test_page_that_hides_more_because_of_another_is_named(project, run, monkeypatch):
    safe = report.Report(project, ran=1, hiding_more=("own_02_safety",))
    monkeypatch.setattr(report, "make", lambda *_given, **_named: safe)
    code, _out, err = run("report")
    assert code == 0 and err.startswith("own_02_safety hides more: beside another page")


@pytest.mark.parametrize(
    ("number", "said"), [(28, "The disk is full."), (30, "cannot be written to"), (13, "opened or")]
)
def test_disk_that_does_not_cooperate_is_one_message(project, run, monkeypatch, number, said):
    def make(*_given, **_named):
        raise OSError(number, "system words", str(project / "page.html"))

    monkeypatch.setattr(report, "make", make)
    code, _out, err = run("report")
    assert code == 2 and said in err and "page.html" in err and str(project) not in err


def test_fault_of_ours_is_not_hidden(project, run, monkeypatch):
    monkeypatch.setattr(report, "make", lambda *_given, **_named: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run("report")


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_interrupted_run_says_that_the_old_report_is_there(project, run, monkeypatch, stop):
    def make(*_given, **_named):
        raise stop

    monkeypatch.setattr(report, "make", make)
    code, _out, err = run("report")
    assert code == 130 and "still there" in err


def test_copy_says_where_it_is(project, run, tmp_path):
    toy.write_study(tmp_path / "mini")
    code, out, _err = run("copy", "02_safety", "mini")
    assert code == 0 and "02_safety.ipynb" in out
    assert (tmp_path / "mini" / "notebooks" / "02_safety.ipynb").exists()


def test_help_of_one_command_is_in_the_reader_s_language(project, run, monkeypatch):
    monkeypatch.setenv("LEERCULTUUR_LANGUAGE", "pseudo")
    code, out, _err = run("copy", "--help")
    about = "⟦Put a notebook of ours into a study, to change it.⟧"
    assert (code, out) == (0, f"leercultuur copy NOTEBOOK STUDY\n    {about}\n")


def test_without_words_the_commands_are_listed(project, run):
    code, out, _err = run()
    assert code == 2 and out.count("leercultuur ") == 9


def test_messages_follow_the_environment(project, run, monkeypatch):
    monkeypatch.setenv("LEERCULTUUR_LANGUAGE", "pseudo")
    assert run("report", "nowhere")[2].startswith("⟦There is no study.toml")


@pytest.mark.parametrize(
    ("words", "system", "language"),
    [
        (["report", "--language", "nl"], "en_GB.UTF-8", "nl"),
        (["report", "--language", "both"], "nl_NL.UTF-8", "nl"),
        (["report"], "nl_BE.UTF-8", "nl"),
        (["report"], "de_DE.UTF-8", "en"),
        (["report", "--language"], "en_GB.UTF-8", "en"),
    ],
)
def test_messages_follow_what_was_asked_else_the_system(
    project, monkeypatch, words, system, language
):
    monkeypatch.setenv("LANG", system)
    assert spoken.chosen(words) == language


def test_incomplete_catalogue_gives_exit_code_1(project, run):
    code, _out, err = run("catalogue", "--check")
    assert code == 1 and "not translated" in err


def test_complete_catalogue_gives_exit_code_0(project, run, monkeypatch):
    from analysis.reporting import catalogue

    monkeypatch.setattr(catalogue, "check", list)
    assert run("catalogue", "--check") == (0, "The catalogue is complete.\n", "")


def test_a_reader_that_stops_reading_is_no_interruption(project, tmp_path):
    study = project / "data" / "example"
    words = [sys.executable, "-m", "analysis", "check", str(study)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.close()  # as head does after its last line
        said = running.stderr.read()
    assert said == b""


def test_a_questionnaire_lands_in_the_folder_that_was_named(run, tmp_path):
    code, out, _err = run(
        "questionnaire", "--for", "limesurvey", "--language", "en", "--out", str(tmp_path / "q")
    )
    assert code == 0 and out.count("Written to") == 2
    assert (tmp_path / "q" / "questionnaire-limesurvey.txt").exists()


def test_a_questionnaire_in_an_unknown_language_is_refused(project, run):
    code, _out, err = run("questionnaire", "--language", "fr")
    assert code == 2 and "The language fr is not known. To repair: choose from: nl, en" in err


def test_a_report_that_cannot_be_made_points_at_the_list_of_all_problems(run, tmp_path):
    (tmp_path / "study.toml").write_text("[study]\nfoo = 1\n", encoding="utf-8")
    code, _out, err = run("report", str(tmp_path))
    assert code == 2 and f"leercultuur check {tmp_path}" in err
