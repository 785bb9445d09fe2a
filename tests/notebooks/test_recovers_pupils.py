"""What was planted between schools and pupils comes back on pages 11 and 12.

The target of an estimate is what the same estimator gives in a study ten times as large: schools
differ in their answers by chance, earlier scores are not exact, and a few of what lies in between
is never measured, so the planted numbers themselves are not what an estimate aims at.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from analysis import codebook
from analysis.example import population, printed, pupils
from analysis.example.organisation import SECTORS
from analysis.example.parameters import DOMAINS
from analysis.example.streams import stream
from analysis.example.tables import units
from analysis.models import pupil_effects, pupil_pathways
from analysis.models.estimate import estimated
from analysis.study import open_study

SCALES, COPIES = ["psysafe", "innoclim"], 10
# Intervals of 95 % that do not hold their target in this one study: chance, and reported as such.
MISSES = {"paths_pupils/psysafe-total-mindset/between/all": "0.27 found where 0.13 is aimed at"}


@dataclass(frozen=True)
class Rules:
    """What a link asks of the settings."""

    minimum: int = 5


@dataclass(frozen=True)
class Large:
    """The tables of a large study, as an open study gives them."""

    tables: dict[str, pd.DataFrame]
    settings: Rules
    codebook: object

    def has(self, table):
        return table in self.tables

    def table(self, name):
        return self.tables[name]


def pupil_rows(drawn):
    """Scores of all winters, one row per pupil, year and domain."""
    parts = []
    for winter in pupils.draw(drawn):
        for at, domain in enumerate(DOMAINS):
            known = ~np.isnan(winter.scores[:, at])
            values = {
                "pupil_id": winter.pupil[known],
                "school_id": winter.school[known],
                "group_id": winter.group[known],
                "measured_on": winter.measured_on[known].astype("datetime64[s]"),
                "score": winter.scores[known, at],
            }
            parts.append(pd.DataFrame(values).assign(domain=domain, year=float(winter.year)))
    rows = pd.concat(parts, ignore_index=True)
    return rows.assign(prior_score=np.nan, prior_on=pd.Series(pd.NaT, index=rows.index))


def school_rows(drawn):
    """Sector and weighting of each school in each year."""
    sector = [SECTORS[number] for number in drawn.where.school_sector]
    weighting = units.register(drawn, stream(drawn.seed, "raw units"))["Schoolweging"]
    one = pd.DataFrame({"unit_id": range(len(sector)), "sector": sector, "kind": "school"})
    one = one.assign(weighting=weighting.to_numpy())
    return pd.concat([one.assign(year=year) for year in range(2021, 2025)], ignore_index=True)


@pytest.fixture(scope="module")
def large():
    drawn = population.draw(20250902, scale=COPIES)
    answers = printed.tables(drawn, SCALES).answers
    answers = answers.assign(wave=answers["wave"].astype("str"), team_id=answers["school_id"])
    tables = {"answers": answers, "pupils": pupil_rows(drawn), "units": school_rows(drawn)}
    return Large(tables, Rules(), codebook.load())


@pytest.fixture(scope="module")
def small(example_study):
    return open_study(example_study)


def found(data, level):
    """Estimates of page 11 between schools, and of page 12 through the climate, by id."""
    _links, results = pupil_effects.of_scales(data, SCALES, lag=12, level=level)
    topics = pupil_pathways.school_topics(data, first=SCALES[0], between=SCALES[1:])
    ways, _chains = pupil_pathways.estimates(topics, seed=1, draws=500)
    rows = [e for e in estimated(results) if e.id.startswith("pupils/") and e.level == "between"]
    return {row.id: row for row in [*rows, *estimated(ways)]}


@pytest.fixture(scope="module")
def aims(large):
    return {name: row.estimate for name, row in found(large, "school").items()}


@pytest.fixture(scope="module")
def shown(small):
    return found(small, "team")


def test_every_estimate_has_a_target(aims, shown):
    assert set(shown) == set(aims) and len(aims) == 24


def test_intervals_hold_their_targets(aims, shown):
    held = {name: row.low <= aims[name] <= row.high for name, row in shown.items()}
    assert {name for name, right in held.items() if not right} == set(MISSES)


@pytest.mark.parametrize("outcome", ["arithmetic+language", "wellbeing", "involvement", "mindset"])
def test_what_was_planted_has_its_sign_in_the_large_study(aims, outcome):
    for scale in SCALES:
        assert aims[f"pupils/{scale}-{outcome}/between/all"] > 0
    assert aims[f"paths_pupils/psysafe-innoclim-{outcome}/between/all"] > 0


def test_more_was_planted_for_wellbeing_than_for_what_is_learned(aims):
    names = [f"pupils/innoclim-{name}/between/all" for name in ("wellbeing", "arithmetic+language")]
    assert aims[names[0]] > aims[names[1]]
