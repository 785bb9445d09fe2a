"""Runs the command on a project of two tiny notebooks, and ends it at a chosen moment.

``python killed.py '{"project": …, "words": […]}'``, in a process group of its own. Every change
that the run makes to a file or folder is counted; before the change of a given number the whole
group is killed, as by a power cut.
"""

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

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


def watch(here: str, kill_at: int | None, kill_before: str | None, log: str | None) -> None:
    """Count the changes below the folder ``here``; kill the group before one of them."""
    seen: list[str] = []

    def told(event: str, given: tuple) -> None:
        change = changes(event, given)
        if not change or (here not in change and change != "exchange"):
            return
        seen.append(change)
        if len(seen) - 1 == kill_at or (kill_before and change.endswith(kill_before)):
            os.killpg(0, signal.SIGKILL)
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


def main(asked: dict[str, Any]) -> int:
    """Run the command with what was asked."""
    from analysis import cli, paths

    project = Path(asked["project"])
    paths.project = lambda: project
    if asked.get("quick"):
        from analysis.reporting import site

        site.build = few_pages
    here = str(Path.cwd())
    watch(here, asked.get("kill_at"), asked.get("kill_before"), asked.get("log"))
    return cli.main(asked["words"])


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1])))
