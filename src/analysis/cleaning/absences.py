"""absences: one row per line of sick leave, as the HR export holds it; never a medical reason."""

from collections.abc import Sequence
from functools import partial

import pandas as pd

from analysis.cleaning import cells, labels, validate
from analysis.cleaning.contracts import has_no_person, has_no_start, is_test
from analysis.cleaning.marking import Cleaned, Rule, is_repeated, mark, settle, stack
from analysis.cleaning.sheet import Sheet, sheets
from analysis.errors import DataProblem
from analysis.intake.raw import RawTable
from analysis.language import gettext as _
from analysis.settings import Settings, SourceFile

# Columns that cleaning looks at besides the schema: the kind of leave, and the part that somebody
# is at work where the export tells that and not the part absent.
_TECHNICAL: dict[str, tuple[str, ...]] = {"kind": (), "presence": ()}
_COLUMNS = ["person_id", "start", "end", "share"]
SICK, OTHER = "sick", "other"
_KINDS = {
    SICK: "sick; sick leave; z; zk; ziek; ziekte; ziekteverlof; ziekteverzuim; verzuim",
    OTHER: "other; zw; zwanger; zwangerschap; zwangerschapsverlof; bevalling; bevallingsverlof; "
    "pregnancy; maternity; maternity leave; parental leave; ouderschapsverlof; verlof; zorgverlof",
}
_WORDS = {word: kind for kind, words in _KINDS.items() for word in words.split("; ")}


def clean(
    files: Sequence[tuple[RawTable, SourceFile]],
    settings: Settings,
    *,
    contracts: pd.DataFrame | None = None,
) -> Cleaned:
    """Turn exports of sick leave into one table.

    Parameters
    ----------
    files : sequence of (RawTable, SourceFile)
        All files of the table, in the order of study.toml.
    contracts : DataFrame, optional
        The tidy table contracts: says who was in service.

    Returns
    -------
    Cleaned
        ``start`` is the first and ``end`` the last day of sick leave, missing while it runs;
        ``share`` is the part of the job that is absent, missing where the export does not tell.
        Of leave that is no sick leave, such as pregnancy, only the count remains: its days and
        share are emptied.
    """
    opened = sheets(files, settings, _TECHNICAL)
    rows = stack(opened, [_tidy(sheet) for sheet in opened])
    known = None if contracts is None else set(contracts["person_id"])
    for sheet in opened:
        _refuse_strangers(sheet, rows[rows["file"] == sheet.file], known)
    rules: dict[str, Rule] = {
        "test_employee": is_test,
        "no_person_code": has_no_person,
        "duplicate_row": is_repeated,
        "not_sick_leave": is_other_leave,
        "unknown_person": partial(has_no_contract, known=known),
        "no_start": has_no_start,
        "end_before_start": ends_before_it_starts,
        "zero_length": has_no_length,
        "impossible_share": has_impossible_share,
    }
    marks = mark(rows, rules)
    settled, audit = settle(rows, marks, opened)
    days = ["start", "end", "share"]
    settled[days] = settled[days].mask(settled["fate"] == "not_sick_leave")
    settled = settled[["file", "row", *_COLUMNS, "fate"]]
    validate.check(settled, "absences")
    return Cleaned(settled, audit)


def is_other_leave(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at pregnancy, maternity and other leave, which no figure on sick leave counts."""
    return rows["_kind"] == OTHER


def has_no_contract(rows: pd.DataFrame, free: pd.Series, *, known: set[str] | None) -> pd.Series:
    """Point at people who have no contract in the study."""
    if known is None:
        return pd.Series(False, index=rows.index)
    return ~rows["person_id"].isin(known)


def ends_before_it_starts(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at lines whose end, as it was written, comes before their first day."""
    return rows["_written_length"] < 0


def has_no_length(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at lines that are over on the day on which they began, so that no day was lost."""
    return rows["end"] < rows["start"]


def has_impossible_share(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at lines that are absent from less than nothing or more than the whole job."""
    return (rows["share"] < 0) | (rows["share"] > 1)


def _tidy(sheet: Sheet) -> pd.DataFrame:
    sheet.need("person_id", "start", "end")
    start, end = cells.days(sheet, "start").dt.normalize(), cells.last_days(sheet)
    written = (end - start).dt.days + (sheet.source.end_is == "first_day_out")
    return pd.DataFrame(
        {
            "person_id": cells.text(sheet, "person_id"),
            "start": start,
            "end": end,
            "share": _share(sheet),
            "_kind": _kind(sheet),
            "_written_length": written.astype("float64"),
        }
    )


def _share(sheet: Sheet) -> pd.Series:
    """Give the part of the job that is absent, also where the export holds the part present."""
    if not sheet.has("presence"):
        return cells.parts(sheet, "share")
    if sheet.has("share"):
        raise sheet.problem(
            _("The file gives both the part absent and the part present."),
            column=sheet.raw_name("presence") or "presence",
            repair=_("leave one of columns.share and columns.presence out of study.toml"),
        )
    present = cells.parts(sheet, "presence", counted="share")
    sheet.changed("share", "presence_to_absence", present.notna().sum())
    return 1 - present


def _kind(sheet: Sheet) -> pd.Series:
    """Tell sick leave from other leave; without a column for it all is sick leave."""
    cells_of_kind = cells.text(sheet, "kind")
    given = sheet.source.values.get("kind", {})
    known = _WORDS | {labels.plain(str(label)): str(value) for label, value in given.items()}
    wrong = sorted({*known.values()} - {*_KINDS})
    if wrong:
        raise sheet.problem(
            _("study.toml gives the column a value that it cannot have."),
            column="kind",
            found=", ".join(wrong),
            repair=_("choose from: {known}").format(known=", ".join(_KINDS)),
        )
    table = {label: known.get(labels.plain(label)) for label in cells_of_kind.dropna().unique()}
    strange = [label for label, kind in table.items() if kind is None]
    if strange:
        raise _unknown_kind(sheet, cells_of_kind, strange, list(known))
    return cells.recoded(cells_of_kind, table).fillna(SICK)


def _unknown_kind(
    sheet: Sheet, written: pd.Series, strange: list[str], known: list[str]
) -> DataProblem:
    counts = labels.count_cells(written, strange)
    return sheet.problem(
        _("The column holds kinds of leave that are not known."),
        column=sheet.raw_name("kind") or "kind",
        rows=sum(counts.values()),
        found=labels.unknown_words(counts, known, minimum=sheet.settings.minimum),
        repair=_(
            "say which are sick leave: [file.values.kind] in study.toml; values: {known}"
        ).format(known=", ".join(_KINDS)),
    )


def _refuse_strangers(sheet: Sheet, rows: pd.DataFrame, known: set[str] | None) -> None:
    """Stop when most people of a file have no contract: then it is another kind of number."""
    people = rows["person_id"].dropna().drop_duplicates()
    if known is None or people.isin(known).mean() >= 0.5 or people.empty:
        return
    raise sheet.problem(
        _("Most people in this file have no contract."),
        column=sheet.raw_name("person_id") or "person_id",
        rows=int((~rows["person_id"].isin(known)).sum()),
        repair=_("map person_id to the same number as in the table contracts"),
    )
