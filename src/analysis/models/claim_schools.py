"""Declared tests over schools whose outcome is not an answer: leaving and sick leave of schools."""

from typing import Any

import numpy as np
import pandas as pd

from analysis.language import gettext as _
from analysis.models import linking_time
from analysis.models.claim_kinds import Numbers, product, slope_of
from analysis.models.claim_links import absences, followed
from analysis.models.claim_people import Pairs
from analysis.models.variables import NotHere, covariates, value

_KEY = ["school_id", "wave"]


def of_school_product(row: dict[str, Any], data: Any) -> Numbers:
    """A product of two things that schools have, and what became of their staff afterwards."""
    parts = [part.strip() for part in row["exposure"].split("*")]
    asked = [part for part in parts if part.startswith("answers:")]
    if len(parts) != 2 or not asked:
        raise NotHere(_("This version has no test of this kind."))
    outcome = _outcome(row, data, asked[0])
    factors = [_means(data.answers, part, data) for part in parts]
    table = outcome.merge(factors[0].rename("exposure"), on=_KEY)
    table = table.merge(factors[1].rename("other"), on=_KEY)
    table = table[table["wave"] == table["wave"].max()].reset_index(drop=True)
    held = covariates(table, row["covariates"], codebook=data.codebook, sectors=data.sectors)
    alike = parts[0] == parts[1]
    found = product(table, held, design=linking_time.LAGGED, alike=alike)
    return found | {"other_source": True}


def _means(answers: pd.DataFrame, part: str, data: Any) -> pd.Series:
    values = value(answers, part, codebook=data.codebook)
    groups = values.groupby([answers[name] for name in _KEY])
    return groups.mean()[groups.count() >= data.minimum]


def _outcome(row: dict[str, Any], data: Any, asked: str) -> pd.DataFrame:
    """What became of the staff of each school after each wave: school_id, wave, outcome, n."""
    scores = value(data.answers, asked, codebook=data.codebook)
    if row["outcome"] == "absences.share":
        table = absences(row, data, scores).table
        if table.empty:
            raise NotHere(_("No year of sick leave lies so long after the answers."))
        return table[[*_KEY, "outcome", "n"]]
    return _left(followed(row, data.answers, scores, data), data.minimum)


def _left(people: pd.DataFrame, minimum: int) -> pd.DataFrame:
    groups = people.groupby(_KEY)["outcome"]
    table = groups.agg(outcome="mean", n="size").reset_index()
    return table[table["n"] >= minimum]


def of_change(row: dict[str, Any], data: Any) -> Numbers:
    """Whether what staff of a school say and how many leave change together (correlation)."""
    if not (row["exposure"].endswith("[change]") and row["outcome"] == "spells.end[change]"):
        raise NotHere(_("This version has no test of this kind."))
    asked = row["exposure"].removesuffix("[change]")
    scores = value(data.answers, asked, codebook=data.codebook)
    months = {"outcome": "spells.end", "lag_months": 12}
    left = _left(followed(row | months, data.answers, scores, data), data.minimum)
    both = left.merge(_means(data.answers, asked, data).rename("exposure"), on=_KEY)
    table = _changes(both)
    first = data.answers.drop_duplicates("school_id").set_index("school_id")
    about = table[["school_id"]].join(
        first.drop(columns="school_id", errors="ignore"), on="school_id"
    )
    held = covariates(about, row["covariates"], codebook=data.codebook, sectors=data.sectors)
    used = table[held.notna().all(axis="columns")]
    held = held.loc[used.index]
    rest = used.assign(exposure=_rest(used["exposure"], held), outcome=_rest(used["outcome"], held))
    nothing = pd.DataFrame(index=rest.index)
    return slope_of(Pairs(rest, nothing, linking_time.PANEL)) | {"other_source": True}


def _changes(table: pd.DataFrame) -> pd.DataFrame:
    """Last minus first wave of each school that has both: school_id, exposure, outcome, n."""
    waves = sorted(table["wave"].unique())
    if len(waves) < 2:
        raise NotHere(_("There is only one moment, so nothing can be said of change."))
    ends = [table[table["wave"] == wave].set_index("school_id") for wave in (waves[0], waves[-1])]
    columns = ["exposure", "outcome"]
    change = (ends[1][columns] - ends[0][columns]).dropna()
    return change.assign(n=ends[1]["n"]).reset_index()


def _rest(values: pd.Series, held: pd.DataFrame) -> pd.Series:
    """What is left of a variable when something is held equal."""
    design = np.column_stack([np.ones(len(values)), held.to_numpy(float)])
    coefficients, *_others = np.linalg.lstsq(design, values.to_numpy(float), rcond=None)
    return values - design @ coefficients


SCHOOL_KINDS = {"product": of_school_product, "correlation": of_change}
