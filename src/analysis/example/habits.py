"""Who fills in the forms on learning habits, and what they tick."""

from dataclasses import dataclass

import numpy as np

from analysis.example.population import Population, Respondents
from analysis.example.streams import stream

WAVE = "2024"
FORMS = ("self", "observer")
_TAKE_PART = {"self": 0.72, "observer": 0.62}  # of those who answered the questionnaire
SCALES = {"self": ("LZ", "LL", "LD", "LI"), "observer": ("LL_observer",)}


@dataclass(frozen=True)
class Habits:
    """Clean answers to one form.

    Attributes
    ----------
    people : Respondents
    target : int array, the person the form is about
    items : list of str, codes of statements
    ticked : int array, shape (people, items); 0 where the statement was not asked
    """

    people: Respondents
    target: np.ndarray
    items: list[str]
    ticked: np.ndarray


def draw(population: Population, form: str) -> Habits:
    """Draw one form: *self* by everyone, *observer* by staff about the leader of their school."""
    people = population.respondents(WAVE)
    rng = stream(population.seed, "habits", form)
    takes_part = rng.random(len(people.seat)) < _TAKE_PART[form]
    leads = population.leads(people.seat)
    leader = population.leader(int(WAVE))[population.where.seat_school[people.seat]]
    if form == "observer":
        takes_part &= ~leads & (leader >= 0)
    people, leads, leader = people.chosen(takes_part), leads[takes_part], leader[takes_part]
    parts, items = [], []
    for scale in SCALES[form]:
        ticked = population.ticked(WAVE, scale, people)
        if scale == "LL":  # only leaders are asked about their own leadership
            ticked[~leads] = 0
        parts.append(ticked)
        items += population.items(scale)
    target = people.person if form == "self" else leader
    return Habits(people, target, items, np.hstack(parts))
