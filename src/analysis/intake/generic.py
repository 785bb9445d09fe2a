"""Any text file with a separator and one row of names, whoever made it."""

from dataclasses import replace

import pandas as pd
import pyarrow.compute as pc

from analysis.intake import headers, records
from analysis.intake.delimited import Delimited
from analysis.intake.different import texts
from analysis.intake.raw import Note, Unguarded, catalogue, note

_WRAPPED = r'="(.*)"'  # how some programs keep a spreadsheet from taking zeros away


def read(table: Delimited) -> Unguarded:
    """Read a text file whose first record holds the names of the columns."""
    head = headers.header(table.top[0])
    rows, facts = records.read(table, 1, len(head.names))
    rows, kept, notes = headers.named(rows, head)
    rows, unwrapped = _unwrapped(rows)
    written = [headers.tidy(table.top[0][position]) for position in kept]
    notes = (*facts.notes, *notes, *unwrapped)
    facts = replace(facts, format="csv", notes=notes, repeated=head.repeated)
    return Unguarded(rows, catalogue(rows.columns, written), facts)


def _unwrapped(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Note]]:
    """Read ``="00123"`` as the text 00123; any other formula stays the text that it is."""
    n, plain = 0, {}
    for name, column in rows.items():
        # Few files have such cells, and a file may have thousands of columns.
        if not pc.any(pc.starts_with(texts(column), '="')).as_py():
            continue
        column = column.astype("str")
        wrapped = column.str.fullmatch(_WRAPPED).eq(True)
        n += int(wrapped.sum())
        inside = column.str.replace(_WRAPPED, r"\1", regex=True)
        plain[name] = column.mask(wrapped, inside).replace("", None).astype("str")
    if not n:
        return rows, []
    remark = note("Cells written as a formula to keep their zeros, read as text: {n}.", n=n)
    return rows.assign(**plain), [remark]
