"""Sentences about waves: whether the same was asked, and whose answers changed."""

import pandas as pd

from analysis.language import gettext as _
from analysis.language import listing, ngettext, number
from analysis.measures.waves import TOOL, last_segment
from analysis.reporting.readings.core import Reading, nothing_shown, require
from analysis.reporting.release import Released


def trend(
    released: Released, *, scale: str, changes: pd.DataFrame | None = None, meaning: str = ""
) -> Reading:
    """Whether the mean moved between the first and the last wave shown.

    Parameters
    ----------
    released : Released
        wave, score, low and high.
    scale : str
        What the scale is called.
    changes : DataFrame, optional
        What ``waves.wording_changes`` gave: waves before the last break are left out.
    meaning : str
        "refuted" when the scale does not measure the same in all waves: no change is then told.
    """
    shown = require(released).shown.dropna(subset=["score", "low"]).sort_values("wave")
    if shown.empty:
        return nothing_shown(released)
    if meaning == "refuted":
        return Reading(
            _("The questions do not measure the same in all waves: nothing is said about change.")
        )
    since = shown if changes is None else last_segment(shown, changes)
    if len(since) > 1:
        return Reading(_moved(since.iloc[0], since.iloc[-1], scale))
    if len(shown) > 1:
        return Reading(
            _("The questions changed before wave {wave}, so nothing can be said about change.")
            .format(wave=since["wave"].iloc[0])
        )  # fmt: skip
    return Reading(_("There is one wave, so nothing can be said about change."))


def _moved(first: pd.Series, last: pd.Series, scale: str) -> str:
    change = last["score"] - first["score"]
    if first["low"] <= last["high"] and last["low"] <= first["high"]:
        text = _(
            "Between {first} and {last} the mean of {scale} hardly moved: the margins overlap."
        )
    elif change > 0:
        text = _("Between {first} and {last} the mean of {scale} rose by {change} points.")
    else:
        text = _("Between {first} and {last} the mean of {scale} fell by {change} points.")
    return text.format(
        scale=scale, first=first["wave"], last=last["wave"], change=number(abs(change))
    )


def guard(released: Released, changes: pd.DataFrame, meaning: str = "") -> Reading:
    """Whether the questions stayed the same over the waves.

    Parameters
    ----------
    released : Released
        wave and score: the waves that are shown.
    changes : DataFrame
        What ``waves.wording_changes`` gave: facts about the questionnaire, not about people.
    meaning : str
        "held", "refuted" or "not_tested": whether the scale measures the same in all waves.
    """
    if len(require(released).shown.dropna(subset="score")) < 2:
        return Reading(_("There are no two waves to compare."))
    breaking = changes[changes["breaks"]]
    parts = [_break(wave, rows) for wave, rows in breaking.groupby("wave")]
    if breaking.empty:
        parts.append(_("The questions and the answers to choose from stayed the same."))
    parts += [
        _("In wave {wave} another survey tool was used than in {before}; that alone can move "
          "answers a little.").format(wave=row["wave"], before=row["before"])
        for row in changes[changes["change"] == TOOL].to_dict("records")
    ]  # fmt: skip
    if meaning == "refuted":
        parts.append(
            _("People also understand some questions in another way than before, so that waves may "
              "not be compared.")
        )  # fmt: skip
    return Reading(" ".join(parts))


def _break(wave: str, rows: pd.DataFrame) -> str:
    what = listing([_change(row["change"], row["n_items"]) for row in rows.to_dict("records")])
    return _("Before wave {wave} the line is broken, because something changed: {what}. No "
             "difference is computed across it.").format(wave=wave, what=what)  # fmt: skip


def _change(change: str, n: int) -> str:
    texts = {
        "wording": ngettext("the words of {n} question", "the words of {n} questions", n),
        "language": ngettext("the language of {n} question", "the language of {n} questions", n),
        "labels": ngettext(
            "the answers to choose from in {n} question",
            "the answers to choose from in {n} questions",
            n,
        ),
        "questions": ngettext(
            "{n} question that was asked in one of the two only",
            "{n} questions that were asked in one of the two only",
            n,
        ),
    }
    return texts[change].format(n=n)


def who_changed(released: Released, *, scale: str) -> Reading:
    """How much of a change is that of people who stayed, who came and who went.

    ``released`` has who (stayers, joiners, leavers, total), estimate, low and high.
    """
    shown = require(released).shown.dropna(subset="estimate").set_index("who")
    if not {"stayers", "total"} <= set(shown.index):
        return nothing_shown(released)
    stayed = shown.loc["stayers"]
    values = {"change": number(abs(stayed["estimate"])), "scale": scale}
    if stayed["low"] > 0:
        text = _("Among people who answered both times, {scale} rose by {change} points.")
    elif stayed["high"] < 0:
        text = _("Among people who answered both times, {scale} fell by {change} points.")
    else:
        text = _("Among people who answered both times, no change of {scale} can be told from "
                 "chance.")  # fmt: skip
    parts = [text.format(**values), *_newcomers(shown), *_gone(shown)]
    return Reading(" ".join(parts))


def _newcomers(shown: pd.DataFrame) -> list[str]:
    if "joiners" not in shown.index:
        return []
    row = shown.loc["joiners"]
    if row["high"] < 0:
        text = _("Who answered the last time only scores lower, which makes {size} points of "
                 "difference to the mean.")  # fmt: skip
    elif row["low"] > 0:
        text = _("Who answered the last time only scores higher, which makes {size} points of "
                 "difference to the mean.")  # fmt: skip
    else:
        return [_("Who answered the last time only scores about the same.")]
    return [text.format(size=number(abs(row["estimate"])))]


def _gone(shown: pd.DataFrame) -> list[str]:
    if "leavers" not in shown.index:
        return []
    row = shown.loc["leavers"]
    if row["low"] > 0:
        text = _("Who answered the first time only scored lower: without them the mean stands "
                 "{size} points higher.")  # fmt: skip
    elif row["high"] < 0:
        text = _("Who answered the first time only scored higher: without them the mean stands "
                 "{size} points lower.")  # fmt: skip
    else:
        return [_("Who answered the first time only scored about the same.")]
    return [text.format(size=number(abs(row["estimate"])))]
