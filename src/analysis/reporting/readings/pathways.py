"""Sentences about ways from one topic to another: of associations, never of causes."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from analysis.language import gettext as _
from analysis.language import listing, ngettext, number
from analysis.models.estimate import Estimate, NotEstimable
from analysis.models.pathway_model import EXIT, Pathway
from analysis.models.pathways import Chains, NoPathway
from analysis.models.pupil_pathways import SCORE
from analysis.reporting import words
from analysis.reporting.readings.core import Nothing, Reading, nothing_shown, require
from analysis.reporting.readings.pupils import outcome_name
from analysis.reporting.release import Released

_KINDS = ("direct", "indirect", "total")


def name(topic: str) -> str:
    """What a topic is called: a scale, several joined by "+", leaving, or a score."""
    if topic == EXIT:
        return _("leaving by choice")
    if topic == SCORE:
        return _("scores of pupils")
    return listing([words.value_label("scale_id", scale) for scale in topic.split("+")])


def _quoted(topics: Iterable[str]) -> str:
    """Name topics inside a sentence: a name may be a few words, or have a colon in it."""
    return listing([f"“{name(topic)}”" for topic in topics])


def asked(path: Pathway | NoPathway) -> Reading:
    """Who is in it, and what the order in time allows to be said."""
    if isinstance(path, NoPathway):
        return Nothing(path.reason)
    text = _("{n} answers of colleagues hold all of these topics.").format(
        n=number(len(path.rows), 0)
    )
    return Reading(f"{text} {order(path.ordered)}")


def compared(chains: Chains) -> Reading:
    """Of how many answers the chains are made, or why there are none."""
    made = [path for path in chains.values() if isinstance(path, Pathway)]
    reasons = dict.fromkeys(p.reason for p in chains.values() if isinstance(p, NoPathway))
    sentences = list(reasons)
    if made:
        counts = sorted(len(path.rows) for path in made)
        text = ngettext(
            "{n} chain of topics was made, of at least {least} answers of colleagues.",
            "{n} chains of topics were made, each of at least {least} answers of colleagues.",
            len(made),
        )
        first = text.format(n=len(made), least=number(counts[0], 0))
        sentences = [first, order(all(path.ordered for path in made)), *sentences]
    return Reading(" ".join(sentences)) if made else Nothing(" ".join(sentences))


def order(ordered: bool) -> str:
    """Say whether the order in time carries the arrows."""
    if ordered:
        return _("Each topic was asked before the next one, so the arrows follow the order in "
                 "time; they still say what went before, not why.")  # fmt: skip
    return _("Topics were asked at the same moment: this is a decomposition of associations, and "
             "shows no order in time.")  # fmt: skip


def ways(released: Released, *, last: str) -> Reading:
    """Through which topics a relation runs, and how large what is left is.

    Parameters
    ----------
    released : Released
        Rows of one chain at one level: first, term (a topic, or direct, indirect, total),
        estimate, low and high.
    last : str
        The last topic: it sets the unit.
    """
    shown = require(released).shown.dropna(subset="estimate")
    if shown.empty:
        return nothing_shown(released)
    rows = shown.set_index("term")
    sentences = [_total(rows.loc["total"].to_dict(), last)] if "total" in rows.index else []
    through = rows[~rows.index.isin(_KINDS)]
    clear = through[(through["low"] > 0) | (through["high"] < 0)]
    for topic, row in clear.iterrows():
        text = _("Of this {size} ({low} to {high}) runs by way of {topic}.")
        sentences.append(text.format(topic=_quoted([str(topic)]), **_numbers(row)))
    rest = [str(topic) for topic in through.index if topic not in clear.index]
    if rest:
        text = _("That something runs by way of {topics} cannot be told from chance.")
        sentences.append(text.format(topics=_quoted(rest)))
    if "direct" in rows.index:
        text = _("With these topics equal {size} is left ({low} to {high}).")
        sentences.append(text.format(**_numbers(rows.loc["direct"])))
    return Reading(" ".join(sentences))


def _numbers(row: Any) -> dict[str, str]:
    return {
        "size": number(row["estimate"]),
        "low": number(row["low"]),
        "high": number(row["high"]),
    }


def _total(row: dict[str, Any], last: str) -> str:
    clear = row["low"] > 0 or row["high"] < 0
    way = (1 if row["estimate"] > 0 else -1) if clear else 0
    text = (_to_leaving if last == EXIT else _to_score)(way)
    numbers = _numbers(row) | {"size": number(abs(row["estimate"]))}
    return text.format(first=_quoted([row["first"]]), last=_quoted([last]), **numbers)


def _to_leaving(way: int) -> str:
    return {
        1: _("Of colleagues who score one standard deviation higher on {first} than others around "
             "them, {size} more of every 100 left by choice in the year after ({low} to {high})."),
        -1: _("Of colleagues who score one standard deviation higher on {first} than others around "
              "them, {size} fewer of every 100 left by choice in the year after ({low} to "
              "{high})."),
        0: _("Whether colleagues who score higher on {first} than others around them left more or "
             "less often cannot be told from chance ({low} to {high} of every 100)."),
    }[way]  # fmt: skip


def _to_score(way: int) -> str:
    return {
        1: _("Colleagues who score one standard deviation higher on {first} than others around "
             "them score {size} standard deviations higher on {last} ({low} to {high})."),
        -1: _("Colleagues who score one standard deviation higher on {first} than others around "
              "them score {size} standard deviations lower on {last} ({low} to {high})."),
        0: _("Whether colleagues who score higher on {first} than others around them score higher "
             "or lower on {last} cannot be told from chance ({low} to {high})."),
    }[way]  # fmt: skip


def stands_out(released: Released) -> Reading:
    """Which ways can be told from chance, over all chains on the page.

    Parameters
    ----------
    released : Released
        Rows of all chains: first, term, last, level, estimate, low and high.
    """
    shown = require(released).shown.dropna(subset="estimate")
    through = shown[~shown["term"].isin(_KINDS) & (shown["level"] == "within")]
    if through.empty:
        return nothing_shown(released)
    clear = through[(through["low"] > 0) | (through["high"] < 0)]
    if clear.empty:
        return Reading(
            _("Of {n} ways that were looked at, none can be told from chance.").format(
                n=len(through)
            )
        )
    parts = [
        _("from {first} by way of {middle} to {last}").format(
            first=_quoted([row["first"]]),
            middle=_quoted([row["term"]]),
            last=_quoted([row["last"]]),
        )
        for row in clear.to_dict("records")
    ]
    return Reading(
        _("Of {n} ways that were looked at, these can be told from chance: {ways}.").format(
            n=len(through), ways="; ".join(parts)
        )
    )


def caution(released: Released) -> str:
    """What may not be concluded; nothing where nothing is shown."""
    if require(released).shown.empty:
        return ""
    return Reading(
        _("An arrow is a choice of the person who drew it: another order of the same topics fits "
          "these answers as well, and whoever feels good may answer everything more favourably.")
    )  # fmt: skip


def talk(released: Released) -> str:
    """A question for the team; nothing where nothing is shown."""
    if require(released).shown.empty:
        return ""
    return Reading(_("To talk about: which of these topics could our team begin with tomorrow?"))


def both(released: Released) -> Reading:
    """Whether the two intervals agree; ``released`` has low, high, mc_low and mc_high."""
    shown = require(released).shown.dropna(subset=["low", "mc_low"])
    if shown.empty:
        return nothing_shown(released)
    one = (shown["low"] > 0) | (shown["high"] < 0)
    other = (shown["mc_low"] > 0) | (shown["mc_high"] < 0)
    differ = int((one != other).sum())
    text = _("Drawing units again and Monte Carlo agree for {same} of {n} rows on whether zero "
             "lies in the interval.")  # fmt: skip
    return Reading(text.format(same=len(shown) - differ, n=len(shown)))


def imputed(released: Released) -> Reading:
    """Whether filling in moves a way; ``released`` has section, term, method, estimate, low."""
    shown = require(released).shown.dropna(subset="estimate")
    wide = shown.pivot(index=["section", "term"], columns="method", values="estimate")
    if not {"answered_all", "imputed_topics"} <= set(wide.columns):
        return nothing_shown(released)
    moved = (wide["answered_all"] - wide["imputed_topics"]).abs().max()
    return Reading(
        _("With the open topics filled in, no way moves by more than {size}.").format(
            size=number(moved, 3)
        )
    )


def pupils(released: Released, found: list[Estimate | NotEstimable]) -> Reading:
    """What of the relation with scores goes together with topics in the middle.

    Parameters
    ----------
    released : Released
        outcome, term, estimate, low and high, between schools.
    found : list
        The same results with those that could not be estimated, which say why.
    """
    shown = require(released).shown.dropna(subset="estimate")
    if shown.empty:
        reasons = dict.fromkeys(e.reason for e in found if isinstance(e, NotEstimable))
        return Reading(" ".join(reasons)) if reasons else nothing_shown(released)
    return Reading(" ".join(_outcome(key, rows) for key, rows in shown.groupby("outcome")))


def _outcome(outcome: str, rows: pd.DataFrame) -> str:
    by_term = rows.set_index("term")
    total = by_term.loc["total"]
    text = _("{outcome}: {size} standard deviations in all ({low} to {high})")
    begin = text.format(outcome=outcome_name(outcome), **_numbers(total))
    begin = begin[:1].upper() + begin[1:]
    through = by_term[~by_term.index.isin(_KINDS)]
    clear = through[(through["low"] > 0) | (through["high"] < 0)]
    if clear.empty:
        return f"{begin}; {_('no part of it can be told from chance.')}"
    parts = [
        _("{size} ({low} to {high}) with {topic}").format(
            topic=_quoted([str(topic)]), **_numbers(row)
        )
        for topic, row in clear.iterrows()
    ]
    return f"{begin}; {_('of which {parts}.').format(parts=listing(parts))}"
