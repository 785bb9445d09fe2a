"""What all questionnaires share: who answered when, and which answers do not count."""

from collections.abc import Callable, Sequence
from functools import partial, reduce

import numpy as np
import pandas as pd

from analysis.cleaning import cells, compact, labels, replies
from analysis.cleaning.lookup import told
from analysis.cleaning.marking import Rule
from analysis.cleaning.sheet import Sheet
from analysis.language import gettext as _
from analysis.settings import Cleaning

# Columns that survey tools add by themselves, with their roles in the catalogue of intake.
TECHNICAL = {
    "status": ("status",),
    "channel": ("channel",),
    "finished": ("finished",),
    "progress": ("progress",),
    "duration_seconds": ("duration",),
    "started_at": ("started",),
    "answered_at": ("ended", "recorded"),
    "submitted": ("submitted", "ended"),
}
STATUS = {
    "preview": ("1", "9", "survey preview", "survey preview spam", "preview"),
    "test": ("2", "8", "survey test", "spam", "test"),
    "ordinary": (
        "0",
        "4",
        "16",
        "32",
        "36",
        "ip address",
        "imported",
        "offline",
        "ex",
        "anonymous",
    ),
}
MANY_ANSWERS = 10  # fewer equal answers can be an honest opinion
_AT_ONCE = 1 << 16  # rows whose reasons are looked at together


def people(sheet: Sheet) -> pd.DataFrame:
    """Give person, wave and day of each record, with helper columns for the rules.

    Returns
    -------
    DataFrame
        person_id, wave, answered_on, duration_seconds; ``_at`` (moment), ``_kind`` (preview,
        test, ordinary), ``_finished``, ``_outside`` (the period in which was asked) and
        ``_has_team`` (whether the file says anything about teams).
    """
    sheet.need("person_id")
    at = _moment(sheet)
    day = at.dt.normalize()
    return pd.DataFrame(
        {
            "person_id": cells.text(sheet, "person_id"),
            "wave": wave(sheet),
            "answered_on": day,
            "duration_seconds": _duration(sheet, at),
            "_at": at,
            "_kind": _kind(sheet),
            "_finished": _finished(sheet),
            "_outside": _outside(sheet, day),
            "_has_team": sheet.has("team_id"),
        }
    )


def wave(sheet: Sheet) -> pd.Series:
    """Give the wave of each record: of the file, or of a column where it has one."""
    if sheet.source.wave is not None and "wave" not in sheet.source.columns:
        return compact.constant(sheet.source.wave, sheet.rows.index)
    if not sheet.has("wave"):
        raise sheet.problem(
            _("It is not known to which wave this file belongs."),
            repair=_('add to this file in study.toml: wave = "2025"'),
        )
    return cells.codes(sheet, "wave")


def _moment(sheet: Sheet) -> pd.Series:
    return cells.days(sheet, "answered_on" if sheet.has("answered_on") else "answered_at")


def _duration(sheet: Sheet, at: pd.Series) -> pd.Series:
    """Take the seconds that the tool counted, else the time from start to end."""
    if sheet.has("duration_seconds"):
        return cells.numeric(sheet, "duration_seconds")
    if sheet.has("started_at"):
        return (at - cells.days(sheet, "started_at")).dt.total_seconds()
    return pd.Series(None, index=sheet.rows.index, dtype="float64")


def _kind(sheet: Sheet) -> pd.Series:
    """Tell previews and tests from ordinary records by the tool's own status."""
    status = told(cells.codes(sheet, "status"))
    words = status.written().map(labels.normalise)
    known = {word: name for name, words in STATUS.items() for word in (*words, name)}
    strange = ~words.isin(known)
    if strange.any():
        raise sheet.problem(
            _("The status of some records is not known."),
            column=sheet.raw_name("status") or "status",
            rows=status.count(strange),
            found=", ".join(sorted(set(words[strange]))[:5]),
            repair=_('add to study.toml: [file.values.status] "{word}" = "ordinary"').format(
                word=words[strange].iloc[0]
            ),
        )
    kind = status.carried(words.map(known).astype("str")).fillna("ordinary")
    channel = told(cells.text(sheet, "channel"))
    tried = channel.points_at(channel.written().map(labels.normalise) == "preview")
    return kind.mask(tried & (kind == "ordinary"), "preview")


def _finished(sheet: Sheet) -> pd.Series:
    if sheet.has("finished"):
        return cells.flags(sheet, "finished")
    if sheet.raw.report.format == "limesurvey" and sheet.has("submitted"):
        return cells.text(sheet, "submitted").notna()  # the day it was sent in, else empty
    if sheet.has("progress"):
        return cells.numeric(sheet, "progress") >= 100
    return pd.Series(True, index=sheet.rows.index)


def _outside(sheet: Sheet, day: pd.Series) -> pd.Series:
    """Days before or after the period in which was asked; a missing day is not outside."""
    if sheet.source.fielded is None:
        return pd.Series(False, index=day.index)
    first, last = (pd.Timestamp(end) for end in sheet.source.fielded)
    return (day < first) | (day > last)


