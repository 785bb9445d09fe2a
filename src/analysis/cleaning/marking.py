"""mark, check, exclude: the three steps that every tidy table goes through.

A rule is a column of yes and no. The first rule in the declared order that says yes is the fate
of a row; a row that no rule points at is kept. Nothing is deleted on the way.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.cleaning import compact
from analysis.cleaning.audit import KEPT, Audit
from analysis.cleaning.sheet import Sheet

_LOOKED_AT = 2  # columns that tell most rows apart: somebody, and where or when
# A rule looks at all rows and at which of them no earlier rule has pointed at.
Rule = Callable[[pd.DataFrame, pd.Series], pd.Series]


@dataclass(frozen=True)
class Cleaned:
    """A tidy table with the account of how it came about.

    Attributes
    ----------
    rows : DataFrame
        The tidy columns, and file, row (record number in the file) and fate for each row.
    audit : Audit
        Counts that add up to the rows that were read.
    extra : dict of DataFrame
        Tables that belong to this one, such as answers_missing.
    """

    rows: pd.DataFrame
    audit: Audit
    extra: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def kept(self) -> pd.DataFrame:
        """The rows that no rule set aside, without file, row and fate."""
        return kept(self.rows)


def kept(rows: pd.DataFrame) -> pd.DataFrame:
    """Take the rows that no rule set aside, without file, row and fate."""
    chosen = rows.drop(columns=["file", "row", "fate"])[rows["fate"] == KEPT]
    return chosen.reset_index(drop=True)


def fates(marks: pd.DataFrame) -> pd.Series:
    """Name for each row the first rule that points at it, else "kept"; as categories.

    Parameters
    ----------
    marks : DataFrame of bool, one column per rule, in the declared order
    """
    place = np.zeros(len(marks), np.int8)
    for number, rule in reversed(list(enumerate(marks.columns, start=1))):
        place[marks[rule].to_numpy()] = number
    words = pd.CategoricalDtype(pd.Index([KEPT, *marks.columns], dtype="str"))
    found = pd.Categorical.from_codes(place, dtype=words)
    return pd.Series(found, index=marks.index, name="fate")


def mark(rows: pd.DataFrame, rules: Mapping[str, Rule]) -> pd.DataFrame:
    """Ask every rule in order which rows it points at.

    Returns
    -------
    DataFrame of bool, one column per rule
        A rule is told which rows are still free, so that the double of a row that was already
        set aside is no double.
    """
    marks = pd.DataFrame(index=rows.index)
    free = pd.Series(True, index=rows.index)
    for name, points_at in rules.items():
        marks[name] = points_at(rows, free).astype(bool)
        free = free & ~marks[name]
    return marks


def untouched(marks: pd.DataFrame) -> pd.Series:
    """Tell which rows no rule points at."""
    return ~marks.any(axis="columns")


def is_repeated(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at the second and further rows that say the same as an earlier one."""
    said = rows.columns.drop(["file", "row"])
    # Few rows are alike in their first columns, and only those can be alike in all.
    first = rows[said[:_LOOKED_AT]]
    alike = free & (first if free.all() else first[free]).duplicated(keep=False).reindex(
        rows.index, fill_value=False
    )
    return rows.loc[alike, said].duplicated().reindex(rows.index, fill_value=False)


def stack(sheets: Sequence[Sheet], parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put the rows of several files under each other, each with its file and record number."""
    placed = [
        part.assign(file=compact.constant(sheet.file, part.index), row=part.index)
        for sheet, part in zip(sheets, parts, strict=True)
    ]
    rows = beneath(placed)
    rows = rows[["file", "row", *rows.columns.drop(["file", "row"])]].astype({"row": "int64"})
    # Copied as a whole: a table of many columns in small pieces makes every later step slow.
    return rows.copy() if len(parts) > 1 else rows


def beneath(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put tables under each other; one table is not copied, however large."""
    if len(parts) == 1:
        return parts[0].reset_index(drop=True)
    return pd.concat(compact.alike(parts), ignore_index=True)


def count(
    rows: pd.DataFrame, column: str, values: list[str], *, files: list[str], table: str
) -> pd.DataFrame:
    """Count rows by file and value, with a 0 for each value that does not occur.

    Returns
    -------
    DataFrame
        file, table, rule, n, in the order of ``files`` and ``values``.
    """
    counted = rows.groupby(["file", column]).size()
    boxes = [(file, value) for file in files for value in values]
    return pd.DataFrame(
        {
            "file": pd.Series([file for file, _ in boxes], dtype="str"),
            "table": pd.Series([table] * len(boxes), dtype="str"),
            "rule": pd.Series([value for _, value in boxes], dtype="str"),
            "n": pd.Series([int(counted.get(box, 0)) for box in boxes], dtype="int64"),
        }
    )


def settle(
    rows: pd.DataFrame,
    marks: pd.DataFrame,
    sheets: Sequence[Sheet],
    *,
    only_marked: Mapping[str, pd.Series] | None = None,
) -> tuple[pd.DataFrame, Audit]:
    """Give each row its fate and count the boxes of every file, by record of the file.

    Parameters
    ----------
    rows : DataFrame
        Tidy columns with file and row.
    marks : DataFrame of bool
        The rules that set aside, in order.
    sheets : sequence of Sheet
        The files, also those without rows.
    only_marked : dict of Series of bool, optional
        Rules that point at a row and leave it in; counted among the rows that are kept.
    """
    table, files = sheets[0].source.table, [sheet.file for sheet in sheets]
    settled = rows.assign(fate=fates(marks))
    records = _one_per_record(settled, list(marks.columns))
    boxes = count(records, "fate", [*marks.columns, KEPT], files=files, table=table)
    marked = [Audit().marks]
    for rule, pointed in (only_marked or {}).items():
        kept_rows = settled.loc[pointed & (settled["fate"] == KEPT), ["file"]].assign(rule=rule)
        marked.append(count(kept_rows, "rule", [rule], files=files, table=table))
    written_down = Audit.of(
        fates=_at_the_door(sheets),
        changes=[change for sheet in sheets for change in sheet.changed_cells()],
        notes=[note for sheet in sheets for note in sheet.remarks()],
    )
    audit = written_down + Audit(fates=boxes, marks=pd.concat(marked, ignore_index=True))
    audit.check({(sheet.file, table): sheet.raw.report.n_records for sheet in sheets})
    return settled, audit


def _one_per_record(settled: pd.DataFrame, rules: list[str]) -> pd.DataFrame:
    """Fold rows that came from one record of a wide file: it is kept when one of them is."""
    rising = settled["row"].is_monotonic_increasing and settled["row"].is_unique
    if rising or not settled.duplicated(["file", "row"]).any():
        return settled
    fates_in_order = [KEPT, *rules]
    rank = settled["fate"].map({fate: place for place, fate in enumerate(fates_in_order)})
    best = rank.astype("int64").groupby([settled["file"], settled["row"]], sort=False).min()
    return best.map(dict(enumerate(fates_in_order))).rename("fate").reset_index()


def _at_the_door(sheets: Sequence[Sheet]) -> list[tuple[str, str, str, int]]:
    """Count the records that intake could not read, such as a row that was cut off."""
    return [
        (sheet.file, sheet.source.table, reason, n)
        for sheet in sheets
        for reason, n in sheet.raw.report.set_aside
    ]
