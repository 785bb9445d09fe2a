"""The claims that data can test, and how each of them is tested."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from analysis import paths, references
from analysis.errors import DataProblem, nearest
from analysis.language import gettext as _

_TESTED_LEVELS = ("person", "team", "school", "child", "initiative", "cross-level")
VALUES = {
    "claims.csv": {
        "level": ("person", "team", "school", "child", "cross-level"),
        "expected": (
            *("positive", "negative", "mixed", "interaction", "necessary", "mediation"),
            *("prevalence", "difference", "gap", "loop", "trend", "structure"),
            *("design", "coverage"),
        ),
        "strength": ("suggested", "asserted", "asserted_as_research"),
    },
    "claim_tests.csv": {
        "exposure_sign": ("-1", "1"),
        "expected_sign": ("-1", "0", "1"),
        "level": _TESTED_LEVELS,
        "lag_months": tuple(str(months) for months in range(61)),
        "estimand": (
            *("slope", "correlation", "difference", "hazard_ratio", "rate_ratio", "odds_ratio"),
            *("share", "indirect", "product", "ceiling", "explained", "gap", "structure"),
            *("check", "none"),
        ),
    },
}


@dataclass(frozen=True)
class Claims:
    """What is claimed, and the declared tests.

    Attributes
    ----------
    claims : DataFrame, index id such as H10
        theme, exposure, outcome, level, expected, strength, statement_en, statement_nl,
        data_needed, method, source.
    tests : DataFrame, one row per claim and test
        claim_id, test, exposure, exposure_sign (int), outcome, expected_sign (int), level,
        lag_months (int), estimand, sesoi (float, NaN where nothing is tested), sesoi_unit,
        covariates, alternatives, notebook.
    """

    claims: pd.DataFrame
    tests: pd.DataFrame

    def tests_on(self, notebook: str) -> pd.DataFrame:
        """The tests that are computed on one page; none is an empty table."""
        return self.tests[self.tests["notebook"] == notebook].reset_index(drop=True)


@cache
def load(data: Path | None = None) -> Claims:
    """Read claims and tests, and refuse names and values that are not known.

    Parameters
    ----------
    data : Path, optional
        Folder with ``codebook`` and ``claims``; the project's own when left out.

    Raises
    ------
    DataProblem
        At the first row that names something unknown; it names file, column and row.
    """
    data = data or paths.project() / "data"
    tables = {name: references.read(data / "claims" / name) for name in VALUES}
    found = [*references.problems(data), *_unknown_values(tables)]
    if found:
        raise found[0]
    tests = tables["claim_tests.csv"]
    whole = {column: int for column in ("exposure_sign", "expected_sign", "lag_months")}
    tests = tests.astype(whole).assign(sesoi=pd.to_numeric(tests["sesoi"], errors="coerce"))
    return Claims(claims=tables["claims.csv"].set_index("id"), tests=tests)


def _unknown_values(tables: dict[str, pd.DataFrame]) -> Iterator[DataProblem]:
    for name, columns in VALUES.items():
        for column, known in columns.items():
            for position, value in tables[name][column].items():
                if value not in known:
                    yield DataProblem(
                        _("row {row} cannot be {value}.").format(row=position + 2, value=value),
                        file=name,
                        column=column,
                        repair=_("choose from: {known}").format(
                            known=nearest(value, list(known)) or ", ".join(known)
                        ),
                    )
