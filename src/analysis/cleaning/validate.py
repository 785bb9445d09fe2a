"""A tidy table against its schema: the last check before anything is computed from it."""

import pandas as pd

from analysis import schema
from analysis.cleaning.audit import KEPT
from analysis.errors import DataProblem
from analysis.language import gettext as _

_DTYPES = {
    "id": "str",
    "text": "str",
    "category": "str",
    "integer": "float64",
    "number": "float64",
    "date": "datetime64[us]",
    "datetime": "datetime64[us]",
    "boolean": "bool",
}
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
    columns = schema.load(table)
    known = [name for name in rows.columns if name in columns.index]
    chosen = rows.loc[rows["fate"] == KEPT, ["file", "row", *known]]
    for column, rule in columns.iterrows():
        _check_type(chosen, table, str(column), rule)
        _check_filled(chosen, table, str(column), rule)
        _check_values(chosen, str(column), rule)
    _check_key(chosen, columns.index[columns["key"]].tolist())


def _check_type(rows: pd.DataFrame, table: str, column: str, rule: pd.Series) -> None:
    if column not in rows.columns:
        raise DataProblem(
            _("The table {table} lacks the column {column}.").format(table=table, column=column),
            repair=_("add it to columns in study.toml"),
        )
    found = str(rows[column].dtype)
    if found != _DTYPES[rule["type"]]:
        raise DataProblem(
            _("The column is not of the type that its schema asks for."),
            file=table,
            column=column,
            found=found,
            repair=_("make it {type}").format(type=rule["type"]),
        )
    if rule["type"] == "integer" and (rows[column] % 1 > 0).any():
        broken = rows[rows[column] % 1 > 0]
        raise DataProblem(
            _("The column holds numbers that are not whole."),
            file=_files(broken),
            column=column,
            rows=len(broken),
            repair=_("count {unit} in whole numbers").format(unit=rule["unit"]),
        )


def _check_filled(rows: pd.DataFrame, table: str, column: str, rule: pd.Series) -> None:
    empty = rows[rows[column].isna()]
    if rule["required"] and len(empty) and (table, column) not in _MAY_BE_EMPTY:
        raise DataProblem(
            _("The column may not be empty."),
            file=_files(empty),
            column=column,
            rows=len(empty),
            repair=_("fill these cells in the source, or map the right column in study.toml"),
        )


def _check_values(rows: pd.DataFrame, column: str, rule: pd.Series) -> None:
    allowed = [value for value in rule["values"].split("; ") if value]
    strange = rows[rows[column].notna() & ~rows[column].isin(allowed)] if allowed else rows[:0]
    if len(strange):
        raise DataProblem(
            _("The column holds values that it cannot have."),
            file=_files(strange),
            column=column,
            rows=len(strange),
            repair=_("choose from: {known}").format(known=", ".join(allowed)),
        )


def _check_key(rows: pd.DataFrame, key: list[str]) -> None:
    shared = rows[rows.duplicated(key, keep=False)] if key else rows[:0]
    if len(shared):
        raise DataProblem(
            _("Several rows share {key}, and they are not the same.").format(key=", ".join(key)),
            file=_files(shared),
            rows=len(shared),
            found=_("record {row} and others").format(row=int(shared["row"].iloc[0])),
            repair=_("keep one of them in the source"),
        )


def _files(rows: pd.DataFrame) -> str:
    return ", ".join(rows["file"].unique()[:3])
