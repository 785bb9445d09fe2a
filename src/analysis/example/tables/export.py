"""A raw file before it is written, with the fate that each of its rows deserves."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from analysis.example import dirt


@dataclass(frozen=True)
class Export:
    """One raw file.

    Attributes
    ----------
    path : str
        Within the study folder.
    table : str
        Tidy table that it feeds.
    rows : DataFrame
        Cells as they are written, under the names in the file.
    fates : Series of str, in the order of the rows
        The rule that should set the row aside, or "kept".
    write : callable
        Takes the path and the rows.
    facts : dict
        Counts that belong in truth.toml: marks, cells with an odd spelling.
    """

    path: str
    table: str
    rows: pd.DataFrame
    fates: pd.Series
    write: Callable[[Path, pd.DataFrame], None]
    facts: dict[str, int] = field(default_factory=dict)

    def save(self, folder: Path) -> None:
        """Write the file below the study folder."""
        path = folder / self.path
        path.parent.mkdir(parents=True, exist_ok=True)
        self.write(path, self.rows)

    def counts(self) -> dict[str, int]:
        """Count the rows under each fate, kept rows first; they add up to those of the file."""
        counted = self.fates.value_counts()
        order = sorted(counted.index, key=lambda rule: dirt.RULES.index(rule))
        return {rule: int(counted[rule]) for rule in order}
