"""Sentences about pupils and children: how scores moved, and what went before them."""

from typing import Any

import pandas as pd

from analysis.language import gettext as _
from analysis.language import listing, ngettext, number
from analysis.models.estimate import Estimate, NotEstimable
from analysis.models.pupil_effects import TURNOVER
from analysis.reporting import verbs, words
from analysis.reporting.readings.core import Nothing, Reading, nothing_shown, require
from analysis.reporting.release import Released


def asked(released: Released) -> Reading:
    """Of how many pupils scores are known; ``released`` has domain, window and n."""
    shown = require(released).shown.dropna(subset="score")
    if shown.empty:
        return nothing_shown(released)
    last = shown[shown["window"] == shown["window"].max()]
    parts = [
        _("{domain} ({n} pupils)").format(domain=_domain(row["domain"]), n=number(row["n"], 0))
        for row in last.to_dict("records")
    ]
    return Reading(
        _("In {window} there are scores of pupils or children in {domains}.").format(
            window=last["window"].iloc[0], domains=listing(parts)
        )
    )


def _domain(name: str) -> str:
    return words.value_label("domain", name)


def changes(released: Released) -> Reading:
    """How scores moved; ``released`` has domain, first, last, difference, low and high."""
    shown = require(released).shown.dropna(subset="difference")
    if shown.empty:
        return nothing_shown(released)
    moved = shown[(shown["low"] > 0) | (shown["high"] < 0)]
    sentences = [_moved(row) for row in moved.to_dict("records")]
    still = [_domain(name) for name in shown.loc[~shown.index.isin(moved.index), "domain"]]
    if still:
        text = _("Whether scores in {domains} moved between the first and the last year cannot be "
                 "told from chance.")  # fmt: skip
        sentences.append(text.format(domains=listing(still)))
    sentences.append(_("These are not the same pupils."))
    return Reading(" ".join(sentences))


def _moved(row: dict[str, Any]) -> str:
    ends = sorted([abs(row["low"]), abs(row["high"])])
    text = (
        _("In {domain} scores were {size} points higher in {last} than in {first} (between {least} "
          "and {most}).")
        if row["difference"] > 0
        else _("In {domain} scores were {size} points lower in {last} than in {first} (between "
               "{least} and {most}).")
    )  # fmt: skip
    return text.format(
        domain=_domain(row["domain"]),
        size=number(abs(row["difference"])),
        first=row["first"],
        last=row["last"],
        least=number(ends[0]),
        most=number(ends[1]),
    )


def stands_out(released: Released, found: list[Estimate | NotEstimable]) -> Reading:
    """The clearest relation between schools, for the box.

    Parameters
    ----------
    released : Released
        As for ``effects``.
    found : list
        The same results with those that could not be estimated, which say why.
    """
    rows = _between(released)
    clear = rows[~rows.apply(verbs.unclear, axis="columns")] if len(rows) else rows
    if rows.empty:
        return Nothing(_reasons(released, found))
    if clear.empty:
        return Reading(
            _("Whether schools where staff answered otherwise had other scores afterwards cannot "
              "be told from chance.")
        )  # fmt: skip
    strongest = clear.loc[[clear["estimate"].abs().idxmax()]]
    return Reading(_effect(released, strongest))


def _reasons(released: Released, found: list[Estimate | NotEstimable]) -> Reading:
    reasons = dict.fromkeys(e.reason for e in found if isinstance(e, NotEstimable))
    if not reasons or require(released).n_hidden:
        return nothing_shown(released)
    return Reading(" ".join(reasons))


def _between(released: Released) -> pd.DataFrame:
    shown = require(released).shown.dropna(subset="estimate")
    return shown[(shown["section"] == "pupils") & (shown["level"] == "between")]


def effects(released: Released, found: list[Estimate | NotEstimable]) -> Reading:
    """Which exposures of schools went before higher or lower scores.

    Parameters
    ----------
    released : Released
        section, exposure, outcome, level, estimate, low, high, p_adjusted and design: relations in
        standard deviations, and the same in points.
    found : list
        All results of the page: how many were tested together, and why some could not be.
    """
    rows = _between(released)
    if rows.empty:
        return _reasons(released, found)
    n = max(len(rows), sum(_in_family(result) for result in found))
    first = ngettext(
        "{n} relation on this page was tested.",
        "{n} relations on this page were tested together.",
        n,
    ).format(n=n)
    sentences, unclear = [first], []
    for exposure, same in rows.groupby("exposure", sort=False):
        chance = same.apply(verbs.unclear, axis="columns")
        for _higher, part in same[~chance].groupby(same["estimate"] > 0):
            sentences.append(_effect(released, part))
        if chance.any():
            unclear.append((str(exposure), [outcome_name(o) for o in same.loc[chance, "outcome"]]))
    if len(sentences) == 1:
        return Reading(f"{first} {_('None can be told from chance.')}")
    for exposure, names in unclear:
        text = _("For {exposure} no relation with {outcomes} can be told from chance.")
        sentences.append(text.format(exposure=_exposure_name(exposure), outcomes=listing(names)))
    chance = rows[rows.apply(verbs.unclear, axis="columns")]
    if ((chance["low"] > 0) | (chance["high"] < 0)).any():
        sentences.append(
            _("With so many tests, an interval just beside zero is not enough by itself.")
        )
    return Reading(" ".join(sentences))


