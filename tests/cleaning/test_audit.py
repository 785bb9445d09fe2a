import pytest

from analysis.cleaning.audit import Audit, AuditError, change_label, note_label, rule_label
from analysis.language import use

FATES = [("a.csv", "answers", "preview", 2), ("a.csv", "answers", "kept", 8)]


def test_boxes_that_add_up_to_the_rows_read_are_accepted():
    Audit.of(fates=FATES).check({("a.csv", "answers"): 10})


def test_boxes_that_do_not_add_up_are_a_fault_of_the_program():
    with pytest.raises(AuditError, match="a.csv: 11 rows were read, the audit accounts for 10"):
        Audit.of(fates=FATES).check({("a.csv", "answers"): 11})


def test_a_file_that_is_not_in_the_account_does_not_add_up():
    with pytest.raises(AuditError, match="accounts for 0"):
        Audit.of(fates=FATES).check({("b.csv", "answers"): 1})


def test_a_negative_count_is_refused():
    with pytest.raises(AuditError, match="negative"):
        Audit.of(fates=[("a.csv", "answers", "kept", -1)]).check()


def test_two_accounts_are_put_under_each_other():
    other = Audit.of(
        fates=[("b.csv", "answers", "kept", 3)], notes=[("b.csv", "answers", "x", "y")]
    )
    both = Audit.of(fates=FATES) + other
    assert both.read("answers") == 13
    assert both.kept("answers") == 11
    assert len(both.notes) == 1


def test_the_same_box_in_two_accounts_is_a_fault():
    with pytest.raises(AuditError, match="same box twice"):
        Audit.of(fates=FATES) + Audit.of(fates=FATES)


def test_rows_set_aside_are_counted_by_rule_over_files():
    audit = Audit.of(fates=[*FATES, ("b.csv", "answers", "preview", 1)])
    assert audit.set_aside("answers").to_dict() == {"preview": 3}


def test_an_empty_account_adds_up():
    Audit().check({})


@pytest.mark.parametrize(("label", "name"), [(rule_label, "speeder"), (change_label, "trimmed")])
def test_names_are_said_in_words(label, name):
    assert label(name) != name
    assert label("something new") == "something new"


def test_words_are_looked_up_when_they_are_said():
    with use("pseudo"):
        assert rule_label("duplicate") == "⟦same person more than once⟧"
        assert note_label("two_wordings") == "⟦two wordings of the answers in one file⟧"
