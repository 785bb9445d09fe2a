"""truth.toml: what was planted, and what cleaning and counting should find in the files."""

from dataclasses import asdict

from analysis.example import canaries, flows, pupil_counts, questionnaire, sick_days
from analysis.example.careers import CLASSES
from analysis.example.expected import expected
from analysis.example.parameters import WAVES, WITH_SAFETY, Outcome
from analysis.example.population import Population
from analysis.example.tables.export import Export

_HEAD = """\
# What was planted in this study, and what cleaning and counting should find in it.
# Made together with the files by analysis.example.write. All counts come from the generator,
# none from the code that they are there to check.
"""
_STRUCTURE = """\
# True safety of person i at school s in the year of a wave is a sum of independent normal parts:
# school, leader of the school, team, team in this year, person, person in this year. Its variance
# over everyone is 1. P(leaving the board within the twelve months after the wave) is
#   logistic(exit_base + exit_within * (safety - school) / sd_within
#            + exit_between * school / sd_between)
# where school is the sum of the school and leader parts. So exit_within is the log odds ratio per
# standard deviation of true safety around the school, exit_between per standard deviation of the
# true safety of schools. Leaders of schools leave in a fixed number, with the same odds among them.
# P(answering) is logistic(response_base + response_on_safety * safety).
"""
_SICK_LEAVE = """\
# Sick leave: the number of cases a year of one person is a Poisson draw with mean
#   cases * frailty * exp(within * (safety - school) / sd_within + between * school / sd_between)
# where frailty is a gamma draw per person with mean 1, and cases differs by sector. How long a case
# takes hangs on nothing. Below, per school year, counted day by day on the clean cases: the part of
# the working time that was lost, cases begun and ended, mean days of those that ended, and people
# in service all year, with those of them who were never ill.
"""
_OUTCOMES = """\
# Pupils: scores in one domain, in standard deviations of pupils around the mean. The true score of
# a pupil is
#   persistence * true score a year before + added + group + rest
# where added is what the school adds in that year: sd_school times
#   direct * safety + through * climate + sqrt(1 - what these two explain) * other
# with safety and climate the true safety and the true innovation climate of the school in the
# spring before, each of variance 1 over schools, correlated as the scale innoclim says below. So
# direct is the effect of safety with climate equal; indirect, through climate, is that correlation
# times through; total is their sum. A score is the true score with error of measurement, rounded to
# one decimal and kept within scale. Schools differ in what pupils bring along to tests as well.
"""
Section = dict[str, object]


def text(population: Population, exports: list[Export]) -> str:
    """Write truth.toml for one draw and its exports."""
    parts = [_HEAD, section("study", {"seed": population.seed})]
    parts += [_STRUCTURE + section("structure", _structure(population))]
    parts += ["# Rows that are kept, and that each rule should set aside; they add up to the file."]
    for export in exports:
        counts = {"read": len(export.fates)} | export.counts()
        parts.append(section(f'rows."{export.path}"', counts))
    parts += ["# Kept rows that a rule points at, and cells that are written oddly."]
    parts += [section(f'cells."{e.path}"', e.facts) for e in exports if e.facts]
    parts += [section(f'response."{wave}"', _response(population, wave)) for wave in WAVES]
    parts += ["# Employment with a board under the default rule for gaps (31 days, summer 75)."]
    parts += [section("spells", _spells(population, exports))]
    years = flows.by_school_year(population)
    parts += [section(f'turnover."{year}"', row) for year, row in years.items()]
    parts += [_SICK_LEAVE + section("sick_leave", _sick_leave(population))]
    sick = sick_days.by_school_year(population)
    parts += [section(f'absence."{year}"', row) for year, row in sick.items()]
    outcomes = population.plan.outcomes
    planted = [section(f"outcomes.{domain}", _outcome(plan)) for domain, plan in outcomes.items()]
    parts += [_OUTCOMES + planted[0], *planted[1:]]
    known = pupil_counts.by_school_year(population)
    parts += [section(f'pupils."{year}"', row) for year, row in known.items()]
    parts += ["# Scales in an endless population where everyone answers every question."]
    parts += [section(f"scales.{name}", _scale(name)) for name in _scales()]
    parts += ["# Three people whom no output may show: combination, answers and text."]
    parts += [section(f"canaries.{n}", row) for n, row in enumerate(_canaries(), 1)]
    return "\n".join(parts)


def _structure(population: Population) -> Section:
    plan = population.plan
    return {
        "exit_base": plan.exit_base,
        "exit_within": plan.exit_within,
        "exit_between": plan.exit_between,
        "sd_within": plan.sd_within,
        "sd_between": plan.sd_between,
        "response_base": plan.response_base,
        "response_on_safety": plan.response_on_safety,
        "leader_changes": flows.leader_changes(population),
        "careless_share": plan.careless_share,
    }


def _sick_leave(population: Population) -> Section:
    plan = population.plan
    return {
        "cases_school": plan.ill_school,
        "cases_childcare": plan.ill_childcare,
        "within": plan.ill_within,
        "between": plan.ill_between,
    }


def _outcome(plan: Outcome) -> Section:
    return asdict(plan) | {"indirect": plan.indirect, "total": plan.total}


def _response(population: Population, wave: str) -> Section:
    everyone = population.exits(wave)
    answered = everyone[everyone["answered"]]
    return {
        "invited": len(everyone),
        "answered": len(answered),
        "left_within_12_months": int(everyone["exit_12"].sum()),
        "answered_and_left": int(answered["exit_12"].sum()),
        "mean_true_safety_of_invited": float(everyone["safety"].mean()),
        "mean_true_safety_of_answered": float(answered["safety"].mean()),
    }


def _spells(population: Population, exports: list[Export]) -> Section:
    spells = population.spells
    counts = spells["exit_class"].value_counts()
    unknown = next(e.facts["unclear_exits"] for e in exports if e.table == "contracts")
    classes = {name: int(counts[name]) for name in CLASSES}
    classes["voluntary"] -= unknown  # their code is one that study.toml does not explain
    return {
        "n": len(spells),
        "persons": int(spells["person_id"].nunique()),
        "running": int(spells["end"].isna().sum()),
        **classes,
        "unknown": unknown,
    }


def _scales() -> list[str]:
    return [name for name in WITH_SAFETY if name in questionnaire.scales()]


def _scale(name: str) -> Section:
    found = {key: value for key, value in asdict(expected(name)).items() if value == value}
    return {"latent_correlation_with_safety": WITH_SAFETY[name]} | found


def _canaries() -> list[Section]:
    return [asdict(canary) for canary in canaries.CANARIES]


def section(name: str, values: Section) -> str:
    """Write one table of a TOML file."""
    lines = [f"{key} = {_value(value)}" for key, value in values.items()]
    return "\n".join([f"[{name}]", *lines, ""])


def _value(value: object) -> str:
    """Write a value; six digits, so that the last bit of a sum cannot change the file."""
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, tuple):
        return str(list(value))
    return str(value) if isinstance(value, int) else f'"{value}"'
