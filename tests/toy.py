"""A tiny project with two notebooks and a tiny study, to run reports in seconds."""

import json
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = """
[study]
title = {en = "Toy study", nl = "Speelgoedonderzoek"}
synthetic = true
audience = "inside"
[[file]]
path = "raw/wave1.csv"
table = "answers"
wave = "2024"
fielded = [2024-03-04, 2024-03-29]
"""

WELCOME = [
    "# 0  Start here: what is there?\n\n**Question.** What does this toy hold?\n\n"
    "**For.** Everyone.\n\n**Needs.** Nothing.",
    ("parameters", 'STUDY = "data/example"  # folder with a study.toml'),
    "## 1  What is there\nTwo words about the toy, with a formula $a^2 + b^2$.",
    ("", "from analysis.language import gettext, number\nfrom IPython.display import HTML"),
    ("", "from pathlib import Path\nn = len((Path(STUDY) / 'raw/wave1.csv').read_text().split())"),
    ("", "HTML(f'<p class=\"reading\">{number(n * 1000.5, 1)}</p>')"),
]

TABLES = [
    "# 2  Psychological safety: can a score be trusted?\n\n"
    "**Question.** Do people in one team agree?\n\n**For.** Students.\n\n**Needs.** Nothing.",
    ("parameters", 'STUDY = "data/example"  # folder with a study.toml\nSCALE = "psysafe"'),
    ("", "import json, os\nfrom pathlib import Path\nfrom IPython.display import HTML"),
    ("", "HTML('<div class=\"in-brief\"><p>In brief</p><ul><li>One sentence.</li></ul></div>')"),
    "## 1  How safe do people feel?\nEach team has one score, from 1 to 5.",
    (
        "",
        'rows = \'\'.join(f\'<tr><td class="text">team {i}</td><td class="number">{i / 7:.2f}</td>'
        "</tr>' for i in range(12))\n"
        'head = \'<tr><th class="text">team</th><th class="number">score</th></tr>\'\n'
        'HTML(f\'<div class="released"><table><thead>{head}</thead><tbody>{rows}</tbody></table>'
        "</div>')",
    ),
    ("", "from analysis.reporting import canvas\nfigure, drawing = canvas.axes(2.0)"),
    ("", "_ = drawing.plot([1, 2, 3])\ncanvas.Picture(figure, 'A line that goes up.')"),
    "## For researchers: do members of a team agree?\nA long word: schaalbetrouwbaarheid.\n\n"
    "$$r = \\frac{a}{b}$$",
    ("", "folder = Path(os.environ.get('LEERCULTUUR_RESULTS', '.'))\nname = '02_safety'"),
    (
        "",
        "folder.mkdir(parents=True, exist_ok=True)\n"
        "page = os.environ.get('LEERCULTUUR_NOTEBOOK', name)\n"
        "row = {'id': f'{page}/1', 'estimate': 0.5}\n"
        "_ = (folder / f'{page}.json').write_text(json.dumps([row]))",
    ),
    "### Smaller heading\nStill folded.",
    "## 2  What this does not show\nHigh agreement is not high safety.",
]

DUTCH = {
    "0  Start here: what is there?": "0  Begin hier: wat is er?",
    "**Question.** What does this toy hold?": "**Vraag.** Wat zit er in dit speelgoed?",
    "1  What is there": "1  Wat er is",
    "2  Psychological safety: can a score be trusted?": (
        "2  Psychologische veiligheid: is een score te vertrouwen?"
    ),
    "**Question.** Do people in one team agree?": "**Vraag.** Zijn mensen in een team het eens?",
    "1  How safe do people feel?": "1  Hoe veilig voelen mensen zich?",
    "Each team has one score, from 1 to 5.": "Elk team heeft één score, van 1 tot 5.",
    "For researchers: do members of a team agree?": ("Voor onderzoekers: zijn teamleden het eens?"),
}


def notebook(cells: list) -> dict:
    """Build a notebook: a string is prose, a pair is a tag and code."""
    made = []
    for place, cell in enumerate(cells):
        prose = isinstance(cell, str)
        tag, source = ("", cell) if prose else cell
        made.append(
            {
                "cell_type": "markdown" if prose else "code",
                "id": f"c{place:02d}",
                "metadata": {"tags": [tag]} if tag else {},
                "source": source,
                **({} if prose else {"outputs": [], "execution_count": None}),
            }
        )
    return {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def write_notebook(path: Path, cells: list) -> Path:
    """Write a notebook of a few cells."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook(cells)), encoding="utf-8")
    return path


def write_project(folder: Path) -> Path:
    """Write a project with two notebooks, and Dutch for some of their paragraphs."""
    write_notebook(folder / "notebooks" / "00_start_here.ipynb", WELCOME)
    write_notebook(folder / "notebooks" / "02_safety.ipynb", TABLES)
    for table in ("codebook", "claims", "schema"):
        (folder / "data" / table).mkdir(parents=True)
    words = folder / "locale" / "nl" / "LC_MESSAGES" / "notebooks.po"
    words.parent.mkdir(parents=True)
    entries = [f'msgid "{source}"\nmsgstr "{text}"\n' for source, text in DUTCH.items()]
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    words.write_text("\n".join([head, *entries]), encoding="utf-8")
    sentences = ROOT / "locale" / "nl" / "LC_MESSAGES" / "leercultuur.po"
    if sentences.exists():
        shutil.copy(sentences, words.parent)
    return folder


def write_study(folder: Path) -> Path:
    """Write a study of one file."""
    (folder / "raw").mkdir(parents=True)
    (folder / "study.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "raw" / "wave1.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    return folder


class Opened:
    """Stands in for an opened study that has every table."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def has(self, table: str) -> bool:
        """Whether the study has a table."""
        return table != "absences"

    def missing_words(self, table: str) -> str:
        """Say what is missing."""
        return f"This study has no table {table}."
