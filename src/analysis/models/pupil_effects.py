"""What goes together with the scores of pupils: results, domain by domain, for a page."""

from typing import Any

import numpy as np
import pandas as pd

from analysis.models.estimate import Estimate, NotEstimable, estimate_id
from analysis.models.linked import Linked
from analysis.models.multiplicity import holm
from analysis.models.permutation import unit_permutation
from analysis.models.pupil_models import PupilModel, domain_model
from analysis.models.random_intercept_robust import robust_coefficients
from analysis.models.robust import t_interval
from analysis.models.wild_bootstrap import wild_bootstrap

LEARNED = ("arithmetic", "language")
SECTIONS = ("pupils", "pupils_points")
# Claim and test of an exposure and its domains, as in claim_tests.csv.
DECLARED = {
    ("growth", ("mindset",)): ("H05", "mindset"),
    ("growth", ("involvement",)): ("H05", "daring"),
    ("turnover", ("wellbeing",)): ("H11", "continuity"),
    ("turnover", LEARNED): ("H11", "results"),
}
_LEVEL = 0.95


def outcomes(table: pd.DataFrame) -> list[tuple[str, ...]]:
    """What is looked at: language and arithmetic together, and each other domain by itself."""
    known = sorted(table["domain"].dropna().unique())
    learned = tuple(name for name in LEARNED if name in known)
    others = [(name,) for name in known if name not in LEARNED]
    return ([learned] if learned else []) + others


def effects(linked: Linked, *, measure: str) -> list[Estimate | NotEstimable]:
    """Relate the scores of pupils to one exposure, domain by domain.

    Parameters
    ----------
    linked : Linked
    measure : str
        The scale, or "turnover": for the ids.

    Returns
    -------
    list of Estimate or NotEstimable
        Section ``pupils``: for each of ``outcomes`` and each part of the exposure, standard
        deviations of pupils per standard deviation between schools. Section ``pupils_points``:
        for each single domain the part between schools, as points of the test. The interval of
        ``between`` has the degrees of freedom of Satterthwaite under the model; that of the other
        parts is CR2, with schools as clusters.
    """
    found: list[Estimate | NotEstimable] = []
    models = {domains: domain_model(linked, domains) for domains in outcomes(linked.table)}
    for domains, model in models.items():
        if isinstance(model, NotEstimable):
            name = estimate_id("", SECTIONS[0], f"{measure}-{'+'.join(domains)}", "between", "all")
            found.append(NotEstimable(model.reason, name, "+".join(domains), "between"))
        else:
            found += [_estimate(model, part, linked, measure) for part in model.parts]
    for domain in sorted({name for domains in models for name in domains}):
        single = models.get((domain,)) or domain_model(linked, [domain])
        if isinstance(single, PupilModel):
            found.append(_estimate(single, "between", linked, measure, points=True))
    return found


def _estimate(
    model: PupilModel, part: str, linked: Linked, measure: str, *, points: bool = False
) -> Estimate:
    by_model = part == "between"
    row = (model.fitted.coefficients if by_model else model.robust).loc[part]
    domains, scale = "+".join(model.domains), model.points if points else 1.0
    claim, test = DECLARED.get((measure, model.domains), (None, None))
    declared = by_model and not points
    numbers: dict[str, Any] = {
        name: row[name] * scale for name in ("estimate", "low", "high", "se")
    }
    return Estimate(
        id=estimate_id("", SECTIONS[points], f"{measure}-{domains}", part, "all"),
        claim=claim if declared else None,
        test=test if declared else None,
        term=domains,
        level=part,
        **numbers,
        interval_level=_LEVEL,
        se_type="Satterthwaite" if by_model else "CR2",
        df=row["df"],
        p=row["p"],
        n_persons=model.rows["pupil_id"].nunique(),
        n_units=model.fitted.n_units,
        unit="school",
        design=linked.badge,
        engine="analysis.models.random_intercept",
        window_exposure=linked.window_exposure,
        window_outcome=linked.window_outcome,
    )


def adjusted(found: pd.DataFrame) -> pd.DataFrame:
    """Adjust p by Holm over the tests between schools on a page: one family, counted once.

    Parameters
    ----------
    found : DataFrame
        Of ``estimate.to_frame``, of all exposures one after the other. A result in points repeats
        one in standard deviations, and the other parts of an exposure are no claims.
    """
    family = found["id"].str.startswith(f"{SECTIONS[0]}/") & (found["level"] == "between")
    adjusted_p = pd.Series(np.nan, index=found.index)
    if family.any():
        adjusted_p[family] = holm(found.loc[family, "p"])
    return found.assign(p_adjusted=adjusted_p)


def side_by_side(model: PupilModel, *, seed: int) -> pd.DataFrame:
    """Say how sure the difference between schools is, by every method that few schools allow.

    Parameters
    ----------
    model : PupilModel
    seed : int
        Of the draws.

    Returns
    -------
    DataFrame, one row per method
        method (satterthwaite, cr2, cr3, wild_bootstrap, permutation), estimate, low, high, df, p.
        The last two are of a regression without random intercept, so their estimate may differ;
        a permutation has no interval.
    """
    rows, terms = model.rows, list(model.terms)
    cr3 = robust_coefficients(model.fitted, rows, terms=terms, unit="school_id", kind="CR3")
    known = {"satterthwaite": model.fitted.coefficients, "cr2": model.robust, "cr3": cr3}
    names = ["estimate", "low", "high", "df", "p"]
    table = [{"method": name, **found.loc["between", names]} for name, found in known.items()]
    df = model.fitted.n_units - 1
    low, high, p = t_interval(*cr3.loc["between", ["estimate", "se"]], df)
    table[-1] |= {"low": low, "high": high, "p": p, "df": df}
    wild = wild_bootstrap(
        rows, outcome="outcome", terms=terms, term="between", unit="school_id", seed=seed
    )
    dealt = unit_permutation(
        rows,
        outcome="outcome",
        exposure="between",
        covariates=[name for name in terms if name != "between"],
        unit="school_id",
        seed=seed,
    )
    ends = {name: getattr(wild, name) for name in ("estimate", "low", "high", "p")}
    table.append({"method": "wild_bootstrap", **ends})
    table.append({"method": "permutation", "estimate": dealt.estimate, "p": dealt.p})
    return pd.DataFrame(table, columns=["method", *names])
