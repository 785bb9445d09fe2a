"""Any text file with a separator and one row of names, whoever made it."""

from dataclasses import replace

from analysis.intake import headers, records
from analysis.intake.delimited import Delimited
from analysis.intake.raw import Unguarded, catalogue


def read(table: Delimited) -> Unguarded:
    """Read a text file whose first record holds the names of the columns."""
    head = headers.header(table.top[0])
    rows, facts = records.read(table, 1, len(head.names))
    rows, kept, notes = headers.named(rows, head)
    texts = [headers.tidy(table.top[0][position]) for position in kept]
    facts = replace(facts, format="csv", notes=(*facts.notes, *notes), repeated=head.repeated)
    return Unguarded(rows, catalogue(rows.columns, texts), facts)
