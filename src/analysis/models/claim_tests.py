"""Runs the declared tests of claims on the answers of a study, and gives each a verdict.

A test that needs data or a method that is not here is not passed over: it says what is missing.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.codebook import Codebook
from analysis.language import gettext as _
from analysis.models import verdicts
from analysis.models.claim_forms import FORM_KINDS
from analysis.models.claim_kinds import KINDS
from analysis.models.claim_links import linked_kind
from analysis.models.claim_rows import Source, joined
from analysis.models.claim_schools import SCHOOL_KINDS
from analysis.models.multiplicity import holm
from analysis.models.sensitivity import smallest_detectable_effect
from analysis.models.variables import NotHere
from analysis.models.verdicts import Interval

STATED = {"taboo": 0.60, "avoidance": 0.50}  # shares that the claims H19 and H20 name
_NUMBERS = [
    *("estimate", "low", "high", "low_90", "high_90", "se", "df", "p"),
    *("n_persons", "n_units"),
]


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
    source : Source, optional
        The study, for tests whose outcome lies outside the answers; without it they are not made.
    """

    answers: pd.DataFrame
    sectors: pd.Series
    codebook: Codebook
    tables: Collection[str]
    minimum: int
    source: Source | None = None


def data_of(source: Source, tables: Collection[str]) -> Data:
    """Bring together what the tests need from an open study.

    Parameters
    ----------
    source : Source
        An open study.
    tables : collection of str
        Tables that it has.
    """
    return Data(
        answers=joined(source),
        sectors=sectors_of(source.table("units")),
        codebook=source.codebook,
        tables=tables,
        minimum=source.settings.minimum,
        source=source,
    )


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
        testable; of a hazard ratio the logarithm), p_adjusted (Holm over the tests of the same
        claim that were made) and family (how many those are), detectable (the effect found in
        80 of 100 repetitions), design, se_type and other_source (the outcome stands in another
        table).
    """
    rows = [_tested(row, data) for row in tests.to_dict("records")]
    columns = ["claim_id", "test", "level", "estimand", "sesoi", "sign", "missing", "why"]
    table = pd.DataFrame(rows, columns=[*columns, *_NUMBERS, "design", "se_type", "other_source"])
    table[_NUMBERS] = table[_NUMBERS].astype(float)
    table["p_adjusted"] = float("nan")
    for _claim, family in table.groupby("claim_id"):
        table.loc[family.index, "p_adjusted"] = holm(family["p"])
    table["detectable"] = [_detectable(row) for row in table.to_dict("records")]
    table["family"] = table["p"].notna().groupby(table["claim_id"]).transform("sum")
    table["verdict"] = [_verdict(row) for row in table.to_dict("records")]
    return table.drop(columns="sign")


def _tested(row: dict[str, Any], data: Data) -> dict[str, Any]:
    base = {name: row[name] for name in ("claim_id", "test", "level", "estimand", "sesoi")}
    base |= {"sign": int(row["expected_sign"]), "missing": "", "why": "", "other_source": False}
    absent = _absent(row, data)
    if absent:
        return base | {"missing": "; ".join(absent)}
    try:
        return base | _made(row, data)
    except NotHere as reason:
        return base | {"why": str(reason)}


def _made(row: dict[str, Any], data: Data) -> dict[str, Any]:
    kinds = KINDS | FORM_KINDS
    elsewhere = re.search(r"(?:spells|pupils|absences)\.", f"{row['exposure']} {row['outcome']}")
    if elsewhere and row["estimand"] not in FORM_KINDS:
        kinds = {} if data.source is None or "pupils." in row["outcome"] else SCHOOL_KINDS
    made = linked_kind(row) if data.source is not None else None
    made = made or kinds.get(row["estimand"])
    if made is None:
        raise NotHere(_no_method(row["estimand"]))
    return made(row, data)


def _no_method(estimand: str) -> str:
    """Say what kind of test this version does not make."""
    return {
        "check": _("This is no relation, but a check of the design."),
        "none": _("Nobody has written questions for it yet."),
    }.get(estimand, _("This version has no test of this kind."))


def _absent(row: dict[str, Any], data: Data) -> list[str]:
    """Name the tables that a test needs and the study lacks."""
    text = f"{row['exposure']} {row['outcome']} {row['covariates']}"
    named = set(re.findall(r"([a-z_]+)(?=[:.][a-z])", text)) - {"spells"}
    named |= {"contracts"} if "spells." in text else set()
    return sorted(named - set(data.tables))


def _verdict(row: dict[str, Any]) -> str:
    if row["missing"] or row["why"] or np.isnan(row["estimate"]):
        return verdicts.NOT_TESTABLE
    interval = Interval(row["low"], row["high"])
    narrow = Interval(row["low_90"], row["high_90"])
    if row["estimand"] == "share":
        stated, margin = STATED[row["test"]], row["sesoi"] / 100
        return verdicts.verdict_on_share(interval, narrow, stated=stated, margin=margin)
    if row["estimand"] == "structure":
        return verdicts.verdict_on_threshold(
            interval, threshold=row["sesoi"], p_adjusted=row["p_adjusted"]
        )
    return verdicts.verdict(
        interval,
        narrow,
        sign=row["sign"],
        smallest=_smallest(row),
        p_adjusted=row["p_adjusted"],
    )


def _detectable(row: dict[str, Any]) -> float:
    """The effect that a study of this precision finds in 80 of 100 repetitions."""
    if np.isnan(row["se"]) or np.isnan(row["df"]):
        return float("nan")
    return smallest_detectable_effect(row["se"], df=row["df"])


def _smallest(row: dict[str, Any]) -> float:
    """The smallest effect of interest, on a scale where no effect is 0."""
    if row["estimand"].endswith("_ratio"):
        return abs(float(np.log(row["sesoi"])))
    return row["sesoi"]
