"""One anatomy for every notebook, so that who has read one can read them all."""

import ast
import copy
import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from analysis import codebook

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LINES, IMPORT_LINES, PARAMETERS = 12, 5, 6
IMAGE_BYTES, NOTEBOOK_BYTES = 60 * 1024, 400 * 1024
PACKAGES = {"analysis", "pandas", "seaborn", "statsmodels", "pingouin"}
RESEARCHERS = "for researchers"  # heading above what only researchers need
RESEARCH = {"agreement", "reliability", "aggregation", "exit_effects"}  # modules that need it
MEANS = {"mean", "median", "agg", "aggregate", "apply", "transform", "describe"}
MEAN_FIGURES = {"barplot", "pointplot", "lineplot"}  # of seaborn: they average on their own


@dataclass(frozen=True)
class Cell:
    """A cell with its place, counted from 1 as a reader does."""

    number: int
    kind: str
    source: str
    tags: tuple[str, ...]
    outputs: tuple[dict, ...]

    @property
    def lines(self) -> list[str]:
        return [line for line in self.source.splitlines() if line.strip()]

    @property
    def tree(self) -> ast.Module:
        try:
            return ast.parse(self.source)
        except SyntaxError:
            return ast.parse("")  # reported by plain_python

    @property
    def imports(self) -> list[ast.Import | ast.ImportFrom]:
        return [n for n in ast.walk(self.tree) if isinstance(n, (ast.Import, ast.ImportFrom))]

    def calls(self, stem: str) -> bool:
        """Whether the cell calls something of a module: ``calls("figures.")``."""
        nodes = [node for node in ast.walk(self.tree) if isinstance(node, ast.Call)]
        return any(ast.unparse(node.func).startswith(stem) for node in nodes)


def text(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)


def cells(notebook: dict) -> list[Cell]:
    return [
        Cell(
            number,
            cell["cell_type"],
            text(cell["source"]),
            tuple(cell.get("metadata", {}).get("tags", [])),
            tuple(cell.get("outputs", [])),
        )
        for number, cell in enumerate(notebook["cells"], 1)
    ]


def code(notebook: dict) -> list[Cell]:
    return [cell for cell in cells(notebook) if cell.kind == "code"]


def prose(notebook: dict) -> list[Cell]:
    return [cell for cell in cells(notebook) if cell.kind == "markdown"]


def without_fences(source: str) -> str:
    return re.sub(r"```.*?```", "", source, flags=re.DOTALL)


# The rules.  Each takes a notebook and names what breaks it.


def plain_python(notebook: dict) -> list[str]:
    """Every code cell is Python: no magics, no shell."""
    found = []
    for cell in code(notebook):
        try:
            ast.parse(cell.source)
        except SyntaxError as error:
            found.append(f"cell {cell.number}: {error.msg}")
    return found


def short_cells(notebook: dict) -> list[str]:
    """A code cell has at most 12 lines."""
    long = [cell for cell in code(notebook) if len(cell.lines) > LINES]
    return [f"cell {cell.number}: {len(cell.lines)} lines" for cell in long]


def opening(notebook: dict) -> list[str]:
    """The first cell is number, question and the three lines Question, For, Needs."""
    first = cells(notebook)[0]
    if first.kind != "markdown" or not re.match(r"# \d+\s.*\?$", first.source.split("\n")[0]):
        return ["cell 1: no title with a number and a question"]
    return [
        f"cell 1: no **{w}.**"
        for w in ("Question", "For", "Needs")
        if f"**{w}.**" not in first.source
    ]


def one_title(notebook: dict) -> list[str]:
    """There is exactly one heading of the first level."""
    texts = [without_fences(cell.source) for cell in prose(notebook)]
    n = sum(len(re.findall(r"^#\s", source, re.MULTILINE)) for source in texts)
    return [] if n == 1 else [f"{n} headings of the first level"]


