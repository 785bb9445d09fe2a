"""A sentence that a notebook shows as text and a test compares as a string."""

import html

from analysis import session
from analysis.codebook import Codebook
from analysis.language import gettext as _
from analysis.language import pick
from analysis.reporting import words
from analysis.reporting.release import Released

MOST_SENTENCES = 5


class Reading(str):
    """A sentence, or a few, computed from a released table; it begins with a capital."""

    def __new__(cls, text: str) -> "Reading":
        """Begin with a capital, also where the name of a scale comes first."""
        return super().__new__(cls, text[:1].upper() + text[1:])

    def __repr__(self) -> str:
        return f"{_('In words')}: {self}"

    def _repr_html_(self) -> str:
        return f'<p class="reading"><strong>{_("In words")}.</strong> {html.escape(self)}</p>'


class Nothing(Reading):
    """A sentence that says there is nothing to tell: a box leaves it out when it has others."""


class Brief:
    """The box that opens a page: what a quality officer needs, in at most five sentences."""

    def __init__(self, sentences: list[str], audience: str) -> None:
        self.sentences, self.audience = sentences, audience

    def __repr__(self) -> str:
        lines = [f"{_('In brief')}:", *(f"- {s}" for s in self.sentences), self._who()]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        points = "".join(f"<li>{html.escape(sentence)}</li>" for sentence in self.sentences)
        return (
            f'<div class="in-brief"><p class="in-brief-title">{_("In brief")}</p>'
            f'<ul>{points}</ul><p class="in-brief-audience">{html.escape(self._who())}</p></div>'
        )

    def _who(self) -> str:
        if self.audience == "publication":
            return _("Who may see this: everyone; it was made for publication.")
        return _("Who may see this: people inside the organisation only.")


def in_brief(*sentences: str) -> Brief:
    """Open a page with the box for the quality officer.

    In this order: what was asked and how many answered, what stands out and how sure, what may
    not be concluded, and a question to talk about. Empty sentences are left out; more than five
    is a mistake in the notebook.
    """
    told = [sentence for sentence in sentences if sentence]
    kept = [sentence for sentence in told if not isinstance(sentence, Nothing)] or told[:1]
    if len(kept) > MOST_SENTENCES:
        raise ValueError(f"a box holds at most {MOST_SENTENCES} sentences, not {len(kept)}")
    return Brief(kept, session.current().audience)


def require(released: Released) -> Released:
    """Refuse a plain table: a sentence may tell only what passed the gate."""
    if not isinstance(released, Released):
        raise TypeError("a reading is computed from release(...), not from a plain table")
    return released


def nothing_shown(released: Released) -> Reading:
    """The sentence for a table in which nothing may be shown, or nothing is."""
    if released.n_hidden:
        return Nothing(
            _("No group here is large enough to be shown (at least {minimum} people).").format(
                minimum=released.minimum
            )
        )
    return Nothing(_("There are no data for this part."))


def scale_name(scale_id: str, codebook: Codebook) -> str:
    """What a scale is called inside a sentence."""
    if scale_id not in codebook.scales.index:
        codebook.items_of(scale_id)  # says which scales there are
    name = pick(codebook.scales.loc[scale_id], "name")
    return name[:1].lower() + name[1:]


def anchor_labels(scale_id: str, codebook: Codebook) -> list[str]:
    """Answer options of a scale, lowest first, in the reader's language."""
    anchors = codebook.anchors[codebook.anchors["set"] == codebook.scales.loc[scale_id, "anchors"]]
    order = anchors["value"].astype(int).argsort()
    return [pick(row, "label") for row in anchors.iloc[order].to_dict("records")]


def label(name: str) -> str:
    """The words for an axis; see ``words.COLUMNS``."""
    return words.column_label(name)
