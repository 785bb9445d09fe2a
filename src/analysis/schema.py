"""The tidy tables, column by column: the one source for validation and the data dictionary."""

from functools import cache

import pandas as pd

from analysis import paths
from analysis.errors import DataProblem, nearest
from analysis.language import gettext as _


def tables() -> list[str]:
    """Name every table that has a schema, in the order of data/schema/tables.csv."""
    return pd.read_csv(paths.project() / "data" / "schema" / "tables.csv")["table"].tolist()


@cache
def load(table: str) -> pd.DataFrame:
    """Read the schema of one table.

    Returns
    -------
    DataFrame, index column
        type (id, text, category, integer, number, date, datetime, boolean), unit,
        required (bool), key (bool), values ("a; b"), meaning_en, meaning_nl.
    """
    path = paths.project() / "data" / "schema" / f"{table}.csv"
    if not path.exists():
        raise DataProblem(
            _("There is no table called {table}.").format(table=table),
            found=nearest(table, tables()) or ", ".join(tables()),
            repair=_("use one of the names found"),
        )
    columns = pd.read_csv(path, dtype=str, keep_default_na=False).set_index("column")
    for flag in ("required", "key"):
        columns[flag] = columns[flag] == "1"
    return columns


# What the values of a column are; in memory and on disk they may be kept as categories.
DTYPES = {
    **dict.fromkeys(("id", "text", "category"), "str"),
    **dict.fromkeys(("integer", "number"), "float64"),
    **dict.fromkeys(("date", "datetime"), "datetime64[us]"),
    "boolean": "bool",
}


def empty(table: str) -> pd.DataFrame:
    """A table without rows that has the columns of its schema, each with its type."""
    types = load(table)["type"]
    return pd.DataFrame({name: pd.Series(dtype=DTYPES[kind]) for name, kind in types.items()})


def allows() -> dict[str, str]:
    """What each table makes possible, in the reader's language."""
    return {
        "units": _("to which school and board a team belongs"),
        "invited": _("how many of the invited people answered"),
        "answers": _("what staff think: safety, feedback, leadership and the other topics"),
        "answers_missing": _("why questions were not answered"),
        "answers_asked": _("whether the words of a question changed between waves"),
        "learning_habits": _("learning habits of staff and leaders"),
        "contracts": _("who came and who left, and how that goes together with safety"),
        "absences": _("sick leave"),
        "pupils": _("how pupils develop where staff feel safe"),
        "assignments": _("which staff work with which pupils"),
        "school_results": _("published results of schools"),
        "school_scores": _("published survey scores of schools"),
        "school_staff": _("published numbers of staff, leavers and joiners"),
        "initiatives": _("what becomes of new ideas"),
        "practices": _("which activities go together with learning"),
        "training": _("hours and money spent on training, and what is used of it"),
        "talks": _("how often people talk about their work"),
        "observations": _("what observers see in lessons and groups"),
        "ties": _("who asks whom for advice"),
        "reflections": _("what teams look back on, and what they do with it"),
    }
