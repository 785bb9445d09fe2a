"""What is missing, and what that rules out."""

from collections.abc import Iterable

import pandas as pd

from analysis import schema
from analysis.cleaning.tables import CLEANERS
from analysis.drafting import ours
from analysis.drafting.look import Look
from analysis.drafting.recognise import Recognised
from analysis.drafting.synonyms import NAMES
from analysis.intake.words import fold
from analysis.language import gettext as _
from analysis.language import ngettext, number, pick

_SURVEYS = ("answers", "learning_habits")
# Required columns that a file may have in another way: from study.toml, or worked out.
_ELSEWHERE = {"wave", "form", "year", "n", "measure", "value", "domain"}


def required(found: Recognised) -> list[str]:
    """List the columns that a table cannot do without and that were not found."""
    if not found.table:
        return []
    listed = schema.load(found.table)
    needed = [name for name in listed.index[listed["required"]] if name not in _ELSEWHERE]
    if found.table == "invited":
        needed.append("n")
    if found.table in _SURVEYS:  # an anonymous questionnaire has no persons
        needed = [name for name in needed if name != "person_id"]
        if found.form in ("", "self"):
            needed = [name for name in needed if name != "target_id"]
    if found.table == "pupils":  # results may have a column for each domain
        needed = [name for name in needed if name != "score"]
    needed = [name for name in needed if name not in constants(found)]
    return [name for name in needed if name not in found.places]


def constants(found: Recognised) -> dict[str, str]:
    """Give what is the same for every row of a file and stands in no column of it.

    A list of units by the code of a school is a list of schools.
    """
    if found.table != "units" or "kind" in found.places or "unit_id" not in found.places:
        return {}
    key = fold(found.places["unit_id"].column)
    return {"kind": "school"} if key in NAMES["school_scores"]["school_id"] else {}


def meaning(listed: pd.DataFrame, column: str) -> str:
    """Say what a column of a table holds, in a few words."""
    text = pick(listed.loc[column], "meaning")
    return text.split(". ")[0].rstrip(".").replace("\n", " ")


def _losses() -> dict[tuple[str, str], str]:
    """What cannot be computed without a column, in the reader's language."""
    persons = _("No code for the person: answers cannot be linked to contracts or over waves.")
    return {
        ("answers", "person_id"): persons,
        ("learning_habits", "person_id"): persons,
        ("answers", "team_id"): _("No team: nothing can be said about teams."),
        ("answers", "role"): _("No role: staff and leaders cannot be compared."),
        ("contracts", "end"): _("No end date: it is not known who left."),
        ("contracts", "fte"): _("No size of the job: people are counted, not full-time jobs."),
        ("contracts", "school_id"): _("No school: turnover per school is not known."),
        ("contracts", "exit_class"): _("No reason of leaving: kinds of exits are not known."),
        ("contracts", "function_group"): _("No job: turnover per kind of job is not known."),
        ("absences", "share"): _("No part of the job: every absence counts as a whole one."),
        ("units", "parent_id"): _("No unit above: teams cannot be put together into schools."),
        ("invited", "school_id"): _("No school: the response is known per team only."),
    }


def sentences(found: Recognised, look: Look) -> list[str]:
    """Say what a file does not hold, and what that rules out."""
    said = [
        text
        for (table, column), text in _losses().items()
        if table == found.table and column not in found.places
    ]
    if found.table == "absences" and "presence" in found.places:
        said = [text for text in said if text != _losses()["absences", "share"]]
    if found.table in _SURVEYS:
        said += _about_the_tool(look)
        said += _about_questions(found, look)
    return said


def _about_the_tool(look: Look) -> list[str]:
    said = []
    if not (look.with_role("duration") or look.with_role("started")):
        said.append(_("No time spent: answers given too fast cannot be recognised."))
    if not (look.with_role("ended") or look.with_role("recorded")):
        said.append(
            _("No day of answering: answers cannot be put in time, nor people followed after.")
        )
    return said


def _about_questions(found: Recognised, look: Look) -> list[str]:
    matched, said = found.matched, []
    if ours.is_shortened(list(look.columns)):
        said.append(
            _("The questions in the first row are cut off after a few letters, so that it cannot "
              "be told which they are. Export again with question codes, or with full texts.")
        )  # fmt: skip
    if matched.exact:
        text = ngettext(
            "{n} question of the codebook was found.",
            "{n} questions of the codebook were found.",
            len(matched.exact),
        )
        said.append(text.format(n=number(len(matched.exact), 0)))
    elif not matched.doubled:
        said.append(_nothing_of_ours(found))
    return said


def _nothing_of_ours(found: Recognised) -> str:
    n = sum(len(block.columns) for block in found.blocks)
    others = _("No question of the codebook was found: the questions are others, or in another "
               "language than Dutch or English.")  # fmt: skip
    if n:
        then = _("{n} questions share their answers: they are listed in a draft of a codebook, to "
                 "be filled in.").format(n=n)  # fmt: skip
    else:
        then = _("No three questions share their answers as statements of one scale do. Name a "
                 "column under [file.items] when it is a question of ours in other words; "
                 "otherwise this file has nothing to make scores of.")  # fmt: skip
    return f"{others} {then}"


def tables(present: Iterable[str]) -> list[str]:
    """Say which tables a study lacks, and what each would make possible."""
    has = set(present)
    return [
        _("No table {table}, so the report cannot show {what}.").format(table=table, what=what)
        for table, what in schema.allows().items()
        if table in CLEANERS and table not in has
    ]
