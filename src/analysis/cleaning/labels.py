"""Answer labels to values: by what they say, never by the order of their codes."""

from collections.abc import Iterable, Mapping

import pandas as pd

from analysis.codebook import Codebook, normalise
from analysis.errors import DataProblem, nearest
from analysis.language import gettext as _
from analysis.language import ngettext
from analysis.settings import SourceFile

REASONS = (
    "not_applicable",
    "dont_know",
    "prefer_not",
    "skipped",
    "not_asked",
    "declared_missing",
    "dropped_out",
)
YES = ("yes", "ja", "j", "y", "true", "waar", "1")
NO = ("no", "nee", "n", "false", "onwaar", "0")

# Wordings met in Dutch questionnaires besides those of the codebook (numbers of agree5).
_OTHER_WORDINGS = {
    "agree5": {
        "helemaal oneens": 1,
        "zeer oneens": 1,
        "zeer mee oneens": 1,
        "oneens": 2,
        "neutraal": 3,
        "niet eens/niet oneens": 3,
        "niet eens, niet oneens": 3,
        "niet mee eens/niet mee oneens": 3,
        "neutral": 3,
        "eens": 4,
        "helemaal eens": 5,
        "zeer eens": 5,
        "zeer mee eens": 5,
    }
}
_NOT_AN_ANSWER = {
    "weet niet": "dont_know",
    "don't know": "dont_know",
    "geen mening": "dont_know",
    "n.v.t.": "not_applicable",
    "nvt": "not_applicable",
    "not applicable": "not_applicable",
}
# What a label that a file declares to be no answer says, by a part of it.
_KINDS = {
    "dont_know": ("know", "weet", "sure", "mening", "opinion", "dk"),
    "prefer_not": ("refus", "weiger", "prefer not", "rather not", "liever niet"),
    "not_applicable": ("applicable", "toepassing", "n.v.t", "nvt", "n/a", "apply"),
    "not_asked": ("not asked", "not shown", "niet gevraagd", "niet gesteld", "filter"),
    "skipped": ("no answer", "geen antwoord", "not answered", "skip", "overgeslagen"),
}
# Tidy values in other words; the tidy values themselves come from data/schema.
_CATEGORIES = {
    "role": {
        "leidinggevende": "leader",
        "leraar": "teacher",
        "leerkracht": "teacher",
        "docent": "teacher",
        "pedagogisch medewerker": "care",
        "onderwijsassistent": "assistant",
        "groepshulp": "assistant",
        "onderwijsondersteuning": "support",
        "ondersteuning": "support",
        "ondersteunend personeel": "support",
        "in opleiding": "trainee",
        "leraar in opleiding": "trainee",
        "anders": "other",
        "overig": "other",
        "dir": "leader",
        "directie": "leader",
        "op": "teacher",
        "onderwijsgevend personeel": "teacher",
        "oop": "support",
        "obp": "support",
        "lio": "trainee",
    },
    "contract_type": {
        "vast": "permanent",
        "onbepaalde tijd": "permanent",
        "tijdelijk": "temporary",
        "bepaalde tijd": "temporary",
        "oproep": "on_call",
        "nul uren": "on_call",
        "anders": "other",
        "onbekend": "unknown",
    },
    "entry_route": {
        "starter": "starter",
        "zij-instromer": "career_changer",
        "herintreder": "returner",
        "anders": "other",
        "onbekend": "unknown",
    },
    "destination": {
        "zelfde sector": "same_sector",
        "andere sector": "other_sector",
        "geen betaald werk": "no_work",
        "onbekend": "unknown",
    },
    "exit_class": {
        "natuurlijk": "natural",
        "intern": "internal",
        "vrijwillig": "voluntary",
        "onvrijwillig": "involuntary",
        "einde tijdelijk contract": "end_of_temporary_contract",
        "onbekend": "unknown",
    },
    "kind": {"bestuur": "board", "houder": "board", "locatie": "school", "vestiging": "school"},
    "sector": {
        "primair onderwijs": "primary",
        "po": "primary",
        "voortgezet onderwijs": "secondary",
        "vo": "secondary",
        "speciaal onderwijs": "special",
        "so": "special",
        "mbo": "vocational",
        "kinderopvang": "childcare",
    },
    "domain": {
        "taal": "language",
        "rekenen": "arithmetic",
        "anders": "other",
        "welbevinden": "wellbeing",
        "betrokkenheid": "involvement",
    },
}
_CATEGORIES["function_group"] = _CATEGORIES["role"]


def plain(label: str) -> str:
    """Fold a category label: ``plain("0 – 2 jaar")`` is "0-2"."""
    folded = normalise(label).removesuffix(" jaar").removesuffix(" years")
    return folded.replace(" - ", "-")


