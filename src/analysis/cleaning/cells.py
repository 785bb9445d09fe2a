"""Cells of a sheet as text, codes, days, numbers, categories and yes or no."""

from collections.abc import Iterable

import pandas as pd

from analysis.cleaning import dates, labels, numbers, partial_dates
from analysis.cleaning.lookup import Told, carried, told
from analysis.cleaning.sheet import SPREADSHEETS, Sheet
from analysis.errors import DataProblem
from analysis.language import gettext as _


def text(sheet: Sheet, column: str) -> pd.Series:
    """Give the trimmed text of a tidy column; all missing where the file has no such column."""
    name = sheet.raw_name(column)
    if name is None or isinstance(sheet.rows[name].dtype, pd.CategoricalDtype):
        return said(sheet, column).cells()
    cells = trimmed(sheet, name, column)
    if not sheet.source.missing:
        return cells
    apart = told(cells)
    unknown = calls_missing(sheet, apart.written())
    sheet.changed(column, "called_missing", apart.count(unknown))
    return cells.mask(apart.points_at(unknown))


def said(sheet: Sheet, column: str) -> Told:
    """Give the trimmed text of a tidy column as its different texts."""
    name = sheet.raw_name(column)
    if name is None:
        return told(pd.Series(None, index=sheet.rows.index, dtype="str"))
    cells = _trimmed(sheet, name, column)
    unknown = calls_missing(sheet, cells.written())
    sheet.changed(column, "called_missing", cells.count(unknown))
    return cells.without(unknown)


def calls_missing(sheet: Sheet, written: pd.Series) -> pd.Series:
    """Tell which texts ``missing`` in study.toml says are no answer."""
    listed = {labels.normalise(label) for given in sheet.source.missing.values() for label in given}
    if not listed:
        return pd.Series(False, index=written.index)
    return written.map(labels.normalise).isin(listed)


def says_unknown(sheet: Sheet, column: str) -> pd.Series:
    """Tell which cells of a tidy column say that nobody knows; an empty cell says nothing."""
    name = sheet.raw_name(column)
    if name is None or not sheet.source.missing:
        return pd.Series(False, index=sheet.rows.index)
    cells = told(sheet.rows[name])
    return cells.points_at(calls_missing(sheet, cells.written()))


def trimmed(sheet: Sheet, raw_column: str, column: str) -> pd.Series:
    """Give a raw column without blanks at the ends; counted under ``column``.

    What the file declares to be no answer is missing.
    """
    if isinstance(sheet.rows[raw_column].dtype, pd.CategoricalDtype):
        return _trimmed(sheet, raw_column, column).cells()
    # Texts that seldom repeat themselves, such as codes of persons, are looked at cell by cell.
    cells = sheet.rows[raw_column].astype("str")
    declared = cells.isin(sheet.missing_in(raw_column))
    sheet.changed(column, "declared_missing", declared.sum())
    cells = cells.mask(declared) if declared.any() else cells
    bare = cells.str.strip()
    sheet.changed(column, "trimmed", ((bare != cells) & cells.notna()).sum())
    empty = bare == ""
    return bare.mask(empty) if empty.any() else bare


def _trimmed(sheet: Sheet, raw_column: str, column: str) -> Told:
    cells = told(sheet.rows[raw_column])
    declared = cells.texts.isin(sheet.missing_in(raw_column))
    sheet.changed(column, "declared_missing", cells.count(declared))
    cells = cells.without(declared)
    bare = cells.texts.str.strip()
    differs = (bare != cells.texts) & cells.texts.notna()
    sheet.changed(column, "trimmed", cells.count(differs))
    bare = bare.mask(bare == "")
    return cells.spelled(bare) if differs.any() or bare.isna().any() else cells


def codes(sheet: Sheet, column: str) -> pd.Series:
    """Give a column of codes, kept as text; names declared in study.toml are replaced."""
    cells = said(sheet, column)
    given = sheet.source.values.get(column)
    if not given:
        return cells.cells()
    table = {labels.normalise(str(name)): str(code) for name, code in given.items()}
    return cells.carried(cells.written().map(lambda name: table.get(labels.normalise(name), name)))


