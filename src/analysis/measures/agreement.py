"""Do members of a team see it the same way? Indices that justify a team mean.

A person with a missing answer is left out of all indices of a scale (listwise), as R's package
multilevel does. Leaving a missing answer out of its own item only is another statistic.
"""

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from analysis.errors import DataProblem
from analysis.language import gettext as _

# Share of random answers per option, lowest first, when everybody leans to the favourable side.
# LeBreton & Senter (2008), table 2: variances 1.34, 0.90 and 0.44.
SKEWED: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        "slight_skew": (0.05, 0.15, 0.20, 0.35, 0.25),
        "moderate_skew": (0.0, 0.10, 0.15, 0.40, 0.35),
        "heavy_skew": (0.0, 0.0, 0.10, 0.40, 0.50),
    }
)


def null_shares(null: str, options: int) -> tuple[float, ...]:
    """Give the share of answers per option when people answer at random.

    Parameters
    ----------
    null : str
        uniform, slight_skew, moderate_skew or heavy_skew. The skewed ones are published for five
        options.
    options : int
        Number of answer options.

    Raises
    ------
    DataProblem
        If no such distribution is published for this number of options.
    """
    if null == "uniform":
        return (1 / options,) * options
    if null in SKEWED and options == 5:
        return SKEWED[null]
    raise DataProblem(
        _("There is no null distribution {null} for {n} answer options.").format(
            null=null, n=options
        ),
        found=", ".join(("uniform", *SKEWED)),
        repair=_("use uniform, or a scale with five options"),
    )


def null_variance(null: str, options: int) -> float:
    """Variance of one answer when people answer at random: 2 for five options, uniform."""
    shares = null_shares(null, options)
    mean = sum(share * value for value, share in enumerate(shares))
    return sum(share * (value - mean) ** 2 for value, share in enumerate(shares))


def _complete(items: pd.DataFrame, unit: pd.Series, options: int) -> tuple[pd.DataFrame, pd.Series]:
    """Keep the people who answered everything and have a unit."""
    outside = items.columns[((items < 1) | (items > options)).any()].tolist()
    if outside:
        raise DataProblem(
            _("Answers lie outside 1 to {options}.").format(options=options),
            column=", ".join(outside),
            repair=_("map the labels of these answers in study.toml"),
        )
    used = items.notna().all(axis="columns") & unit.notna()
    return items[used].astype(float), unit[used]


def _over_units(values: pd.Series, unit: pd.Series) -> pd.Series:
    """Line up with every unit, also those without a single complete person."""
    return values.reindex(pd.Index(sorted(unit.dropna().unique()), name=unit.name))


def mean_item_variance(items: pd.DataFrame, unit: pd.Series, *, options: int = 5) -> pd.Series:
    """Variance of an item within each unit, averaged over items; missing under two people."""
    complete, team = _complete(items, unit, options)
    spread = complete.groupby(team).var(ddof=1).mean(axis="columns")
    return _over_units(spread, unit)


def n_used(items: pd.DataFrame, unit: pd.Series) -> pd.Series:
    """Count the people per unit whose answers are complete; the indices rest on them."""
    used = items.notna().all(axis="columns") & unit.notna()
    return _over_units(unit[used].value_counts(), unit).fillna(0).astype(int)


def rwg_j(
    items: pd.DataFrame, unit: pd.Series, *, options: int = 5, null: str = "uniform"
) -> pd.Series:
    """Within-unit agreement r_wg(j) on a set of Likert items.

    Compares the spread inside each unit with the spread that random answering would give: 1 is
    full agreement, 0 is no more agreement than chance. Rises with the number of items.

    Parameters
    ----------
    items : DataFrame, shape (n_people, n_items)
        Answers coded 1..options, reversed items already turned around.
    unit : Series, shape (n_people,)
        Unit of each person, on the same index as ``items``.
    options : int
        Number of answer options, at least 2.
    null : str
        How random answers are spread: see ``null_shares``.

    Returns
    -------
    Series, one value per unit, in [0, 1]
        Missing where fewer than two people answered every item.

    Raises
    ------
    DataProblem
        If an answer lies outside 1..options.

    Source
    ------
    James, Demaree & Wolf (1984), J. Applied Psychology 69, 85-98. Equals R
    ``multilevel::rwg.j``, including its floor at 0.
    """
    spread = mean_item_variance(items, unit, options=options) / null_variance(null, options)
    return from_spread(spread, items.shape[1]).rename("rwg_j")


def from_spread(spread: pd.Series, n_items: int) -> pd.Series:
    """Turn variance as a share of chance variance into r_wg(j), with its floor at 0."""
    agreed = (1 - spread).clip(lower=0)
    return n_items * agreed / (n_items * agreed + 1 - agreed)


def r_star_wg_j(
    items: pd.DataFrame, unit: pd.Series, *, options: int = 5, null: str = "uniform"
) -> pd.Series:
    """Agreement r*_wg(j), which does not rise with the number of items.

    Parameters as for ``rwg_j``. At most 1; below 0 where people differ more than by chance;
    missing where fewer than two people answered every item.

    Source
    ------
    Lindell, Brandt & Whitney (1999), Applied Psychological Measurement 23, 127-135. Equals R
    ``multilevel::rwg.j.lindell``.
    """
    spread = mean_item_variance(items, unit, options=options)
    return (1 - spread / null_variance(null, options)).rename("r_star_wg_j")


def average_deviation(items: pd.DataFrame, unit: pd.Series, *, options: int = 5) -> pd.Series:
    """Mean distance from the unit's mean, averaged over items (AD, in answer points).

    Parameters as for ``rwg_j``. 0 is full agreement; missing where fewer than two people answered
    every item.

    Source
    ------
    Burke, Finkelstein & Dusig (1999), Organizational Research Methods 2, 49-68. Equals R
    ``multilevel::ad.m``.
    """
    complete, team = _complete(items, unit, options)
    centres = complete.groupby(team).transform("mean")
    distance = (complete - centres).abs().groupby(team).mean().mean(axis="columns")
    return _over_units(distance.where(team.value_counts() > 1), unit).rename("ad")


def a_wg(items: pd.DataFrame, unit: pd.Series, *, options: int = 5) -> pd.Series:
    """Agreement a_wg: spread compared with the most that the unit's own mean allows.

    Parameters as for ``rwg_j``; options run from 1 to ``options``. Averaged over items; an item
    whose mean is too close to an end of the scale for its number of people is left out, and the
    value is missing where that goes for all items.

    Source
    ------
    Brown & Hauenstein (2005), Organizational Research Methods 8, 165-184. Equals R
    ``multilevel::awg``.
    """
    complete, team = _complete(items, unit, options)
    groups = complete.groupby(team)
    mean, variance = groups.mean(), groups.var(ddof=1)
    raters = team.value_counts().reindex(mean.index).to_numpy(float)[:, None]
    most = ((options + 1) * mean - mean**2 - options) * (raters / (raters - 1).clip(min=1))
    value = 1 - 2 * variance / most.where(most > 0)
    lowest, highest = (raters - 1 + options) / raters, (options * (raters - 1) + 1) / raters
    inside = (mean >= lowest) & (mean <= highest)
    at_end = ((mean == 1) | (mean == options)) & (raters > 1)
    item_values = value.where(inside).mask(at_end, 1.0)
    return _over_units(item_values.mean(axis="columns"), unit).rename("a_wg")
