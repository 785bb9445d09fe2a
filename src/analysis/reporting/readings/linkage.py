"""Sentences about linking answers with the personnel file, and what it does to each analysis."""

import pandas as pd

from analysis.language import gettext as _
from analysis.language import ngettext, number, percent
from analysis.reporting.readings.core import Reading, nothing_shown, require
from analysis.reporting.release import Released

MOST_LOST = 0.1  # of those who answered; more, and those who were found may be other people
FEW = 0.5  # found: then the codes of the two files are not the same


def found(released: Released) -> Reading:
    """How many of those who answered were found; ``released`` has wave, part and n."""
    parts = _last(released)
    if parts is None:
        return not_linked() if require(released).table.empty else nothing_shown(released)
    if pd.isna(parts.get("matched")):
        return nothing_shown(released)
    answered = parts.reindex(["matched", "not_in_service", "only_survey"]).sum()
    return Reading(
        _("In wave {wave}, {n} of the {of} people who answered and may be counted here were in "
          "service on that day according to the personnel file ({share}).").format(
            wave=parts.name,
            n=number(parts["matched"], 0),
            of=number(answered, 0),
            share=percent(parts["matched"] / answered if answered else 0),
        )
    )  # fmt: skip


def consequences(released: Released) -> Reading:
    """What those who were not linked do to each analysis, in the last wave."""
    parts = _last(released)
    if parts is None:
        return not_linked() if require(released).table.empty else nothing_shown(released)
    answered = parts.reindex(["matched", "not_in_service", "only_survey"]).sum()
    lost = answered - parts.get("matched", 0)
    sentences = []
    if answered and parts.get("matched", 0) < FEW * answered:
        sentences.append(
            _("Fewer than half were found: the codes of the two files are probably not the same, "
              "and what this report says about leaving holds for few.")
        )  # fmt: skip
    elif answered and lost > MOST_LOST * answered:
        sentences.append(
            _("More than one in ten were not found: pages about leaving follow other people than "
              "pages about answers.")
        )  # fmt: skip
    if lost > 0:
        sentences.append(_only_survey(int(lost)))
    if parts.get("only_hr", 0) > 0:
        sentences.append(_only_hr(int(parts["only_hr"])))
    if parts.get("unusable", 0) > 0:
        sentences.append(_unusable(int(parts["unusable"])))
    if not sentences:
        sentences = [_("Everybody shown here is in both files, so that no page loses anyone.")]
    return Reading(" ".join(sentences))


def _only_survey(n: int) -> str:
    return ngettext(
        "{n} person who answered was not in service in the personnel file: this person counts in "
        "scores and not in what is said about leaving.",
        "{n} people who answered were not in service in the personnel file: they count in scores "
        "and not in what is said about leaving.",
        n,
    ).format(n=number(n, 0))


def _only_hr(n: int) -> str:
    return ngettext(
        "{n} person in service did not answer: this person counts in turnover and in no score.",
        "{n} people in service did not answer: they count in turnover and in no score.",
        n,
    ).format(n=number(n, 0))


def _unusable(n: int) -> str:
    return ngettext(
        "{n} person in service answered in a way that cleaning set aside: this person counts in "
        "turnover only.",
        "{n} people in service answered in a way that cleaning set aside: they count in turnover "
        "only.",
        n,
    ).format(n=number(n, 0))


def twice(released: Released) -> Reading:
    """How many people sent in more than one questionnaire; ``released`` has wave and n."""
    shown = require(released).shown
    if shown.empty:
        return nothing_shown(released)
    n = int(shown["n"].sum())
    if not n:
        return Reading(_("Nobody sent in more than one questionnaire of a wave."))
    return Reading(
        ngettext(
            "{n} person sent in more than one questionnaire of a wave; one of them counts, by the "
            "rule of this study.",
            "{n} people sent in more than one questionnaire of a wave; one of each counts, by the "
            "rule of this study.",
            n,
        ).format(n=number(n, 0))
    )


def not_linked() -> Reading:
    """That a study links no people, and what still works."""
    return Reading(
        _("This study does not link answers with a personnel file. What people think and who left "
          "can be compared between schools only, and that says nothing about single people.")
    )  # fmt: skip


def _last(released: Released) -> pd.Series | None:
    """Take the parts of the last wave that is shown, by name; None where nothing is shown."""
    shown = require(released).shown
    if shown.empty:
        return None
    wave = shown["wave"].max()
    parts = shown[shown["wave"] == wave].set_index("part")["n"].astype(float)
    return parts.rename(str(wave))
