"""From one topic by way of others to the scores of pupils, school by school."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from analysis.errors import DataProblem
from analysis.models.estimate import Estimate, NotEstimable, estimate_id, to_frame
from analysis.models.linked import Linked
from analysis.models.linking import Tables, link
from analysis.models.linking_pupils import PRIORS
from analysis.models.mediation import DRAWS, Mediation
from analysis.models.pathway_model import expression
from analysis.models.pathways import arrows_of
from analysis.models.pooled_paths import LEVEL, pooled_paths
from analysis.models.pupil_effects import outcomes
from analysis.models.pupil_models import prepare
from analysis.models.variables import NotHere

SCORE = "score"  # the last topic, for arrows
SECTION = "paths_pupils"


@dataclass(frozen=True, eq=False)
class SchoolTopics:
    """Pupils with what staff of their school said on several topics.

    Attributes
    ----------
    linked : Linked or None
        Of the first topic; its table has a column ``topic_<name>`` for each topic: the mean of
        the school over its waves.
    topics : tuple of str
        The first one, then those in the middle.
    reason : str
        Why there is no link, in the reader's words; else empty.
    """

    linked: Linked | None
    topics: tuple[str, ...]
    reason: str = ""

    @property
    def pupils(self) -> pd.DataFrame:
        """pupil_id of everybody in it: the population of a release."""
        if self.linked is None:
            return pd.DataFrame({"pupil_id": pd.Series(dtype="str")})
        return self.linked.table[["pupil_id"]].drop_duplicates()


def school_topics(
    data: Tables, *, first: str, between: Sequence[str], lag: int = 12
) -> SchoolTopics:
    """Link several topics to the same pupils.

    Parameters
    ----------
    data : Tables
        An open study.
    first : str
        A scale.
    between : sequence of str
        Scales in the middle, asked in the same waves.
    lag : int
        Months between the questionnaire and the scores.

    Returns
    -------
    SchoolTopics
        Pupils of schools of which every topic is known.
    """
    topics = (first, *between)
    try:
        links = {
            name: link(
                data, expression(name), "pupils.score", lag=lag, level="school", prior=PRIORS[1]
            )
            for name in topics
        }
    except (DataProblem, NotHere) as problem:
        reason = problem.what if isinstance(problem, DataProblem) else str(problem)
        return SchoolTopics(None, topics, reason)
    table = links[first].table
    for name in topics:
        table = table.assign(**{f"topic_{name}": table["school_id"].map(_mean(links[name].table))})
    known = table.dropna(subset=[f"topic_{name}" for name in topics])
    return SchoolTopics(replace(links[first], table=known.reset_index(drop=True)), topics)


def _mean(table: pd.DataFrame) -> pd.Series:
    """Mean of each school over its waves."""
    waves = table.drop_duplicates(["school_id", "wave"])
    return waves.groupby("school_id")["between"].mean()


def school_paths(
    known: SchoolTopics, domains: Sequence[str], *, seed: int, draws: int = DRAWS
) -> Mediation | NotEstimable:
    """Split what goes together with the scores of pupils in some domains.

    Parameters
    ----------
    known : SchoolTopics
    domains : sequence of str
    seed, draws : int

    Returns
    -------
    Mediation or NotEstimable
        Topics in standard deviations between schools, scores in those of pupils. Prior score,
        sector, weighting and year are held equal in every arrow.
    """
    ready = prepare(known.linked.table.dropna(subset="prior_score"), domains)
    if isinstance(ready, NotEstimable):
        return ready
    rows = ready.rows
    for name in known.topics:
        column = rows[f"topic_{name}"]
        spread = column.groupby(rows["school_id"]).first().std()
        rows = rows.assign(**{name: (column - column.mean()) / spread})
    rows = rows.assign(**{SCORE: rows["outcome"]})
    held = [name for name in ready.terms if name not in ready.parts]
    return pooled_paths(
        rows,
        exposure=known.topics[0],
        mediators=list(known.topics[1:]),
        outcome=SCORE,
        covariates=held,
        unit="school_id",
        seed=seed,
        draws=draws,
    )


def estimates(
    known: SchoolTopics, *, seed: int, draws: int = DRAWS
) -> tuple[list[Estimate | NotEstimable], dict[str, Mediation]]:
    """Split the relation with each outcome: language with arithmetic, and every other domain.

    Returns
    -------
    list of Estimate or NotEstimable
        For each outcome the direct way, the way through each topic, all of these, and in all.
    dict of str to Mediation
        The chains themselves, by outcome.
    """
    found: list[Estimate | NotEstimable] = []
    chains: dict[str, Mediation] = {}
    if known.linked is None:
        return [NotEstimable(known.reason, level="between")], chains
    for domains in outcomes(known.linked.table):
        name = "+".join(domains)
        chain = school_paths(known, domains, seed=seed, draws=draws)
        if isinstance(chain, NotEstimable):
            missing = estimate_id("", SECTION, f"{known.topics[0]}-total-{name}", "between", "all")
            found.append(NotEstimable(chain.reason, missing, name, "between"))
            continue
        chains[name] = chain
        rows = chain.paths[(chain.paths["level"] == LEVEL) & (chain.paths["kind"] != "arrow")]
        found += [_estimate(known, chain, row, name) for row in rows.to_dict("records")]
    return found, chains


def table(found: Sequence[Estimate | NotEstimable]) -> pd.DataFrame:
    """Put results in a table for a page: the columns of ``Estimate`` and outcome."""
    rows = to_frame(found)
    measure = rows["id"].astype("str").str.split("/").str[1]
    return rows.assign(outcome=measure.astype("str").str.rsplit("-", n=1).str[-1])


def arrows(chains: dict[str, Mediation]) -> pd.DataFrame:
    """Take the arrows of the first outcome: source, target, low, high, estimate."""
    if not chains:
        return pd.DataFrame(columns=["source", "target", "low", "high", "estimate"])
    return arrows_of(next(iter(chains.values())), LEVEL)


def _estimate(
    known: SchoolTopics, chain: Mediation, row: dict[str, object], outcome: str
) -> Estimate:
    way = str(row["path"]).split(" > ")
    middle = way[1] if row["kind"] == "way" else str(row["kind"])
    pupils = known.linked.table
    pupils = pupils[pupils["domain"].isin(outcome.split("+"))]
    return Estimate(
        id=estimate_id("", SECTION, f"{known.topics[0]}-{middle}-{outcome}", "between", "all"),
        term=middle,
        level="between",
        estimate=row["estimate"],
        low=row["low"],
        high=row["high"],
        interval_level=chain.interval_level,
        se=row["se"],
        se_type="jackknife",
        n_persons=pupils["pupil_id"].nunique(),
        n_units=chain.n_teams,
        unit="school",
        design=known.linked.badge,
        engine="analysis.models.pooled_paths",
        window_exposure=known.linked.window_exposure,
        window_outcome=known.linked.window_outcome,
    )
