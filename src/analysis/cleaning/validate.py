"""A tidy table against its schema: the last check before anything is computed from it."""

import pandas as pd

from analysis import schema
from analysis.cleaning.audit import KEPT
from analysis.errors import DataProblem
from analysis.language import gettext as _

# May be empty in single cells although the table cannot be used without the column.
_MAY_BE_EMPTY = {("contracts", "end"), ("absences", "end")}


def check(rows: pd.DataFrame, table: str) -> None:
    """Refuse a table whose kept rows break its schema.

    Parameters
    ----------
    rows : DataFrame
        Tidy columns with file, row and fate.

    Raises
    ------
    DataProblem
        For the first column that is absent, of another type, empty where it may not be, or
        outside its values; and for rows that share a key.
    """
    columns, kept = schema.load(table), rows["fate"] == KEPT
    for column, rule in columns.iterrows():
        _check_type(rows, kept, table, str(column), rule)
        _check_filled(rows, kept, table, str(column), rule)
        _check_values(rows, kept, str(column), rule)
    _check_key(rows, kept, columns.index[columns["key"]].tolist())


def _check_type(
    rows: pd.DataFrame, kept: pd.Series, table: str, column: str, rule: pd.Series
) -> None:
    if column not in rows.columns:
        raise DataProblem(
            _("The table {table} lacks the column {column}.").format(table=table, column=column),
            repair=_("add it to columns in study.toml"),
        )
    compact = isinstance(rows[column].dtype, pd.CategoricalDtype)
    found = str((rows[column].cat.categories if compact else rows[column]).dtype)
    if found != schema.DTYPES[rule["type"]]:
        raise DataProblem(
            _("The column is not of the type that its schema asks for."),
            file=table,
            column=column,
            found=found,
            repair=_("make it {type}").format(type=rule["type"]),
        )
    if rule["type"] != "integer":
        return
    broken = (rows[column] % 1 > 0) & kept
    if broken.any():
        raise DataProblem(
            _("The column holds numbers that are not whole."),
            file=_files(rows[broken]),
            column=column,
            rows=int(broken.sum()),
            repair=_("count {unit} in whole numbers").format(unit=rule["unit"]),
        )


def _check_filled(
    rows: pd.DataFrame, kept: pd.Series, table: str, column: str, rule: pd.Series
) -> None:
    if not rule["required"] or (table, column) in _MAY_BE_EMPTY:
        return
    empty = rows[column].isna() & kept
    if empty.any():
        raise DataProblem(
            _("The column may not be empty."),
            file=_files(rows[empty]),
            column=column,
            rows=int(empty.sum()),
            repair=_("fill these cells in the source, or map the right column in study.toml"),
        )


def _check_values(rows: pd.DataFrame, kept: pd.Series, column: str, rule: pd.Series) -> None:
    allowed = [value for value in rule["values"].split("; ") if value]
    if not allowed:
        return
    strange = rows[column].notna() & ~rows[column].isin(allowed) & kept
    if strange.any():
        raise DataProblem(
            _("The column holds values that it cannot have."),
            file=_files(rows[strange]),
            column=column,
            rows=int(strange.sum()),
            repair=_("choose from: {known}").format(known=", ".join(allowed)),
        )


def _check_key(rows: pd.DataFrame, kept: pd.Series, key: list[str]) -> None:
    if not key:
        return
    values = rows.loc[kept, key]
    shared = values[values.duplicated(keep=False)]
    if len(shared):
        found = rows.loc[shared.index, ["file", "row"]]
        raise DataProblem(
            _("Several rows share {key}, and they are not the same.").format(key=", ".join(key)),
            file=_files(found),
            rows=len(shared),
            found=_("record {row} and others").format(row=int(found["row"].iloc[0])),
            repair=_("keep one of them in the source"),
        )


def _files(rows: pd.DataFrame) -> str:
    return ", ".join(rows["file"].unique()[:3])
