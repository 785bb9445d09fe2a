"""The same for leaving: a logistic study with schools, repeated with its exits drawn again."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.models import logit, random_intercept_logit
from analysis.models.calibration import REPLICATES, Calibration, judged

_STEPS = 30
_CLOSE = 1e-8
_AT_ONCE = 4_000_000  # numbers in memory in one block of studies
_POINTS = 15  # of the quadrature over schools


def calibration_logit(
    people: pd.DataFrame,
    *,
    outcome: str,
    terms: Sequence[str],
    term: str,
    unit: str,
    seed: int,
    replicates: int = REPLICATES,
    level: float = 0.95,
) -> Calibration:
    """Repeat a logistic regression with errors CR3 and Student's t with units minus one.

    Parameters
    ----------
    people : DataFrame, one row per person; rows with a missing value are left out
    outcome : str
        0 or 1.
    terms : sequence of str
        Numeric columns; the intercept is added.
    term : str
        The one of them that is of interest.
    unit : str
    seed, replicates, level
        As in ``calibration.calibration``.

    Returns
    -------
    Calibration
        Exits are drawn from a model with a random intercept per unit. The truth that an interval
        has to hold is that of the regression without one, averaged over units. The within
        variance is that of the logistic distribution.
    """
    used = people.dropna(subset=[outcome, *terms, unit])
    design = np.column_stack([np.ones(len(used)), used[list(terms)].to_numpy(float)])
    codes = np.unique(used[unit].to_numpy(), return_inverse=True)[1]
    order = np.argsort(codes, kind="stable")
    design, codes = design[order], codes[order]
    mixed = random_intercept_logit.fit(used, outcome=outcome, terms=list(terms), unit=unit)
    beta = mixed.coefficients["estimate"].to_numpy(float)
    at, rng = 1 + list(terms).index(term), np.random.default_rng(seed)
    drawn, failed, truths = [], 0, []
    for effect in (0.0, beta[at]):
        there = np.where(np.arange(len(beta)) == at, effect, beta)
        truth = 0.0 if effect == 0 else _truth(design, there, mixed.unit_sd**2)[at]
        found, se = _studies(design, codes, there, mixed.unit_sd**2, rng, replicates)
        known = np.isfinite(found[:, at]) & np.isfinite(se[:, at])
        failed += int((~known).sum())
        drawn.append((found[known, at] - truth, found[known, at], se[known, at]))
        truths.append(truth)
    variances = mixed.unit_sd**2, np.pi**2 / 3
    df = int(codes.max())
    return judged(drawn, truth=truths[1], df=df, level=level, variances=variances, failed=failed)


def _truth(design: np.ndarray, beta: np.ndarray, unit_variance: float) -> np.ndarray:
    """What a regression without units finds in endless data: averaged over their intercepts."""
    points, weights = np.polynomial.hermite_e.hermegauss(_POINTS)
    spread = np.sqrt(unit_variance) * points
    chance = 1 / (1 + np.exp(-(design @ beta)[:, None] - spread))
    return logit.fit(design, chance @ weights / weights.sum()).coefficients


def _studies(
    design: np.ndarray,
    codes: np.ndarray,
    beta: np.ndarray,
    unit_variance: float,
    rng: np.random.Generator,
    replicates: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients and errors of each study, shape (replicates, p)."""
    units, found = int(codes.max()) + 1, []
    for size in _blocks(replicates, len(design)):
        level = np.sqrt(unit_variance) * rng.standard_normal((units, size))
        chance = 1 / (1 + np.exp(-(design @ beta)[:, None] - level[codes]))
        left = (rng.random(chance.shape) < chance).astype(float)
        found.append(_fitted(design, codes, left))
    return tuple(np.concatenate(part) for part in zip(*found, strict=True))


def _blocks(replicates: int, people: int) -> list[int]:
    largest = max(1, _AT_ONCE // people)
    return [min(largest, replicates - start) for start in range(0, replicates, largest)]


def _fitted(
    design: np.ndarray, codes: np.ndarray, left: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Fit many logistic regressions at once; ``left`` is (n, studies). NaN without an end."""
    n, p = design.shape
    pairs = (design[:, :, None] * design[:, None, :]).reshape(n, -1)
    beta = np.zeros((left.shape[1], p))
    moved = np.inf
    for _step in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(design @ beta.T, -30, 30)))
        weight = chance * (1 - chance)
        information = (weight.T @ pairs).reshape(-1, p, p)
        score = (left - chance).T @ design
        move = _solved(information, score)
        beta = beta + np.clip(move, -2, 2)
        moved = np.abs(move).max(axis=1)
        if not (moved > _CLOSE).any():
            break
    se = _errors(design, pairs, codes, left - chance, weight, information)
    wild = moved > _CLOSE
    beta[wild], se[wild] = np.nan, np.nan
    return beta, se


def _solved(information: np.ndarray, score: np.ndarray) -> np.ndarray:
    """Solve; a study whose weights vanished moves without end, and is set aside later."""
    ridge = 1e-12 * np.trace(information, axis1=1, axis2=2)[:, None, None] + 1e-300
    safe = information + ridge * np.eye(information.shape[1])
    return np.linalg.solve(safe, score[..., None])[..., 0]


def _errors(
    design: np.ndarray,
    pairs: np.ndarray,
    codes: np.ndarray,
    residual: np.ndarray,
    weight: np.ndarray,
    information: np.ndarray,
) -> np.ndarray:
    """Errors CR3: (I - X'WX bread)^-1 times the score of each unit; rows are sorted by unit."""
    p = design.shape[1]
    first = np.flatnonzero(np.r_[True, np.diff(codes) > 0])
    ridge = 1e-12 * np.trace(information, axis1=1, axis2=2)[:, None, None] + 1e-300
    bread = np.linalg.inv(information + ridge * np.eye(p))
    total = np.zeros((residual.shape[1], p))
    for begin, end in zip(first, [*first[1:], len(codes)], strict=True):
        own = (weight[begin:end].T @ pairs[begin:end]).reshape(-1, p, p)
        score = residual[begin:end].T @ design[begin:end]
        left = np.eye(p) - own @ bread
        pulled = np.linalg.solve(left, score[..., None])
        total += (bread @ pulled)[..., 0] ** 2
    return np.sqrt(total)
