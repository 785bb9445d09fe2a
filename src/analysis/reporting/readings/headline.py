"""Sentences about a headline and about everything that says how far it can be trusted."""

from typing import Any

import pandas as pd

from analysis.language import gettext as _
from analysis.language import ngettext, number, percent
from analysis.models.headline import POOLED
from analysis.models.linked import Linked
from analysis.reporting import tables, verbs, words
from analysis.reporting.readings.core import Reading, nothing_shown, require
from analysis.reporting.release import Released

_FEW = 30


def relations(released: Released, *, outcome: str) -> Reading:
    """What goes together, in the words of the design.

    Parameters
    ----------
    released : Released
        Headlines: term, estimate, low, high, p_adjusted, design.
    outcome : str
        What the outcome is called, in the reader's language.
    """
    shown = _shown(released, "estimate")
    if shown.empty:
        return nothing_shown(released)
    sentences = [
        verbs.slope(row, first=words.value_label("scale_id", row["term"]), second=outcome)
        for row in shown.to_dict("records")
    ]
    return Reading(" ".join(sentences))


def leaving(released: Released) -> Reading:
    """How leaving goes together with scales; estimates are leavers of every 100."""
    shown = _shown(released, "estimate")
    if shown.empty:
        return nothing_shown(released)
    return Reading(" ".join(_leaving(row) for row in shown.to_dict("records")))


def _leaving(row: dict[str, Any]) -> str:
    values = verbs.sizes(row) | {"scale": words.value_label("scale_id", row["term"])}
    if verbs.unclear(row):
        text = _("Whether another {scale} went before more or fewer departures cannot be told "
                 "from chance ({low} to {high} of every 100 colleagues).")  # fmt: skip
    elif row["estimate"] < 0:
        text = _("Where {scale} was one step higher, {size} fewer of every 100 colleagues left "
                 "in the months after (between {least} and {most}).")  # fmt: skip
    else:
        text = _("Where {scale} was one step higher, {size} more of every 100 colleagues left in "
                 "the months after (between {least} and {most}).")  # fmt: skip
    return text.format(**values)


def design(linked: Linked) -> Reading:
    """The badge: what kind of data this is, and how far it reaches."""
    return Reading(" ".join([verbs.badge(linked.badge), *linked.notes]))


def matched(released: Released, linked: Linked) -> Reading:
    """How many could be linked; ``released`` is the flow of the link: step and n."""
    shown = _shown(released, "n")
    if len(shown) < 2:
        return nothing_shown(released)
    first, last = shown.iloc[0]["n"], shown.iloc[-1]["n"]
    rows = _("Of {first} results of pupils, {last} could be linked ({share}).")
    if linked.outcome_level != "pupil":
        rows = _("Of {first} sets of answers, {last} could be linked ({share}).")
    text = rows.format(
        first=number(first, 0), last=number(last, 0), share=percent(last / first if first else 0)
    )
    return Reading(f"{text} {_reach(linked)}".strip())


def _reach(linked: Linked) -> str:
    known = linked.table["reach"].dropna() if "reach" in linked.table else pd.Series(dtype=float)
    if known.empty:
        return ""
    if linked.outcome_level == "pupil":
        text = _("On average, the answers of {share} of the staff of a pupil are known.")
    else:
        text = _("On average, the answers of {share} of the staff of a school are known.")
    return text.format(share=percent(known.mean()))


def small_effects(released: Released) -> Reading:
    """What this design could have seen, and whether an effect is too small to matter."""
    shown = _shown(released, "detectable")
    if shown.empty:
        return nothing_shown(released)
    return Reading(" ".join(_small(row) for row in shown.to_dict("records")))


def _small(row: dict[str, Any]) -> str:
    values = {
        "term": _name(row),
        "detectable": number(row["detectable"]),
        "smallest": number(row["smallest"]),
        "low": number(row["low_90"]),
        "high": number(row["high_90"]),
    }
    first = _("{term}: a study like this one finds an effect of {detectable} in 80 of 100 "
              "repetitions; the smallest one that counts is {smallest}.")  # fmt: skip
    if row["equivalent"] == 1:
        second = _("The effect is too small to matter: the 90% margin ({low} to {high}) lies "
                   "within it.")  # fmt: skip
    elif row["low"] <= 0 <= row["high"]:
        second = _("That there is no effect is not shown: the 90% margin ({low} to {high}) "
                   "reaches beyond it.")  # fmt: skip
    else:
        second = _("The 90% margin runs from {low} to {high}.")
    return f"{first} {second}".format(**values)


def left_out(released: Released, unit: str = "school_id") -> Reading:
    """Whether the result hangs on one school; ``released`` has estimate and change per school."""
    shown = _shown(released, "estimate")
    if shown.empty:
        return nothing_shown(released)
    single = shown[shown[unit] != POOLED]
    text = ngettext(
        "Without {n} school the result is {least}.",
        "Leaving out each of {n} schools in turn, the result runs from {least} to {most}.",
        len(single),
    ).format(
        n=len(single), least=number(shown["estimate"].min()), most=number(shown["estimate"].max())
    )
    if len(single) < len(shown):
        text += " " + _("Small schools were left out together.")
    turned = shown["estimate"].min() < 0 < shown["estimate"].max()
    kept = _("Its sign hangs on one of them.") if turned else _("Its sign stays the same.")
    return Reading(f"{text} {kept}")


def unmeasured(released: Released) -> Reading:
    """What a cause that nobody measured would have to be."""
    table = require(released).table
    parts = []
    for row in released.shown.to_dict("records"):
        parts += _strong(row) if "robustness" in table else []
        parts += _ratio(row) if "e_value" in table else []
    return Reading(" ".join(parts)) if parts else nothing_shown(released)


