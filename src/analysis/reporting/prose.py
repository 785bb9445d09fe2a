"""The prose of notebooks in the reader's language: a catalogue with one entry per paragraph."""

import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from analysis import paths
from analysis.language import PSEUDO

DOMAIN = "notebooks"


class Prose:
    """Looks up paragraphs, whatever their line breaks.

    Parameters
    ----------
    messages : mapping of str to str
        From the English paragraph, as gettext extracts it, to the one to show.
    """

    def __init__(self, messages: Mapping[str, str]) -> None:
        self.messages = dict(messages)
        self._flat = {_flat(source): text for source, text in messages.items()}

    def of(self, paragraph: str) -> str:
        """Give a paragraph in the reader's language; as it is when it has no translation."""
        return self._flat.get(_flat(paragraph), paragraph)

    def compile(self, folder: Path) -> None:
        """Write the catalogue where the site's builder looks for it."""
        write_mo(self.messages, folder / f"{DOMAIN}.mo")


def load(code: str) -> Prose:
    """Read the prose of one language; English is its own translation."""
    if code == "en":
        return Prose({})
    if code == PSEUDO:
        from analysis.reporting import catalogue

        return Prose({source: f"⟦{source}⟧" for source in catalogue.of_notebooks()})
    source = catalogue_file(code)
    if not source.exists():
        return Prose({})
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        entries = read_po(file, locale=code)
    return Prose({e.id: e.string for e in entries if e.id and e.string and not e.fuzzy})


def catalogue_file(code: str) -> Path:
    """Where the prose of a language is kept."""
    return paths.project() / "locale" / code / "LC_MESSAGES" / f"{DOMAIN}.po"


def write_mo(messages: Mapping[str, str], target: Path) -> None:
    """Compile messages to the binary form that gettext reads."""
    from babel.messages import mofile
    from babel.messages.catalog import Catalog

    catalog = Catalog(charset="utf-8")
    for source, text in messages.items():
        catalog.add(source, text)
    compiled = BytesIO()
    mofile.write_mo(compiled, catalog)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(compiled.getvalue())


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
