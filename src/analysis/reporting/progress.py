"""Shows how far a report is: a bar on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from analysis.language import gettext as _
from analysis.language import number


class Progress(Protocol):
    """What a run tells while it goes on."""

    def begins(self, name: str, steps: int) -> None:
        """A notebook, or another piece of work, begins; it has this many steps."""

    def step(self, name: str) -> None:
        """One step of a piece of work is done."""

    def ends(self, name: str, seconds: float, problem: str = "") -> None:
        """A piece of work is done, or has failed for a reason."""


class Lines:
    """One line per piece of work, for logs."""

    def begins(self, name: str, steps: int) -> None:
        """Say nothing: a line per end is enough."""

    def step(self, name: str) -> None:
        """Say nothing."""

    def ends(self, name: str, seconds: float, problem: str = "") -> None:
        """Write what was done, and how long it took."""
        time = _("{seconds} s").format(seconds=number(seconds, 1))
        said = _("{name}: stopped. {problem}").format(name=name, problem=problem)
        sys.stderr.write(f"{said if problem else f'{name}: {time}'}\n")
        sys.stderr.flush()


class Bar:
    """A bar with what runs now and the time left."""

    def __init__(self, bar: Any, task: Any) -> None:
        self._bar, self._task = bar, task
        self._left: dict[str, int] = {}  # steps that each running piece of work still has

    def begins(self, name: str, steps: int) -> None:
        """Add a name to what runs."""
        self._left[name] = steps
        self._name_running()

    def step(self, name: str) -> None:
        """Move the bar."""
        if self._left.get(name):
            self._left[name] -= 1
            self._bar.advance(self._task)

    def ends(self, name: str, seconds: float, problem: str = "") -> None:
        """Take a name away, with the steps it did not come to; a problem stays on the screen."""
        self._bar.advance(self._task, self._left.pop(name, 0))
        self._name_running()
        if problem:
            self._bar.console.print(
                _("{name}: stopped. {problem}").format(name=name, problem=problem), markup=False
            )

    def _name_running(self) -> None:
        self._bar.update(self._task, description=", ".join(self._left))


@contextmanager
def shown(steps: int) -> Iterator[Progress]:
    """Show a run of ``steps`` steps inside a ``with`` block."""
    if not sys.stderr.isatty():
        yield Lines()
        return
    from rich import progress
    from rich.console import Console

    columns = (
        progress.BarColumn(bar_width=30),
        progress.TaskProgressColumn(),
        progress.TimeRemainingColumn(compact=True),
        progress.TextColumn("{task.description}"),
    )
    with progress.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield Bar(bar, bar.add_task("", total=steps))
