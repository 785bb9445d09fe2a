"""Many tests: p values that keep the chance of any false finding in the family."""

from collections.abc import Sequence

import numpy as np


def holm(p: Sequence[float]) -> np.ndarray:
    """Adjust the p values of a declared family.

    Parameters
    ----------
    p : sequence of float, shape (k,)
        In [0, 1]; NaN for a test that could not be made, which does not count in the family.

    Returns
    -------
    array, shape (k,)
        Adjusted p values in the same order; NaN stays NaN.

    Source
    ------
    Holm (1979), Scandinavian J. Statistics 6, 65-70; as R ``p.adjust(method = "holm")``.
    """
    given = np.asarray(p, dtype=float)
    adjusted = np.full(given.shape, np.nan)
    known = np.flatnonzero(~np.isnan(given))
    order = known[np.argsort(given[known], kind="stable")]
    steps = np.arange(len(order), 0, -1) * given[order]
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1)
    return adjusted
