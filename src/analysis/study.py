"""A study, opened: its tidy tables, the account of their cleaning, and its settings."""

import hashlib
import platform
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from analysis import cache, codebook, paths, schema, session, settings
from analysis.cleaning.audit import Audit
from analysis.cleaning.marking import kept
from analysis.codebook import Codebook
from analysis.intake.pseudonyms import key_of
from analysis.intake.raw import sentences
from analysis.language import gettext as _
from analysis.language import pick
from analysis.settings import Settings

# The account is stored beside the tables, under names that no table has.
_AUDIT = {name: f"audit_{name}" for name in ("fates", "changes", "marks", "notes")}
_IMPORTS = "imports"
_ROOMS = ("intake", "cleaning")  # a change in one of these rooms may change a tidy table


@dataclass(frozen=True)
class Study:
    """One dataset, cleaned.

    Attributes
    ----------
    settings : Settings
        What study.toml says.
    codebook : Codebook
        The questionnaire.
    stored : Path
        Where the tidy tables are kept.
    """

    settings: Settings
    codebook: Codebook
    stored: Path

    @property
    def title(self) -> str:
        """Name of the study in the reader's language."""
        return pick(self.settings.title)

    @cached_property
    def _stored_names(self) -> set[str]:
        return set(cache.tables(self.stored))

    @property
    def tables(self) -> list[str]:
        """Names of the tables that this study has, in the order of ``settings.TABLES``."""
        return [name for name in settings.TABLES if self.has(name)]

    def has(self, table: str) -> bool:
        """Tell whether the study has a table."""
        return table in self._stored_names

    @property
    def absent(self) -> list[str]:
        """Names of the tables that this study could have and does not have."""
        return [name for name in settings.TABLES if not self.has(name)]

    def table(self, name: str) -> pd.DataFrame:
        """Give a tidy table: the rows that no cleaning rule set aside.

        A table that the study does not have is empty, with the columns of its schema, so that a
        page runs and can say what is missing; ``missing_words`` says it in a sentence.

        Raises
        ------
        DataProblem
            When there is no table of that name at all.
        """
        rows = self.everything(name)
        return kept(rows) if "fate" in rows else rows

    def everything(self, name: str) -> pd.DataFrame:
        """Give a tidy table with all rows that were read, and file, row and fate for each."""
        if self.has(name):
            return self._rows(name).copy(deep=False)
        return schema.empty(name).assign(
            file=pd.Series(dtype="str"), row=pd.Series(dtype=int), fate=pd.Series(dtype="str")
        )

    def rows(self) -> pd.DataFrame:
        """Every row that was read: file, table, fate, and the person it is about, if any.

        Of rows about pupils ``person_id`` is the pupil.
        """
        columns, cleaned = ["file", "table", "fate", "person_id"], []
        for name in self.tables:
            rows = self.everything(name).rename(columns={"pupil_id": "person_id"})
            if "fate" in rows:
                cleaned.append(rows.assign(table=name).reindex(columns=columns))
        return pd.concat(cleaned, ignore_index=True)

    def _rows(self, name: str) -> pd.DataFrame:
        if name not in self._read:
            self._read[name] = cache.read(self.stored, name)
        return self._read[name]

    @cached_property
    def _read(self) -> dict[str, pd.DataFrame]:
        return {}

    @cached_property
    def audit(self) -> Audit:
        """The account of the cleaning: every row, every changed value."""
        return Audit(**{name: self._rows(stored) for name, stored in _AUDIT.items()})

    @property
    def imports(self) -> pd.DataFrame:
        """How each file was read, with remarks in the reader's language."""
        reports = self._rows(_IMPORTS).copy(deep=False)
        if reports.empty:
            return reports
        return reports.assign(notes=[" ".join(sentences(notes)) for notes in reports["notes"]])

    @cached_property
    def names(self) -> dict[str, str]:
        """What people call units and published measures, by code; the last name of a unit."""
        measures = {
            code: pick(measure.label)
            for source in self.settings.files
            for code, measure in source.measures.items()
        }
        if not self.has("units"):
            return measures
        units = self.table("units").dropna(subset="name").sort_values("year", kind="stable")
        return measures | dict(zip(units["unit_id"], units["name"], strict=True))

    def missing_words(self, table: str) -> str:
        """Say that a table is missing and what could be computed with it."""
        allows = schema.allows().get(table)
        if allows is None:
            return _("There is no table called {table}.").format(table=table)
        return _("This study has no table {table}. With it the report could show {what}.").format(
            table=table, what=allows
        )


def open_study(folder: str | Path) -> Study:
    """Open a study and make it the one that releases obey.

    Cleans all files the first time, and again when a file, study.toml, the codebook, a schema
    or the package has changed.

    Parameters
    ----------
    folder : str or Path
        Folder with a study.toml, from the working directory or else from the project.

    Raises
    ------
    DataProblem
        When something in the study cannot be read without guessing.
    """
    about = settings.read(paths.study_folder(folder))
    key = key_of(about)
    name = cache.fingerprint(_inputs(about), pd.__version__, hashlib.sha256(key).hexdigest())
    shelf = about.folder / ".derived" / "tables"
    book = codebook.load(about.codebook)
    study = Study(about, book, cache.kept(shelf, name, lambda: _cleaned(about, key, book)))
    session.start(
        session.Session(
            folder=about.folder,
            minimum=about.minimum,
            audience=about.audience,
            names=study.names,
            codebook=about.codebook,
        )
    )
    return study


def versions() -> pd.DataFrame:
    """Versions of Python and of the packages that compute: package, version."""
    from importlib.metadata import version

    packages = ("leercultuur", "numpy", "pandas", "scipy", "statsmodels", "pingouin", "matplotlib")
    rows = [("python", platform.python_version()), *((name, version(name)) for name in packages)]
    return pd.DataFrame(rows, columns=["package", "version"])


def _inputs(about: Settings) -> list[Path]:
    """List every file that a tidy table depends on."""
    data = paths.project() / "data"
    package = Path(__file__).parent
    return [
        about.folder / "study.toml",
        *(about.full_path(source) for source in about.files),
        *sorted((data / "codebook").glob("*.csv")),
        *(sorted(about.codebook.glob("*.csv")) if about.codebook else []),
        *sorted((data / "schema").glob("*.csv")),
        *sorted(package.glob("*.py")),
        *(path for room in _ROOMS for path in sorted((package / room).glob("*.py"))),
    ]


def _cleaned(about: Settings, key: bytes, book: Codebook) -> dict[str, pd.DataFrame]:
    # Cleaning is needed only when something changed; a notebook that just reads is spared it.
    from analysis.cleaning import tables

    clean = tables.clean(about, key, book)
    account = {stored: getattr(clean.audit, name) for name, stored in _AUDIT.items()}
    return {**clean.tables, **clean.extra, **account, _IMPORTS: clean.imports}
