"""Rules of the house that a reader relies on: small pieces, nothing private, one story."""

import ast
import io
import re
import subprocess
import sys
import tokenize
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = sorted((ROOT / "src").rglob("*.py"))
LONGEST_FUNCTION, LONGEST_MODULE, LONGEST_FILE = 40, 250, 2_000_000  # code lines twice, bytes
BYTES_OF_THE_EXAMPLE = 6_000_000


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tracked() -> list[Path]:
    """List the files of the repository; without git there is nothing to look at."""
    found = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if found.returncode != 0:
        pytest.skip("not a clone of the repository")
    paths = [ROOT / name for name in found.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def code_lines(text: str) -> set[int]:
    """Number the lines that hold code: no blank lines, comments or docstrings."""
    quiet = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    quiet |= {tokenize.ENCODING, tokenize.ENDMARKER}
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in quiet:
            lines |= set(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if is_text and isinstance(node.value.value, str):
            lines -= set(range(node.lineno, node.end_lineno + 1))
    return lines


def table_lines(text: str) -> set[int]:
    """Number the lines of plain tables at the top level: data, not code to follow."""
    kinds = (ast.Dict, ast.List, ast.Tuple, ast.Set)
    found: set[int] = set()
    for node in ast.parse(text).body:
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(node.value, kinds):
            found |= set(range(node.lineno, node.end_lineno + 1))
    return found


def functions(text: str) -> list[ast.FunctionDef]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)]


def long_functions(text: str) -> list[str]:
    lines = code_lines(text)
    sizes = {f.name: len(lines & set(range(f.lineno, f.end_lineno + 1))) for f in functions(text)}
    return [f"{name}: {n} code lines" for name, n in sizes.items() if n > LONGEST_FUNCTION]


