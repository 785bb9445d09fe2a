"""The static site: one folder of pages per language, readable without any network."""

import html
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from analysis import language
from analysis.language import gettext as _
from analysis.reporting import furniture, pages, prose
from analysis.reporting.runner import Outcome
from analysis.settings import Settings

_THEME = Path(__file__).resolve().parent / "theme"
_NAMES = {"nl": "Nederlands", "en": "English", language.PSEUDO: "Pseudo"}


class SiteError(RuntimeError):
    """The pages could not be built; the message is for the maintainers."""


@dataclass(frozen=True)
class Study:
    """What the pages say about the study as a whole."""

    title: Mapping[str, str]
    audience: str
    until: date | None  # last day that the data tell about

    @classmethod
    def of(cls, settings: Settings) -> "Study":
        """Take it from study.toml."""
        days = [source.extract_on for source in settings.files if source.extract_on]
        days += [source.fielded[1] for source in settings.files if source.fielded]
        return cls(settings.title, settings.audience, max(days, default=None))


def build(
    outcomes: Mapping[str, Sequence[Outcome]], *, study: Study, target: Path, scratch: Path
) -> None:
    """Build the pages of every language side by side, and the page that leads to them.

    Parameters
    ----------
    outcomes : mapping of str to sequence of Outcome
        Per language, in the order of the site.
    study : Study
        For titles and the line at the foot of each page.
    target : Path
        Folder of the site; ``nl/`` and ``en/`` come in it.
    scratch : Path
        Empty folder for sources and everything else on the way, on the disk of ``target``.

    Raises
    ------
    SiteError
        When Sphinx stops.
    """
    running: dict[str, subprocess.Popen] = {}
    try:
        for code, done in outcomes.items():
            running[code] = _start(code, done, study, list(outcomes), scratch / code)
        said = [(code, one.communicate()[1], one.returncode) for code, one in running.items()]
    finally:
        # A run that is stopped takes its builders along: they would write on in what is cleared.
        for one in running.values():
            if one.poll() is None:
                one.kill()
                one.wait()
    for code, text, status in said:
        if status:
            raise SiteError(f"{code}: {text.strip().splitlines()[-1:] or status}")
        os.replace(scratch / code / "html", target / code)
    doorstep = _doorstep(list(outcomes), study)
    (target / "index.html").write_text(doorstep, encoding="utf-8", newline="\n")


def _start(
    code: str,
    outcomes: Sequence[Outcome],
    study: Study,
    codes: Sequence[str],
    scratch: Path,
) -> subprocess.Popen:
    """Write the sources of one language and start its builder."""
    with language.use(code):
        texts = prose.load(code)
        title = language.pick(study.title)
        pages.write(scratch / "pages", outcomes, prose=texts, title=title)
        files = pages.copy_files(scratch / "beside", outcomes)
        _write_words(texts, scratch / "locale" / _builder_language(code) / "LC_MESSAGES")
        job = {
            "source": str(scratch / "pages"),
            "out": str(scratch / "html"),
            "doctrees": str(scratch / "doctrees"),
            "config": _config(code, codes, title, study, scratch / "locale")
            | {"html_extra_path": [str(files)]},
        }
    path = scratch / "job.json"
    path.write_text(json.dumps(job), encoding="utf-8")
    command = [sys.executable, "-m", "analysis.reporting.theme.build", str(path)]
    return subprocess.Popen(
        command,
        cwd=scratch,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    )


def _builder_language(code: str) -> str:
    return "en" if code == language.PSEUDO else code


def _write_words(texts: prose.Prose, folder: Path) -> None:
    """Write the catalogues the builder reads: prose, theme, and the script of the search page."""
    texts.compile(folder)
    for domain in ("sphinx", "booktheme"):
        prose.write_mo(furniture.words(), folder / f"{domain}.mo")
    told = {
        "locale": language.current(),
        "messages": furniture.search_words(),
        "plural_expr": "n != 1 ? 1 : 0",
    }
    script = f"Documentation.addTranslations({json.dumps(told, sort_keys=True)});\n"
    (folder / "sphinx.js").write_text(script, encoding="utf-8", newline="\n")


