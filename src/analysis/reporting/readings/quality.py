"""Sentences about the data themselves: who answered, what was set aside, what is missing."""

import pandas as pd

from analysis.language import gettext as _
from analysis.language import listing, ngettext, number, percent
from analysis.reporting import words
from analysis.reporting.readings.core import Reading, nothing_shown, require
from analysis.reporting.release import Released

LOW_RESPONSE = 0.5  # below this the answers may differ from what all would have said (CROSS, 2021)


def answered(released: Released) -> Reading:
    """How many answered in the last wave; ``released`` has wave, n (invited), count and share."""
    shown = require(released).shown.dropna(subset="share").sort_values("wave")
    if shown.empty:
        return nothing_shown(released)
    last = shown.iloc[-1]
    return Reading(
        _("In wave {wave}, {count} of {n} invited colleagues answered ({share}).").format(
            wave=last["wave"],
            count=number(last["count"], 0),
            n=number(last["n"], 0),
            share=percent(last["share"]),
        )
    )


def caution(released: Released) -> Reading:
    """What may not be concluded, given the response."""
    shown = require(released).shown.dropna(subset="share").sort_values("wave")
    if not shown.empty and shown["share"].iloc[-1] < LOW_RESPONSE:
        return Reading(
            _("Fewer than half answered, so the results may not be taken to hold for everyone.")
        )
    return Reading(
        _("What the people who did not answer would have said is not known; those who feel unsafe "
          "answer less often.")
    )  # fmt: skip


def talk() -> Reading:
    """A question for the team."""
    return Reading(_("To talk about: what would make it easier for everyone to take part?"))


def flow(released: Released) -> Reading:
    """From invited to analysed in one wave; ``released`` has step and n."""
    steps = require(released).shown.set_index("step")["n"]
    if steps.empty:
        return nothing_shown(released)
    first, last = steps.iloc[0], steps.iloc[-1]
    begin, end = (
        words.value_label("step", steps.index[0]),
        words.value_label("step", steps.index[-1]),
    )
    return Reading(
        _("Of {first} ({begin}), {last} remain at the end ({end}): {share}.").format(
            first=number(first, 0),
            begin=begin,
            last=number(last, 0),
            end=end,
            share=percent(last / first),
        )
    )


def response(released: Released) -> Reading:
    """Response over units; ``released`` has n (invited), count and share."""
    shown = require(released).shown.dropna(subset="share")
    if shown.empty:
        return nothing_shown(released)
    low = int((shown["share"] < LOW_RESPONSE).sum())
    overall = shown["count"].sum() / shown["n"].sum()
    first = ngettext(
        "In the {n} group shown, {share} of the invited people answered; the response runs from "
        "{least} to {most}.",
        "In the {n} groups shown together, {share} of the invited people answered; the response "
        "runs from {least} to {most}.",
        len(shown),
    ).format(
        n=len(shown),
        share=percent(overall),
        least=percent(shown["share"].min()),
        most=percent(shown["share"].max()),
    )
    if not low:
        return Reading(first)
    second = ngettext(
        "In {n} group fewer than half answered: what the others think is not known there.",
        "In {n} groups fewer than half answered: what the others think is not known there.",
        low,
    ).format(n=low)
    return Reading(f"{first} {second}")


def audit(fates: pd.DataFrame) -> Reading:
    """That nothing was lost: the totals of the audit over all files.

    Parameters
    ----------
    fates : DataFrame
        The audit of the study: file, table, rule, n. Totals over files reveal no group.
    """
    if fates.empty:
        return Reading(_("No file was read."))
    kept = fates["rule"] == "kept"
    total, used = int(fates["n"].sum()), int(fates.loc[kept, "n"].sum())
    return Reading(
        _("Every row is accounted for: {total} rows were read, {used} were kept and {aside} were "
          "set aside for a stated reason.").format(
            total=number(total, 0), used=number(used, 0), aside=number(total - used, 0)
        )
    )  # fmt: skip


def omissions(released: Released) -> Reading:
    """Which reason for not answering is the most common; ``released`` has reason, missing_share."""
    shown = require(released).shown.dropna(subset="missing_share")
    if shown.empty:
        return nothing_shown(released)
    most = shown.loc[shown["missing_share"].idxmax()]
    return Reading(
        _("Most answers that are missing are so because of: {reason} ({share} of all answers "
          "asked for in wave {wave}).").format(
            reason=words.value_label("reason", most["reason"]),
            share=percent(most["missing_share"], 1),
            wave=most["wave"],
        )
    )  # fmt: skip


def rule_effects(released: Released, *, smallest: float = 0.05) -> Reading:
    """Whether a cleaning rule matters for the result.

    Parameters
    ----------
    released : Released
        fate, n, without, difference.
    smallest : float
        A shift of the mean below this, in points of the answer scale, is called no difference.
    """
    shown = require(released).shown.dropna(subset="difference")
    if shown.empty:
        return nothing_shown(released)
    large = shown[shown["difference"].abs() >= smallest]
    points = number(smallest, 2)
    if large.empty:
        return Reading(
            _("No rule shown shifts the mean by {points} points or more: the result does not hang "
              "on the cleaning.").format(points=points)
        )  # fmt: skip
    names = [words.value_label("fate", fate) for fate in large["fate"]]
    return Reading(
        _("The mean shifts by {points} points or more without: {rules}. Look at these rules "
          "before you rely on the result.").format(points=points, rules=listing(names))
    )  # fmt: skip


def boxes(fates: pd.DataFrame) -> pd.DataFrame:
    """The audit without its empty boxes: file, fate, rows."""
    full = fates[fates["n"] > 0].rename(columns={"rule": "fate", "n": "rows"})
    return full[["file", "fate", "rows"]].reset_index(drop=True)


def changes(changed: pd.DataFrame) -> pd.DataFrame:
    """Values that cleaning changed, by file and kind of change: file, change, cells."""
    rows = changed[changed["n"] > 0]
    table = rows.groupby(["file", "change"], sort=False)["n"].sum().rename("cells").reset_index()
    # All changes of a file together, also those that were written down later.
    order = {file: place for place, file in enumerate(table["file"].drop_duplicates())}
    return table.sort_values("file", key=lambda files: files.map(order), kind="stable")
