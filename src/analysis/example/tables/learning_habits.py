"""learning_habits: two Microsoft Forms exports, about oneself and about one's leader."""

from functools import partial

import numpy as np
import pandas as pd

from analysis import codebook
from analysis.example import dirt, habits
from analysis.example.codes import People, people
from analysis.example.population import Population
from analysis.example.streams import stream
from analysis.example.tables import answers, survey
from analysis.example.tables.export import Export
from analysis.example.writers import workbook

PATHS = {"self": "raw/gewoonten_zelf_2024.xlsx", "observer": "raw/gewoonten_leiding_2024.xlsx"}
TARGET = "Over welke leidinggevende gaat dit formulier? (personeelsnummer)"
_SECONDS = {"self": (260.0, 140), "observer": (190.0, 130)}


def exports(population: Population) -> list[Export]:
    """Make the exports of both forms."""
    codes = people(population)
    return [_export(population, codes, form) for form in habits.FORMS]


def _export(population: Population, codes: People, form: str) -> Export:
    rng = stream(population.seed, "raw habits", form)
    drawn = habits.draw(population, form)
    typical, shortest = _SECONDS[form]
    records = survey.clean(
        population,
        codes,
        drawn.people,
        # A statement that was not asked leaves an empty cell, like one that was skipped.
        np.where(drawn.ticked == 0, -4, drawn.ticked),
        typical=typical,
        shortest=shortest,
        rng=rng,
    )
    records = _with_dirt(population, codes, records, form, rng)
    rows = pd.DataFrame(_columns(population, codes, records, drawn, form), dtype=object)
    marked = int(survey.is_straight(records.cells[records.fate == dirt.KEPT]).sum())
    return Export(
        PATHS[form],
        "learning_habits",
        rows,
        pd.Series(records.fate, dtype="str"),
        partial(workbook.write, sheet="Form1"),
        {"straightliner": marked},
    )


def _with_dirt(
    population: Population,
    codes: People,
    records: survey.Records,
    form: str,
    rng: np.random.Generator,
) -> survey.Records:
    plan = dirt.HABITS[form]
    staff = ~population.leads(records.seat)
    lenders = staff & ~survey.is_straight(records.cells)
    spoiled = survey.dirty(
        population,
        codes,
        records,
        dirt.kinds_of(plan, without=("duplicate",)),
        wave=habits.WAVE,
        lenders=lenders,
        rng=rng,
    )
    earlier = survey.doubles(records, plan["duplicate"], wave=habits.WAVE, lenders=lenders, rng=rng)
    return records.join(spoiled).join(earlier).in_time_order()


def _columns(
    population: Population,
    codes: People,
    records: survey.Records,
    drawn: habits.Habits,
    form: str,
) -> dict[str, object]:
    name = (codes.first[records.person] + " ").astype(object) + codes.last[records.person]
    columns = answers.forms_head(codes, records, name)
    if form == "observer":
        leaders = population.leader(int(habits.WAVE))[population.where.seat_school[records.seat]]
        columns[TARGET] = codes.number[leaders]
    text = "item_nl" if form == "self" else "observer_item_nl"
    return columns | answers.forms_questions(codebook.load().habits[text][drawn.items], records)