def recoded(cells: pd.Series, table: dict[str, str | None]) -> pd.Series:
    """Replace texts by others; what the table does not hold becomes missing."""
    return carried(cells, pd.Series(table, dtype="str"))


def days(sheet: Sheet, column: str) -> pd.Series:
    """Give a column of dates with their time; sentinels become missing and are counted."""
    cells = said(sheet, column)
    known_in_part = _partial_days(sheet, column, cells)
    if known_in_part is not None:
        cells = told(cells.cells().mask(known_in_part.notna()))
    try:
        found = dates.read(cells, _date_order(sheet, column, cells))
    except DataProblem as problem:
        raise sheet.placed(problem, column) from problem
    sheet.changed(column, "sentinel_to_missing", found.n_sentinel)
    return found.values if known_in_part is None else found.values.fillna(known_in_part)


def _partial_days(sheet: Sheet, column: str, cells: Told) -> pd.Series | None:
    """Give the outermost day of a month or year, where the study says that days are unknown."""
    if not sheet.source.partial_dates:
        return None
    found = partial_dates.read(cells, last=column == "end")
    sheet.changed(column, "month_to_day", found.n_months)
    sheet.changed(column, "year_to_day", found.n_years)
    return found.values


def last_days(sheet: Sheet) -> pd.Series:
    """Give the last day of a period, also where the export holds the first day out."""
    end = days(sheet, "end").dt.normalize()
    if sheet.source.end_is == "last_day":
        return end
    sheet.changed("end", "first_day_out_to_last_day", end.notna().sum())
    return end - pd.Timedelta(days=1)


def _date_order(sheet: Sheet, column: str, cells: Told) -> str | None:
    """Take the declared order, else what other dates of the file or its period tell."""
    if sheet.source.date_order or dates.order_of(cells) != "unclear":
        return sheet.source.date_order
    kinds = sheet.schema["type"].isin(("date", "datetime"))
    stamps = [name for name in sheet.technical if name.endswith("_at")]
    for other in [*sheet.schema.index[kinds], *stamps]:
        name = sheet.raw_name(other)
        if name is not None and name != sheet.raw_name(column):
            others = told(sheet.rows[name])
            others = others.spelled(others.texts.str.strip())
            order = dates.order_of(others.without(calls_missing(sheet, others.written())))
            if order in ("day_first", "month_first"):
                return order
    return dates.order_by_period(cells, sheet.source.fielded)


def numeric(sheet: Sheet, column: str) -> pd.Series:
    """Give a column of numbers; suppressed cells become missing and are counted."""
    return as_numbers(sheet, said(sheet, column), column)


def as_numbers(sheet: Sheet, cells: pd.Series | Told, column: str) -> pd.Series:
    """Read trimmed cells as numbers; suppressed cells become missing and are counted."""
    column_told = told(cells)
    hidden = numbers.says_suppressed(column_told.written())
    sheet.changed(column, "suppressed_to_missing", column_told.count(hidden))
    if sheet.raw.report.format in SPREADSHEETS:
        typed = column_told.written().str.contains(",", regex=False)
        sheet.changed(column, "text_to_number", column_told.count(typed))
    try:
        return numbers.read(column_told.without(hidden), sheet.decimal)
    except DataProblem as problem:
        raise sheet.placed(problem, column) from problem


def parts(sheet: Sheet, column: str, *, counted: str | None = None) -> pd.Series:
    """Give parts of one, also where the file writes percentages.

    Which of the two is told by the middle of what is above zero, so that one slip of the keys
    cannot change the rest. ``counted`` is the column to count the change under.
    """
    written = numeric(sheet, column)
    if not written[written > 0].median() > 1:
        return written
    sheet.changed(counted or column, "percent_to_factor", written.notna().sum())
    return written / 100


def people(sheet: Sheet, column: str) -> pd.Series:
    """Give a column of numbers of people; a sign for thousands is not taken for a decimal sign."""
    cells = text(sheet, column)
    found = as_numbers(sheet, cells, column)
    doubtful = numbers.may_be_thousands(cells) & (found % 1 > 0)
    if doubtful.any():
        raise sheet.problem(
            _("Numbers of people are not whole: the sign in them probably separates thousands."),
            column=sheet.raw_name(column) or column,
            rows=int(doubtful.sum()),
            repair=_('add decimal = "," or "." to this file in study.toml: the sign for decimals'),
        )
    return found


