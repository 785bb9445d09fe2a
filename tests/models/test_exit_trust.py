import pytest

from analysis import codebook, study
from analysis.models.exit_trust import exit_trust


@pytest.fixture(scope="module")
def data(example_study):
    return study.open_study(example_study)


def trusted(data, scale="psysafe", events=("voluntary",)):
    return exit_trust(data, scale, events=events, minimum=5, seed=1)


def test_result_stands_beside_all_that_belongs_to_it(data):
    found = trusted(data)
    assert found.reason == ""
    assert len(found.table) == 1 and found.table["estimate"].notna().all()
    assert {"CR2", "CR3", "wild"} <= set(found.ways["way"])
    assert found.without.table["n"].min() >= 5


def test_scale_that_was_not_asked_is_named_and_the_tables_are_empty(data):
    answers, book = data.table("answers"), codebook.load()
    asked = {scale: book.items_of(scale) for scale in book.scales.index}
    asked = {s: answers.reindex(columns=items).notna().any(axis=None) for s, items in asked.items()}
    scale = next(scale for scale, any_answer in asked.items() if not any_answer)
    found = trusted(data, scale)
    assert "not asked" in found.reason
    assert found.table.empty and found.ways.empty and found.without.table.empty


def test_kind_of_exit_that_nobody_had_is_said(data):
    assert trusted(data, events=("unknown",)).reason
