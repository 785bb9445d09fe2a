"""The reader's language: sentences from the catalogue, numbers and dates as people write them.

English is the source. A sentence is translated before it is filled in:
``_("{n} people answered.").format(n=12)``.
"""

import datetime
import gettext as standard_gettext
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO

from analysis import paths

LANGUAGES = ("en", "nl")
PSEUDO = "pseudo"  # wraps every message in marks, to prove that nothing escapes translation
_current: ContextVar[str | None] = ContextVar("language", default=None)


def current() -> str:
    """Language of the reader: what ``use`` set, else LEERCULTUUR_LANGUAGE, else English."""
    code = _current.get() or os.environ.get("LEERCULTUUR_LANGUAGE", "en")
    return code if code in (*LANGUAGES, PSEUDO) else "en"


@contextmanager
def use(code: str) -> Iterator[None]:
    """Speak another language inside a ``with`` block."""
    token = _current.set(code)
    try:
        yield
    finally:
        _current.reset(token)


class _Marked(standard_gettext.NullTranslations):
    """Wraps each message, so that text without marks is text that nobody translated."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


@cache
def _catalogue(code: str) -> standard_gettext.NullTranslations:
    if code == PSEUDO:
        return _Marked()
    source = paths.project() / "locale" / code / "LC_MESSAGES" / "leercultuur.po"
    if code == "en" or not source.exists():
        return standard_gettext.NullTranslations()
    # Read as text and compiled in memory: no build step, and no binary file in the repository.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return standard_gettext.GNUTranslations(compiled)


def gettext(message: str) -> str:
    """Translate one message of the package into the reader's language."""
    return _catalogue(current()).gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """Translate a message with a singular and a plural form."""
    return _catalogue(current()).ngettext(one, many, n)


def _locale() -> str:
    return "nl" if current() == "nl" else "en"


def number(value: float, digits: int = 2) -> str:
    """Write a number: ``number(1234.5, 1)`` is "1,234.5" in English and "1.234,5" in Dutch."""
    from babel.numbers import format_decimal

    pattern = "#,##0." + "0" * digits if digits else "#,##0"
    rounded = round(value, digits) + 0.0  # turns -0.00 into 0.00
    return format_decimal(rounded, pattern, locale=_locale()).replace("-", "−")


def percent(share: float, digits: int = 0) -> str:
    """Write a proportion as a percentage: ``percent(0.347)`` is "35%", in Dutch "35%" too."""
    return f"{number(100 * share, digits)}%"


def date(day: datetime.date) -> str:
    """Write a day in full: "3 March 2025" or "3 maart 2025"."""
    from babel.dates import format_date

    return format_date(day, "d MMMM y", locale=_locale())


def listing(words: list[str]) -> str:
    """Join words as a sentence does: "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return gettext("{first} and {last}").format(first=", ".join(words[:-1]), last=words[-1])


def pick(texts: Mapping[str, str], stem: str = "") -> str:
    """Take the reader's text out of a row or mapping with a key per language.

    ``pick(row, "name")`` reads ``name_nl`` or ``name_en``; ``pick({"nl": …, "en": …})`` reads
    the language itself. English stands in where a text was not given in Dutch.
    """
    prefix = f"{stem}_" if stem else ""
    chosen = texts.get(prefix + _locale())
    text = chosen if isinstance(chosen, str) and chosen else texts.get(f"{prefix}en")
    if not isinstance(text, str) or not text:
        text = next((t for t in texts.values() if isinstance(t, str) and t), "")
    return f"⟦{text}⟧" if current() == PSEUDO else text
