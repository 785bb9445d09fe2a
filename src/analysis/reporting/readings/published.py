"""Sentences about published figures of schools, where nothing is known about single people."""

from typing import Any

import pandas as pd

from analysis.language import gettext as _
from analysis.language import listing, ngettext, number, percent
from analysis.reporting import words
from analysis.reporting.readings.core import Nothing, Reading, nothing_shown, require
from analysis.reporting.release import Released


def turnover(released: Released) -> Reading:
    """Leavers per head in the last year over all schools.

    ``released`` has window, n_units, n, count, rate, and low and high from five schools on.
    """
    shown = require(released).shown.dropna(subset="rate").sort_values("window")
    if shown.empty:
        return nothing_shown(released)
    last = shown.iloc[-1]
    values = {
        "window": last["window"],
        "count": number(last["count"], 0),
        "n": number(last["n"], 0),
        "rate": percent(last["rate"], 1),
        "schools": number(last["n_units"], 0),
    }
    first = _(
        "In {window}, {count} of {n} people left {schools} schools ({rate}), by published figures."
    ).format(**values)
    if pd.isna(last["low"]):
        return Reading(f"{first} {_('With fewer than five schools no margin can be given.')}")
    second = _("The margin, which counts schools, runs from {low} to {high}.")
    margin = second.format(low=percent(last["low"], 1), high=percent(last["high"], 1))
    return Reading(f"{first} {margin}")


def left_out(released: Released) -> Reading:
    """Which published rows give no turnover, and why; ``released`` has rule and n_rows."""
    shown = require(released).shown
    if released.table.empty:
        return Reading(_("All published numbers of staff could be used."))
    if shown.empty:
        return nothing_shown(released)
    named = [
        f"{words.value_label('rule', row['rule'])} ({number(row['n_rows'], 0)})"
        for row in shown.to_dict("records")
    ]
    n = int(shown["n_rows"].sum())
    text = ngettext(
        "{n} published row gives no turnover: {why}.",
        "{n} published rows give no turnover: {why}.",
        n,
    )
    return Reading(text.format(n=number(n, 0), why=listing(named)))


def levels(released: Released) -> Reading:
    """How many results stay under the signal value of 1F.

    ``released`` has signal (yes, no or unclear) and n_rows.
    """
    shown = require(released).shown
    if shown.empty:
        return nothing_shown(released)
    counts = shown.set_index("signal")["n_rows"].reindex(["yes", "no", "unclear"], fill_value=0)
    if not counts.sum():
        return Nothing(_("There are no counts of pupils per reference level in this study."))
    return Reading(
        _("Of {n} results of schools, {below} lie under the signal value for 1F and {above} do "
          "not; for {unclear} it cannot be told, because small numbers are withheld.").format(
            n=number(counts.sum(), 0),
            below=number(counts["yes"], 0),
            above=number(counts["no"], 0),
            unclear=number(counts["unclear"], 0),
        )
    )  # fmt: skip


def known(released: Released) -> Reading:
    """Of how many schools results are published, for the box; ``released`` as for ``results``."""
    shown = require(released).shown.dropna(subset="score")
    if shown.empty:
        return nothing_shown(released)
    last = shown[shown["year"] == shown["year"].max()]
    text = ngettext(
        "There is a published result of {schools} schools on {n} test.",
        "There are published results on {n} tests, of {schools} schools together.",
        len(last),
    )
    return Reading(text.format(n=len(last), schools=number(last["n_units"].sum(), 0)))


def results(released: Released) -> Reading:
    """Results of schools together, one sentence per test.

    ``released`` has measure, year, n_units, withheld, pupils and score.
    """
    shown = require(released).shown.dropna(subset="score")
    if shown.empty:
        return nothing_shown(released)
    last = shown[shown["year"] == shown["year"].max()]
    sentences = [_result(row) for row in last.to_dict("records")]
    if last["measure"].nunique() > 1:
        sentences.append(
            _("Scores of different tests are on different scales and are never averaged together.")
        )
    return Reading(" ".join(sentences))


def _result(row: dict[str, Any]) -> str:
    text = _("“{measure}”: {schools} schools, mean of their pupils {score}.").format(
        measure=words.value_label("measure", row["measure"]),
        schools=number(row["n_units"], 0),
        score=number(row["score"], 1),
    )
    if not row["withheld"]:
        return text
    more = ngettext(
        "Of {n} more school the source withholds the result.",
        "Of {n} more schools the source withholds the result.",
        int(row["withheld"]),
    )
    return f"{text} {more.format(n=number(row['withheld'], 0))}"


def weighting(released: Released) -> Reading:
    """How results go with the weighting of schools.

    ``released`` has measure, year, weighting and score.
    """
    shown = require(released).shown.dropna(subset="score")
    if shown.empty:
        return nothing_shown(released)
    wide = shown.pivot_table(index=["measure", "year"], columns="weighting", values="score")
    if not {"low", "high"} <= set(wide.columns):
        return nothing_shown(released)
    parts = [
        _("{gap} points on “{measure}”").format(
            gap=number(row["low"] - row["high"], 1), measure=words.value_label("measure", key[0])
        )
        for key, row in wide.dropna(subset=["low", "high"]).iterrows()
    ]
    return Reading(
        _("Schools with a low weighting lie above schools with a high one by {parts}. A result "
          "without the weighting beside it says as much about who comes in as about the "
          "school.").format(parts=listing(parts))
    )  # fmt: skip


def climate(released: Released) -> Reading:
    """Whether published scores and results go together; see ``safety.published``."""
    shown = require(released).shown.dropna(subset="estimate")
    if shown.empty:
        return nothing_shown(released)
    clear = shown[(shown["low"] > 0) | (shown["high"] < 0)]
    parts = [
        _("“{measure}” and “{result}” (r = {r}, {n} schools)").format(
            measure=words.value_label("measure", row["measure"]),
            result=words.value_label("result_measure", row["result_measure"]),
            r=number(row["estimate"]),
            n=number(row["n_units"], 0),
        )
        for row in clear.to_dict("records")
    ]
    first = (
        _("Over schools these go together: {parts}.").format(parts="; ".join(parts))
        if parts
        else _("Over schools no score and result go together beyond chance.")
    )
    second = _("What goes together between schools need not go together between people, and "
               "nothing here says what came first.")  # fmt: skip
    return Reading(f"{first} {second}")


def caution() -> Reading:
    """What figures of schools do not say."""
    return Reading(
        _("These are figures of schools: what goes together between schools need not go together "
          "between people, and who left a school for another school counts as having left.")
    )  # fmt: skip
