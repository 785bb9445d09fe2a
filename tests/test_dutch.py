"""The Dutch catalogue is complete, is Dutch, and keeps what is filled in later."""

import re
import string
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

FOLDER = Path(__file__).resolve().parents[1] / "locale" / "nl" / "LC_MESSAGES"
FILES = ("leercultuur.po", "notebooks.po")
# The same word in both languages, or a sign or a name that both use.
LOANS = {
    *("n", "tab", "team", "teams", "score", "sector", "term", "omega"),
    *(
        "ICC",
        "ICC(1)",
        "ICC(2)",
        "CFI",
        "RMSEA",
        "Spearman-Brown",
        "r_wg(j)",
        "{seconds} s",
        "{reason} ({share})",
        ", in ",
    ),
    *("{n} record", "{n} records", "records", "{study}: {counts}."),
}
# Words that no Dutch sentence has; "of", "is", "in", "was" and "had" are Dutch too.
ENGLISH = set(
    "the and from with this that these those are were which who whose people for by to be been "
    "not cannot should would has have when where there their because only more than every if "
    "each other answer answers question questions left joined mean".split()
)
CODE = re.compile(r"`[^`]*`|\w+\.[\w{}]+|\{[^{}]*\}|\[[\w.{}]+\]|\w+ ?= ?\"[^\"]*\"|\"[a-z_]+\"")
# Titles stay in their language.
REFERENCE = re.compile(r"^[A-Z][^.]*(, [A-Z]\..*| )\(\d{4}[a-z]?\)\. ")
OPENINGS = {"**Question.**": "**Vraag.**", "**For.**": "**Voor.**", "**Needs.**": "**Nodig.**"}


def entries(file: str) -> list[Message]:
    """Every message of one file."""
    with (FOLDER / file).open("rb") as opened:
        return [entry for entry in read_po(opened, locale="nl") if entry.id]


def forms(entry: Message) -> list[tuple[str, str]]:
    """English and Dutch, the singular and the plural apart."""
    if isinstance(entry.id, tuple):
        return list(zip(entry.id, entry.string, strict=True))
    return [(entry.id, entry.string)]


def pairs(file: str) -> list[tuple[str, str]]:
    """English and Dutch of everything in one file."""
    return [pair for entry in entries(file) for pair in forms(entry)]


def fields(text: str) -> list[str]:
    """Names of what is filled in later."""
    return sorted(part[1] for part in string.Formatter().parse(text) if part[1])


def stays(text: str) -> bool:
    """Whether a text has nothing to translate: a loan, code alone, or a source."""
    return text in LOANS or not CODE.sub("", text).strip() or bool(REFERENCE.match(text))


def english_words(text: str) -> set[str]:
    """Words that give English away, code and titles of sources left out."""
    if REFERENCE.match(text):
        return set()
    return set(re.findall(r"[\w'’]+", CODE.sub(" ", text).lower())) & ENGLISH


@pytest.mark.parametrize("file", FILES)
def test_every_message_has_a_confirmed_translation(file):
    assert [e.id for e in entries(file) if e.fuzzy or not all(dutch for _, dutch in forms(e))] == []


@pytest.mark.parametrize("file", FILES)
def test_no_translation_is_the_english_itself(file):
    assert [one for one, dutch in pairs(file) if one == dutch and not stays(one)] == []


@pytest.mark.parametrize("file", FILES)
def test_what_is_filled_in_later_is_the_same_in_both_languages(file):
    assert [one for one, dutch in pairs(file) if fields(one) != fields(dutch)] == []


@pytest.mark.parametrize("file", FILES)
def test_no_english_word_stands_in_the_dutch(file):
    assert [(dutch, found) for _, dutch in pairs(file) if (found := english_words(dutch))] == []


def test_the_word_list_gives_an_english_sentence_away():
    assert english_words("No group here is large enough to be shown.") == {"to", "be"}


@pytest.mark.parametrize("file", FILES)
def test_blanks_at_the_ends_and_the_final_full_stop_are_kept(file):
    ends = [(one, dutch) for one, dutch in pairs(file) if _ends(one) != _ends(dutch)]
    assert ends == []


def _ends(text: str) -> tuple[bool, bool, bool]:
    return text.startswith(" "), text.endswith(" "), text.rstrip().endswith(".")


def test_code_in_prose_stays_as_it_is():
    spans = re.compile(r"`[^`]*`|\$[^$]+\$|\]\([^)]*\)")
    changed = [
        one
        for one, dutch in pairs("notebooks.po")
        if sorted(spans.findall(one)) != sorted(spans.findall(dutch))
    ]
    assert changed == []


def test_emphasis_in_prose_stays():
    changed = [o for o, d in pairs("notebooks.po") if o.count("*") != d.count("*")]
    assert changed == []


@pytest.mark.parametrize(("english", "dutch"), OPENINGS.items())
def test_a_page_opens_with_the_same_dutch_words_everywhere(english, dutch):
    opened = [text for one, text in pairs("notebooks.po") if one.startswith(english)]
    assert [text for text in opened if not text.startswith(f"{dutch} ")] == []


def test_a_heading_for_researchers_says_so_in_dutch():
    headings = [text for one, text in pairs("notebooks.po") if one.startswith("For researchers: ")]
    assert [text for text in headings if not text.startswith("Voor onderzoekers: ")] == []


def test_number_of_a_heading_stays():
    number = re.compile(r"^\d+  ")
    changed = [o for o, d in pairs("notebooks.po") if number.findall(o) != number.findall(d)]
    assert changed == []
