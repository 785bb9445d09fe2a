"""The house stays readable: imports point one way, and the ground floor knows no room."""

import ast
from pathlib import Path

import pytest

import analysis

PACKAGE = Path(analysis.__file__).parent
GROUND = [
    *("errors", "language", "paths", "settings", "codebook", "schema", "session", "tomls"),
    *("references", "claims", "cache", "declared"),
]
ROOMS = ["intake", "cleaning", "measures", "models", "reporting"]
# Each floor may import from itself and from below, never from above.
ABOVE = ["questionnaire", "drafting", "study", "example", "mistakes", "spoken", "cli", "__main__"]
FLOORS = [[*GROUND, "__version__"], *([name] for name in ROOMS + ABOVE)]
HEIGHT = {name: height for height, floor in enumerate(FLOORS) for name in floor}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def place(module: str) -> str:
    """Name the room or ground module of a dotted name: "analysis.intake.raw" is in intake."""
    return (module.split(".") + ["__version__"])[1]


def imported(tree: ast.AST) -> list[tuple[int, str]]:
    """List line and dotted name of everything of ours that a module imports."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level:
            found.append((node.lineno, "relative"))
        elif isinstance(node, ast.ImportFrom) and node.module == "analysis":
            found += [(node.lineno, resolve(alias.name)) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append((node.lineno, str(node.module)))
    return [(line, name) for line, name in found if name.split(".")[0] in ("analysis", "relative")]


def resolve(name: str) -> str:
    """Find the room behind the short names that the package offers to notebooks."""
    if name == "release":
        return "analysis.reporting.release"
    return analysis._PLACES.get(name, f"analysis.{name}")


def wrong_ways(source: str, text: str) -> list[str]:
    """Describe each import that points the wrong way."""
    return [
        f"line {line}: {source} imports {name}"
        for line, name in imported(ast.parse(text))
        if name == "relative" or HEIGHT[place(name)] > HEIGHT[source]
    ]


def test_every_module_has_a_place():
    places = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in MODULES}
    assert places <= set(HEIGHT)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_one_way(path):
    source = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    assert wrong_ways(source, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("intake", "from analysis.cleaning import audit"),
        ("measures", "from analysis.models.exits import exits"),
        ("models", "from analysis import release"),
        ("cleaning", "from analysis import scales"),
        ("reporting", "from analysis import study"),
        ("reporting", "import analysis.cli"),
        ("errors", "from analysis import spells"),
        ("schema", "from analysis.intake import raw"),
        ("measures", "from . import scales"),
        ("intake", "from analysis.example import people"),
    ],
)
def test_wrong_way_is_noticed(source, line):
    assert wrong_ways(source, line) != []


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("study", "from analysis.cleaning import audit"),
        ("reporting", "from analysis.models.estimate import Estimate"),
        ("cleaning", "from analysis import codebook, schema"),
        ("claims", "from analysis import references"),
        ("reporting", "from analysis import __version__"),
        ("models", "import analysis.measures.spells"),
    ],
)
def test_right_way_is_allowed(source, line):
    assert wrong_ways(source, line) == []
