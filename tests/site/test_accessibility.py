"""Pages that people with a screen reader, a keyboard or weak eyes can use."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

SERIOUS = {"serious", "critical"}


def offences(page) -> list[str]:
    """Rules of axe that a page breaks seriously, with the first place of each."""
    # Without preload axe does not fetch style sheets again, which a page of files refuses.
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [
        f"{rule['id']}: {rule['nodes'][0]['html'][:120]}"
        for rule in found
        if rule["impact"] in SERIOUS
    ]


@pytest.mark.parametrize(
    "path", ["nl/index.html", "nl/00_start_here.html", "nl/02_safety.html", "nl/search.html?q=team"]
)
def test_page_type_has_no_serious_finding(visit, path):
    assert offences(visit(path)) == []


def test_folded_parts_have_no_serious_finding_when_open(visit):
    page = visit("en/02_safety.html")
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert offences(page) == []


def test_folded_parts_open_at_once(visit):
    page = visit("en/02_safety.html")
    moving = """() => {
        document.querySelectorAll('details').forEach(d => { d.open = true });
        return document.getAnimations().map(a => a.animationName || a.transitionProperty);
    }"""
    assert page.evaluate(moving) == []


def test_picture_without_words_would_be_found(visit):
    page = visit("nl/index.html")
    page.evaluate("document.querySelector('article').appendChild(document.createElement('img'))")
    assert any(offence.startswith("image-alt") for offence in offences(page))
