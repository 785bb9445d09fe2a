"""What a result says about a claim: decided in a fixed order, from intervals alone."""

from dataclasses import dataclass

NOT_TESTABLE = "not_testable"
CONTRADICTED = "contradicted"
TOO_SMALL = "too_small"
SUPPORTED = "supported"
UNDECIDED = "undecided"
VERDICTS = (SUPPORTED, CONTRADICTED, TOO_SMALL, UNDECIDED, NOT_TESTABLE)
ENOUGH_UNITS = 30  # units for which small-sample inference is dependable (checklist 25)


@dataclass(frozen=True)
class Interval:
    """An interval around an estimate, on a scale where no effect is 0."""

    low: float
    high: float

    def in_direction(self, sign: int) -> "Interval":
        """Turn it so that the claimed direction is up."""
        return self if sign > 0 else Interval(-self.high, -self.low)


def verdict(
    interval: Interval,
    interval_90: Interval,
    *,
    sign: int,
    smallest: float,
    p_adjusted: float | None = None,
    alpha: float = 0.05,
) -> str:
    """Judge a directed claim.

    Parameters
    ----------
    interval, interval_90 : Interval
        The 95 % and the 90 % interval, on a scale where no effect is 0.
    sign : int
        The claimed direction, +1 or -1.
    smallest : float
        Smallest effect of interest, positive.
    p_adjusted : float, optional
        After adjustment for the family of tests; support needs it below ``alpha``.
    alpha : float

    Returns
    -------
    str
        In this order: contradicted (the whole 95 % interval lies on the other side), too_small
        (the whole 90 % interval lies within the smallest effect of interest), supported (the
        whole 95 % interval lies on the claimed side), undecided.
    """
    claimed, narrow = interval.in_direction(sign), interval_90.in_direction(sign)
    if claimed.high < 0:
        return CONTRADICTED
    if -smallest < narrow.low and narrow.high < smallest:
        return TOO_SMALL
    holds = p_adjusted is None or p_adjusted < alpha
    return SUPPORTED if claimed.low > 0 and holds else UNDECIDED


def verdict_on_share(
    interval: Interval, interval_90: Interval, *, stated: float, margin: float
) -> str:
    """Judge a stated share: supported when the 90 % interval lies within the margin around it.

    Parameters
    ----------
    interval, interval_90 : Interval
        Of the share, in [0, 1].
    stated, margin : float
        In [0, 1].

    Returns
    -------
    str
        supported (equivalent), contradicted (the 95 % interval lies outside the margin), else
        undecided.
    """
    if stated - margin < interval_90.low and interval_90.high < stated + margin:
        return SUPPORTED
    if interval.low > stated + margin or interval.high < stated - margin:
        return CONTRADICTED
    return UNDECIDED


def verdict_on_threshold(
    interval: Interval, *, threshold: float, p_adjusted: float, alpha: float = 0.05
) -> str:
    """Judge a number that must pass a threshold.

    Parameters
    ----------
    interval : Interval
        The 95 % interval of the number.
    threshold : float
    p_adjusted : float
        Of the distance to the threshold, after adjustment for the family of tests.
    alpha : float

    Returns
    -------
    str
        supported (the whole interval lies above the threshold, also after adjustment),
        contradicted (it lies below), else undecided.
    """
    if interval.high < threshold:
        return CONTRADICTED
    if interval.low > threshold and p_adjusted < alpha:
        return SUPPORTED
    return UNDECIDED


def strength(
    *,
    other_source: bool,
    exposure_first: bool,
    n_units: int,
    permitted: bool,
    multiverse_agrees: bool,
) -> str:
    """Grade support by the conditions met: five strong, four fair, three or fewer weak.

    Parameters
    ----------
    other_source : bool
        Exposure and outcome come from different sources.
    exposure_first : bool
        The exposure was measured before the outcome.
    n_units : int
        Independent units behind the estimate.
    permitted : bool
        The score check allows this use of the means.
    multiverse_agrees : bool
        At least 80 % of the declared alternatives give the same verdict; False when not run.
    """
    many = n_units >= ENOUGH_UNITS
    met = sum((other_source, exposure_first, many, permitted, multiverse_agrees))
    return {5: "strong", 4: "fair"}.get(met, "weak")