def parameters(notebook: dict) -> list[str]:
    """The first code cell, and no other, is tagged; each name has a comment."""
    tagged = [cell for cell in code(notebook) if "parameters" in cell.tags]
    if tagged != code(notebook)[:1]:
        return [f"tagged parameters: {[cell.number for cell in tagged]}"]
    found = []
    if len(tagged[0].lines) > PARAMETERS:
        found.append(f"{len(tagged[0].lines)} parameters")
    for line, node in zip(tagged[0].lines, tagged[0].tree.body, strict=False):
        if not isinstance(node, ast.Assign) or not re.search(r"\s# \S", line):
            found.append(f"cell {tagged[0].number}: {line}")
    return found


def imports(notebook: dict) -> list[str]:
    """All imports stand in the second code cell: five lines, five packages."""
    found = []
    for place, cell in enumerate(code(notebook)):
        if cell.imports and place != 1:
            found.append(f"cell {cell.number}: an import outside the second code cell")
        if len(cell.imports) > IMPORT_LINES:
            found.append(f"cell {cell.number}: {len(cell.imports)} import lines")
        for node in cell.imports:
            modules = (
                [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
            )
            strange = [name for name in modules if str(name).split(".")[0] not in PACKAGES]
            found += [f"cell {cell.number}: import of {name}" for name in strange]
    return found


def box(notebook: dict) -> list[str]:
    """After the tables are loaded and before the first section stands the box In brief."""
    loads = [cell.number for cell in code(notebook) if ".open_study" in cell.source]
    boxes = [cell.number for cell in code(notebook) if cell.calls("readings.in_brief")]
    sections = [cell.number for cell in prose(notebook) if cell.source.startswith("## ")]
    if len(boxes) != 1 or not loads:
        return [f"loaded in {loads}, box in {boxes}"]
    in_order = max(loads) < boxes[0] < min(sections, default=boxes[0] + 1)
    return [] if in_order else [f"loaded in {loads}, box in {boxes}, first section {min(sections)}"]


def no_definitions(notebook: dict) -> list[str]:
    """Functions and classes live in the package, where they are tested."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    return [
        f"cell {cell.number}: {type(node).__name__}"
        for cell in code(notebook)
        for node in ast.walk(cell.tree)
        if isinstance(node, kinds)
    ]


def no_semicolon(notebook: dict) -> list[str]:
    """A semicolon at the end of a line does not silence a cell when it is tested."""
    return [
        f"cell {cell.number}: {line}"
        for cell in code(notebook)
        for line in cell.lines
        if re.sub(r"\s+#.*$", "", line).rstrip().endswith(";")
    ]


def quiet(notebook: dict) -> list[str]:
    """No error and no warning is stored."""
    return [
        f"cell {cell.number}: {output['output_type']}"
        for cell in code(notebook)
        for output in cell.outputs
        if output["output_type"] == "error" or output.get("name") == "stderr"
    ]


def outputs_stored(notebook: dict) -> list[str]:
    """Every figure and every reading is there for who only looks at the file."""
    shown = [cell for cell in code(notebook) if cell.calls("readings.")]
    return [f"cell {cell.number}: no output stored" for cell in shown if not cell.outputs]


def figures_are_read(notebook: dict) -> list[str]:
    """The cell after a figure puts it into words."""
    found, listed = [], cells(notebook)
    for cell, following in zip(listed, [*listed[1:], None], strict=True):
        is_figure = cell.kind == "code" and cell.calls("figures.")
        if is_figure and not (
            following and following.kind == "code" and following.calls("readings.")
        ):
            found.append(f"cell {cell.number}: a figure without a reading")
    return found


def no_group_means(notebook: dict) -> list[str]:
    """Answers are averaged per group by ``scales`` alone, which knows whether they may be."""
    return [
        f"cell {cell.number}: {ast.unparse(node)}"
        for cell in code(notebook)
        for node in ast.walk(cell.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and averages(node)
    ]


def averages(call: ast.Call) -> bool:
    """Whether a call takes a mean per group of something that may be an item or a scale."""
    chain, name = ast.unparse(call.func), call.func.attr
    drawn = name in MEAN_FIGURES and chain.split(".")[0] in ("seaborn", "sns")
    if drawn or name == "pivot_table":
        return True
    if name not in MEANS or ".groupby(" not in chain:
        return False
    chosen = call.func.value
    if not isinstance(chosen, ast.Subscript):
        return True  # all columns, and so the items too
    names = [node.value for node in ast.walk(chosen.slice) if isinstance(node, ast.Constant)]
    book = codebook.load()
    measured = {*book.items.index, *book.scales.index, *book.habits.index}
    variable = any(isinstance(node, ast.Name) for node in ast.walk(chosen.slice))
    return variable or not measured.isdisjoint(names)


def no_typed_results(notebook: dict) -> list[str]:
    """No decimal or percentage is typed into prose: it would be wrong after the next run."""
    found = []
    for cell in prose(notebook):
        open_text = re.sub(
            r"^#+ References.*", "", without_fences(cell.source), flags=re.DOTALL | re.M
        )
        for harmless in (
            r"\$\$.*?\$\$",
            r"\$[^$\n]*\$",
            r"`[^`\n]*`",
            r"\]\([^)]*\)",
            r"https?://\S+",
        ):
            open_text = re.sub(harmless, " ", open_text, flags=re.DOTALL)
        numbers = re.findall(r"(?<![\w.])[-−]?\d*[.,]\d+\b|\d+\s?%", open_text)
        found += [f"cell {cell.number}: {number.strip()}" for number in numbers]
    return found


def researchers_apart(notebook: dict) -> list[str]:
    """Agreement, reliability and models stand under the heading For researchers."""
    found, heading = [], ""
    for cell in cells(notebook):
        if cell.kind == "markdown":
            heads = re.findall(r"^##+ +(.*)$", without_fences(cell.source), re.MULTILINE)
            heading = heads[-1] if heads else heading
        elif not heading.casefold().startswith(RESEARCHERS):
            names = [name for name in sorted(RESEARCH) if cell.calls(f"{name}.")]
            found += [f"cell {cell.number}: {name} in the open part" for name in names]
    return found


def session_last(notebook: dict) -> list[str]:
    """The versions used come last and are not compared."""
    last = cells(notebook)[-1]
    right = last.kind == "code" and "nbval-ignore-output" in last.tags
    others = [c.number for c in code(notebook)[:-1] if any("nbval" in tag for tag in c.tags)]
    return ([] if right else ["the last cell is not the session"]) + [
        f"cell {number}: exempt from comparison" for number in others
    ]


def small(notebook: dict) -> list[str]:
    """An image has at most 60 KB, a notebook 400 KB."""
    found = [
        f"cell {cell.number}: {kind} of {len(text(data)) // 1024} KB"
        for cell in code(notebook)
        for output in cell.outputs
        for kind, data in output.get("data", {}).items()
        if kind.startswith("image/") and len(text(data)) > IMAGE_BYTES
    ]
    size = len(json.dumps(notebook, ensure_ascii=False).encode())
    return found + ([f"{size // 1024} KB in all"] if size > NOTEBOOK_BYTES else [])


RULES = [
    *(plain_python, short_cells, opening, one_title, parameters, imports, box, no_definitions),
    *(no_semicolon, quiet, outputs_stored, figures_are_read, no_group_means, no_typed_results),
    *(researchers_apart, session_last, small),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_keeps_the_rule(path, rule):
    assert rule(json.loads(path.read_text(encoding="utf-8"))) == []


# A toy notebook that keeps every rule, and one breach of each.


def markdown(source: str) -> dict:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def python(source: str, *tags: str, shows: str = "") -> dict:
    output = {"output_type": "execute_result", "data": {"text/plain": shows}, "metadata": {}}
    outputs = [output] if shows else []
    return {
        "cell_type": "code",
        "metadata": {"tags": list(tags)},
        "source": source,
        "outputs": outputs,
    }


GOOD = {
    "cells": [
        markdown(
            "# 2  Safety: may it be averaged?\n\n**Question.** Who?\n**For.** All.\n**Needs.** It."
        ),
        python(
            'STUDY = "data/example"  # folder of a study\nUNIT = "team"  # or school', "parameters"
        ),
        python("from analysis import study, figures, readings, agreement, release"),
        python('answers = study.open_study(STUDY).table("answers")'),
        python("readings.in_brief(answers)", shows="In brief"),
        markdown(
            "## 1  How safe do people feel?\nFrom 1 to 5; see `0.70` and $r = .3$ (James, 1984)."
        ),
        python(
            'n = answers.groupby("team_id").size()\nfte = contracts.groupby("role")["fte"].mean()'
        ),
        python("ax = figures.dots(shown)"),
        python("readings.scores(shown)", shows="A sentence"),
        markdown("## For researchers: do members agree?"),
        python("agreed = agreement.rwg(answers)"),
        markdown("## References\nSomebody (2010). doi 10.1111/x, 12.5 %."),
        python("study.session()", "nbval-ignore-output", shows="Python 3.11"),
    ]
}


def spoiled(cell: int, *, source: str | None = None, added: str = "", **changes: object) -> dict:
    """Copy the good notebook with one cell changed; cells count from 1."""
    notebook = copy.deepcopy(GOOD)
    place = notebook["cells"][cell - 1]
    place["source"] = (place["source"] if source is None else source) + added
    place.update(changes)
    return notebook


def output(kind: str, **more: object) -> list[dict]:
    return [{"output_type": kind, **more}]


BREACHES = [
    (plain_python, spoiled(7, source="%matplotlib inline")),
    (short_cells, spoiled(7, added="\nx = 1" * 11)),
    (opening, spoiled(1, source="# Safety\n**Question.** **For.** **Needs.**")),
    (opening, spoiled(1, source="# 2 Safety?\n**Question.** Who?\n**For.** All.")),
    (one_title, spoiled(6, source="# Another title")),
    (parameters, spoiled(4, metadata={"tags": ["parameters"]})),
    (parameters, spoiled(2, source='STUDY = "data/example"')),
    (parameters, spoiled(2, source="\n".join(f"P{n} = {n}  # why" for n in range(7)))),
    (parameters, spoiled(2, source="import os  # why")),
    (imports, spoiled(7, added="\nimport pandas as pd")),
    (imports, spoiled(3, added="\nimport numpy as np")),
    (imports, spoiled(3, added="\nimport pandas" * 5)),
    (box, spoiled(5, source="readings.scores(answers)")),
    (box, spoiled(3, source="readings.in_brief(1)")),
    (no_definitions, spoiled(7, added="\ndef f():\n    return 1")),
    (no_definitions, spoiled(7, added="\nf = answers.assign(x=lambda t: t.n)")),
    (no_semicolon, spoiled(8, added=";  # quiet")),
    (quiet, spoiled(7, outputs=output("stream", name="stderr", text="Warning"))),
    (quiet, spoiled(7, outputs=output("error", ename="ValueError"))),
    (outputs_stored, spoiled(9, outputs=[])),
    (figures_are_read, spoiled(9, source="shown")),
    (no_group_means, spoiled(7, source='answers.groupby("team_id")["psysafe_1"].mean()')),
    (no_group_means, spoiled(7, source='answers.groupby("team_id")[SCALE].agg("mean")')),
    (no_group_means, spoiled(7, source='answers.groupby("team_id").mean()')),
    (no_group_means, spoiled(7, source='answers.pivot_table("psysafe", "team_id")')),
    (no_group_means, spoiled(7, source="seaborn.barplot(answers, x='team_id', y='psysafe')")),
    (no_typed_results, spoiled(6, added=" The mean is 3.42.")),
    (no_typed_results, spoiled(6, added=" It fell by .25 in most teams.")),
    (no_typed_results, spoiled(6, added=" Some 40 % answered.")),
    (researchers_apart, spoiled(10, source="## 2  Do members agree?")),
    (session_last, spoiled(13, metadata={"tags": []})),
    (session_last, spoiled(9, metadata={"tags": ["nbval-skip"]})),
    (small, spoiled(8, outputs=output("display_data", data={"image/png": "x" * 70_000}))),
    (small, spoiled(8, outputs=output("stream", name="stdout", text="x" * 500_000))),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_good_notebook_keeps_the_rule(rule):
    assert rule(GOOD) == []


@pytest.mark.parametrize(
    ("rule", "notebook"),
    BREACHES,
    ids=[f"{n}-{rule.__name__}" for n, (rule, _) in enumerate(BREACHES)],
)
def test_breach_is_noticed(rule, notebook):
    assert rule(notebook) != []


def test_every_rule_has_a_breach_that_it_notices():
    assert {rule for rule, _ in BREACHES} == set(RULES)
