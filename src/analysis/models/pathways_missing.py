"""Chains with the topics that somebody left open filled in, beside those who answered all."""

import pandas as pd

from analysis.errors import DataProblem
from analysis.models.imputation import IMPUTATIONS, impute
from analysis.models.mediation import mediation
from analysis.models.pathway_model import EXIT, Pathway
from analysis.models.pathways import Chains
from analysis.models.pooling import pool

METHODS = ("answered_all", "imputed_topics")
LEVEL = "within"
_FEW_DRAWS = 2  # the interval is that of the pooled error; no unit has to be drawn again
_COLUMNS = ["section", "term", "method", "n", "n_units", "estimate", "low", "high", "fmi", "m"]


def filled_in(made: Chains, *, seed: int, m: int = IMPUTATIONS) -> pd.DataFrame:
    """Give the ways of each chain with and without the people who left a topic open.

    Parameters
    ----------
    made : dict of str to Pathway or NoPathway
        Chains to leaving are passed over: of everybody in them it is known who left, and the
        topics are those of other chains.
    seed : int
    m : int
        Imputations.

    Returns
    -------
    DataFrame, one row per section, way and method
        section, term (a topic, direct, indirect or total), method (answered_all,
        imputed_topics), n (answers), n_units, estimate, low, high (within units; of imputed_topics
        by Rubin's rules on the jackknife errors), fmi and m.

    Source
    ------
    See ``imputation.impute`` and ``pooling.pool``.
    """
    parts = [
        _both(path, section, seed=seed, m=m)
        for section, path in made.items()
        if isinstance(path, Pathway) and path.last != EXIT
    ]
    parts = [part for part in parts if len(part)]
    if not parts:
        return pd.DataFrame(columns=_COLUMNS)
    return pd.concat(parts, ignore_index=True).reindex(columns=_COLUMNS)


def _both(path: Pathway, section: str, *, seed: int, m: int) -> pd.DataFrame:
    topics = [path.first, *path.between, path.last]
    asked = path.given[path.given["wave"].isin(path.rows["wave"])]
    asked = asked.dropna(subset=topics[0]).reset_index(drop=True)
    around = asked[topics] - asked.groupby("wave")[topics].transform("mean")
    spread = path.given.loc[path.given["wave"].isin(path.rows["wave"]), topics].std()
    rows = asked[[path.unit]].join(around / spread)
    complete = _ways(path.found.paths, path).assign(method=METHODS[0], n=len(path.rows))
    holes = [name for name in topics if rows[name].isna().any()]
    if not holes:
        return complete.assign(section=section, n_units=path.found.n_teams)
    try:
        found = _pooled(path, rows, topics, holes, seed=seed, m=m)
    except DataProblem:
        return complete.assign(section=section, n_units=path.found.n_teams)
    both = pd.concat([complete, found.assign(method=METHODS[1], n=len(rows))])
    return both.assign(section=section, n_units=path.found.n_teams)


def _ways(table: pd.DataFrame, path: Pathway) -> pd.DataFrame:
    kept = table[(table["level"] == LEVEL) & (table["kind"] != "arrow")]
    middle = kept["path"].str.split(" > ").str[1].where(kept["kind"] == "way", kept["kind"])
    return kept.assign(term=middle)[["term", "estimate", "se", "low", "high"]]


def _pooled(
    path: Pathway, rows: pd.DataFrame, topics: list[str], holes: list[str], *, seed: int, m: int
) -> pd.DataFrame:
    filled = impute(
        rows,
        incomplete=holes,
        predictors=[name for name in topics if name not in holes],
        unit=path.unit,
        seed=seed,
        m=m,
    )
    tables = [
        _ways(
            mediation(
                table,
                exposure=path.first,
                mediators=list(path.between),
                outcome=path.last,
                unit=path.unit,
                seed=seed,
                levels=[LEVEL],
                draws=_FEW_DRAWS,
            ).paths,
            path,
        ).set_index("term")
        for table in filled.completed()
    ]
    out = []
    for term in tables[0].index:
        numbers = [table.loc[term] for table in tables]
        found = pool(
            [row["estimate"] for row in numbers],
            [row["se"] for row in numbers],
            complete_df=path.found.n_teams - 1,
        )
        kept = {name: getattr(found, name) for name in ("estimate", "se", "low", "high", "fmi")}
        out.append({"term": term, **kept, "m": found.m})
    return pd.DataFrame(out)
