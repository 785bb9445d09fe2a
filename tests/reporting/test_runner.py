import os

import pytest
import toy

from analysis.reporting import progress, runner
from analysis.reporting.notebooks import Notebook
from analysis.reporting.runner import Job, Outcome, Store


@pytest.fixture
def run(tmp_path):
    """Run notebooks made of the cells given, by name, and give the outcomes by name."""

    def go(language="en", jobs=2, seconds=60, **cells) -> dict[str, Outcome]:
        todo = [
            Job(
                Notebook(
                    toy.write_notebook(tmp_path / "notebooks" / f"{name}.ipynb", made),
                    name,
                    own=name.startswith("own"),
                ),
                language,
                key="1",
            )
            for name, made in cells.items()
        ]
        outcomes = runner.run(
            todo,
            study=tmp_path,
            store=Store(tmp_path / "runs"),
            releases=tmp_path / "releases",
            jobs=jobs,
            progress=progress.Lines(),
            seconds=seconds,
        )
        return {outcome.job.notebook.page: outcome for outcome in outcomes}

    return go


def text(outcome: Outcome) -> str:
    """Everything the last code cell showed."""
    return str(outcome.content.cells[-1].outputs)


def test_one_that_fails_does_not_stop_the_others(run):
    done = run(
        a_fails=["## 1  Why", ("", "scroe")],
        b_dies=[("", "import os; os._exit(1)")],
        c=[("", "6*7")],
    )
    assert done["a_fails"].problem == "NameError: name 'scroe' is not defined"
    assert done["a_fails"].section == "1  Why"
    assert "memory" in done["b_dies"].problem
    assert done["c"].problem == "" and "42" in text(done["c"])


def test_page_of_which_no_code_is_left_needs_no_kernel(run, monkeypatch):
    monkeypatch.setattr(runner.kernels, "execute", lambda *_given, **_named: 1 / 0)
    done = run(a=["# Sick leave\n\nThis study has no table absences."])
    assert done["a"].problem == "" and len(done["a"].content.cells) == 1


def test_cell_that_takes_too_long_is_stopped(run):
    done = run(seconds=1, a=[("", "import time; time.sleep(30)")])
    assert done["a"].problem == "A step took too long and was stopped."


def test_file_that_is_no_notebook_is_a_problem_of_its_own_page(run, tmp_path):
    (tmp_path / "notebooks").mkdir()
    notebook = Notebook(tmp_path / "notebooks" / "broken.ipynb", "broken", own=False)
    notebook.path.write_text("{", encoding="utf-8")
    outcomes = runner.run(
        [Job(notebook, "en", "1")],
        study=tmp_path,
        store=Store(tmp_path / "runs"),
        releases=tmp_path / "releases",
        jobs=1,
        progress=progress.Lines(),
    )
    assert "broken.ipynb: The file is not a notebook" in outcomes[0].problem


def test_kernel_speaks_the_language_and_knows_its_page_and_its_study(run, tmp_path):
    asked = "['LEERCULTUUR_LANGUAGE', 'LEERCULTUUR_NOTEBOOK', 'LEERCULTUUR_RESULTS']"
    cells = [
        ("parameters", "STUDY = ''"),
        ("", f"import os\n*(os.environ[name] for name in {asked}), STUDY, os.getcwd()"),
    ]
    said = text(run(language="nl", a=cells)["a"])
    for expected in ("'nl'", "'a'", str(tmp_path / "runs" / "nl" / "results"), str(tmp_path)):
        assert expected in said
    assert str(tmp_path / "notebooks") in said


def test_message_is_in_the_language_of_the_page(run):
    cells = [
        ("", "from analysis.errors import DataProblem\nfrom analysis.language import gettext"),
        ("", "raise DataProblem(gettext('No data.'))"),
    ]
    assert run(language="pseudo", a=cells)["a"].problem == "⟦No data.⟧"


def test_output_of_a_student_passes_the_gate_or_is_not_kept(run):
    done = run(own_a=[("", "print('secret')\n['secret']")])
    assert "secret" not in text(done["own_a"])


def test_nothing_is_left_in_the_working_directory(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run(a=[("", "1")])
    assert sorted(os.listdir()) == ["notebooks", "runs"]
    assert os.listdir("notebooks") == ["a.ipynb"]


def test_outcome_is_kept_for_its_key_only(run, tmp_path):
    outcome = run(a=[("", "6*7")])["a"]
    store = Store(tmp_path / "runs")
    other = Job(outcome.job.notebook, "en", key="2")
    assert store.load(outcome.job).content == outcome.content
    assert store.load(other) is None


def test_damaged_outcome_is_as_none(run, tmp_path):
    outcome = run(a=[("", "1")])["a"]
    (tmp_path / "runs" / "en" / "a.json").write_text('{"key": "1", "con', encoding="utf-8")
    assert Store(tmp_path / "runs").load(outcome.job) is None


def test_outcome_of_a_failure_is_not_kept(run, tmp_path):
    outcome = run(a=[("", "1/0")])["a"]
    assert outcome.problem.startswith("ZeroDivisionError")
    assert Store(tmp_path / "runs").load(outcome.job) is None


def test_result_of_an_earlier_run_does_not_outlive_a_failure(run, tmp_path):
    old = tmp_path / "runs" / "en" / "results" / "a.json"
    old.parent.mkdir(parents=True)
    old.write_text("[]", encoding="utf-8")
    run(a=[("", "1/0")])
    assert not old.exists()


def test_what_belongs_to_no_notebook_is_forgotten(run, tmp_path):
    run(a=[("", "1")], b=[("", "1")])
    Store(tmp_path / "runs").forget({"a"}, "en")
    assert [path.name for path in (tmp_path / "runs" / "en").glob("*.json")] == ["a.json"]


def test_two_runs_give_the_same_bytes(run):
    cells = [("", "import numpy as np\nnp.random.default_rng(1).normal(size=3)"), ("", "hash('a')")]
    first, second = (run(a=cells)["a"].content for _again in range(2))
    assert first == second


FILE = ("", "import os, pathlib\np = pathlib.Path(os.environ['LEERCULTUUR_FILES'])\n"
        "p.mkdir(parents=True, exist_ok=True)\n_ = (p / 't.docx').write_text('x')")  # fmt: skip


def test_files_of_a_page_are_kept_with_its_outcome(run, tmp_path):
    made = run(a=[FILE])["a"]
    assert [path.name for path in made.files.iterdir()] == ["t.docx"]
    store = Store(tmp_path / "runs")
    assert store.load(made.job).files == made.files
    store.drop(made.job)
    assert not made.files.exists()


def test_files_of_a_notebook_that_is_gone_are_forgotten(run, tmp_path):
    made = run(a=[FILE])["a"]
    Store(tmp_path / "runs").forget(set(), "en")
    assert not made.files.exists()