def _in_family(result: Estimate | NotEstimable) -> bool:
    """Tell whether a result is one of the tests that are adjusted together."""
    return (
        isinstance(result, Estimate)
        and result.id.startswith("pupils/")
        and result.level == "between"
    )


def _exposure_name(exposure: str) -> str:
    return words.value_label("exposure", exposure)


def outcome_name(outcome: str) -> str:
    """Name domains that are looked at together: "language and arithmetic"."""
    return listing([_domain(name) for name in outcome.split("+")])


def _effect(released: Released, rows: pd.DataFrame) -> str:
    """One exposure with the outcomes that lay higher, or those that lay lower, after it."""
    first = rows.iloc[0]
    parts = [_part(released, row) for row in rows.to_dict("records")]
    text = _sentence(str(first["exposure"]), higher=first["estimate"] > 0)
    return text.format(exposure=_exposure_name(str(first["exposure"])), parts=listing(parts))


def _part(released: Released, row: dict[str, Any]) -> str:
    ends = sorted([abs(row["low"]), abs(row["high"])])
    text = _("{outcome} by {size} standard deviations (between {least} and {most}{points})")
    return text.format(
        outcome=outcome_name(row["outcome"]),
        size=number(abs(row["estimate"])),
        least=number(ends[0]),
        most=number(ends[1]),
        points=_points(released, row),
    )


def _points(released: Released, row: dict[str, Any]) -> str:
    """The same relation in points of each test, where it is known."""
    shown = released.shown
    same = shown[(shown["section"] == "pupils_points") & (shown["exposure"] == row["exposure"])]
    domains = row["outcome"].split("+")
    chosen = same[same["outcome"].isin(domains)]
    one = _("{points} points")
    many = _("{points} points in {domain}")
    parts = [
        (many if len(domains) > 1 else one).format(
            points=number(abs(amount)), domain=_domain(domain)
        )
        for domain, amount in zip(chosen["outcome"], chosen["estimate"], strict=True)
    ]
    return f"; {listing(parts)}" if parts else ""


def _sentence(exposure: str, *, higher: bool) -> str:
    """In words that fit what came first: never that one thing brought about the other."""
    if exposure == TURNOVER:
        return {
            True: _("Pupils of schools where more people had left (one standard deviation between "
                    "schools) scored higher afterwards, given their earlier score: {parts}."),
            False: _("Pupils of schools where more people had left (one standard deviation between "
                     "schools) scored lower afterwards, given their earlier score: {parts}."),
        }[higher]  # fmt: skip
    return {
        True: _("Pupils of schools where {exposure} was higher (one standard deviation between "
                "schools) scored higher afterwards, given their earlier score: {parts}."),
        False: _("Pupils of schools where {exposure} was higher (one standard deviation between "
                 "schools) scored lower afterwards, given their earlier score: {parts}."),
    }[higher]  # fmt: skip


def caution(*released: Released) -> str:
    """What may not be concluded; nothing where nothing is shown."""
    if all(require(table).shown.empty for table in released):
        return ""
    return Reading(
        _("Schools differ in more than was measured here, so what went before need not be why; and "
          "nothing on this page is about a single pupil, group or teacher.")
    )  # fmt: skip


def talk(*released: Released) -> str:
    """A question for the team; nothing where nothing is shown."""
    if all(require(table).shown.empty for table in released):
        return ""
    return Reading(
        _("To talk about: what do pupils notice of the way in which we learn from each other?")
    )


def scatter(released: Released) -> Reading:
    """How schools lie; ``released`` has exposure, difference and n per school."""
    shown = require(released).shown.dropna(subset=["exposure", "difference"])
    if len(shown) < 3:
        return nothing_shown(released)
    r = shown["exposure"].corr(shown["difference"])
    text = _("Each mark is one of {n} schools. Marks further right have staff who answered more "
             "favourably, marks higher up have pupils who scored more than was expected of them; "
             "the two correlate {r}. Schools of a few pupils are left out.")  # fmt: skip
    return Reading(text.format(n=len(shown), r=number(r)))


def beyond(domains: tuple[str, ...]) -> str:
    """What a school's pupils scored beyond what was expected, for an axis."""
    return _("{domains}, beyond expected").format(domains=outcome_name("+".join(domains)))
