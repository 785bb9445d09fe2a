"""The rows that claims are tested on: answers, and beside them what other tables say of a person.

Everything is as it was on the day of answering: the contract, the school year of the school.
"""

from typing import Protocol

import pandas as pd

from analysis.codebook import Codebook
from analysis.measures import job_size
from analysis.models.linking_time import school_year
from analysis.settings import Settings

CONTRACT = ("function_group", "contract_type", "entry_route")
UNIT = ("sector", "vacancies", "pd_budget", "pd_hours", "weighting")


class Source(Protocol):
    """An open study, or anything that gives the same tables."""

    settings: Settings
    codebook: Codebook

    def has(self, table: str) -> bool:
        """Tell whether a table is there."""

    def table(self, name: str) -> pd.DataFrame:
        """Give a tidy table."""


def joined(source: Source) -> pd.DataFrame:
    """Put what is known of each person and school beside the answers.

    Parameters
    ----------
    source : Source

    Returns
    -------
    DataFrame, one row per person and wave, on the index of the answers
        The answers; fte, and contracts.<column> of the largest contract on that day;
        units.<column> of the school in that school year; the statements on learning habits that
        the person filled in about the own person in that wave.
    """
    answers = source.table("answers")
    if source.has("contracts"):
        contracts = source.table("contracts")
        answers = answers.assign(fte=job_size.fte_on(contracts, answers))
        answers = answers.join(_largest(contracts, answers))
    if source.has("units"):
        answers = answers.join(_school(source.table("units"), answers))
    if source.has("learning_habits"):
        answers = answers.join(_habits(source.table("learning_habits"), answers))
    return answers


def _largest(contracts: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """What the largest contract of each person says on the day of answering."""
    known = [name for name in CONTRACT if name in contracts]
    jobs = contracts[["person_id", "start", "end", "fte", *known]].dropna(subset="person_id")
    asked = answers[["person_id", "answered_on"]].assign(row=range(len(answers)))
    found = asked.merge(jobs, on="person_id")
    there = (found["start"] <= found["answered_on"]) & ~(found["end"] < found["answered_on"])
    found = found[there].sort_values(["fte", "start"], kind="stable")
    one = found.drop_duplicates("row", keep="last").set_index("row")[known]
    one = one.reindex(range(len(answers))).set_axis(answers.index)
    return one.rename(columns={name: f"contracts.{name}" for name in known})


def _school(units: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """What is known of the school in the school year of answering."""
    known = [name for name in UNIT if name in units]
    schools = units[units["kind"] == "school"][["unit_id", "year", *known]]
    schools = schools.assign(year=schools["year"].astype(float))
    asked = pd.DataFrame(
        {"unit_id": answers["school_id"], "year": school_year(answers["answered_on"])}
    )
    found = asked.merge(schools, on=["unit_id", "year"], how="left").set_axis(answers.index)
    return found[known].rename(columns={name: f"units.{name}" for name in known})


def _habits(habits: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Statements that each person filled in about the own person, in the same wave."""
    own = habits[habits["form"] == "self"].dropna(subset=["person_id", "wave"])
    own = own.drop_duplicates(["person_id", "wave"], keep="last")
    codes = [name for name in own if name[:1] == "L" and name[2:].isdigit()]
    found = answers[["person_id", "wave"]].merge(
        own[["person_id", "wave", *codes]], on=["person_id", "wave"], how="left"
    )
    return found.set_axis(answers.index)[codes]
