"""Do the codebook and the claims name things that exist?  One list of pointers, one check."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis import paths, schema
from analysis.errors import DataProblem, nearest
from analysis.language import gettext as _

KEYS = {
    "codebook/items.csv": ["item_id"],
    "codebook/habits.csv": ["code"],
    "codebook/anchors.csv": ["set", "value"],
    "codebook/constructs.csv": ["id"],
    "codebook/instruments.csv": ["id"],
    "codebook/practices.csv": ["id"],
    "codebook/pages.csv": ["notebook"],
    "codebook/words.csv": ["term_en"],
    "claims/claims.csv": ["id"],
    "claims/claim_tests.csv": ["claim_id", "test"],
}
ALTERNATIVES = {
    *("lag_0", "lag_3", "lag_6", "lag_12", "lag_24", "split_team", "exclude_marked"),
    *("fixed_effects", "person_level", "school_level", "opening_closing", "gap_0", "all_exits"),
    *("pooled_boards", "answered_5_only"),
}
# What square brackets may choose besides the values of a category and the ids of practices.
CHOICES = {"leaders", "staff", "change", "spread", "cross_layer", "about_children"}
CATALOGUE = "indicator catalogue"  # an instrument that is a list of indicators, not a table


@dataclass(frozen=True)
class Pointer:
    """A column whose cells name things: how to read the names, and where they must exist."""

    file: str
    column: str
    names: Callable[[str], list[str]]
    target: str


def listed(cell: str) -> list[str]:
    """Split a cell: ``listed("C01; C03")`` is ["C01", "C03"]."""
    return [name.strip() for name in cell.split(";") if name.strip()]


def variables(expression: str) -> list[str]:
    """Name what an expression is made of, without its square brackets.

    ``variables("answers:psysafe[change] + units.fte")`` is ["answers:psysafe", "units.fte"].
    """
    bare = re.sub(r"\[[^\]]*\]", "", expression)
    words = [re.sub(r"^(offset|only) ", "", part.strip()) for part in re.split("[;+*>]| - ", bare)]
    return [word for word in words if word and word != "none"]


def choices(expression: str) -> list[str]:
    """Name what stands in square brackets: ``choices("pupils.score[language]")``."""
    brackets = re.findall(r"\[([^\]]*)\]", expression)
    return [word.strip() for bracket in brackets for word in bracket.split(",")]


def _alternatives(cell: str) -> list[str]:
    parts = [part for part in listed(cell) if not part.startswith("reason:")]
    return [name for part in parts if part not in ALTERNATIVES for name in variables(part)]


def _mentioned(text: str) -> list[str]:
    """Names inside running text: ``answers:psysafe`` and ``spells.start``."""
    return re.findall(r"\b[a-z_]+[:.][A-Za-z][A-Za-z0-9_]*", text)


def _tables(cell: str) -> list[str]:
    names = [part.split(" (")[0] for part in listed(cell)]
    return [name for name in names if name != CATALOGUE]


def _log_columns(cell: str) -> list[str]:
    """Columns a practice asks for; more than one word is an explanation, not a name."""
    bare = re.sub(r"\([^)]*\)", "", cell).replace("plus ", "")
    return [f"practices.{w.strip()}" for w in re.split("[,;]", bare) if " " not in w.strip()]


def _scales(cell: str) -> list[str]:
    return [name if ":" in name else f"answers:{name}" for name in listed(cell)]


POINTERS = [
    Pointer("codebook/items.csv", "construct_id", listed, "constructs.csv"),
    Pointer("codebook/items.csv", "desired_item_id", listed, "items.csv"),
    Pointer("codebook/items.csv", "anchors", listed, "anchors.csv"),
    Pointer("codebook/habits.csv", "anchors", listed, "anchors.csv"),
    Pointer("codebook/constructs.csv", "scale_id", _scales, "variables"),
    Pointer("codebook/constructs.csv", "tables", _tables, "schema"),
    Pointer("codebook/instruments.csv", "table", _tables, "schema"),
    Pointer("codebook/instruments.csv", "notebook", listed, "pages.csv"),
    Pointer("codebook/practices.csv", "intended_constructs", listed, "constructs.csv"),
    Pointer("codebook/practices.csv", "log_row_needs", _log_columns, "variables"),
    Pointer("codebook/pages.csv", "instruments", listed, "instruments.csv"),
    Pointer("codebook/pages.csv", "constructs", listed, "constructs.csv"),
    Pointer("codebook/pages.csv", "claims", listed, "claims.csv"),
    Pointer("claims/claims.csv", "id", listed, "claim_tests.csv"),
    Pointer("claims/claims.csv", "data_needed", _mentioned, "variables"),
    Pointer("claims/claim_tests.csv", "claim_id", listed, "claims.csv"),
    Pointer("claims/claim_tests.csv", "notebook", listed, "pages.csv"),
    Pointer("claims/claim_tests.csv", "alternatives", _alternatives, "variables"),
    *(
        Pointer("claims/claim_tests.csv", column, reader, target)
        for column in ("exposure", "outcome", "covariates")
        for reader, target in ((variables, "variables"), (choices, "choices"))
    ),
]


def problems(data: Path | None = None) -> list[DataProblem]:
    """Find every name that leads nowhere, and every key that stands twice.

    Parameters
    ----------
    data : Path, optional
        Folder with ``codebook`` and ``claims``; the project's own when left out.

    Returns
    -------
    list of DataProblem
        In the order of the files; each names file, column and row. Rows are counted as a
        spreadsheet counts them: the header is row 1.
    """
    data = data or paths.project() / "data"
    tables = {file: read(data / file) for file in KEYS}
    known = _known(tables)
    found = [problem for file, key in KEYS.items() for problem in _doubles(file, tables[file], key)]
    for pointer in POINTERS:
        found.extend(_dangling(pointer, tables[pointer.file], known[pointer.target]))
    return found


def read(path: Path) -> pd.DataFrame:
    """Read one of our own tables; every cell is text, an empty cell is an empty text."""
    if not path.exists():
        raise DataProblem(
            _("The file {name} is not there.").format(name=path.name),
            file=path.parent.name,
            repair=_("put the file back, or take the one of the project"),
        )
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def _known(tables: dict[str, pd.DataFrame]) -> dict[str, set[str]]:
    known = {Path(file).name: set(tables[file][key[0]]) for file, key in KEYS.items()}
    scales, habits = set(tables["codebook/items.csv"]["scale_id"]), known["habits.csv"]
    known["schema"] = set(schema.tables())
    known["variables"] = {
        *(f"answers:{name}" for name in scales | known["items.csv"]),
        *(f"learning_habits:{name}" for name in habits | {code[:2] for code in habits}),
        *(f"{table}.{column}" for table in known["schema"] for column in schema.load(table).index),
    }
    cells = [cell for table in known["schema"] for cell in schema.load(table)["values"]]
    values = {value for cell in cells for value in listed(cell)}
    known["choices"] = CHOICES | values | known["practices.csv"]
    return known


def _doubles(file: str, table: pd.DataFrame, key: list[str]) -> Iterator[DataProblem]:
    for position, row in table[table.duplicated(key)].iterrows():
        yield DataProblem(
            _("row {row} repeats the key of an earlier row.").format(row=position + 2),
            file=Path(file).name,
            column=", ".join(key),
            found=", ".join(row[key]),
            repair=_("keep one row for each key"),
        )


def _dangling(pointer: Pointer, table: pd.DataFrame, known: set[str]) -> Iterator[DataProblem]:
    where = {"variables": _("the codebook or the schema"), "choices": _("the schema")}
    target = where.get(pointer.target, pointer.target)
    for position, cell in table[pointer.column].items():
        for name in pointer.names(cell):
            if name not in known:
                yield DataProblem(
                    _("row {row} names {name}, which is not in {target}.").format(
                        row=position + 2, name=name, target=target
                    ),
                    file=Path(pointer.file).name,
                    column=pointer.column,
                    repair=_("write a name that exists, such as {near}").format(
                        near=nearest(name, sorted(known)) or min(known)
                    ),
                )
