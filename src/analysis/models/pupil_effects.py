"""What goes together with the scores of pupils: results, domain by domain, for a page."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import DataProblem
from analysis.models.estimate import Estimate, NotEstimable, estimate_id, to_frame
from analysis.models.linked import Linked
from analysis.models.linking import Tables, link
from analysis.models.linking_pupils import PRIORS
from analysis.models.multiplicity import holm
from analysis.models.pupil_models import PupilModel, domain_model
from analysis.models.variables import NotHere

LEARNED = ("arithmetic", "language")
SECTIONS = ("pupils", "pupils_points")
TURNOVER = "turnover"
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


def of_scales(
    data: Tables, scales: Sequence[str], *, lag: int, level: str
) -> tuple[dict[str, Linked], list[Estimate | NotEstimable]]:
    """Relate the scores of pupils to what staff said on several scales.

    Parameters
    ----------
    data : Tables
        An open study, maybe without pupils or answers.
    scales : sequence of str
    lag : int
        Months between the questionnaire and the scores.
    level : str
        team, staff or school: how far the link reaches.

    Returns
    -------
    dict of str to Linked
        The links that could be made, by scale.
    list of Estimate or NotEstimable
        As ``effects``; a link that cannot be made is a NotEstimable that says why.
    """
    exposures = {name: f"answers:{name}" for name in scales}
    return _linked(data, exposures, lag, level=level)


def of_turnover(
    data: Tables, *, lag: int, events: str = ""
) -> tuple[dict[str, Linked], list[Estimate | NotEstimable]]:
    """Relate the scores of pupils to the turnover of their school in the year before.

    Parameters
    ----------
    data : Tables
    lag : int
        Months between the end of that year and the scores.
    events : str
        Exit classes that count, divided by commas; all but moves inside the board when empty.

    Returns
    -------
    As ``of_scales``, with the one measure "turnover".
    """
    exposure = f"spells.end[{events}]" if events else "spells.end"
    return _linked(data, {TURNOVER: exposure}, lag, level="school")


def _linked(
    data: Tables, exposures: dict[str, str], lag: int, *, level: str
) -> tuple[dict[str, Linked], list[Estimate | NotEstimable]]:
    links: dict[str, Linked] = {}
    found: list[Estimate | NotEstimable] = []
    for name, exposure in exposures.items():
        missing = estimate_id("", SECTIONS[0], name, "between", "all")
        try:
            # The last score before the questionnaire, however long before the outcome that was.
            links[name] = link(
                data, exposure, "pupils.score", lag=lag, level=level, prior=PRIORS[1]
            )
        except (DataProblem, NotHere) as problem:
            reason = problem.what if isinstance(problem, DataProblem) else str(problem)
            found.append(NotEstimable(reason, missing, name, "between"))
            continue
        found += effects(links[name], measure=name)
    return links, found


def people(links: dict[str, Linked]) -> pd.DataFrame:
    """Give the pupils behind several links: pupil_id, the population of a release."""
    tables = [linked.table[["pupil_id"]] for linked in links.values()]
    empty = pd.DataFrame({"pupil_id": pd.Series(dtype="str")})
    return pd.concat(tables).drop_duplicates(ignore_index=True) if tables else empty


def ladder(links: dict[str, Linked]) -> pd.DataFrame:
    """Say what was matched at each step: exposure, counting, step, matched, unmatched."""
    parts = [
        linked.ladder.assign(exposure=name).rename(columns={"counted": "counting"})
        for name, linked in links.items()
    ]
    columns = ["exposure", "counting", "step", "matched", "unmatched"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def table(found: Sequence[Estimate | NotEstimable]) -> pd.DataFrame:
    """Put results in a table for a page, with p adjusted over the family.

    Returns
    -------
    DataFrame
        The columns of ``Estimate``, and section (pupils or pupils_points), exposure (scale or
        "turnover"), outcome (domains joined by "+") and about (answers or contracts: what the
        exposure is taken from).
    """
    rows = adjusted(to_frame(found))
    parts = rows["id"].astype("str").str.split("/", n=2, expand=True).reindex(columns=[0, 1])
    named = parts[1].astype("str").str.split("-", n=1, expand=True).reindex(columns=[0, 1])
    about = named[0].eq(TURNOVER).map({True: "contracts", False: "answers"})
    return rows.assign(section=parts[0], exposure=named[0], outcome=named[1], about=about)


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
