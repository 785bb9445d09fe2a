"""Says in words what a declared test looks at: "error culture → leaving by choice".

Codes of tables and questions belong in files; a reader sees the words of the codebook.
"""

import re
from collections.abc import Mapping

from analysis import codebook
from analysis.language import PSEUDO, current, listing, pick
from analysis.language import gettext as _
from analysis.reporting import words

_PART = re.compile(r"(?P<table>[a-z_]+)[.:](?P<name>\w+)(?:\[(?P<chosen>[^\]]*)\])?$")


def relation(row: Mapping[str, str]) -> str:
    """Name exposure and outcome of a row of claim_tests.csv; "none" is left out."""
    sides = [row["exposure"], row["outcome"]]
    return " → ".join(variable(side) for side in sides if side != "none")


def variable(expression: str) -> str:
    """Name a variable: several parts in a row, a product, a difference, a way through."""
    for sign, joined in ((">", " → "), (" - ", _(" minus ")), ("*", " × ")):
        if sign in expression:
            return joined.join(variable(part.strip()) for part in expression.split(sign))
    return _together([_part(part.strip()) for part in re.split(r"\s\+\s", expression)])


def _together(names: list[str]) -> str:
    """Join names; what they begin with, up to a colon, is said once."""
    heads = {name.split(": ")[0] for name in names if ": " in name}
    same = len(names) > 1 and len(heads) == 1 and all(": " in name for name in names)
    if same and current() != PSEUDO:  # there a part of a name would lose a mark
        head = heads.pop()
        return f"{head}: {listing([name.removeprefix(f'{head}: ') for name in names])}"
    return listing(names)


def _part(part: str) -> str:
    found = _PART.match(part)
    if not found:
        return part
    table, name = found["table"], found["name"]
    chosen = [value.strip() for value in (found["chosen"] or "").split(",") if value.strip()]
    if table == "answers":
        return _answers(name, chosen)
    if table == "learning_habits":
        return _habit(name)
    if (table, name) == ("pupils", "score"):
        return _pupils(chosen)
    if (table, name) == ("spells", "end"):
        return _("leaving by choice") if chosen == ["voluntary"] else _("leaving")
    if (table, name) == ("contracts", "function_group"):
        return listing([words.value_label("role", value) for value in chosen])
    return _column(table, name)


def _answers(name: str, chosen: list[str]) -> str:
    label = words.value_label("variable", name)
    if name in words.COLUMNS:
        label = words.column_label(name)
    if name in codebook.current().items.index:
        label = _quoted(label)
    texts = {
        "leaders": _("{what}, according to leaders"),
        "staff": _("{what}, according to staff"),
        "change": _("change in {what}"),
        "spread": _("how much people differ in {what}"),
    }
    for value in chosen:
        label = texts[value].format(what=label) if value in texts else label
    return label


def _habit(name: str) -> str:
    """A habit by its name, a statement by its text."""
    habits = codebook.current().habits
    if name in habits.index:
        return _quoted(pick(habits.loc[name], "item"))
    own = habits[habits.index.str.startswith(name)]
    return pick(own.iloc[0], "habit") if len(own) else name


def _quoted(question: str) -> str:
    return f"“{question.rstrip('.')}”"


def _pupils(chosen: list[str]) -> str:
    domains = listing([words.value_label("domain", value) for value in chosen])
    return _("results of pupils ({domains})").format(domains=domains)


def _column(table: str, name: str) -> str:
    known = {
        "absences.share": _("sick leave"),
        "units.vacancies": _("vacancies"),
        "units.pd_budget": _("the budget for development"),
        "units.pd_hours": _("the hours for development"),
    }
    return known.get(f"{table}.{name}") or words.value_label("table", table)
