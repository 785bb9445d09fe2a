"""Raw tables by hand, as intake would give them."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from analysis import codebook
from analysis.intake.raw import ImportReport, RawTable
from analysis.settings import Cleaning, Settings, SourceFile, Turnover


@pytest.fixture
def book() -> codebook.Codebook:
    return codebook.load()


def make_settings(**cleaning: object) -> Settings:
    return Settings(
        folder=Path("study"),
        title={"en": "Study", "nl": "Onderzoek"},
        synthetic=True,
        audience="inside",
        minimum=5,
        retention_until=None,
        cleaning=Cleaning(**cleaning),
        turnover=Turnover(),
        files=(),
    )


@pytest.fixture
def settings() -> Settings:
    return make_settings()


@pytest.fixture
def settings_with() -> Callable[..., Settings]:
    return make_settings


@pytest.fixture
def raw_file() -> Callable[..., tuple[RawTable, SourceFile]]:
    """Make one file: columns as lists of text, and what study.toml says about it."""

    def make(
        table: str,
        cells: dict[str, list[str | None]],
        /,
        *,
        texts: dict[str, str] | None = None,
        roles: dict[str, str] | None = None,
        file_format: str = "csv",
        decimal_sign: str = "",
        set_aside: tuple[tuple[str, int], ...] = (),
        stripped: tuple[tuple[str, str], ...] = (),
        **source: object,
    ) -> tuple[RawTable, SourceFile]:
        rows = pd.DataFrame(cells, dtype="str")
        rows.index = pd.RangeIndex(1, len(rows) + 1, name="row")
        catalogue = pd.DataFrame(
            {
                "text": [(texts or {}).get(name, name) for name in cells],
                "role": [(roles or {}).get(name, "") for name in cells],
            },
            index=pd.Index(list(cells), name="name"),
        )
        about = SourceFile(**{"path": f"raw/{table}.csv", "table": table} | source)
        report = ImportReport(
            file=about.path,
            format=file_format,
            encoding="utf-8",
            byte_order_mark=False,
            separator=",",
            quote='"',
            decimal=decimal_sign,
            header_rows=1,
            n_records=len(rows) + sum(n for _, n in set_aside),
            n_rows=len(rows),
            n_columns=len(cells),
            set_aside=set_aside,
            stripped=stripped,
        )
        return RawTable(rows, catalogue, report), about

    return make


@pytest.fixture
def units() -> pd.DataFrame:
    """Two teams at two schools of one board; team t2 moved to school s2 in 2024."""
    rows = [
        ("t1", 2023, "s1", "team", "Team Oost"),
        ("t1", 2024, "s1", "team", "Team Oost"),
        ("t2", 2023, "s1", "team", "Team West"),
        ("t2", 2024, "s2", "team", "Team West"),
        ("s1", 2023, "b1", "school", "De Wilg"),
        ("s2", 2023, "b1", "school", "De Eik"),
    ]
    names = ["unit_id", "year", "parent_id", "kind", "name"]
    return pd.DataFrame(rows, columns=names).astype({"year": "float64"})


PERIOD = (date(2025, 3, 3), date(2025, 3, 28))


@pytest.fixture
def period() -> tuple[date, date]:
    return PERIOD


@pytest.fixture
def wave(raw_file: Callable) -> Callable[..., tuple[RawTable, SourceFile]]:
    """Make a questionnaire with two items; each person answers on 10 March in ten minutes."""

    def make(
        people: list[str | None],
        *,
        items: dict[str, list[str | None]] | None = None,
        **more: object,
    ) -> tuple[RawTable, SourceFile]:
        n = len(people)
        answered = items or {"psysafe_1": ["mee eens"] * n, "psysafe_4": ["mee oneens"] * n}
        columns = {
            "person_id": people,
            "team": ["t1"] * n,
            "Status": ["IP Address"] * n,
            "Finished": ["True"] * n,
            "Duration": ["600"] * n,
            "End": ["2025-03-10 12:00:00"] * n,
        }
        columns |= {name: more.pop(name) for name in list(columns) if name in more}
        roles = {"Status": "status", "Finished": "finished", "Duration": "duration", "End": "ended"}
        about = {"wave": "2025", "columns": {"team_id": "team"}, "fielded": PERIOD}
        return raw_file("answers", columns | answered, roles=roles, **(about | more))

    return make
