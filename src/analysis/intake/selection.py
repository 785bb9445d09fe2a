"""Only the rows that study.toml asks for, of a file that holds more kinds than one."""

from dataclasses import replace

import pandas as pd

from analysis.codebook import normalise
from analysis.errors import DataProblem
from analysis.intake.different import distinct
from analysis.intake.raw import Unguarded
from analysis.language import gettext as _
from analysis.settings import SourceFile

REASON = "not_selected"
_NAMED = 8


def chosen(table: Unguarded, source: SourceFile, *, minimum: int) -> Unguarded:
    """Keep the records that ``only`` in study.toml names; the others are counted.

    Parameters
    ----------
    table : Unguarded
        Under the names that study.toml writes.
    source : SourceFile
        ``only = {SOORT_PO = ["Bo"]}`` keeps records with that value; several columns must all
        fit. Capitals, accents and blanks do not count.
    minimum : int
        A value that occurs less often is not repeated in a message.

    Raises
    ------
    DataProblem
        When a value that is asked for stands nowhere in its column.
    """
    if not source.only:
        return table
    fits = pd.Series(True, index=table.rows.index)
    for column, wanted in source.only.items():
        folded = {value: normalise(value) for value in distinct(table.rows[column])}
        asked = {normalise(value): value for value in wanted}
        absent = [value for text, value in asked.items() if text not in folded.values()]
        if absent:
            raise _absent(absent[0], table.rows[column], column, source, minimum)
        fits &= table.rows[column].isin([value for value, text in folded.items() if text in asked])
    n_other = int((~fits).sum())
    set_aside = (*table.facts.set_aside, *([(REASON, n_other)] if n_other else []))
    return replace(table, rows=table.rows[fits], facts=replace(table.facts, set_aside=set_aside))


def _absent(
    value: str, cells: pd.Series, column: str, source: SourceFile, minimum: int
) -> DataProblem:
    counts = cells.value_counts()
    common = [str(label) for label, n in counts.items() if n >= minimum][:_NAMED]
    return DataProblem(
        _("No row has the value {value} that study.toml asks for.").format(value=value),
        file=source.path,
        column=column,
        found=", ".join(common) or _("{n} different values").format(n=len(counts)),
        repair=_("correct only.{column} in study.toml, or leave it out").format(column=column),
    )
