"""Runs the command on a project of two tiny notebooks, and ends it at a chosen moment.

Each run is a process in a group of its own. Every change that it makes to a file or folder is
counted; before the change of a given number the whole group is killed, as by a power cut. The
processes are copies of one that has imported everything, which saves seconds at each start.
"""

import ast
import json
import multiprocessing
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from nbformat.v4 import new_output

from analysis import cli, paths, study
from analysis.reporting import kernels, report, site

LOADED = ("killed", study.__name__, report.__name__)

CHANGES = {"os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.truncate", "shutil.rmtree"}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def changes(event: str, given: tuple) -> str:
    """Say which file or folder an event changes; empty for none."""
    if event == "ctypes.dlsym" and given[1] == "renameat2":
        return "exchange"  # the library is called without an event of its own
    path = given[0] if given else None
    if not isinstance(path, str | os.PathLike):
        return ""
    writes = event == "open" and isinstance(given[2], int) and given[2] & WRITES
    return f"{event} {os.fspath(path)}" if event in CHANGES or writes else ""


def watch(here: str, asked: dict[str, Any]) -> None:
    """Count the changes below the folder ``here``; kill the group, or wait, before one of them."""
    kill_at, kill_before, log = (asked.get(name) for name in ("kill_at", "kill_before", "log"))
    wait_before, wait_for = asked.get("wait_before"), asked.get("wait_for")
    seen: list[str] = []

    def told(event: str, given: tuple) -> None:
        change = changes(event, given)
        if not change or (here not in change and change != "exchange"):
            return
        seen.append(change)
        if len(seen) - 1 == kill_at or (kill_before and change.endswith(kill_before)):
            os.killpg(0, signal.SIGKILL)
        while wait_before and change.endswith(wait_before) and not os.path.exists(wait_for):
            time.sleep(0.01)
        if log:
            line = (change.replace(here, "") + "\n").encode()
            os.write(handle, line)

    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC) if log else -1
    sys.addaudithook(told)


def few_pages(outcomes: Any, *, study: Any, target: Path, scratch: Path) -> None:
    """Stand in for the builder of the pages, which takes seconds."""
    scratch.mkdir()
    for code, done in outcomes.items():
        (target / code).mkdir()
        for outcome in done:
            page = target / code / f"{outcome.job.notebook.page}.html"
            shown = [cell.outputs for cell in outcome.content.cells if cell.cell_type == "code"]
            page.write_text(json.dumps(shown), encoding="utf-8")
    (target / "index.html").write_text("", encoding="utf-8")


async def no_kernel(content: Any, *, env: dict[str, str], **_given: Any) -> None:
    """Stand in for a kernel: what a notebook writes is a change of this process too."""
    os.environ.update(env)
    space: dict[str, Any] = {}
    for cell in (cell for cell in content.cells if cell.cell_type == "code"):
        *steps, last = ast.parse(cell.source).body
        exec(compile(ast.Module(steps, []), cell.id, "exec"), space)
        if isinstance(last, ast.Expr):
            shown = repr(eval(compile(ast.Expression(last.value), cell.id, "eval"), space))
            cell.outputs = [new_output("execute_result", {"text/plain": shown})]
        else:
            exec(compile(ast.Module([last], []), cell.id, "exec"), space)


def start(folder: Path, said: Path, asked: dict[str, Any]) -> Any:
    """Start the command in a folder; what it says goes to a file."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(LOADED))
    process = context.Process(target=main, args=(folder, said, asked))
    process.start()
    return process


def main(folder: Path, said: Path, asked: dict[str, Any]) -> None:
    """Run the command with what was asked."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a run behind the scenes ignores it
    os.chdir(folder)
    handle = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(handle, stream)
    project = Path(asked["project"])
    paths.project = lambda: project
    if asked.get("quick"):
        site.build, kernels.execute = few_pages, no_kernel
    watch(str(folder), asked)
    sys.exit(cli.main(asked["words"]))
