"""Sentences about coming, moving, staying and going over the years."""

from analysis.language import gettext as _
from analysis.language import listing, ngettext, number, percent
from analysis.reporting import words
from analysis.reporting.readings.core import Reading, nothing_shown, require
from analysis.reporting.release import Released


def moves(released: Released, by_year: Released) -> Reading:
    """Comings, goings and moves of the last year, and the growth that is left.

    Parameters
    ----------
    released : Released
        window, move and n.
    by_year : Released
        window, opening and closing of the whole organisation.
    """
    shown = require(released).shown
    if shown.empty:
        return nothing_shown(released)
    window = shown["window"].max()
    last = shown[shown["window"] == window].set_index("move")["n"]
    parts = [f"{words.value_label('move', name)} {number(n, 0)}" for name, n in last.items()]
    first = _("In {window}, counted in people: {parts}.").format(
        window=window, parts=listing(parts)
    )
    stocks = require(by_year).shown.set_index("window")
    if window not in stocks.index:
        return Reading(first)
    begin, end = stocks.loc[window, ["opening", "closing"]]
    second = _("The number in service went from {begin} to {end}. A move within the board and "
               "growth are no departures.").format(
        begin=number(begin, 0), end=number(end, 0)
    )  # fmt: skip
    return Reading(f"{first} {second}")


def provisional(released: Released) -> Reading:
    """How many leavers of the last year may still return; ``released`` has window, n and count."""
    shown = require(released).shown.dropna(subset="share").sort_values("window")
    if shown.empty:
        return nothing_shown(released)
    last = shown.iloc[-1]
    if last["count"] == 0:
        return Reading(
            _("Nobody left so shortly before the export that a new contract could still make it a "
              "break.")
        )  # fmt: skip
    return Reading(
        _("Of the leavers in {window}, {share} left so shortly before the export that a new "
          "contract could still make it a break: fewer may have left.").format(
            window=last["window"], share=percent(last["share"])
        )
    )  # fmt: skip


def stability(released: Released) -> Reading:
    """Who was there all year; ``released`` has window, n, count and share."""
    shown = require(released).shown.dropna(subset="share").sort_values("window")
    if shown.empty:
        return nothing_shown(released)
    last = shown.iloc[-1]
    return Reading(
        _("Of the {n} people in service at the start of {window}, {share} were still there at the "
          "end, without a break (the stability index).").format(
            n=number(last["n"], 0), window=last["window"], share=percent(last["share"])
        )
    )  # fmt: skip


def early(released: Released) -> Reading:
    """Who leaves soon; ``released`` has entered_as, months, n, share, low and high."""
    shown = require(released).shown.dropna(subset="share")
    if shown.empty:
        return nothing_shown(released)
    parts = [
        _("{who}: {share} within {months} months (between {low} and {high})").format(
            who=words.value_label("entered_as", row["entered_as"]),
            share=percent(row["share"]),
            months=number(row["months"], 0),
            low=percent(row["low"]),
            high=percent(row["high"]),
        )
        for row in shown.to_dict("records")
    ]
    return Reading(_("Of who started here, left again – {parts}.").format(parts="; ".join(parts)))


def kinds(released: Released) -> Reading:
    """People, full jobs and clustering beside each other; ``released`` has window and kind."""
    shown = require(released).shown.dropna(subset="rate")
    if shown.empty:
        return nothing_shown(released)
    last = shown[shown["window"] == shown["window"].max()]
    parts = [
        _("{kind} {rate} (between {low} and {high})").format(
            kind=words.value_label("rate_kind", row["rate_kind"]),
            rate=percent(row["rate"], 1),
            low=percent(row["low"], 1),
            high=percent(row["high"], 1),
        )
        for row in last.to_dict("records")
    ]
    return Reading(
        _("In {window}: {parts}. These are all people of the organisation, no sample: a margin "
          "says what chance does from year to year, and the one over schools allows for "
          "departures that come together in a school.").format(
            window=last["window"].iloc[0], parts="; ".join(parts)
        )
    )  # fmt: skip


def oddities(released: Released) -> Reading:
    """What stands out in the contracts; ``released`` has remark and n."""
    if require(released).table.empty:
        return Reading(_("Nothing in the contracts stands out that a rate must be read with."))
    shown = released.shown.dropna(subset="n")
    if shown.empty:
        return nothing_shown(released)
    parts = [
        f"{words.value_label('remark', row['remark'])} ({number(row['n'], 0)})"
        for row in shown.to_dict("records")
    ]
    return Reading(
        _("Named and counted, so that the rates can be read with them: {parts}.").format(
            parts="; ".join(parts)
        )
    )


def national(outflow: Released, fates: Released) -> Reading:
    """The national figures that can be made, or why there are none.

    Parameters
    ----------
    outflow : Released
        window, least_share and most_share of the people who left the sector.
    fates : Released
        fate_of_staff and share: stayers, movers and leavers.
    """
    if require(outflow).table.empty:
        return Reading(
            _("It is not known where people went, so no national figure can be made here. Set "
              "beside a national rate of outflow, the rate of this page is the higher one, since a "
              "move to another employer in the sector counts as leaving.")
        )  # fmt: skip
    shown = outflow.shown.dropna(subset="least_share")
    if shown.empty:
        return nothing_shown(outflow)
    last = shown.iloc[-1]
    first = _("Of the people in service on 1 October, between {least} and {most} had left the "
              "sector a year later ({window}); the difference is made of those of whom it is not "
              "known.").format(
        least=percent(last["least_share"], 1),
        most=percent(last["most_share"], 1),
        window=last["window"],
    )  # fmt: skip
    parts = [
        f"{words.value_label('fate_of_staff', row['fate_of_staff'])} {percent(row['share'], 1)}"
        for row in require(fates).shown.dropna(subset="share").to_dict("records")
    ]
    if not parts:
        return Reading(first)
    second = _("Of the staff of schools: {parts}.").format(parts="; ".join(parts))
    return Reading(f"{first} {second}")


def cohorts(released: Released) -> Reading:
    """Whether later starters stay as long; ``released`` has cohort, years and survival."""
    shown = require(released).shown.dropna(subset="survival")
    first = shown[shown["years"] == 1].sort_values("cohort")
    if first.empty:
        return nothing_shown(released)
    parts = [
        f"{row['cohort']} {number(100 * row['survival'], 0)}" for row in first.to_dict("records")
    ]
    apart = first["low"].max() > first["high"].min()
    told = (
        _("Some of these years can be told apart.")
        if apart
        else _("These years cannot be told apart from chance.")
    )
    text = _("Of every 100 who started in a school year, still there after a year: {parts}.")
    return Reading(f"{text.format(parts='; '.join(parts))} {told}")


def causes(released: Released) -> Reading:
    """For which reasons people left; ``released`` has exit_class, years and incidence_share."""
    shown = require(released).shown.dropna(subset="incidence_share")
    if shown.empty:
        return nothing_shown(released)
    last = shown[shown["years"] == shown["years"].max()]
    last = last.sort_values("incidence_share", ascending=False)
    parts = [
        f"{words.value_label('exit_class', row['exit_class'])} "
        f"{number(100 * row['incidence_share'], 0)}"
        for row in last.to_dict("records")
    ]
    years = int(last["years"].iloc[0])
    return Reading(
        ngettext(
            "Of every 100 who start, gone after {n} year: {parts}.",
            "Of every 100 who start, gone after {n} years: {parts}.",
            years,
        ).format(n=years, parts=listing(parts))
    )
