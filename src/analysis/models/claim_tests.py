"""Runs the declared tests of claims on the answers of a study, and gives each a verdict.

A test that needs data or a method that is not here is not passed over: it says what is missing.
"""

import dataclasses
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.codebook import Codebook
from analysis.language import gettext as _
from analysis.measures import statements
from analysis.measures.aggregation import icc
from analysis.models import verdicts
from analysis.models.multiplicity import holm
from analysis.models.slopes import NoSlope, slope, unit_means
from analysis.models.variables import NotHere, covariates, value
from analysis.models.verdicts import Interval

STATED = {"taboo": 0.60, "avoidance": 0.50}  # shares that the claims H19 and H20 name
_NUMBERS = [
    *("estimate", "low", "high", "low_90", "high_90", "se", "df", "p"),
    *("n_persons", "n_units"),
]
_UNIT = {"team": "team_id", "school": "school_id"}


@dataclass(frozen=True)
class Data:
    """What the tests are run on.

    Attributes
    ----------
    answers : DataFrame, one row per person and wave
    sectors : Series, index school_id
        Sector of each school.
    codebook : Codebook
    tables : collection of str
        Tables that the study has.
    minimum : int
        People that a unit needs before its mean is used.
    """

    answers: pd.DataFrame
    sectors: pd.Series
    codebook: Codebook
    tables: Collection[str]
    minimum: int


def sectors_of(units: pd.DataFrame) -> pd.Series:
    """Give the last known sector of each school."""
    schools = units[units["kind"] == "school"].sort_values("year", kind="stable")
    return schools.dropna(subset="sector").groupby("unit_id")["sector"].last()


def run(tests: pd.DataFrame, data: Data) -> pd.DataFrame:
    """Run every test.

    Parameters
    ----------
    tests : DataFrame
        Rows of claim_tests.csv.
    data : Data

    Returns
    -------
    DataFrame, in the order of ``tests``
        claim_id, test, level, estimand, sesoi, verdict, missing (tables that are not there,
        joined by "; "), why (another reason when not testable), numbers
        (estimate, low, high, low_90, high_90, se, df, p, n_persons, n_units; missing when not
        testable), p_adjusted (Holm over all tests that were made).
    """
    rows = [_tested(row, data) for row in tests.to_dict("records")]
    columns = ["claim_id", "test", "level", "estimand", "sesoi", "sign", "missing", "why"]
    table = pd.DataFrame(rows, columns=[*columns, *_NUMBERS])
    table[_NUMBERS] = table[_NUMBERS].astype(float)
    table["p_adjusted"] = holm(table["p"])
    table["verdict"] = [_verdict(row) for row in table.to_dict("records")]
    return table.drop(columns="sign")


def _tested(row: dict[str, Any], data: Data) -> dict[str, Any]:
    base = {name: row[name] for name in ("claim_id", "test", "level", "estimand", "sesoi")}
    base |= {"sign": int(row["expected_sign"]), "missing": "", "why": ""}
    absent = _absent(row, data)
    if absent:
        return base | {"missing": "; ".join(absent)}
    try:
        return base | _numbers(row, data)
    except NotHere as reason:
        return base | {"why": str(reason)}


def _numbers(row: dict[str, Any], data: Data) -> dict[str, Any]:
    if row["estimand"] == "share":
        return _share(row, data)
    if row["estimand"] == "gap":
        return _gap(row, data)
    if row["estimand"] == "slope" and int(row["lag_months"]) == 0:
        return _slope(row, data)
    raise NotHere(_("This version has no test of this kind."))


def _absent(row: dict[str, Any], data: Data) -> list[str]:
    """Name the tables of the exposure and the outcome that the study lacks."""
    text = f"{row['exposure']} {row['outcome']}"
    named = set(re.findall(r"([a-z_]+)(?=[:.])", text)) - {"spells"}
    named |= {"contracts"} if "spells." in text else set()
    return sorted(named - set(data.tables))


def _slope(row: dict[str, Any], data: Data) -> dict[str, Any]:
    people, held = _people(row, data)
    level = row["level"]
    if level in _UNIT:
        _refuse_flat(people, _UNIT[level])
        people, held = unit_means(people, held, unit=_UNIT[level], minimum=data.minimum)
    elif level == "cross-level":
        mean = people.groupby("school_id")["exposure"].transform("mean")
        held = held.assign(deviation=people["exposure"] - mean)
        people = people.assign(exposure=mean)
    found = slope(people, held)
    if isinstance(found, NoSlope):
        raise NotHere(found.reason)
    return dataclasses.asdict(found)


def _people(row: dict[str, Any], data: Data) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Exposure, outcome and covariates in the last wave in which both were asked."""
    given = data.answers
    people = given[["wave", "team_id", "school_id"]].assign(
        exposure=value(given, row["exposure"], codebook=data.codebook),
        outcome=value(given, row["outcome"], codebook=data.codebook),
    )
    held = covariates(given, row["covariates"], codebook=data.codebook, sectors=data.sectors)
    known = people.dropna(subset=["exposure", "outcome", "school_id"])
    known = known[held.loc[known.index].notna().all(axis="columns")]
    if known.empty:
        raise NotHere(_("What is needed was never asked in one wave."))
    last = known[known["wave"] == known["wave"].max()]
    return last, held.loc[last.index]


def _refuse_flat(people: pd.DataFrame, unit: str) -> None:
    """Ask the score check: means of units that do not differ may not be related."""
    for side in ("exposure", "outcome"):
        if not icc(people[side], people[unit]).low > 0:
            raise NotHere(_("The score check refuses these means: units may not differ at all."))


def _share(row: dict[str, Any], data: Data) -> dict[str, Any]:
    item = row["outcome"].removeprefix("answers:")
    found = statements.agreeing(data.answers, item)
    if found.empty:
        raise NotHere(_("The question {name} was not asked.").format(name=item))
    first = found.iloc[0]
    return {
        "estimate": first["share"],
        **{name: first[name] for name in ("low", "high", "low_90", "high_90")},
        "n_persons": first["n"],
        "n_units": data.answers["school_id"].nunique(),
    }


def _gap(row: dict[str, Any], data: Data) -> dict[str, Any]:
    wanted, now = (p.strip().removeprefix("answers:") for p in row["outcome"].split(" - "))
    found = statements.gaps(data.answers, {now: wanted}, codebook=data.codebook)
    if found.empty:
        raise NotHere(_("The scale {name} was not asked.").format(name=wanted))
    first = found.iloc[0]
    return {
        "estimate": first["difference"],
        **{name: first[name] for name in ("low", "high", "low_90", "high_90", "se", "df", "p")},
        "n_persons": first["n"],
        "n_units": first["n_units"],
    }


def _verdict(row: dict[str, Any]) -> str:
    if row["missing"] or row["why"] or np.isnan(row["estimate"]):
        return verdicts.NOT_TESTABLE
    interval = Interval(row["low"], row["high"])
    narrow = Interval(row["low_90"], row["high_90"])
    if row["estimand"] == "share":
        stated, margin = STATED[row["test"]], row["sesoi"] / 100
        return verdicts.verdict_on_share(interval, narrow, stated=stated, margin=margin)
    return verdicts.verdict(
        interval,
        narrow,
        sign=row["sign"],
        smallest=row["sesoi"],
        p_adjusted=row["p_adjusted"],
    )