def answers(codebook: Codebook, anchor_set: str, source: SourceFile) -> dict[str, object]:
    """Map each folded label of a set to its number, or to the reason why it is no answer.

    What study.toml says about ``missing`` and about the set in ``values`` comes first.
    """
    known: dict[str, object] = dict(_NOT_AN_ANSWER) | codebook.nonanswers()
    known |= _OTHER_WORDINGS.get(anchor_set, {})
    known |= codebook.values_of(anchor_set)
    known |= declared_missing(source)
    return known | declared(source.values.get(anchor_set, {}))


def declared(values: Mapping[str, object]) -> dict[str, object]:
    """Read what study.toml says about values: numbers as numbers, reasons as they are."""
    read: dict[str, object] = {}
    for label, value in values.items():
        text = str(value)
        read[normalise(str(label))] = text if text in REASONS else _as_number(text)
    return read


def _as_number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise DataProblem(
            _("{value} is neither a number nor a reason for a missing answer.").format(value=text),
            file="study.toml",
            found=text,
            repair=_("write a number, or one of {reasons}").format(reasons=", ".join(REASONS)),
        ) from error


def declared_missing(source: SourceFile) -> dict[str, object]:
    """Map the folded labels under ``missing`` in study.toml to their reason."""
    strange = [kind for kind in source.missing if kind not in REASONS]
    if strange:
        raise DataProblem(
            _("{kind} is not a reason for a missing answer.").format(kind=strange[0]),
            file="study.toml",
            found=nearest(strange[0], list(REASONS)),
            repair=_("use one of {reasons}").format(reasons=", ".join(REASONS)),
        )
    return {normalise(label): kind for kind, labels in source.missing.items() for label in labels}


def kind_of(label: str, known: Mapping[str, object]) -> str:
    """Tell why there is no answer from a label that the file itself declares to be none.

    ``kind_of("Refused", {})`` is "prefer_not"; what says nothing is "declared_missing".
    """
    folded = normalise(label)
    if known.get(folded) in REASONS:
        return str(known[folded])
    for kind, parts in _KINDS.items():
        if any(part in folded for part in parts):
            return kind
    return "declared_missing"


def wordings(codebook: Codebook, anchor_set: str) -> dict[str, set[str]]:
    """Give the folded labels of each wording of a set: Dutch, English and others."""
    rows = codebook.anchors[codebook.anchors["set"] == anchor_set]
    return {
        "nl": set(map(normalise, rows["label_nl"])),
        "en": set(map(normalise, rows["label_en"])),
        "other": set(_OTHER_WORDINGS.get(anchor_set, {})),
    }


def categories(column: str, allowed: Iterable[str], given: Mapping[str, str]) -> dict[str, str]:
    """Map each folded label of a category to its tidy value."""
    allowed = list(allowed)
    others = {k: v for k, v in _CATEGORIES.get(column, {}).items() if v in allowed}
    own = {plain(value): value for value in allowed}
    spelled = {plain(value.replace("_", " ")): value for value in allowed}
    return others | spelled | own | {plain(str(k)): str(v) for k, v in given.items()}


def unknown_words(
    counts: Mapping[str, int], known: Iterable[str], *, minimum: int, most: int = 6
) -> str:
    """Describe labels that nobody knows, without repeating what one person typed.

    A label is named when it occurs at least ``minimum`` times or is nearly a known one; the
    rest is only counted.

    Examples
    --------
    ``'"mee eens!", 12 times (nearest: mee eens); 2 other labels, too rare to be named'``
    """
    from difflib import get_close_matches

    known = list(known)
    named, hidden, more = [], 0, 0
    for label, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        slip = get_close_matches(normalise(label), known, n=1, cutoff=0.8)
        if n < minimum and not slip:
            hidden += 1
            continue
        if len(named) == most:
            more += 1
            continue
        near = nearest(normalise(label), known)
        text = ngettext('"{label}", {n} time', '"{label}", {n} times', n).format(label=label, n=n)
        named.append(_("{text} (nearest: {near})").format(text=text, near=near) if near else text)
    if more:
        named.append(ngettext("{n} other label", "{n} other labels", more).format(n=more))
    if hidden:
        rare = ngettext(
            "{n} other label, too rare to be named",
            "{n} other labels, too rare to be named",
            hidden,
        )
        named.append(rare.format(n=hidden))
    return "; ".join(named)


def count_cells(cells: pd.Series, labels: Iterable[str]) -> dict[str, int]:
    """Count how often each of some labels occurs in a column."""
    counted = cells.value_counts()
    return {label: int(counted.get(label, 0)) for label in labels}
