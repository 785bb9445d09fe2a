"""One number with everything that belongs to it; the same type for every model."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Estimate:
    """One result, as stored in results.json; see data/schema/results.csv for the words.

    Numbers of NumPy are turned into plain ones; what does not apply is None.

    Attributes
    ----------
    id : str
        notebook/section/measure/level/wave, unique in a study: see ``estimate_id``.
    level : str
        Where the estimate holds: person, team, school, board, within or between.
    design : str
        cross-section, lagged or panel: sets which words a page may use.
    window_exposure, window_outcome : str
        First and last day, as 2024-03-04/2024-03-28.
    """

    id: str
    term: str
    level: str
    estimate: float | None
    low: float | None = None
    high: float | None = None
    interval_level: float | None = None
    se: float | None = None
    se_type: str | None = None
    df: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    n_persons: int | None = None
    n_units: int | None = None
    unit: str | None = None
    design: str | None = None
    engine: str | None = None
    window_exposure: str | None = None
    window_outcome: str | None = None
    claim: str | None = None
    test: str | None = None

    def __post_init__(self) -> None:
        """Turn NumPy numbers into plain ones and NaN into None, so that JSON can hold them."""
        for field in dataclasses.fields(self):
            object.__setattr__(self, field.name, _plain(getattr(self, field.name)))

    def as_dict(self) -> dict[str, Any]:
        """Give the fields by name, in the order of the schema."""
        fields = dataclasses.asdict(self)
        first = ("id", "claim", "test")
        return {name: fields[name] for name in (*first, *(f for f in fields if f not in first))}


@dataclass(frozen=True)
class NotEstimable:
    """A result that these data cannot give, and why, in the reader's words.

    Attributes
    ----------
    reason : str
        One sentence.
    id, term, level : str
        What it would have been.
    """

    reason: str
    id: str = ""
    term: str = ""
    level: str = ""


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and np.isnan(value) else value


def estimate_id(notebook: str, section: str, measure: str, level: str, wave: str) -> str:
    """Join the parts of an id: ``02_safety/exit/psysafe/between/all``; empty parts drop out."""
    return "/".join(part for part in (notebook, section, measure, level, wave) if part)


def estimated(results: Iterable[Estimate | NotEstimable]) -> list[Estimate]:
    """Keep the results that could be estimated."""
    return [result for result in results if isinstance(result, Estimate)]


def to_frame(results: Iterable[Estimate | NotEstimable]) -> pd.DataFrame:
    """Put results in a table, one row each; those that could not be estimated are left out.

    Columns are the fields of ``Estimate``; text columns hold None where nothing applies.
    """
    names = list(Estimate("", "", "", None).as_dict())
    return pd.DataFrame([e.as_dict() for e in estimated(results)], columns=names)
