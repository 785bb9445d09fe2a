import pytest
import toy

from analysis import language
from analysis.errors import DataProblem
from analysis.reporting import failures, notebooks


class CellExecutionError(Exception):
    """Stands in for nbclient's, which has these two attributes."""

    def __init__(self, ename, evalue):
        super().__init__(ename)
        self.ename, self.evalue = ename, evalue


def content(*cells):
    return notebooks.light_nbformat().from_dict(toy.notebook(list(cells)))


def test_message_of_a_data_problem_is_given_whole():
    said = failures.reason(CellExecutionError("DataProblem", "answers.csv: Column a is absent."))
    assert said == "answers.csv: Column a is absent."


def test_message_about_the_code_is_given():
    said = failures.reason(CellExecutionError("NameError", "name 'scroes' is not defined"))
    assert said == "NameError: name 'scroes' is not defined"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("ValueError", "could not convert string to float: 'I am unhappy here'"),
        ("KeyError", "'p-4711'"),
        ("TypeError", "Could not convert string 'secret' to numeric"),
        ("AssertionError", ""),
    ],
)
def test_message_that_could_quote_data_is_not_given(name, message):
    said = failures.reason(CellExecutionError(name, message), content(("", "answers.mean()")))
    assert said.startswith(f"{name}. Its message is not shown")
    assert not message or message not in said


def test_message_made_of_the_notebook_s_own_words_is_given():
    said = failures.reason(CellExecutionError("KeyError", "'scroe'"), content(("", "t['scroe']")))
    assert said == "KeyError: 'scroe'"


def test_paths_of_the_machine_are_left_out():
    error = CellExecutionError("ImportError", "cannot import name 'x' from 'y' (/srv/lib/y.py)")
    assert "/srv" not in failures.reason(error)


@pytest.mark.parametrize(
    ("name", "words"),
    [("DeadKernelError", "memory"), ("CellTimeoutError", "too long"), ("OSError", "OSError")],
)
def test_other_ends_have_a_sentence_each(name, words):
    assert words in failures.reason(type(name, (Exception,), {})())


def test_reason_is_in_the_reader_s_language():
    with language.use(language.PSEUDO):
        assert failures.reason(type("CellTimeoutError", (Exception,), {})()).startswith("⟦")


def test_data_problem_outside_a_cell_is_given_whole():
    assert failures.reason(DataProblem("Not a notebook.", file="a")) == "a: Not a notebook."


def test_place_is_the_heading_above_the_cell_that_failed():
    stopped = content("# 1  A", ("", "1"), "## 1  Why\nText.", ("", "2"), "## 2  Later", ("", "3"))
    stopped.cells[3].outputs = [
        notebooks.light_nbformat().v4.new_output("error", ename="E", evalue="", traceback=[])
    ]
    assert failures.place(stopped) == "1  Why"


def test_notebook_that_could_not_be_read_has_no_place():
    assert failures.place(None) == ""
