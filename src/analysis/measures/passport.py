"""What may a unit's mean be used for? Three permissions, each with its evidence and its reason.

* describe: show the score of one unit. Judged per unit.
* compare: set units or waves beside each other. Judged for all units of a wave.
* relate: use the score as predictor or outcome at that level. Judged for all units of a wave.

A permission that lacks evidence is refused, in words. Failing leads to an analysis of persons,
not to a friendlier statistic.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.measures import agreement, invariance
from analysis.measures.aggregation import Icc, icc
from analysis.measures.critical import critical_rwg_j
from analysis.measures.passport_rules import (
    ROUNDING,
    Rules,
    why_flat,
    why_not_compared,
    why_not_described,
)

SCORE = "score"
PERMISSIONS = ("describe", "compare", "relate")
OVERRIDES = "overrides"  # name under which a table carries the permissions that were overruled
NULLS = ("uniform", "slight_skew")
_UNIT_NUMBERS = ("n", SCORE, "sd", "n_agreement", "rwg_j", "rwg_j_skew", "ad", "response_share")
_EVIDENCE = (
    *("n_persons", "n_units", "median_size", "response_share", "icc1", "icc1_low", "icc1_high"),
    *("icc2", "attenuation", "median_rwg_j", "median_rwg_j_skew", "median_ad"),
    *("below_critical_share", "cfi_drop", "describe_share"),
)


@dataclass(frozen=True, eq=False)
class Scores:
    """Unit means that carry the evidence for their use.

    Attributes
    ----------
    scale_id, by : str
    table : DataFrame, one row per unit and wave
        ``by``, wave, n (people with a score), score, sd, n_agreement (people who answered every
        item), rwg_j, rwg_j_skew, ad, critical, critical_skew, response_share, describe (bool)
        and why (reason in words; empty where describing is allowed).
    passport : DataFrame, one row per wave
        scale_id, level, wave, n_persons, n_units, median_size, response_share, icc1, icc1_low,
        icc1_high, icc2, attenuation (missing when not needed), median_rwg_j, median_rwg_j_skew,
        median_ad, below_critical_share, mixed_referent, invariance (held, refuted, not_tested) and
        cfi_drop (see ``invariance.over_units``), then for each permission its decision
        (describe: the share of units) and the reason in words, and overrides.
    """

    scale_id: str
    by: str
    table: pd.DataFrame
    passport: pd.DataFrame

    @property
    def described(self) -> pd.DataFrame:
        """Only the units that may be shown as a team score."""
        return self.table[self.table["describe"]]

    def may(self, permission: str, *, wave: str | None = None) -> bool:
        """Say whether a permission holds, in one wave or in all of them."""
        return not self.why_not(permission, wave=wave)

    def why_not(self, permission: str, *, wave: str | None = None) -> str:
        """Give the reason for a refusal, in words; empty when the permission holds."""
        if permission not in PERMISSIONS[1:]:
            raise ValueError(f"ask for compare or relate, not {permission!r}")
        rows = self.passport if wave is None else self.passport[self.passport["wave"] == wave]
        if rows.empty:
            return _("There is no score in this wave.")
        refused = rows[~rows[permission].astype(bool)]
        return "" if refused.empty else str(refused[f"why_{permission}"].iloc[0])


def issue(
    people: pd.DataFrame,
    chosen: pd.DataFrame,
    *,
    scale_id: str,
    by: str,
    options: int,
    mixed_referent: bool,
    invited: pd.DataFrame | None,
    rules: Rules,
    overrides: Mapping[str, str],
) -> Scores:
    """Average over units and judge the averages; see ``scales.team_scores``.

    Parameters
    ----------
    people : DataFrame
        Columns ``by``, wave and score, one row per person and wave.
    chosen : DataFrame, on the same index
        Items of the scale, turned.
    """
    _refuse_overrides(overrides)
    waves = sorted(people.loc[people[SCORE].notna(), "wave"].unique())
    tables, rows = [], []
    for wave in waves:
        now = people["wave"] == wave
        answered = chosen.loc[now].dropna(axis="columns", how="all")
        table = _units(people[now], answered, by=by, options=options, rules=rules)
        table.insert(1, "wave", wave)
        table["response_share"] = _response(table, invited, by=by, wave=wave)
        table["why"] = [why_not_described(row, rules) for row in table.to_dict("records")]
        table["describe"] = (table["why"] == "") | ("describe" in overrides)
        found = icc(
            people.loc[now, SCORE], people.loc[now, by], interval_level=rules.interval_level
        )
        row = {"scale_id": scale_id, "level": by.removesuffix("_id"), "wave": wave}
        row |= _evidence(table, found, rules) | {"mixed_referent": mixed_referent}
        row |= _meaning(answered, people.loc[now, by], rules)
        rows.append(row | _decisions(table, found, row["invariance"], rules, overrides))
        tables.append(table)
    if not tables:
        return _nobody(scale_id, by)
    table, passport = pd.concat(tables, ignore_index=True), pd.DataFrame(rows)
    if overrides:  # goes along with every table that is made of these, to be printed under it
        table.attrs[OVERRIDES] = passport.attrs[OVERRIDES] = dict(overrides)
    return Scores(scale_id, by, table, passport)


def _nobody(scale_id: str, by: str) -> Scores:
    """Scores of a scale that was not asked, or that nobody answered: no unit, no permission."""
    numbers = {name: pd.Series(dtype=float) for name in _UNIT_NUMBERS}
    table = pd.DataFrame(columns=[by, "wave", "why"]).assign(**numbers)
    table["describe"] = pd.Series(dtype=bool)
    evidence = {name: pd.Series(dtype=float) for name in _EVIDENCE}
    return Scores(
        scale_id,
        by,
        table,
        pd.DataFrame(columns=["wave", "invariance", *PERMISSIONS]).assign(**evidence),
    )


def _refuse_overrides(overrides: Mapping[str, str]) -> None:
    unknown = [name for name in overrides if name not in PERMISSIONS]
    if unknown or not all(reason.strip() for reason in overrides.values()):
        raise DataProblem(
            _("An override of the passport names a permission and gives a reason."),
            found=", ".join(overrides),
            repair=_('write overrides={"compare": "why this is justified"}'),
        )


def _units(
    people: pd.DataFrame, answered: pd.DataFrame, *, by: str, options: int, rules: Rules
) -> pd.DataFrame:
    """Score, spread and agreement of each unit with at least one score."""
    scored = people[people[SCORE].notna() & people[by].notna()]
    groups = scored.groupby(by)[SCORE]
    table = pd.DataFrame({"n": groups.size(), SCORE: groups.mean(), "sd": groups.std()})
    unit = people[by]
    table["n_agreement"] = agreement.n_used(answered, unit)
    n_items = answered.shape[1]
    for null, suffix in zip(NULLS, ("", "_skew"), strict=True):
        known = null == "uniform" or options == 5
        table[f"rwg_j{suffix}"] = (
            agreement.rwg_j(answered, unit, options=options, null=null) if known else np.nan
        )
        table[f"critical{suffix}"] = [
            critical_rwg_j(size, n_items, options=options, null=null, alpha=rules.alpha)
            if known
            else np.nan
            for size in table["n_agreement"]
        ]
    table["ad"] = agreement.average_deviation(answered, unit, options=options)
    return table.reset_index()


def _response(
    table: pd.DataFrame, invited: pd.DataFrame | None, *, by: str, wave: str
) -> np.ndarray:
    """Share of the invited with a score; missing where their number is unknown or too small."""
    if invited is None or by not in invited.columns:
        return np.full(len(table), np.nan)
    asked = invited if "wave" not in invited.columns else invited[invited["wave"] == wave]
    totals = asked.groupby(by)["n"].sum(min_count=1)
    share = table["n"].to_numpy(float) / totals.reindex(table[by]).to_numpy(float)
    return np.where(share <= 1, share, np.nan)


def _evidence(table: pd.DataFrame, found: Icc, rules: Rules) -> dict[str, object]:
    short = (table["rwg_j"] < table["critical"] - ROUNDING) | (
        table["rwg_j_skew"] < table["critical_skew"] - ROUNDING
    )
    judged = table["rwg_j"].notna()
    known = table["response_share"].notna()
    invited = (table["n"] / table["response_share"])[known].sum()
    return {
        "n_persons": found.n_persons,
        "n_units": found.n_units,
        "median_size": float(table["n"].median()),
        "response_share": table.loc[known, "n"].sum() / invited if known.any() else np.nan,
        "icc1": found.icc1,
        "icc1_low": found.low,
        "icc1_high": found.high,
        "icc2": found.icc2,
        "attenuation": found.icc2 if found.icc2 < rules.attenuation else np.nan,
        "median_rwg_j": table["rwg_j"].median(),
        "median_rwg_j_skew": table["rwg_j_skew"].median(),
        "median_ad": table["ad"].median(),
        "below_critical_share": short[judged].mean() if judged.any() else np.nan,
    }


def _meaning(answered: pd.DataFrame, unit: pd.Series, rules: Rules) -> dict[str, object]:
    """Whether the questions of the scale differ between units in what they measure only."""
    if rules.invariance is not None:
        return {"invariance": rules.invariance, "cfi_drop": np.nan}
    found = invariance.over_units(answered, unit)
    drop = found.table["cfi_drop"].iloc[-1] if len(found.table) else np.nan
    return {"invariance": found.decision, "cfi_drop": drop}


def _decisions(
    table: pd.DataFrame, found: Icc, meaning: str, rules: Rules, overrides: Mapping[str, str]
) -> dict[str, object]:
    """Decide what holds for the units together, with the rule that failed."""
    reasons = {
        "compare": why_not_compared(table, found, meaning, rules),
        "relate": why_flat(found),
    }
    row: dict[str, object] = {"describe_share": float(table["describe"].mean())}
    for permission, reason in reasons.items():
        row[permission] = not reason or permission in overrides
        row[f"why_{permission}"] = reason
    row["overrides"] = "; ".join(f"{name}: {reason}" for name, reason in overrides.items())
    return row