def years(sheet: Sheet, column: str = "year") -> pd.Series:
    """Give the year in which a school year begins: "2024", "2024/25" and "2024-2025" are 2024."""
    if sheet.source.year is not None and not sheet.has(column):
        return pd.Series(float(sheet.source.year), index=sheet.rows.index)
    if not sheet.has(column):
        raise sheet.problem(
            _("It is not known which year this file is about."),
            repair=_("add to this file in study.toml: {line}").format(line="year = 2024"),
            columns=[column],
        )
    cells = text(sheet, column)
    found = cells.str.extract(r"^(\d{4})(?:\s*[-/]\s*\d{2,4})?$")[0]
    strange = cells.notna() & found.isna()
    if strange.any():
        raise sheet.problem(
            _("Some cells are no years."),
            column=sheet.raw_name(column) or column,
            rows=int(strange.sum()),
            repair=_("write 2024 or 2024/25, or set year for this file in study.toml"),
        )
    return found.astype("float64")


def categories(sheet: Sheet, column: str, *, unknown: str | None = None) -> pd.Series:
    """Give a column of tidy category values, found by label.

    Parameters
    ----------
    unknown : str, optional
        Value for labels that nobody knows; without it they are refused.
    """
    cells = said(sheet, column)
    allowed = allowed_values(sheet, column)
    known = labels.categories(column, allowed, sheet.source.values.get(column, {}))
    _refuse_impossible(sheet, column, known.values(), allowed)
    written = cells.written()
    values = written.map(lambda label: known.get(labels.plain(label))).astype("str")
    strange = values.isna()
    if strange.any() and unknown is None:
        raise _unknown(sheet, column, cells, written[strange], known)
    sheet.changed(column, "unknown_code", cells.count(strange))
    return cells.carried(values.mask(strange, unknown) if unknown else values)


def allowed_values(sheet: Sheet, column: str) -> list[str]:
    """List the tidy values that a category may have."""
    values = sheet.schema.at[column, "values"]
    return [value for value in values.split("; ") if value]


def _refuse_impossible(
    sheet: Sheet, column: str, values: Iterable[str], allowed: list[str]
) -> None:
    wrong = sorted({*values} - {*allowed})
    if allowed and wrong:
        raise sheet.problem(
            _("study.toml gives the column a value that it cannot have."),
            column=column,
            found=", ".join(wrong),
            repair=_("choose from: {known}").format(known=", ".join(allowed)),
        )


def flags(sheet: Sheet, column: str, *, absent: bool = False) -> pd.Series:
    """Give a column of yes and no as True and False; an empty cell is no.

    Parameters
    ----------
    absent : bool
        Value of all rows where the file has no such column.
    """
    if not sheet.has(column):
        return pd.Series(absent, index=sheet.rows.index)
    cells = said(sheet, column)
    given = sheet.source.values.get(column, {})
    meant = {labels.plain(str(label)): str(value).casefold() for label, value in given.items()}
    words = cells.written().map(lambda word: meant.get(labels.plain(word), labels.plain(word)))
    strange = ~words.isin(labels.YES + labels.NO)
    if strange.any():
        raise _unknown(sheet, column, cells, cells.written()[strange], labels.YES + labels.NO)
    return cells.points_at(words.isin(labels.YES))


def _unknown(
    sheet: Sheet, column: str, cells: Told, strange: pd.Series, known: Iterable[str]
) -> DataProblem:
    counts = dict(zip(strange, map(int, cells.often[strange.index]), strict=True))
    allowed = allowed_values(sheet, column) if column in sheet.schema.index else []
    return sheet.problem(
        _("The column holds labels that are not known."),
        column=sheet.raw_name(column) or column,
        rows=sum(counts.values()),
        found=labels.unknown_words(counts, known, minimum=sheet.settings.minimum),
        repair=_(
            "say what they mean: [file.values.{column}] in study.toml; values: {known}"
        ).format(column=column, known=", ".join(allowed) or "yes, no"),
    )
