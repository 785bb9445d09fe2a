"""All tables of a study: which module cleans which, in what order, and their account together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import signature

import pandas as pd

from analysis import intake
from analysis.cleaning import (
    absences,
    answers,
    assignments,
    contracts,
    invited,
    learning_habits,
    pupils,
    school_results,
    school_scores,
    school_staff,
    twice,
    units,
)
from analysis.cleaning.audit import Audit
from analysis.cleaning.marking import Cleaned
from analysis.codebook import Codebook
from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.settings import Settings

# units first: the others look up there which teams exist and where they belong. Contracts before
# absences, which are of people in service.
CLEANERS: dict[str, Callable[..., Cleaned]] = {
    "units": units.clean,
    "invited": invited.clean,
    "answers": answers.clean,
    "learning_habits": learning_habits.clean,
    "contracts": contracts.clean,
    "absences": absences.clean,
    "pupils": pupils.clean,
    "assignments": assignments.clean,
    "school_scores": school_scores.clean,
    "school_results": school_results.clean,
    "school_staff": school_staff.clean,
}


@dataclass(frozen=True)
class CleanStudy:
    """All tables of a study.

    Attributes
    ----------
    tables : dict of DataFrame
        Tidy rows with file, row and fate.
    extra : dict of DataFrame
        Tables that cleaning derived, such as answers_missing.
    audit : Audit
    imports : DataFrame
        One import report per file.
    """

    tables: dict[str, pd.DataFrame]
    extra: dict[str, pd.DataFrame]
    audit: Audit
    imports: pd.DataFrame


def clean(settings: Settings, key: bytes, codebook: Codebook) -> CleanStudy:
    """Read and clean every file of a study.

    Parameters
    ----------
    key : bytes
        Secret that turns persons into pseudonyms.
    """
    _refuse_unread(settings)
    twice.refuse(settings)
    cleaned: dict[str, Cleaned] = {}
    reports = []
    for table, cleaner in CLEANERS.items():
        sources = settings.files_of(table)
        if not sources:
            continue
        raws = [intake.read(source, settings, key) for source in sources]
        reports += [raw.report.as_row() | {"table": table} for raw in raws]
        found = {name: result.kept for name, result in cleaned.items()}
        wanted = looked_up(cleaner, codebook, found)
        cleaned[table] = cleaner(list(zip(raws, sources, strict=True)), settings, **wanted)
    return CleanStudy(
        tables={table: result.rows for table, result in cleaned.items()},
        extra=_extra(cleaned),
        audit=sum((result.audit for result in cleaned.values()), Audit()),
        imports=pd.DataFrame(reports),
    )


def looked_up(
    cleaner: Callable[..., Cleaned], codebook: Codebook, found: Mapping[str, pd.DataFrame]
) -> dict[str, object]:
    """Give what one cleaner looks up elsewhere: the codebook, and rows of tables before it.

    Parameters
    ----------
    found : mapping
        Kept rows of the tables that were cleaned so far; a table that a study lacks is None.
    """
    known = {"codebook": codebook, "schools_known": _schools(found)}
    known |= {name: found.get(name) for name in ("units", "contracts")}
    return {name: known[name] for name in known if name in signature(cleaner).parameters}


def _schools(found: Mapping[str, pd.DataFrame]) -> frozenset[str]:
    """List the codes of schools that are known so far."""
    names = [("units", "unit_id")] + [(t, "school_id") for t in CLEANERS if t.startswith("school_")]
    codes = [found[table][name] for table, name in names if table in found]
    return frozenset(pd.concat(codes).dropna()) if codes else frozenset()


def _refuse_unread(settings: Settings) -> None:
    for source in settings.files:
        if source.table not in CLEANERS:
            raise DataProblem(
                _("The table {table} cannot be read by this version.").format(table=source.table),
                file=source.path,
                repair=_("take this file out of study.toml; these can be read: {known}").format(
                    known=", ".join(CLEANERS)
                ),
            )


def _extra(cleaned: dict[str, Cleaned]) -> dict[str, pd.DataFrame]:
    """Put derived tables of the same name under each other."""
    parts: dict[str, list[pd.DataFrame]] = {}
    for result in cleaned.values():
        for name, table in result.extra.items():
            parts.setdefault(name, []).append(table)
    return {name: pd.concat(tables, ignore_index=True) for name, tables in parts.items()}
