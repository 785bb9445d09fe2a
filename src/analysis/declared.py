"""What only people can say about a study: purpose, legal basis, consent. Asked, never made up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from analysis import tomls
from analysis.errors import DataProblem
from analysis.language import gettext as _

TEXTS = (
    *("responsible", "contact", "purpose", "legal_basis", "informed", "recipients"),
    *("storage", "impact_assessment", "register", "research"),
)
_COUNCIL = ("name", "consent_on", "about")
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Council:
    """A council that was asked about the study.

    Attributes
    ----------
    name : str
        Such as "MR De Wilg".
    consent_on : date, optional
        Day on which it agreed; None while it has not.
    about : dict
        What it agreed to, by language.
    """

    name: str
    consent_on: date | None = None
    about: Mapping[str, str] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True)
class Declared:
    """The section ``[datasheet]`` of study.toml.

    Attributes
    ----------
    texts : dict
        For each of ``TEXTS`` that was filled in, the text by language.
    councils : tuple of Council
    """

    texts: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: _NOTHING)
    councils: tuple[Council, ...] = ()


def read(table: Mapping[str, Any]) -> Declared:
    """Read the section; what is left out or empty is not known.

    Raises
    ------
    DataProblem
        When a key is not known, or a value is no text, no council or no date.
    """
    tomls.refuse_unknown(table, (*TEXTS, "councils"), "[datasheet]")
    texts = {name: _text(table[name], name) for name in TEXTS if name in table}
    councils = table.get("councils", [])
    if not isinstance(councils, list) or not all(isinstance(one, dict) for one in councils):
        raise _wrong("councils", _COUNCIL_WORDS)
    filled = {name: text for name, text in texts.items() if any(text.values())}
    return Declared(filled, tuple(_council(one) for one in councils))


_COUNCIL_WORDS = 'a list: [{name = "MR De Wilg", consent_on = 2025-01-15}]'


def _council(entry: Mapping[str, Any]) -> Council:
    tomls.refuse_unknown(entry, _COUNCIL, "[datasheet] councils")
    day = entry.get("consent_on")
    if not isinstance(entry.get("name"), str) or not (day is None or isinstance(day, date)):
        raise _wrong("councils", _COUNCIL_WORDS)
    return Council(entry["name"], day, _text(entry.get("about", ""), "about"))


def _text(value: Any, name: str) -> dict[str, str]:
    """Take a text for all readers, or one for each language."""
    if isinstance(value, str):
        return {"en": value.strip(), "nl": value.strip()}
    languages = ("en", "nl")
    if isinstance(value, dict) and all(
        key in languages and isinstance(text, str) for key, text in value.items()
    ):
        return {key: text.strip() for key, text in value.items()}
    raise _wrong(name, f'{name} = "…", or {name} = {{nl = "…", en = "…"}}')


def _wrong(name: str, words: str) -> DataProblem:
    return DataProblem(
        _("{key} in {place} is not what can stand there.").format(key=name, place="[datasheet]"),
        file="study.toml",
        column=name,
        repair=_("write {words}").format(words=words),
    )
