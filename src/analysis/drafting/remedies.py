"""Rows of HR exports and published figures that cannot be right: which column, and what to do."""

from collections.abc import Iterator

from analysis.cleaning.audit import KEPT, change_label, note_label, rule_label
from analysis.drafting.findings import REMARK, Finding
from analysis.drafting.trial import Trial
from analysis.language import gettext as _


def _remedies() -> dict[str, tuple[str, str]]:
    """Per rule, change or note: the column it is about, and how to repair it."""
    people = _("correct the number in the source, or leave the school out")
    return {
        "no_person_code": ("person_id", _("complete the staff numbers, and export again")),
        "no_start": ("start", _("complete the first days in the HR system, and export again")),
        "no_end": ("end", _("complete the last days; of a contract that runs, leave it empty")),
        "end_before_start": ("end", _("correct the dates in the HR system, and export again")),
        "unknown_school": (
            "school_id",
            _("complete the table units, or map the codes under [file.values.school_id]"),
        ),
        "impossible_fte": ("fte", _("correct the size of these jobs in the HR system")),
        "many_jobs": (
            "fte",
            _("see whether contracts that should have ended still run beside new ones"),
        ),
        "no_unit_code": ("unit_id", _("leave notes under the table out of the file")),
        "no_school_code": ("school_id", _("leave notes and totals out of the file")),
        "total_row": ("school_id", _("leave totals out of the file; they were not counted")),
        "sum_of_rows": ("school_id", _("leave totals out of the file; they were not counted")),
        "lost_zeros": ("school_id", _("export this column as text, with its leading zeros")),
        "impossible_value": ("value", _("correct the figure, or the scale in study.toml")),
        "no_staff": ("headcount", people),
        "more_left_than_worked": ("leavers", people),
        "more_came_than_work": ("joiners", people),
        "more_jobs_than_people": ("fte", people),
        "zero_restored": ("location", _("export this column as text, with its leading zeros")),
        "closed_when_last_seen": (
            "end",
            _("ask for an export with everybody who left, and their last day"),
        ),
        "stops_before_export": (
            "start",
            _("correct extract_on in study.toml, or make a new export"),
        ),
    }


def of_rows(one: Trial, *, told: frozenset[str] = frozenset()) -> Iterator[Finding]:
    """Name every kind of row that cannot be right, with its column, its count and its repair.

    Parameters
    ----------
    told : frozenset of str
        Rules that a remark speaks of already.
    """
    if not (one.source.table in ("contracts", "units") or one.source.table.startswith("school_")):
        return
    remedies, audit = _remedies(), one.cleaned.audit
    boxes = [
        (box.rule, rule_label(box.rule), int(box.n))
        for part in (audit.fates, audit.marks)
        for box in part[part["rule"] != KEPT].itertuples()
    ]
    boxes += [
        (box.change, change_label(box.change), int(box.n)) for box in audit.changes.itertuples()
    ]
    boxes += [(note, note_label(note), None) for note in audit.notes["note"]]
    for name, words, n in boxes:
        if name in remedies and name not in told and n != 0:
            column, repair = remedies[name]
            if (one.source.table, column) == ("school_staff", "value"):
                column = "headcount"
            yield Finding(
                REMARK,
                _("Found: {what}.").format(what=words),
                file=one.source.path,
                column=one.source.columns.get(column, column),
                rows=n,
                repair=repair,
            )
