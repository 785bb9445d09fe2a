"""A linear regression from sums per unit: coefficients, and what each unit adds to them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.measures.moments import Moments

ALIKE = 1e-10  # a column of which less than this share is its own repeats the others


@dataclass(frozen=True, eq=False)
class RegressionSums:
    """Cross products of a regression, unit by unit.

    Attributes
    ----------
    names : tuple of str, length p
        "Intercept", then the terms.
    design : array, shape (U, p, p)
        X'X of each unit. Terms are centred at their grand mean, which changes only the intercept.
    response : array, shape (U, p)
        X'y of each unit.
    n : array, shape (U,)
        People.
    """

    names: tuple[str, ...]
    design: np.ndarray
    response: np.ndarray
    n: np.ndarray

    @property
    def inverse(self) -> np.ndarray:
        """Inverse of the cross products of all units together, shape (p, p)."""
        return np.linalg.inv(self.design.sum(axis=0))

    @property
    def coefficients(self) -> np.ndarray:
        """Least squares, shape (p,)."""
        return self.inverse @ self.response.sum(axis=0)

    @property
    def stata_factor(self) -> float:
        """Small-sample factor of the error that Stata calls clustered (CR1S)."""
        units, people = len(self.n), self.n.sum()
        return units / (units - 1) * (people - 1) / (people - len(self.names))


def chosen(sums: Moments, columns: Sequence[str]) -> Moments:
    """Keep some of the columns, in this order."""
    missing = [name for name in columns if name not in sums.columns]
    if missing:
        raise DataProblem(
            _("the sums per unit do not hold this column."),
            column=", ".join(missing),
            repair=_("add it when the sums are made"),
        )
    at = [sums.columns.index(name) for name in columns]
    square = sums.products[:, at][:, :, at]
    return Moments(tuple(columns), sums.units, sums.n, sums.sums[:, at], square)


def regression_sums(sums: Moments, *, outcome: str, terms: Sequence[str]) -> RegressionSums:
    """Prepare a regression of the outcome on the terms.

    Parameters
    ----------
    sums : Moments
        Holds the outcome and the terms, maybe more.
    outcome : str
    terms : sequence of str

    Returns
    -------
    RegressionSums

    Raises
    ------
    DataProblem
        When terms repeat each other or are the same for everybody.
    """
    sums = chosen(sums, [*terms, outcome])
    centre = sums.sums.sum(axis=0) / sums.n.sum()
    apart = sums.sums - sums.n[:, None] * centre
    crossed = np.einsum("ui,j->uij", sums.sums, centre)
    square = sums.products - crossed - crossed.transpose(0, 2, 1)
    square += sums.n[:, None, None] * np.outer(centre, centre)
    whole = np.empty((sums.n_units, len(centre) + 1, len(centre) + 1))
    whole[:, 0, 0], whole[:, 1:, 1:] = sums.n, square
    whole[:, 0, 1:] = whole[:, 1:, 0] = apart
    refuse_repetition(whole.sum(axis=0)[:-1, :-1], ["Intercept", *terms])
    return RegressionSums(("Intercept", *terms), whole[:, :-1, :-1], whole[:, :-1, -1], sums.n)


def refuse_repetition(products: np.ndarray, names: Sequence[str]) -> None:
    """Raise DataProblem naming the columns that earlier columns already say."""
    size = np.sqrt(np.diag(products))
    size = np.where(size > 0, size, 1.0)
    own = _own_share(products / np.outer(size, size))
    repeated = [name for name, share in zip(names, own, strict=True) if share < ALIKE]
    if repeated:
        raise DataProblem(
            _("the predictor repeats the others, or is the same for everybody."),
            column=", ".join(repeated),
            repair=_("leave it out"),
        )


def _own_share(correlations: np.ndarray) -> np.ndarray:
    """What is left of each column after the columns before it, by Cholesky's elimination."""
    left, own = correlations.copy(), np.empty(len(correlations))
    for i in range(len(left)):
        own[i] = left[i, i]
        if own[i] >= ALIKE:
            left -= np.outer(left[:, i], left[i]) / own[i]
    return own
