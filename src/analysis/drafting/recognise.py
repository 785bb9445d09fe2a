"""Which table a file is, and which of its columns is which column of that table."""

import re
from dataclasses import dataclass, field

from analysis.codebook import Codebook, normalise
from analysis.drafting import blocks, questions
from analysis.drafting.blocks import Block
from analysis.drafting.look import Column, Look
from analysis.drafting.questions import Matched
from analysis.drafting.synonyms import (
    BRIN,
    CODE,
    LOCATION,
    NAMES,
    NO_FIGURE,
    NO_PERSON,
    QUESTIONS,
    SIGNS,
)
from analysis.intake.words import fold

_TOOLS = ("qualtrics", "limesurvey", "forms")
_FIGURES = ("school_staff", "school_results", "school_scores")
_DATES = ("start", "end", "answered_on", "measured_on", "prior_on")
_FEWEST_CODES = 10


@dataclass(frozen=True)
class Place:
    """Where a column of a table is in a file.

    Attributes
    ----------
    column : str
        Name in the file.
    by_words : bool
        Whether it was found by the words of a question, which is less sure than a name.
    others : list of str
        Columns that might be meant too.
    """

    column: str
    by_words: bool = False
    others: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Recognised:
    """What a file seems to be.

    Attributes
    ----------
    table : str
        Name of a table; empty where the file looks like none.
    sure : bool
        Whether a person need not decide.
    places : dict
        Column of ours to its place.
    matched : Matched
        Questions of the codebook.
    form : str
        Form on learning habits.
    blocks : list of Block
        Questions that are not in the codebook.
    figures : list of Column
        Numbers per school, for measures.
    """

    table: str
    sure: bool
    places: dict[str, Place]
    matched: Matched = field(default_factory=Matched)
    form: str = ""
    blocks: list[Block] = field(default_factory=list)
    figures: list[Column] = field(default_factory=list)


def recognise(look: Look, book: Codebook) -> Recognised:
    """Tell what a file is from its columns and questions."""
    asked = questions.match(look, questions.texts_of_items(book))
    form, habits = questions.form_of(look, book)
    if len(habits.exact) >= 3 and len(habits.exact) > len(asked.exact):
        return _survey(look, "learning_habits", habits, form)
    if asked.exact or asked.doubled or look.table.facts.format in _TOOLS or _has_times(look):
        return _survey(look, "answers", asked, "")
    for table in ("absences", "contracts", "pupils", "assignments", "invited", "units"):
        places = find(look, table)
        if _is(table, places, look):
            return Recognised(table, True, places)
    figures = _figures(look)
    if figures is not None:
        return figures
    return _survey_or_nothing(look, asked)


def _has_times(look: Look) -> bool:
    roles = {column.role for column in look.columns.values()}
    return len(roles & {"started", "ended", "status", "finished", "duration"}) >= 2


def _survey(look: Look, table: str, matched: Matched, form: str) -> Recognised:
    places = find(look, table, leave_out=matched.columns)
    used = {*matched.columns, *matched.near, *(place.column for place in places.values())}
    return Recognised(
        table, True, places, matched, form, blocks=blocks.blocks(look, leave_out=used)
    )


def _survey_or_nothing(look: Look, asked: Matched) -> Recognised:
    """A file with many questions that share their answers is perhaps a questionnaire."""
    found = _survey(look, "answers", asked, "")
    asked_columns = sum(len(block.columns) for block in found.blocks)
    if asked.near or (found.blocks and asked_columns >= 0.4 * len(look.columns)):
        return Recognised("answers", False, found.places, asked, blocks=found.blocks)
    return Recognised("", False, {}, blocks=found.blocks)


def _is(table: str, places: dict[str, Place], look: Look) -> bool:
    """Tell whether the columns of a file are those of a table."""
    if table == "absences":
        return {"person_id", "start"} <= set(places) and _has_sign(look, "absences")
    if table == "contracts":
        return {"person_id", "start"} <= set(places) and bool({"end", "fte"} & set(places))
    if table == "pupils":
        return "pupil_id" in places and "person_id" not in find(look, "assignments")
    if table == "assignments":
        return "group_id" in places and (
            "person_id" in places or {"team_id", "year"} <= set(places)
        )
    if table == "invited":
        # A column called n beside figures of schools says on how many these rest.
        named = "n" in places and fold(places["n"].column) != "n"
        return ("n" in places and "team_id" in places) or (named and "school_id" in places)
    own = {"kind", "weighting", "vacancies", "pd_budget"}
    if not any(_has_sign(look, figures) for figures in _FIGURES):
        own.add("parent_id")  # published figures name the board of a school too
    return "unit_id" in places and bool(own & set(places)) and "person_id" not in places