def _config(
    code: str, codes: Sequence[str], title: str, study: Study, locale: Path
) -> dict[str, Any]:
    """What Sphinx is told; nothing in it loads from a network."""
    show, hide = furniture.code_words()
    return {
        "project": title,
        "html_title": title,
        "html_short_title": title,
        "author": "",
        "html_show_copyright": False,
        "html_show_sphinx": False,
        "language": _builder_language(code),
        "locale_dirs": [str(locale)],
        "gettext_compact": prose.DOMAIN,
        "gettext_auto_build": False,
        "extensions": ["myst_nb", "analysis.reporting.theme.extension"],
        "exclude_patterns": ["jupyter_execute"],
        "myst_enable_extensions": ["dollarmath", "deflist"],
        "myst_heading_anchors": 3,
        "nb_execution_mode": "off",
        "nb_ipywidgets_js": {},
        "nb_code_prompt_show": show,
        "nb_code_prompt_hide": hide,
        "nb_render_text_lexer": "none",
        "html_theme": "sphinx_book_theme",
        "html_math_renderer": "mathml",
        "html_static_path": [str(_THEME / "static")],
        "html_css_files": ["leercultuur.css"],
        "html_js_files": ["leercultuur.js"],
        "templates_path": [str(_THEME / "templates")],
        "html_show_sourcelink": False,
        "html_copy_source": False,
        "html_show_search_summary": False,  # summaries are fetched, which a file may not do
        "html_use_index": False,
        "html_last_updated_fmt": None,
        "html_permalinks_icon": "#",
        "pygments_style": "default",
        "html_context": _context(code, codes, title),
        "html_theme_options": _options(study),
    }


def _context(code: str, codes: Sequence[str], title: str) -> dict[str, Any]:
    others = [{"code": other, "name": _NAMES[other]} for other in codes if other != code]
    return {
        "default_mode": "light",
        "study_title": title,
        "other_languages": others,
        "main_navigation": _("Pages of this report"),
        "page_navigation": _("On this page"),
        "print_this": _("Print, or save as PDF"),
    }


def _options(study: Study) -> dict[str, Any]:
    return {
        "article_header_start": ["toggle-primary-sidebar"],
        "article_header_end": ["language-switch", "print-button", "article-header-buttons"],
        "use_download_button": False,
        "use_fullscreen_button": False,
        "toc_title": _("On this page"),
        "search_bar_text": _("Search this report"),
        "navbar_persistent": [],
        "show_toc_level": 2,
        "home_page_in_toc": False,
        "footer_content_items": ["extra-footer"],
        "extra_footer": f"<p>{html.escape(_foot(study))}</p>",
    }


def _foot(study: Study) -> str:
    """Say in one line what this is, who may see it, and how far the data go."""
    parts = [language.pick(study.title), audience(study.audience)]
    if study.until:
        parts.append(_("data up to {day}").format(day=language.date(study.until)))
    return " · ".join(parts)


def audience(kind: str) -> str:
    """Who may see the pages, in words."""
    if kind == "publication":
        return _("may be published")
    return _("for use inside the organisation only")


def _doorstep(codes: Sequence[str], study: Study) -> str:
    """Write the page that leads to a language: plain links, and a guess where scripts run."""
    links, titles = [], []
    for code in codes:
        with language.use(code):
            title = html.escape(language.pick(study.title))
        titles.append(title)
        links.append(
            f'<p><a href="{code}/index.html" lang="{code}">{_NAMES[code]}: {title}</a></p>'
        )
    text = (_THEME / "doorstep.html").read_text(encoding="utf-8")
    for name, value in {
        "@language@": codes[0],
        "@title@": titles[0],
        "@links@": "\n".join(links),
        "@codes@": json.dumps(list(codes)),
    }.items():
        text = text.replace(name, value)
    return text


def copy_results(text: str, target: Path) -> None:
    """Put the results beside the pages."""
    (target / "results.json").write_text(text, encoding="utf-8", newline="\n")


def empty(folder: Path) -> Path:
    """Make a new empty folder, in the place of whatever was left there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
