"""Stores the estimates of a notebook as data, for the ledger, the site and a later comparison.

Only released tables are taken, so that what the gate hid is not in the stored results either.
"""

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import session
from analysis.models.estimate import Estimate, estimate_id, to_frame
from analysis.reporting.release import Released

DIGITS = 6  # stored precision: more than any reader needs, less than machines disagree about
_FIELDS = list(Estimate("", "", "", None).as_dict())
_COUNTS = {"n_persons", "n_units"}
_written: dict[Path, dict[str, dict[str, Any]]] = {}  # results of each file, in this process
_IN_TABLE = [
    "id",
    "estimate",
    "low",
    "high",
    "se_type",
    "df",
    "p",
    "p_adjusted",
    "n_persons",
    "n_units",
]


def named(
    released: Released, *, section: str, measure: str, level: str, value: str = "score"
) -> Released:
    """Turn a released table of means or shares, one row per wave or window, into results.

    Parameters
    ----------
    released : Released
        wave or window, n and ``value``; low, high and n_units where they are known.
    section, measure, level : str
        Parts of the id; see ``estimate_id``.
    value : str
        The column that holds the number.

    Returns
    -------
    Released
        One row per row shown, with the fields of ``Estimate``.
    """
    ids = [
        estimate_id("", section, measure, level, _moment(row))
        for row in released.shown.dropna(subset=[value]).to_dict("records")
    ]
    return _results(released, ids, level=level, value=value)


def of_scales(released: Released, *, section: str, level: str, value: str = "score") -> Released:
    """Turn a released table with one row per scale into results.

    Parameters
    ----------
    released : Released
        scale_id, wave, n and ``value``; low, high and n_units where they are known.
    section, level, value : str
        As for ``named``.
    """
    ids = [
        estimate_id("", section, row["scale_id"], level, row["wave"])
        for row in released.shown.dropna(subset=[value]).to_dict("records")
    ]
    return _results(released, ids, level=level, value=value)


def _results(released: Released, ids: list[str], *, level: str, value: str) -> Released:
    rows = released.shown.dropna(subset=[value]).to_dict("records")
    found = [
        Estimate(
            id=name,
            term=value,
            level=level,
            estimate=row[value],
            low=row.get("low"),
            high=row.get("high"),
            interval_level=0.95 if "low" in row else None,
            n_persons=int(row["n"]),
            n_units=row.get("n_units"),
            design="cross-section",
        )
        for name, row in zip(ids, rows, strict=True)
    ]
    return _as_released(to_frame(found), released.minimum)


def _moment(row: dict[str, Any]) -> str:
    """Wave or window of a row, without the sign that divides the parts of an id."""
    return str(row.get("wave") or row["window"]).replace("/", "-")


def section(released: Released, name: str) -> Released:
    """Take the results of one section: those whose id starts with its name."""
    chosen = released.table["id"].str.startswith(f"{name}/")
    table, hidden = released.table[chosen], released.hidden[chosen]
    return replace(released, table=table, hidden=hidden)


def summary(released: Released) -> Released:
    """Take the columns that a researcher reads first, without those that are empty."""
    table = released.table
    known = [name for name in _IN_TABLE if name in table.columns and table[name].notna().any()]
    return replace(released, table=table[known], by=("id",))


def write(*parts: Released) -> Released:
    """Add results to the file of this notebook, and show what was added.

    Each section writes its own, so that a section can be deleted and the rest still runs. The
    first call in a process begins the file anew; a cell that runs again replaces its results.
    Numbers are kept to 6 significant digits, so that the same study gives the same file on every
    machine.

    Parameters
    ----------
    parts : Released
        Tables with the fields of ``Estimate``, such as ``named`` and a released table of
        estimates give. In the file the name of the notebook stands before each id.

    Raises
    ------
    ValueError
        When an id occurs twice: it would make two results one.
    """
    current = session.current()
    rows = [row for part in parts for row in part.shown.to_dict("records")]
    ids = [row["id"] for row in rows]
    doubled = sorted({i for i in ids if ids.count(i) > 1})
    if doubled:
        raise ValueError(f"these result ids occur more than once: {', '.join(doubled)}")
    plain = [{field: _stored(field, row.get(field)) for field in _FIELDS} for row in rows]
    name = current.notebook or "interactive"
    path = current.results / f"{name}.json"
    kept = _written.setdefault(path, {})
    kept.update({row["id"]: row | {"id": f"{name}/{row['id']}"} for row in plain})
    text = json.dumps(list(kept.values()), indent=1, ensure_ascii=False, allow_nan=False)
    current.results.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
    return summary(_as_released(pd.DataFrame(plain, columns=_FIELDS), current.minimum))


def _as_released(table: pd.DataFrame, minimum: int) -> Released:
    """Rows that were released before, as a table of results."""
    shown = pd.Series("", index=table.index, dtype=object)
    return Released(table, shown, ("id",), "model", minimum)


def _stored(field: str, value: Any) -> Any:
    """Plain value for JSON: counts whole, other numbers to 6 digits, missing as null."""
    if value is None or isinstance(value, str):
        return value
    if not math.isfinite(value):
        return None
    return int(value) if field in _COUNTS else float(f"{value:.{DIGITS}g}")