def _has_sign(look: Look, table: str) -> bool:
    return any(SIGNS[table].search(fold(name)) for name in look.columns)


def _figures(look: Look) -> Recognised | None:
    """Numbers with one row per school are published figures; which, their names may tell."""
    key = find(look, "school_scores").get("school_id")
    if key is None or not look.columns[key.column].n:
        return None
    numbers = [c for c in look.columns.values() if _is_figure(c) and c.name != key.column]
    if not numbers or look.columns[key.column].n_different < 0.2 * look.n_records:
        return None
    staff = find(look, "school_staff")
    if {"headcount", "leavers", "joiners"} & set(staff):
        return Recognised("school_staff", True, staff, figures=numbers)
    signed = [table for table in _FIGURES[1:] if _has_sign(look, table)]
    table = signed[0] if signed else "school_scores"
    return Recognised(table, len(signed) == 1, find(look, table), figures=numbers)


def _is_figure(column: Column) -> bool:
    return column.looks == "number" and not NO_FIGURE.search(fold(column.name))


def find(look: Look, table: str, *, leave_out: set[str] | None = None) -> dict[str, Place]:
    """Find the columns of a table by their names, then by the words of questions.

    Parameters
    ----------
    leave_out : set of str
        Columns that are questions of the codebook.
    """
    free = {n: c for n, c in look.columns.items() if n not in (leave_out or set()) and c.n}
    names = {fold(name): name for name in reversed(free)}
    texts = {fold(column.text): name for name, column in reversed(free.items())}
    places: dict[str, Place] = {}
    taken: set[str] = set()
    for column, known in NAMES[table].items():
        named = dict.fromkeys(names.get(name) or texts.get(name) for name in known)
        hits = [h for h in named if h and h not in taken and _fits(column, free[h])]
        if column == "school_id":
            # Some exports have the number of a location inside its school beside its full code.
            hits.sort(key=lambda hit: -free[hit].n_different)
        if hits:
            places[column] = Place(hits[0], others=hits[1:])
            taken.add(hits[0])
    for column, pattern in QUESTIONS.get(table, {}).items():
        hits = [n for n, c in free.items() if n not in taken and _asks(c, column, pattern)]
        if hits and column not in places:
            places[column] = Place(hits[0], by_words=True, others=hits[1:])
            taken.add(hits[0])
    ordered = {column: places[column] for column in NAMES[table] if column in places}
    return _with_location(ordered, look) if table in ("units", *_FIGURES) else ordered


def _with_location(places: dict[str, Place], look: Look) -> dict[str, Place]:
    """Take BRIN and location together where a file keeps them in two columns."""
    key = next((name for name in ("unit_id", "school_id") if name in places), "")
    candidates = [places[key].column, *places[key].others] if key else []
    brin = next((name for name in candidates if _all(look, name, BRIN)), None)
    location = next((name for name in candidates if _all(look, name, LOCATION)), None)
    if brin is None or location is None:
        return places
    others = {name: place for name, place in places.items() if name != key}
    return {key: Place(brin), "location": Place(location), **others}


def perhaps_persons(look: Look, found: Recognised) -> list[str]:
    """Name columns that hold something else in nearly each record, short as a code is.

    They are worth a question where no column was found with a code for the person.
    """
    taken = {place.column for place in found.places.values()} | found.matched.columns
    return [
        name
        for name, column in look.columns.items()
        if name not in taken
        and not column.role
        and column.entry != "typed"
        and column.looks in ("number", "text")
        and column.n >= 0.5 * look.n_records
        and column.n_different >= max(_FEWEST_CODES, 0.9 * column.n)
        and _all(look, name, CODE)
        and fold(name) not in NO_PERSON
    ]


def _all(look: Look, name: str, pattern: re.Pattern[str]) -> bool:
    """Tell whether nearly all values of a column have one shape."""
    counts = look.counts_of(name)
    fitting = sum(n for label, n in counts.items() if pattern.fullmatch(label))
    return bool(counts) and fitting >= 0.9 * sum(counts.values())


def _fits(column: str, found: Column) -> bool:
    """Tell whether what stands in a column can be what its name says."""
    if column in _DATES:
        return found.looks == "date"
    if column in ("fte", "n", "headcount", "leavers", "joiners"):
        return found.looks in ("number", "text")
    return True


def _asks(found: Column, column: str, pattern: re.Pattern[str]) -> bool:
    """Tell whether a question asks for what a table needs, and its answers could be that."""
    if found.role or found.entry == "typed" or not pattern.search(normalise(found.text)):
        return False
    if column in ("person_id", "target_id"):
        return found.n_different > 1
    if column in ("role", "tenure_band"):
        return 3 <= found.n_different <= 30 and bool(found.counts)
    return found.n_different <= max(2, found.n // 2)