def _strong(row: dict[str, Any]) -> list[str]:
    if pd.isna(row["robustness"]):
        return []
    text = _("{term}: a cause that nobody measured would have to explain {share} of what is left "
             "of both, between schools, to bring the result to zero, and {interval} to bring the "
             "margin there. One as strong as {benchmark} would leave {bound}.")  # fmt: skip
    return [
        text.format(
            term=_name(row),
            share=percent(row["robustness"]),
            interval=percent(row["robustness_interval"]),
            benchmark=words.value_label("benchmark", row["benchmark"]),
            bound=number(row["bound"]),
        )
    ]


def _ratio(row: dict[str, Any]) -> list[str]:
    if pd.isna(row["e_value"]):
        return []
    text = _("{term}: people left at {ratio} times the pace (between {low} and {high}) where it "
             "was one step higher. A cause nobody measured would have to go with both, {value} "
             "times as often, to explain that away, and {interval} times for the margin."
             )  # fmt: skip
    return [
        text.format(
            term=_name(row),
            ratio=number(row["hazard_ratio"]),
            low=number(row["hazard_low"]),
            high=number(row["hazard_high"]),
            value=number(row["e_value"]),
            interval=number(row["e_value_interval"]),
        )
    ]


def calibrated(released: Released) -> Reading:
    """The calibration badge: what this very design does when it is repeated."""
    shown = _shown(released, "type_1")
    if shown.empty:
        return nothing_shown(released)
    if len(shown) > 1:
        return Reading(_calibrated_together(shown))
    return Reading(_calibrated(shown.iloc[0].to_dict()))


def _calibrated_together(shown: pd.DataFrame) -> str:
    text = _("Each of these {n} studies was simulated {times} times without an effect and as often "
             "with the one found. Without one they found one in {type_1} (± {type_1_error}); with "
             "one the 95% margin held it in {coverage} (± {coverage_error}).").format(
        n=len(shown),
        times=number(shown["replicates"].min(), 0),
        type_1=_range(shown["type_1"]),
        type_1_error=percent(shown["type_1_error"].max(), 1),
        coverage=_range(shown["coverage"]),
        coverage_error=percent(shown["coverage_error"].max(), 1),
    )  # fmt: skip
    worst = shown["sign_error"].max()
    if pd.isna(worst):
        return text
    last = _("Of the studies that found it, at most {sign} gave it the wrong sign.")
    return f"{text} {last.format(sign=percent(worst, 1))}"


def _range(shares: pd.Series) -> str:
    ends = percent(shares.min(), 1), percent(shares.max(), 1)
    if ends[0] == ends[1]:
        return ends[0]
    return _("{least} to {most}").format(least=ends[0], most=ends[1])


def _calibrated(row: dict[str, Any]) -> str:
    values = {
        "term": _name(row),
        "times": number(row["replicates"], 0),
        "type_1": percent(row["type_1"], 1),
        "type_1_error": percent(row["type_1_error"], 1),
        "coverage": percent(row["coverage"], 1),
        "coverage_error": percent(row["coverage_error"], 1),
    }
    text = _("{term}: this study was simulated {times} times without an effect and as often with "
             "the one found. Without one it found one in {type_1} (± {type_1_error}); with one the "
             "95% margin held it in {coverage} (± {coverage_error}).")  # fmt: skip
    if not pd.isna(row["sign_error"]):
        text += " " + _("Of the studies that found it, {sign} gave it the wrong sign.").format(
            sign=percent(row["sign_error"], 1)
        )
    return text.format(**values)


def few(released: Released) -> Reading:
    """Ways to be sure with few units, side by side; ``released`` has way, p, n_units."""
    shown = _shown(released, "p")
    if shown.empty:
        return nothing_shown(released)
    least, most = shown["p"].min(), shown["p"].max()
    units = int(shown["n_units"].iloc[0])
    first = (
        _("With {n} units, no single way to say how sure a result is can be trusted by itself.")
        if units < _FEW
        else _("With {n} units the ways should agree.")
    ).format(n=units)
    agree = (least < verbs.ALPHA) == (most < verbs.ALPHA)
    second = _("They agree.") if agree else _("They do not agree, so the result is not sure.")
    ends = [tables.cell("p", p) for p in (least, most)]
    if ends[0] == ends[1]:
        third = _("Every p-value is {p}.").format(p=ends[0])
    else:
        third = _("The p-values run from {least} to {most}.").format(least=ends[0], most=ends[1])
    return Reading(f"{first} {second} {third}")


def family(released: Released) -> Reading:
    """How many tests were made together; ``released`` has family and p_adjusted."""
    shown = _shown(released, "p_adjusted")
    if shown.empty:
        return nothing_shown(released)
    clear = int((shown["p_adjusted"] < verbs.ALPHA).sum())
    n = int(shown["family"].iloc[0])
    text = ngettext(
        "{n} test was made, so nothing is adjusted; {clear} can be told from chance.",
        "{n} tests were made together and adjusted for it; {clear} can be told from chance.",
        n,
    )
    return Reading(text.format(n=n, clear=clear))


def _name(row: dict[str, Any]) -> str:
    """Name the scale, as the head of a sentence; with a result of pupils, which one."""
    term = words.value_label("scale_id", row["term"])
    term = term[:1].upper() + term[1:]
    section = str(row.get("id", "")).split("/")[0]
    if section not in words.VALUES["domain"]:
        return term
    return _("{term} and {domain}").format(term=term, domain=words.value_label("domain", section))


def _shown(released: Released, column: str) -> pd.DataFrame:
    table = require(released).shown
    return table.dropna(subset=column) if column in table else table.iloc[:0]
