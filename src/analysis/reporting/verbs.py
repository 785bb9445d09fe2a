"""Words that fit a design: what goes together, what followed, and never what made it so.

A cross-section knows no before and after. A lagged design and a panel know which came first. None
of the three knows whether one thing brought about the other, so no sentence may say it.
"""

import re
from collections.abc import Mapping
from typing import Any

from analysis.language import gettext as _
from analysis.language import number
from analysis.models.linking_time import CROSS_SECTION, LAGGED, PANEL

ALPHA = 0.05
CAUSAL_DESIGNS: frozenset[str] = frozenset()  # designs that would allow a verb of cause
# Verbs and their forms that claim a cause, for the check of every sentence.
CAUSAL: Mapping[str, tuple[str, ...]] = {
    "en": (
        r"caus(?:es|ed|ing)",
        r"cause (?:each|more|less|fewer|higher|lower|better|worse|a|an|the)",
        r"leads? to",
        r"led to",
        r"results? in",
        r"resulted in",
        r"(?:increas|reduc|improv)(?:es|ed)",
        r"raises",
        r"lowers",
        r"boost(?:s|ed)",
        r"prevent(?:s|ed)",
        r"makes? (?:people|staff|teams|schools|pupils)",
        r"(?:has|have|had) an? (?:effect|influence|impact) on",
        r"influenc(?:es|ed)",
        r"thanks to",
        r"(?:is|are|was|were) due to",
    ),
    "nl": (
        r"veroorzaak(?:t|te|ten)",
        r"veroorzaken",
        r"leid(?:t|en|de|den) tot",
        r"zorg(?:t|en|de|den) (?:ervoor|voor (?:meer|minder|een hogere|een lagere))",
        r"verhoog(?:t|de|den)",
        r"verlaag(?:t|de|den)",
        r"verbeter(?:t|de|den)",
        r"vermindert",
        r"bevorder(?:t|de|den)",
        r"voorkom(?:t|en) dat",
        r"beïnvloed(?:t|de|den)",
        r"maakt (?:mensen|medewerkers|teams|scholen|leerlingen)",
        r"heeft (?:een )?(?:effect|invloed) op",
        r"hebben (?:een )?(?:effect|invloed) op",
        r"dankzij",
    ),
}
_SENTENCE = re.compile(r"(?<=[.?!:])\s+")
_CLAIMS_NOTHING = re.compile(r"\b(?:not|never|niet|nooit|geen)\b|\?$", flags=re.IGNORECASE)


def causal(text: str, language: str) -> list[str]:
    """List the words of a text that claim a cause.

    A sentence that denies a cause, and a question, claim nothing and are passed over.
    """
    pattern = re.compile(rf"\b(?:{'|'.join(CAUSAL[language])})\b", flags=re.IGNORECASE)
    claims = [part for part in _SENTENCE.split(text) if not _CLAIMS_NOTHING.search(part)]
    return [found.group(0) for part in claims for found in pattern.finditer(part)]


def badge(design: str) -> str:
    """Say what a design is, and what may be said with it."""
    return {
        CROSS_SECTION: _("One moment: what goes together can be seen, and not what came first."),
        LAGGED: _("In order of time: what was asked came before what is looked at, once. What "
                  "came first need not be why."),
        PANEL: _("In order of time, more than once: what was asked came each time before what is "
                 "looked at. What came first need not be why."),
    }[design]  # fmt: skip


def slope(row: Mapping[str, Any], *, first: str, second: str) -> str:
    """Say how two things go together.

    Parameters
    ----------
    row : mapping
        estimate, low, high (in steps of the second per step of the first), design, and where
        known p_adjusted.
    first, second : str
        What the two are called.
    """
    ends = sorted([abs(row["low"]), abs(row["high"])])
    values = {
        "first": first,
        "second": second,
        "size": number(abs(row["estimate"])),
        "low": number(row["low"]),
        "high": number(row["high"]),
        "least": number(ends[0]),
        "most": number(ends[1]),
    }
    return _template(row).format(**values)


def unclear(row: Mapping[str, Any]) -> bool:
    """Tell whether a relation cannot be told from chance."""
    adjusted = row.get("p_adjusted")
    known = isinstance(adjusted, float) and adjusted == adjusted
    return row["low"] <= 0 <= row["high"] or (known and adjusted >= ALPHA)


def sizes(row: Mapping[str, Any]) -> dict[str, str]:
    """Write the numbers of a relation per 100 for a sentence.

    Returns
    -------
    dict of str to str
        size (without its sign), low and high (with it), least and most (the ends without sign, the
        smaller one first), each with one digit in the reader's language.
    """
    ends = sorted([abs(row["low"]), abs(row["high"])])
    numbers = {"size": abs(row["estimate"]), "low": row["low"], "high": row["high"]}
    numbers |= {"least": ends[0], "most": ends[1]}
    return {name: number(value, 1) for name, value in numbers.items()}


def _template(row: Mapping[str, Any]) -> str:
    design = row["design"]
    if unclear(row):
        return {
            CROSS_SECTION: _("Whether {first} and {second} go together cannot be told from chance "
                             "({low} to {high} of a step)."),
            LAGGED: _("Whether {second} was higher or lower after a higher {first} cannot be told "
                      "from chance ({low} to {high} of a step)."),
            PANEL: _("Whether {second} was higher or lower after a higher {first}, over several "
                     "years, cannot be told from chance ({low} to {high} of a step)."),
        }[design]  # fmt: skip
    if row["estimate"] > 0:
        return {
            CROSS_SECTION: _("Where {first} is one step higher, {second} is {size} of a step "
                             "higher (between {least} and {most})."),
            LAGGED: _("Where {first} was one step higher, {second} was afterwards {size} of a "
                      "step higher (between {least} and {most})."),
            PANEL: _("Where {first} was one step higher, {second} was afterwards {size} of a step "
                     "higher (between {least} and {most}), over several years together."),
        }[design]  # fmt: skip
    return {
        CROSS_SECTION: _("Where {first} is one step higher, {second} is {size} of a step lower "
                         "(between {least} and {most})."),
        LAGGED: _("Where {first} was one step higher, {second} was afterwards {size} of a step "
                  "lower (between {least} and {most})."),
        PANEL: _("Where {first} was one step higher, {second} was afterwards {size} of a step "
                 "lower (between {least} and {most}), over several years together."),
    }[design]  # fmt: skip
