"""Results of pupils in columns of their own: which domain each is, and between which ends."""

from analysis import schema
from analysis.cleaning import labels
from analysis.drafting.look import Column, Look
from analysis.drafting.recognise import Recognised
from analysis.drafting.synonyms import NO_FIGURE
from analysis.drafting.writing import Lines
from analysis.intake.words import fold
from analysis.language import gettext as _

_OTHER_NAMES = {
    "groeidenken": "mindset",
    "groeimindset": "mindset",
    "brede vaardigheden": "broad_skill",
    "rekenen-wiskunde": "arithmetic",
    "begrijpend lezen": "language",
}
_SHORT, _LONG = (1, 5), (0, 100)  # ends that are proposed; only a person knows those of a test


def write(look: Look, found: Recognised, lines: Lines) -> None:
    """Write a measure for each column that is called after a domain, and name the others."""
    if "score" in found.places:
        return
    by_domain, others = _domains(look, found)
    for domain, column in by_domain.items():
        lines.table(f"[file.measures.{domain}]")
        lines.put("columns", [column.name])
        note = _("the lowest and the highest score that can be had")
        lines.put("scale", list(_ends(column)), note, choose=True)
    if others:
        allowed = ", ".join(schema.load("pupils").at["domain", "values"].split("; "))
        lines.comment(
            _("Other columns with numbers: {names}. Those that are results need a part "
              "[file.measures.<domain>] with columns and scale; domains: {domains}.").format(
                names=", ".join(others[:12]), domains=allowed
            )
        )  # fmt: skip


def _domains(look: Look, found: Recognised) -> tuple[dict[str, Column], list[str]]:
    allowed = schema.load("pupils").at["domain", "values"].split("; ")
    known = labels.categories("domain", allowed, _OTHER_NAMES)
    taken = {place.column for place in found.places.values()}
    by_domain: dict[str, Column] = {}
    others: list[str] = []
    for name, column in look.columns.items():
        if name in taken or column.looks != "number" or NO_FIGURE.search(fold(name)):
            continue
        domain = known.get(labels.plain(name))
        if domain and domain not in by_domain:
            by_domain[domain] = column
        else:
            others.append(name)
    return by_domain, others


def _ends(column: Column) -> tuple[int, int]:
    """Propose the ends of a scale; a short one where nearly all scores are between its ends."""
    low, high = _SHORT
    inside = sum(n for label, n in column.counts.items() if low <= _number(label) <= high)
    return _SHORT if column.counts and inside >= 0.95 * column.n else _LONG


def _number(label: str) -> float:
    try:
        return float(label.replace(",", "."))
    except ValueError:
        return float("nan")
