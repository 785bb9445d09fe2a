"""The overview of claims: what is claimed, what this data shows, and what would be needed."""

import math
from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis import claims
from analysis.language import gettext as _
from analysis.language import listing, number, pick
from analysis.models import linking_time, verdicts
from analysis.models.estimate import Estimate, estimate_id, to_frame
from analysis.reporting import relations, words


def overview(tested: pd.DataFrame) -> pd.DataFrame:
    """Put the claim beside each test that was made.

    Parameters
    ----------
    tested : DataFrame
        As ``claim_tests.run`` gives it.

    Returns
    -------
    DataFrame, one row per test that got a verdict, in the order of ``verdicts.VERDICTS``
        claim_id, statement (in the reader's language), relation (what was looked at, in words),
        verdict, strength (of support; empty otherwise), how_sure (the strength in words, whether
        the effect is probably overestimated, what an undecided test could have seen), estimate,
        low, high, p_adjusted, n_persons, n_units.
    """
    made = tested[tested["verdict"] != verdicts.NOT_TESTABLE]
    known = claims.load().claims
    rows = made.assign(
        statement=_texts(pick(known.loc[claim], "statement") for claim in made["claim_id"]),
        relation=_texts(_relations(made)),
        strength=_texts(_strength(row) for row in made.to_dict("records")),
        how_sure=_texts(_how_sure(row) for row in made.to_dict("records")),
    )
    order = rows["verdict"].map({name: at for at, name in enumerate(verdicts.VERDICTS)})
    rows = rows.assign(order=order.astype(float)).sort_values("order", kind="stable")
    columns = ["claim_id", "statement", "relation", "verdict", "strength", "how_sure"]
    columns += ["estimate", "low"]
    columns.append("high")
    return rows[[*columns, "p_adjusted", "n_persons", "n_units"]].reset_index(drop=True)


def _texts(values: Iterable[str]) -> np.ndarray:
    """A column of text, also when it is empty."""
    return np.array(list(values), dtype=object)


def _relations(tested: pd.DataFrame) -> list[str]:
    """Say in words what each test looks at: "error culture → enjoyment of work"."""
    declared = claims.load().tests.set_index(["claim_id", "test"])
    return [
        relations.relation(declared.loc[pair])
        for pair in zip(tested["claim_id"], tested["test"], strict=True)
    ]


def _strength(row: dict) -> str:
    if row["verdict"] != verdicts.SUPPORTED:
        return ""
    return verdicts.strength(
        other_source=bool(row["other_source"]),
        exposure_first=row["design"] != linking_time.CROSS_SECTION,
        n_units=int(row["n_units"]),
        permitted=True,  # a test whose score check refuses is not made
        multiverse_agrees=False,  # the declared alternatives are not run yet
    )


def _how_sure(row: dict) -> str:
    size = row["detectable"]
    if row["verdict"] == verdicts.SUPPORTED:
        strength = words.value_label("strength", _strength(row))
        # Few repetitions find an effect this small; those that do found it by luck, too large.
        lucky = size > abs(row["estimate"])
        return (
            _("{strength}, probably overestimated").format(strength=strength) if lucky else strength
        )
    if row["verdict"] != verdicts.UNDECIDED or np.isnan(size):
        return ""
    if row["estimand"].endswith("_ratio"):
        return _("can be seen from {size} times the pace").format(size=number(math.exp(-size)))
    return _("can be seen from {size} on").format(size=number(size))


def counts(tested: pd.DataFrame) -> pd.DataFrame:
    """Count tests per verdict: verdict and tests, in the order of ``verdicts.VERDICTS``."""
    found = tested["verdict"].value_counts().reindex(verdicts.VERDICTS, fill_value=0)
    return found.rename_axis("verdict").rename("tests").reset_index()


def lacking(tested: pd.DataFrame) -> pd.DataFrame:
    """Say why tests could not be made: why and tests, the most common first."""
    reasons = [_reason(row) for row in tested.to_dict("records")]
    found = pd.Series([reason for reason in reasons if reason], dtype="str")
    return found.value_counts().rename_axis("why").rename("tests").reset_index()


def _reason(row: dict) -> str:
    if not row["missing"]:
        return row["why"]
    names = [words.value_label("table", name) for name in row["missing"].split("; ")]
    return _("not in this study: {tables}").format(tables=listing(names))


def unmade(tested: pd.DataFrame) -> pd.DataFrame:
    """List the tests that could not be made: claim_id, relation and why, for researchers."""
    rest = tested[tested["verdict"] == verdicts.NOT_TESTABLE]
    why = _texts(_reason(row) for row in rest.to_dict("records"))
    table = rest[["claim_id"]].assign(relation=_texts(_relations(rest)), why=why)
    return table.reset_index(drop=True)


def estimates(tested: pd.DataFrame) -> pd.DataFrame:
    """Turn the tests that were made into rows of results, with claim, test and relation."""
    made = tested[tested["verdict"] != verdicts.NOT_TESTABLE]
    table = to_frame(_estimate(row) for row in made.to_dict("records"))
    return table.assign(relation=_texts(_relations(made)))


def _estimate(row: dict) -> Estimate:
    # A ratio is tested as its logarithm, and told as a ratio.
    told = math.exp if row["estimand"].endswith("_ratio") else float
    return Estimate(
        id=estimate_id("", "claim", row["claim_id"], row["test"], ""),
        claim=row["claim_id"],
        test=row["test"],
        term=row["estimand"],
        level=row["level"],
        **{name: told(row[name]) for name in ("estimate", "low", "high")},
        interval_level=0.95,
        **{name: row[name] for name in ("se", "df", "p", "p_adjusted")},
        se_type=row["se_type"] if isinstance(row["se_type"], str) else None,
        n_persons=int(row["n_persons"]),
        n_units=int(row["n_units"]),
        unit="school",
        design=row["design"],
    )
