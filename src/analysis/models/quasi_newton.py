"""A maximum of a smooth function of a few numbers, by BFGS with a good first guess of the curve."""

from collections.abc import Callable

import numpy as np

_STEPS = 200
_HALVINGS = 40
_ENOUGH = 1e-4  # of the promised gain that a step must bring

Function = Callable[[np.ndarray], tuple[float, np.ndarray]]


class NoMaximum(ArithmeticError):
    """The function still rises after many steps, or nowhere along the way up."""


def maximise(
    function: Function, start: np.ndarray, inverse: np.ndarray, *, close: float = 1e-12
) -> np.ndarray:
    """Climb to the top.

    Parameters
    ----------
    function : callable
        Gives value and gradient, shape (p,).
    start : array, shape (p,)
    inverse : array, shape (p, p)
        Guess of the inverse of minus the second derivative at the top; positive definite.
    close : float
        Stop when a full step promises a gain below twice this.

    Returns
    -------
    array, shape (p,)

    Raises
    ------
    NoMaximum

    Source
    ------
    Nocedal & Wright (2006), Numerical Optimization, algorithm 6.1, with backtracking.
    """
    at, inverse = np.asarray(start, float), np.array(inverse, float)
    value, gradient = function(at)
    for _step in range(_STEPS):
        direction = inverse @ gradient
        promised = float(gradient @ direction)
        if promised < close:
            return at
        moved, new_value, new_gradient = _climbed(function, at, direction, value, promised)
        step, change = moved - at, gradient - new_gradient
        curve = float(step @ change)
        if curve > 0:
            turn = np.eye(len(at)) - np.outer(step, change) / curve
            inverse = turn @ inverse @ turn.T + np.outer(step, step) / curve
        at, value, gradient = moved, new_value, new_gradient
    raise NoMaximum("no top after many steps")


def _climbed(
    function: Function, at: np.ndarray, direction: np.ndarray, value: float, promised: float
) -> tuple[np.ndarray, float, np.ndarray]:
    share = 1.0
    for _halving in range(_HALVINGS):
        moved = at + share * direction
        new_value, gradient = function(moved)
        # The last digits of a sum over many people are noise: that much loss is no loss.
        if new_value >= value + _ENOUGH * share * promised - 1e-13 * abs(value):
            return moved, new_value, gradient
        share /= 2
    raise NoMaximum("no step leads upwards")


def curvature(function: Function, at: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Minus the second derivative, from central differences of the gradient, shape (p, p)."""
    rows = []
    for i, size in enumerate(steps):
        move = np.zeros(len(at))
        move[i] = size
        rows.append((function(at - move)[1] - function(at + move)[1]) / (2 * size))
    slope = np.array(rows)
    return (slope + slope.T) / 2