def is_preview(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at trial runs of the questionnaire by those who made it."""
    return rows["_kind"] == "preview"


def is_test(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at test records and spam, as the survey tool itself calls them."""
    return rows["_kind"] == "test"


def has_no_person(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at records without a code for the person, which can be linked to nothing."""
    return rows["person_id"].isna()


def is_unfinished(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at questionnaires that were not sent in."""
    return ~rows["_finished"]


def has_unknown_team(rows: pd.DataFrame, free: pd.Series, *, known: set[str] | None) -> pd.Series:
    """Point at records whose team is empty or not among the units of the study."""
    empty = rows["team_id"].isna()
    strange = empty if known is None else ~rows["team_id"].isin(known)
    return strange & rows["_has_team"]


def is_outside_period(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at answers given before or after the period in which was asked."""
    return rows["_outside"]


def is_double(rows: pd.DataFrame, free: pd.Series, *, key: list[str], policy: str) -> pd.Series:
    """Point at all but one record of the same person (and form and target) in a wave.

    One that was finished comes before one that was not. Of equals there, the one that stays is
    the latest, the first or the most complete. Equal moments are decided by completeness, and
    only what is equal in both by the order in the file.
    """
    order = {
        "latest": ["_at", "_n_answered"],
        "first": ["_at", "_n_answered"],
        "most_complete": ["_n_answered", "_at"],
    }[policy]
    ascending = [policy == "first" and by == "_at" for by in order]
    order, ascending = ["_finished", *order], [False, *ascending]
    # Few people answer twice, and only what they sent need be put in order.
    shared = rows.loc[free, key].duplicated(keep=False)
    ranked = rows.loc[shared.index[shared], [*key, *order]].sort_values(
        order, ascending=ascending, kind="stable", na_position="last"
    )
    return ranked.duplicated(key).reindex(rows.index, fill_value=False)


def is_speeder(rows: pd.DataFrame, free: pd.Series, *, seconds: int) -> pd.Series:
    """Point at answers given faster than the questions can be read, where a time is known."""
    return rows["duration_seconds"] < seconds


def n_answered(rows: pd.DataFrame, items: Sequence[str]) -> np.ndarray:
    """Count the questions of each record that have an answer on their scale."""
    n = np.zeros(len(rows), np.int64)
    for item in items:
        n += rows[item].notna().to_numpy()
    return n


def has_no_answers(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at records in which no question has an answer on its scale."""
    return rows["_n_answered"] == 0


def is_straightliner(rows: pd.DataFrame, free: pd.Series, *, items: Sequence[str]) -> pd.Series:
    """Point at records with the same answer to at least ten questions, turned ones included."""
    # One column at a time: the answers of a large file are not copied.
    lowest = reduce(np.fmin, (compact.numbers(rows[item]) for item in items))
    highest = reduce(np.fmax, (compact.numbers(rows[item]) for item in items))
    return (lowest == highest) & (rows["_n_answered"] >= MANY_ANSWERS)


def rules(
    cleaning: Cleaning, *, key: list[str], items: Sequence[str], teams: set[str] | None
) -> dict[str, Rule]:
    """Give the rules of a questionnaire in their declared order."""
    ordered: dict[str, Callable] = {
        "preview": is_preview,
        "test_response": is_test,
        "no_person_code": has_no_person,
        **({} if cleaning.unfinished == "mark" else {"unfinished": is_unfinished}),
        "unknown_team": partial(has_unknown_team, known=teams),
        "outside_field_period": is_outside_period,
        "duplicate": partial(is_double, key=key, policy=cleaning.duplicates),
        "speeder": partial(is_speeder, seconds=cleaning.speeder_seconds),
        "no_answers": has_no_answers,
    }
    if cleaning.straightliner == "exclude":
        ordered["straightliner"] = partial(is_straightliner, items=items)
    return ordered


def missing_answers(rows: pd.DataFrame, reasons: pd.DataFrame, chosen: pd.Series) -> pd.DataFrame:
    """List the questions that a kept person was asked and did not answer, with the reason.

    Returns
    -------
    DataFrame
        person_id, wave, item_id, reason; one row for each cell without an answer.
    """
    where, which, why = _without_answer(reasons, chosen.to_numpy())
    people = rows[["person_id", "wave"]].iloc[where].reset_index(drop=True)
    items = pd.CategoricalDtype(pd.Index(reasons.columns, dtype="str"))
    return people.assign(
        item_id=pd.Categorical.from_codes(which, dtype=items),
        reason=pd.Categorical.from_codes(why, dtype=replies.REASONS),
    )


def _without_answer(
    reasons: pd.DataFrame, chosen: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Point at the cells of chosen rows that have a reason: row, column and reason of each."""
    columns = [_code(reasons[item]) for item in reasons]
    found = []
    for start in range(0, max(len(chosen), 1), _AT_ONCE):
        block = slice(start, start + _AT_ONCE)
        codes = np.stack([column[block] for column in columns], axis=1)
        where, which = ((codes >= 0) & chosen[block, None]).nonzero()
        found.append((where + start, which.astype(np.int16), codes[where, which]))
    return tuple(map(np.concatenate, zip(*found, strict=True)))


def _code(reasons: pd.Series) -> np.ndarray:
    """Number the reasons; an item that a file did not ask has none in its rows."""
    return pd.Categorical(reasons, dtype=replies.REASONS).codes


def only_marked(cleaning: Cleaning, rows: pd.DataFrame, equal: pd.Series) -> dict[str, pd.Series]:
    """Give the rules that point at a row and leave it in, as the study declares."""
    unfinished = {"unfinished": ~rows["_finished"]} if cleaning.unfinished == "mark" else {}
    return unfinished | ({"straightliner": equal} if cleaning.straightliner == "mark" else {})
