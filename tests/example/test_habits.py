import numpy as np
import pytest

from analysis.example import habits


def test_only_leaders_are_asked_about_their_own_leadership(drawn):
    form = habits.draw(drawn, "self")
    own = [position for position, code in enumerate(form.items) if code.startswith("LL")]
    asked = (form.ticked[:, own] != 0).all(axis=1)
    assert (asked == drawn.leads(form.people.seat)).all()


def test_staff_rate_the_leader_of_their_own_school(drawn):
    form = habits.draw(drawn, "observer")
    schools = drawn.where.seat_school[form.people.seat]
    assert (form.target == drawn.leader(2024)[schools]).all()
    assert not drawn.leads(form.people.seat).any()


@pytest.mark.parametrize("form", habits.FORMS)
def test_who_fills_in_a_form_answered_the_questionnaire(form, drawn):
    people = habits.draw(drawn, form).people
    assert np.isin(people.person, drawn.respondents("2024").person).all()


def test_several_people_rate_a_leader(drawn):
    _leaders, n = np.unique(habits.draw(drawn, "observer").target, return_counts=True)
    assert np.median(n) >= 5
