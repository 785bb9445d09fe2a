"""The rules that decide which cells of a table may be shown."""

import pandas as pd

SHOWN, SMALL, COMPLEMENT, REVEALING = "", "small", "complement", "revealing"
_COUNTED = ("share", "rate", "response")
_MEANS = {"score", "is", "wanted"}
_OF_PEOPLE = {"floor_share", "ceiling_share"}  # shares of the people in ``n``


def reasons(
    cells: pd.DataFrame,
    people: pd.Series,
    kind: str,
    *,
    minimum: int,
    bounds: tuple[float | str, float | str],
) -> pd.Series:
    """Judge each cell by itself.

    Parameters
    ----------
    cells : DataFrame
        One row per cell.
    people : Series, on the same index
        People behind each cell.
    kind : str
        See ``release``.
    minimum : int
        The smallest group that may be shown.
    bounds : tuple of float or str
        Ends of the answer scale, or the columns that hold them.

    Returns
    -------
    Series of str
        "" where the cell may be shown, else the reason.
    """
    found = pd.Series(SHOWN, index=cells.index, dtype=object)
    few = people < 2 * minimum
    if kind == "score":
        found[few & _at_an_end(cells, bounds)] = REVEALING
    if kind in _COUNTED and "count" in cells.columns:
        count = cells["count"].astype(float)
        whole = cells["n"].astype(float) if kind == "response" else people
        rest = whole - count
        found[few & ((count == 0) | (rest == 0))] = REVEALING
        found[count.between(1, minimum - 1) | rest.between(1, minimum - 1)] = SMALL
    if kind == "flow":
        found[_small_losses(cells["n"], minimum)] = SMALL
    found[_small_shares(cells, minimum)] = SMALL
    if kind in ("model", "distribution"):
        found[few] = SMALL
    if kind == "distribution":
        found[_small_options(cells, minimum).any(axis="columns")] = REVEALING
    found[(people > 0) & (people < minimum)] = SMALL
    return found


def _at_an_end(cells: pd.DataFrame, bounds: tuple[float | str, float | str]) -> pd.Series:
    """Tell which rows hold a mean at an end of its answer scale: everybody said the same."""
    ends = [cells[end] if isinstance(end, str) else end for end in bounds]
    there = pd.Series(False, index=cells.index)
    for name in _MEANS & set(cells.columns):
        there |= (cells[name] == ends[0]) | (cells[name] == ends[1])
    return there


def _small_losses(n: pd.Series, minimum: int) -> pd.Series:
    """Tell which steps lose a few people since the last step that is shown."""
    small, before = [], None
    for value in n.astype(float):
        few = before is not None and 1 <= before - value < minimum
        small.append(few)
        before = before if few else value
    return pd.Series(small, index=n.index, dtype=bool)


def _small_shares(cells: pd.DataFrame, minimum: int) -> pd.Series:
    """Tell which rows hold a share that stands for a few people of the ``n`` behind it."""
    small = pd.Series(False, index=cells.index)
    for name in _OF_PEOPLE & set(cells.columns):
        count = (cells[name].astype(float) * cells["n"].astype(float)).round()
        small |= count.between(1, minimum - 1)
        small |= (cells["n"] - count).between(1, minimum - 1)
    return small


def _small_options(cells: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Tell which options were ticked by some people, but too few to show."""
    shares = cells.filter(regex=r"^share_\d+$")
    ticked = shares.mul(cells["n"], axis="index").round()
    return (ticked >= 1) & (ticked < minimum)


def merge_small_options(cells: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Add an option that few people ticked to the option beside it, towards the middle.

    Two people out of nine hundred who strongly disagree are not told apart from those who
    disagree; the rest of the question can then be shown.
    """
    merged = cells.copy()
    names = merged.filter(regex=r"^share_\d+$").columns.tolist()
    middle = len(names) // 2
    inward = [(i, i + 1) for i in range(middle)]
    inward += [(i, i - 1) for i in range(len(names) - 1, len(names) - 1 - middle, -1)]
    for outer, inner in inward:
        small = _small_options(merged, minimum)[names[outer]]
        merged.loc[small, names[inner]] += merged.loc[small, names[outer]]
        merged.loc[small, names[outer]] = 0.0
    return merged


def protect_complements(
    cells: pd.DataFrame,
    people: pd.Series,
    judged: pd.Series,
    *,
    keys: list[str],
    labels: list[str],
    minimum: int,
) -> pd.Series:
    """Hide more cells until no hidden one follows from a total by subtraction.

    Totals are taken to be known along every key. Within each line of the table the hidden cells
    must be at least two, and hold at least the minimum together; the smallest shown cells are
    added until they do.

    Parameters
    ----------
    cells, people : DataFrame, Series
        As for ``reasons``.
    judged : Series of str
        What ``reasons`` found.
    keys : list of str
        Columns that divide people.
    labels : list of str
        Columns that name a row without dividing people.
    minimum : int
        The smallest group that may be shown.

    Returns
    -------
    Series of str
        ``judged``, with "complement" for the cells that were added.
    """
    found = judged.copy()
    lines = _lines(cells, keys, labels)
    for _again in range(len(cells) + 1):
        before = (found != SHOWN).sum()
        for line in lines:
            _protect_line(line, people, found, minimum)
        if (found != SHOWN).sum() == before:
            break
    return found


def _lines(cells: pd.DataFrame, keys: list[str], labels: list[str]) -> list[pd.Index]:
    """Rows that add up to one total: all values of one key, everything else held still."""
    lines = []
    for key in keys:
        held = [other for other in keys if other != key] + labels
        groups = cells.groupby(held, observed=True, sort=False, dropna=False) if held else ()
        lines += [rows.index for _held, rows in groups] if held else [cells.index]
    return [line for line in lines if len(line) > 1]


def _protect_line(line: pd.Index, people: pd.Series, found: pd.Series, minimum: int) -> None:
    """Hide more of one line; the Series given is the caller's own copy."""
    while True:
        hidden = [row for row in line if found[row] != SHOWN]
        candidates = [row for row in line if found[row] == SHOWN and people[row] > 0]
        safe = len(hidden) != 1 and people[hidden].sum() >= minimum
        if not hidden or safe or not candidates:
            return
        found[min(candidates, key=lambda row: people[row])] = COMPLEMENT