def forbidden(text: str) -> list[str]:
    """Describe what has no place in the package, with its line."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Assert):
            found.append((node.lineno, "assert vanishes under -O; raise DataProblem"))
        elif isinstance(node, ast.ExceptHandler) and node.type is None:
            found.append((node.lineno, "bare except"))
        elif isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            found.append((node.lineno, "import *"))
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("print", "warnings.warn"):
            found.append((node.lineno, f"{ast.unparse(node.func)}; hand it back in the table"))
        elif isinstance(node, ast.Raise) and "NotImplementedError" in ast.unparse(node):
            found.append((node.lineno, "NotImplementedError"))
    for number, line in enumerate(text.splitlines(), 1):
        if re.search(r"\b(TODO|FIXME|XXX)\b", line):
            found.append((number, "left open"))
    return [f"line {line}: {what}" for line, what in sorted(found)]


def untyped(text: str) -> list[str]:
    """Name the public functions that lack a type for an argument or for what they return."""
    found = []
    for function in functions(text):
        listed = function.args
        arguments = [*listed.posonlyargs, *listed.args, *listed.kwonlyargs]
        bare = [a.arg for a in arguments if a.annotation is None and a.arg not in ("self", "cls")]
        if not function.name.startswith("_") and (bare or function.returns is None):
            found.append(f"line {function.lineno}: {function.name} {bare}")
    return found


def vague(text: str) -> list[str]:
    """Name functions whose name says nothing about what comes out."""
    pattern = r"_?(get|do|process|handle|compute|calculate)_"
    return [f.name for f in functions(text) if re.match(pattern, f.name)]


CHECKS = [long_functions, forbidden, untyped, vague]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("path", PACKAGE, ids=named)
def test_module_keeps_to_the_rules(path, check):
    assert check(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", PACKAGE, ids=named)
def test_module_is_short_enough_to_read(path):
    text = path.read_text(encoding="utf-8")
    assert len(code_lines(text) - table_lines(text)) <= LONGEST_MODULE


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (long_functions, "def long():\n" + "    x = 1\n" * 41),
        (forbidden, "assert True"),
        (forbidden, "try:\n    x = 1\nexcept:\n    x = 2"),
        (forbidden, "from math import *"),
        (forbidden, "print(1)"),
        (forbidden, "import warnings\nwarnings.warn('x')"),
        (forbidden, "x = 1  # TO" + "DO later"),
        (forbidden, "raise NotImplementedError"),
        (untyped, "def rate(table) -> int: ..."),
        (untyped, "def rate(table: int): ..."),
        (vague, "def get_rate(): ..."),
    ],
)
def test_rule_notices_a_breach(check, text):
    assert len(check(text)) == 1


def test_docstrings_comments_and_blank_lines_are_no_code():
    text = '"""What it is."""\n\n# why\nx = 1\n\n\ndef f():\n    """Do."""\n    return 2\n'
    assert code_lines(text) == {4, 7, 9}


def offences(pattern: str, *, leave_out: tuple[str, ...] = ()) -> list[str]:
    """List file and line of tracked text files in which a pattern occurs."""
    found = []
    for path in tracked():
        if path == Path(__file__) or path.suffix in leave_out:
            continue
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue  # raw exports in other encodings, workbooks, images
        found += [
            f"{named(path)}:{n}" for n, line in enumerate(lines, 1) if re.search(pattern, line)
        ]
    return found


def test_no_tracked_file_names_a_package_host():
    assert offences(r'index-url|find-links|registry *=|"resolved": *"|https?://\S*/simple\b') == []


def test_no_tracked_file_names_a_folder_of_somebodys_machine():
    here = re.escape(str(ROOT.parent)) if len(ROOT.parts) > 2 else r"\0"
    assert offences(rf"{here}/|/home/[a-z]|/Users/[a-z]|/root/|[A-Z]:\\Users\\") == []


def test_no_tracked_file_is_large():
    assert [named(path) for path in tracked() if path.stat().st_size > LONGEST_FILE] == []


def test_the_example_study_stays_small():
    example = [path for path in tracked() if path.is_relative_to(ROOT / "data" / "example")]
    assert sum(path.stat().st_size for path in example) <= BYTES_OF_THE_EXAMPLE


def test_nothing_of_a_users_study_is_tracked():
    ours = {"codebook", "claims", "schema", "example"}
    tops = {path.relative_to(ROOT).parts for path in tracked()}
    assert {parts[1] for parts in tops if parts[0] == "data"} <= ours
    assert not any(".derived" in parts or parts[0] == "reports" for parts in tops)


def test_readme_and_ci_use_the_same_two_commands():
    readme = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    for command in ("python run.py report", "python run.py test"):
        assert command in [line.strip() for line in readme]
        assert any(line.split(" | ")[0] == command for line in ci)


def test_ci_can_be_run_and_stops_at_the_first_failure():
    script = ROOT / ".ci" / "run"
    assert "set -euo pipefail" in script.read_text(encoding="utf-8")
    listing = ["git", "ls-files", "--stage", ".ci/run"]
    staged = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True).stdout
    assert staged == "" or staged.startswith("100755")


def test_workflow_runs_the_same_script_on_three_systems_and_two_pythons():
    text = (ROOT / ".github" / "workflows" / "checks.yml").read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"]
    assert {"run": ".ci/run"} in jobs["linux"]["steps"]
    systems = jobs["elsewhere"]["strategy"]["matrix"]["system"]
    assert {system.split("-")[0] for system in systems} == {"windows", "macos"}
    assert all(job["strategy"]["matrix"]["python"] == ["3.11", "3.13"] for job in jobs.values())


def test_actions_are_pinned_to_a_major_version():
    text = (ROOT / ".github" / "workflows" / "checks.yml").read_text(encoding="utf-8")
    actions = re.findall(r"uses: (\S+)", text)
    assert actions
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", action) for action in actions)


def test_hooks_before_a_commit_fetch_nothing():
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert [repo["repo"] for repo in yaml.safe_load(text)["repos"]] == ["local"]


def test_version_is_the_same_wherever_it_is_written():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    version = project["version"]
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    package = (ROOT / "src" / "analysis" / "__init__.py").read_text(encoding="utf-8")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert cited["version"] == version
    assert f'__version__ = "{version}"' in package
    assert re.search(r"^## \[([^\]]+)\]", changes, re.MULTILINE).group(1) == version


def test_code_and_questionnaire_carry_their_own_licence():
    code = (ROOT / "LICENSE").read_text(encoding="utf-8")
    questions = (ROOT / "data" / "codebook" / "LICENSE").read_text(encoding="utf-8")
    assert "GNU GENERAL PUBLIC LICENSE" in code
    assert "Creative Commons Attribution 4.0 International Public" in questions


def test_bootstrap_needs_nothing_but_python():
    tree = ast.parse((ROOT / "run.py").read_text(encoding="utf-8"))
    roots = {
        a.name.split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names
    }
    roots |= {n.module.split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert roots <= sys.stdlib_module_names
