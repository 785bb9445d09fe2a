"""Weights for those who answered, so that together they look like everybody on the list.

They mend only what the list knows: within one school, function and length of service, those who
kept silent are taken to be like those who answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import DataProblem
from analysis.language import gettext as _

_ROUNDS = 500
_CLOSE = 1e-10


@dataclass(frozen=True, eq=False)
class Weights:
    """Weights of the people who answered.

    Attributes
    ----------
    weights : Series, on the index of those who answered
        With mean 1; missing for somebody of whom a margin is not known.
    unreached : DataFrame
        margin (its columns, joined by " x "), category, n: groups on the list of which nobody
        answered. No weight can speak for them, and they are left out of that margin.
    rounds : int
        Rounds until the margins were met.
    """

    weights: pd.Series
    unreached: pd.DataFrame
    rounds: int

    @property
    def design_effect(self) -> float:
        """How many times the variance of a mean grows by unequal weights, at least 1.

        Source
        ------
        Kish (1965), Survey sampling: n sum w^2 / (sum w)^2.
        """
        w = self.weights.dropna()
        return float(len(w) * (w**2).sum() / w.sum() ** 2)


def rake(everybody: pd.DataFrame, answered: pd.Series, margins: Sequence[Sequence[str]]) -> Weights:
    """Weight those who answered until they match the list on each margin.

    Parameters
    ----------
    everybody : DataFrame, one row per person on the list
        The columns of the margins.
    answered : Series of bool, on the same index
    margins : sequence of sequence of str
        Each a set of columns whose combinations are counted: [["school_id", "function_group"],
        ["tenure_band"]] meets the number of people per function of a school, and per band.

    Returns
    -------
    Weights

    Raises
    ------
    DataProblem
        When nobody answered, when a margin is known of nobody, or when the margins contradict
        each other, so that no weights meet all of them.

    Source
    ------
    Deming & Stephan (1940), Annals of Mathematical Statistics 11, 427-444. Equals R ``loglin``
    with the answers as start.
    """
    if not answered.any():
        raise DataProblem(_("nobody on the list answered, so nobody can stand for the others."))
    categories = [_categories(everybody, margin) for margin in margins]
    known = np.logical_and.reduce([c.notna() for c in categories])
    here = known & answered.to_numpy()
    if not here.any():
        names = ", ".join(" x ".join(margin) for margin in margins)
        raise DataProblem(_("this is known of nobody who answered."), column=names)
    targets, unreached = [], []
    for margin, category in zip(margins, categories, strict=True):
        listed = category[known].value_counts()
        reached = listed.index.isin(category[here].unique())
        gone = listed[~reached].sort_index()
        name = " x ".join(margin)
        unreached.append(pd.DataFrame({"margin": name, "category": gone.index, "n": gone.values}))
        codes, names = pd.factorize(category[here], sort=True)
        target = listed[names].to_numpy(float)
        targets.append((codes, target / target.sum() * here.sum()))
    weights, rounds = _fitted(targets, int(here.sum()))
    raked = pd.Series(np.nan, index=everybody.index)
    raked[here] = weights
    return Weights(raked[answered], pd.concat(unreached, ignore_index=True), rounds)


def _categories(everybody: pd.DataFrame, margin: Sequence[str]) -> pd.Series:
    """Name the combination of the columns of a margin; missing where one of them is."""
    columns = everybody[list(margin)]
    named = columns[margin[0]].astype("str")
    for other in margin[1:]:
        named = named + " / " + columns[other].astype("str")
    return named.where(columns.notna().all(axis="columns"))


def _fitted(targets: list[tuple[np.ndarray, np.ndarray]], n: int) -> tuple[np.ndarray, int]:
    """Multiply by what is lacking on each margin in turn, until nothing is."""
    weights = np.ones(n)
    for rounds in range(1, _ROUNDS + 1):
        for codes, target in targets:
            weights *= (target / np.bincount(codes, weights, len(target)))[codes]
        off = [abs(np.bincount(c, weights, len(t)) / t - 1).max() for c, t in targets]
        if max(off) < _CLOSE:
            return weights * n / weights.sum(), rounds
    raise DataProblem(
        _("no weights meet all margins: groups without answers leave them contradicting."),
        repair=_("use fewer or broader groups"),
    )


def mean(values: pd.Series, weights: pd.Series, cluster: pd.Series) -> dict[str, float]:
    """Weighted mean of the people of whom value, weight and cluster are known.

    Parameters
    ----------
    values, weights, cluster : Series, on one index

    Returns
    -------
    dict
        score; se (linearised, clusters drawn with replacement, times G / (G - 1)), low and high
        (95 %, Student's t with G - 1 degrees of freedom), n, n_units. Missing se with one cluster.

    Source
    ------
    Binder (1983), International Statistical Review 51, 279-292. Equals R ``survey::svymean`` and
    ``clubSandwich`` CR1.
    """
    from scipy.special import stdtrit

    used = values.notna() & weights.notna() & cluster.notna()
    y, w = values[used].to_numpy(float), weights[used].to_numpy(float)
    codes, units = pd.factorize(cluster[used])
    n_units = len(units)
    if not len(y):
        return {"score": np.nan, "se": np.nan, "low": np.nan, "high": np.nan, "n": 0, "n_units": 0}
    score = float(w @ y / w.sum())
    parts = np.bincount(codes, w * (y - score), n_units) / w.sum()
    se = np.sqrt((parts**2).sum() * n_units / (n_units - 1)) if n_units > 1 else np.nan
    reach = stdtrit(n_units - 1, 0.975) * se if n_units > 1 else np.nan
    limits = {"se": float(se), "low": float(score - reach), "high": float(score + reach)}
    return {"score": score} | limits | {"n": len(y), "n_units": n_units}
