"""Errors of a random-intercept model that do not take its word for how people are alike."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.models.coefficients import coefficient_table
from analysis.models.random_intercept import RandomIntercept
from analysis.models.robust import cluster_robust, least_squares


def robust_coefficients(
    model: RandomIntercept,
    people: pd.DataFrame,
    *,
    terms: Sequence[str],
    unit: str,
    kind: str = "CR2",
) -> pd.DataFrame:
    """Give the coefficients of a fitted model with cluster-robust errors.

    The random intercept says how to weigh people; whether pupils of one group, or one year, are
    more alike than it says does not matter to these errors, as long as units are independent.

    Parameters
    ----------
    model : RandomIntercept
    people : DataFrame
        The rows that the model was fitted to, without missing values.
    terms : sequence of str
        Its terms, in its order.
    unit : str
        Its unit, which is the cluster.
    kind : str
        "CR2" or another of ``robust.KINDS``.

    Returns
    -------
    DataFrame, index term
        As ``RandomIntercept.coefficients``, with the degrees of freedom of Satterthwaite for this
        error.

    Raises
    ------
    Leverage
        When a coefficient rests on one unit alone.

    Source
    ------
    Pustejovsky & Tipton (2018), J. Business & Economic Statistics 36, 672-683, with the fitted
    model as working model. R ``clubSandwich::coef_test`` of an ``lmer`` gives the same CR1 and CR3;
    CR2 agrees to four digits, since the matrix that adjusts it is not unique and is taken here
    after people have been made independent.
    """
    codes = pd.factorize(people[unit], sort=True)[0]
    columns = [np.ones(len(people)), *(people[name].to_numpy(float) for name in terms)]
    values = np.column_stack([*columns, people[model.outcome].to_numpy(float)])
    apart = independent(values, codes, model.unit_variance / model.residual_variance)
    estimates, residuals = least_squares(apart[:, :-1], apart[:, -1])
    found = cluster_robust(apart[:, :-1], residuals, codes, kind=kind)
    return coefficient_table(["Intercept", *terms], estimates, found.se, df=found.df)


def independent(values: np.ndarray, codes: np.ndarray, ratio: float) -> np.ndarray:
    """Take off that part of the mean of a unit that makes its people independent.

    Parameters
    ----------
    values : array, shape (n, k)
    codes : int array, shape (n,)
        Unit of each row, from 0.
    ratio : float
        Variance between units over that within.
    """
    n = np.bincount(codes)
    sums = np.stack([np.bincount(codes, column) for column in values.T], axis=1)
    part = 1 - 1 / np.sqrt(1 + n * ratio)
    return values - (part[:, None] * sums / n[:, None])[codes]
