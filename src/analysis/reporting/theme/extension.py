"""What this site asks of Sphinx beyond the theme: folds, formulas and links between languages."""

from typing import Any

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

FOLDED = "For researchers"  # a heading that begins like this folds its section
_CLASS = "researchers"


class MarkFolds(SphinxTransform):
    """Mark the sections to fold while their headings are still in English."""

    default_priority = 5  # before gettext puts in the translation, at 20

    def apply(self, **_given: Any) -> None:
        """Add a class to each section whose heading says it is for researchers."""
        for section in self.document.findall(nodes.section):
            title = section.next_node(nodes.title)
            if title is not None and title.astext().startswith(FOLDED):
                section["classes"].append(_CLASS)


def fold(app: Sphinx, doctree: nodes.document, _page: str) -> None:
    """Wrap each marked section in a closed ``details``, with its heading as what one clicks on."""
    for section in list(doctree.findall(nodes.section)):
        if _CLASS not in section["classes"]:
            continue
        place = section.index(section.next_node(nodes.title))
        section.insert(place + 1, _raw("</summary>"))
        section.insert(place, _raw('<details class="fold"><summary>'))
        section.append(_raw("</details>"))


def unlabel(
    _app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: Any
) -> None:
    """Take out a label that MyST-NB writes in English only; the words on the button remain."""
    if "body" in context:
        context["body"] = context["body"].replace(' aria-label="Toggle hidden content"', "")


def inline_formula(writer: Any, node: nodes.math) -> None:
    """Write a formula as MathML, which browsers draw without any script."""
    writer.body.append(tex2mathml(node.astext(), as_block=False))
    raise nodes.SkipNode


def block_formula(writer: Any, node: nodes.math_block) -> None:
    """Write a formula on its own line."""
    writer.body.append(f'<div class="math">{tex2mathml(node.astext(), as_block=True)}</div>')
    raise nodes.SkipNode


def _raw(text: str) -> nodes.raw:
    return nodes.raw("", text, format="html")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register all of it with Sphinx."""
    app.add_transform(MarkFolds)
    app.connect("doctree-resolved", fold)
    app.connect("html-page-context", unlabel)
    app.add_html_math_renderer(
        "mathml",
        inline_renderers=(inline_formula, None),
        block_renderers=(block_formula, None),
    )
    return {"parallel_read_safe": True, "parallel_write_safe": True}
