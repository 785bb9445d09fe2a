"""Reference levels: which share of pupils reaches 1F, and which share the target (1S or 2F).

Unlike scores of providers these compare over tests. The source counts pupils per level and
writes "<5" for 1 to 4, so that a share is an interval.
"""

from collections.abc import Iterable

import pandas as pd

SIGNAL_1F = 0.85  # for every school; the signal value of the target depends on the weighting
LEVELS = ("below", "basic", "target")
_ENDINGS = dict(zip(("_below_1f", "_1f", "_target"), LEVELS, strict=True))
_ENDS = [f"{level}_{end}" for level in LEVELS for end in ("low", "high")]
_SUBJECT = ["subject", "domain"]


def shares(results: pd.DataFrame, *, by: tuple[str, ...] = ("school_id", "year")) -> pd.DataFrame:
    """Turn counts of pupils per level into shares that reach 1F and the target.

    Parameters
    ----------
    results : DataFrame, one row per school, year, domain and measure
        Measures named ``<subject>_below_1f``, ``<subject>_1f`` and ``<subject>_target``, with
        value, low and high (pupils; value is missing where it is withheld) and n (pupils tested,
        where known). Other measures are left out.
    by : tuple of str
        What a share is of; ("school_id",) puts the years of a school together, so that a year
        with more pupils weighs more.

    Returns
    -------
    DataFrame, one row per unit and subject
        The columns of ``by``, subject, domain, n_low and n_high (pupils tested), at_1f, at_1f_low,
        at_1f_high, at_target, at_target_low, at_target_high (shares of those tested, in [0, 1]),
        and fits: whether the counts can add up to the number tested, True where that is not
        known. A share is missing while a count is withheld, its bounds are not; all are missing
        where a count has no upper bound, nobody was tested, or the counts do not fit.

    Source
    ------
    Inspectie van het Onderwijs: share at least 1F = (1F + target) / (below + 1F + target).
    Bounds: the extreme shares over all counts within their intervals, and within the number
    tested where that is known.
    """
    counts = _wide(results)
    if counts.empty:
        columns = ["n_low", "n_high", *_names("at_1f"), *_names("at_target"), "fits"]
        return pd.DataFrame(columns=[*by, *_SUBJECT, *columns])
    counts = _pooled(_within_total(counts), [*by])
    table = counts[[*by, *_SUBJECT]].assign(
        n_low=counts["n"].fillna(_sum(counts, "low")),
        n_high=counts["n"].fillna(_sum(counts, "high")),
        **_share(counts, of=("basic", "target"), rest=("below",), name="at_1f"),
        **_share(counts, of=("target",), rest=("below", "basic"), name="at_target"),
        fits=counts["fits"],
    )
    usable = counts["fits"] & (table["n_low"] > 0)
    for name in (*_names("at_1f"), *_names("at_target")):
        table[name] = table[name].where(usable)
    return table.reset_index(drop=True)


def below_signal(table: pd.DataFrame, *, signal: float = SIGNAL_1F) -> pd.Series:
    """Tell which schools stay under the signal value of 1F.

    Returns
    -------
    Series of str
        "yes", "no", or "unclear" where what was withheld decides; missing where there is no share.
    """
    low, high = table["at_1f_low"], table["at_1f_high"]
    said = pd.Series("unclear", index=table.index, dtype="str")
    said = said.mask(high < signal, "yes").mask(low >= signal, "no")
    return said.where(low.notna() & high.notna())


def signal_counts(table: pd.DataFrame) -> pd.DataFrame:
    """Count schools and subjects by what ``below_signal`` says: signal, n_rows."""
    counts = below_signal(table).value_counts().reindex(["yes", "no", "unclear"], fill_value=0)
    return counts.rename_axis("signal").rename("n_rows").reset_index()


def _wide(results: pd.DataFrame) -> pd.DataFrame:
    """Put the three counts of a subject beside each other, per school and year."""
    # The longest ending first: "_1f" ends "_below_1f" too.
    parts = results["measure"].str.extract(r"^(?P<subject>.+?)(?P<ending>_below_1f|_1f|_target)$")
    rows = results.assign(subject=parts["subject"], level=parts["ending"].map(_ENDINGS))
    rows = rows.dropna(subset="subject")
    rows = rows.assign(
        low=rows["low"].fillna(rows["value"]), high=rows["high"].fillna(rows["value"])
    )
    each = ["school_id", "year", *_SUBJECT]
    wide = rows.pivot(index=each, columns="level", values=["low", "high"])
    wide.columns = [f"{level}_{end}" for end, level in wide.columns]
    wide = wide.reindex(columns=_ENDS).assign(n=rows.groupby(each)["n"].max())
    # A count that the source leaves out entirely can be anything from nobody on.
    wide = wide.fillna({f"{level}_low": 0.0 for level in LEVELS})
    return wide.reset_index()


def _pooled(counts: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Add up years or schools; a sum in which one part is unknown is unknown, never smaller."""
    groups = counts.groupby([*by, *_SUBJECT], sort=False)
    added = groups[[*_ENDS, "n"]].agg(lambda part: part.sum(skipna=False))
    return added.assign(fits=groups["fits"].all()).reset_index()


def _sum(counts: pd.DataFrame, end: str, levels: Iterable[str] = LEVELS) -> pd.Series:
    return sum(counts[f"{level}_{end}"] for level in levels)


def _within_total(counts: pd.DataFrame) -> pd.DataFrame:
    """Narrow each interval with the number tested: the other levels leave it only so much."""
    n, narrowed = counts["n"], counts.copy()
    lowest, highest = _sum(counts, "low"), _sum(counts, "high")
    narrowed["fits"] = n.isna() | ((lowest <= n) & ~(highest < n))
    for level in LEVELS:
        others = [other for other in LEVELS if other != level]
        low, high = counts[f"{level}_low"], counts[f"{level}_high"]
        least, most = (n - _sum(counts, end, others) for end in ("high", "low"))
        narrowed[f"{level}_low"] = low.mask(least > low, least)
        narrowed[f"{level}_high"] = high.mask(~(high <= most) & most.notna(), most)
    return narrowed


def _share(
    counts: pd.DataFrame, *, of: tuple[str, ...], rest: tuple[str, ...], name: str
) -> dict[str, pd.Series]:
    """Divide some levels by all; the share is largest where they are high and the rest low."""
    low, high, n = _sum(counts, "low", of), _sum(counts, "high", of), counts["n"]
    rest_low, rest_high = _sum(counts, "low", rest), _sum(counts, "high", rest)
    if len(rest) == 1:  # of the number tested, what is not below
        low, high = (n - rest_high).fillna(low), (n - rest_low).fillna(high)
    lowest = low / n.fillna(low + rest_high)
    highest = high / n.fillna(high + rest_low)
    bounded = lowest.notna() & highest.notna()
    lowest, highest = lowest.where(bounded), highest.where(bounded)
    same = (highest - lowest).abs() < 1e-12
    return dict(zip(_names(name), (lowest.where(same), lowest, highest), strict=True))


def _names(name: str) -> tuple[str, str, str]:
    return name, f"{name}_low", f"{name}_high"
