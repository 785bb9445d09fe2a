"""Text files with a separator."""

import csv
import io
from pathlib import Path

import pandas as pd


def write(path: Path, rows: pd.DataFrame) -> None:
    """Write what a Dutch program exports: semicolons, decimal commas, cp1252 and CRLF."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(rows.columns)
    writer.writerows([[as_text(cell) for cell in row] for row in rows.itertuples(index=False)])
    path.write_bytes(text.getvalue().encode("cp1252"))


def as_text(cell: object) -> str:
    """Write a cell; ``as_text(0.8)`` is "0,8", an empty cell is nothing."""
    if cell is None or cell != cell:  # NaN is the only value that differs from itself
        return ""
    return str(cell).replace(".", ",") if isinstance(cell, float) else str(cell)
