"""One toy report in both languages for all tests of the site, and a browser that watches it."""

from pathlib import Path

import pytest
import toy

from analysis import paths
from analysis.reporting import report


@pytest.fixture(scope="session")
def toy_report(tmp_path_factory) -> Path:
    """Make the report of the toy study once; give its folder."""
    folder = tmp_path_factory.mktemp("site")
    root = toy.write_project(folder / "project")
    study = toy.write_study(folder / "mini")
    toy.write_notebook(study / "notebooks" / "mine.ipynb", ["# My page", ("", "scroe")])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "project", lambda: root)
        done = report.make(
            study, languages=["nl", "en"], clean=toy.Opened, reports=folder / "reports"
        )
    return done.folder


@pytest.fixture(scope="module")
def browser(toy_report, chromium):
    """Open the system's Chromium, after the report: an open one keeps other loops from running."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def visit(browser, toy_report):
    """Open a page at a width; fail on a console error or on a request that leaves the machine."""
    complaints, contexts = [], []

    def go(place: str, *, width: int = 1280, **given):
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, **given))
        page = contexts[-1].new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else 0)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda asked: (
                None if asked.url.startswith(("file:", "data:")) else complaints.append(asked.url)
            ),
        )
        page.goto(f"{toy_report.as_uri()}/{place}")
        return page

    yield go
    for context in contexts:
        context.close()
    assert complaints == []
