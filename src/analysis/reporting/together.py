"""Pages that are safe together: where two would give a small group away, the later hides more.

A page alone has passed the gate. The first run of a page that was copied and changed may still
give away, beside the page it was copied from, what both of them hide. Such a page runs again with
the order to hide more, so that its sentences and figures are about what is left; the pages before
it, and the others of the report, are not touched. A page that cannot be made safe says why it is
not there.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from analysis import language
from analysis.language import gettext as _
from analysis.reporting import record_files
from analysis.reporting.runner import Job, Outcome

_ROUNDS = 3
Kept = Mapping[Job, Outcome]


@dataclass(frozen=True)
class Safe:
    """What may be published.

    Attributes
    ----------
    kept : dict of Job to Outcome
        Of every notebook; one that would give a group away has stopped.
    hiding_more : tuple of str
        Pages that hide more than they would alone.
    """

    kept: dict[Job, Outcome]
    hiding_more: tuple[str, ...]


def begin(releases: Path, pages: Iterable[str]) -> None:
    """Forget what pages had to hide, before they run anew."""
    for page in pages:
        record_files.withheld(releases, page).unlink(missing_ok=True)


def make_safe(
    kept: Kept, *, releases: Path, minimum: int, again: Callable[[Sequence[Job]], list[Outcome]]
) -> Safe:
    """Run pages again until no small group follows from all pages together.

    Parameters
    ----------
    kept : mapping of Job to Outcome
        In the order of the report.
    releases : Path
        Folder with the record of what was released.
    minimum : int
        The smallest group that may be shown.
    again : callable
        Runs jobs and gives what came of them.
    """
    kept, hiding_more = dict(kept), set[str]()
    for _round in range(_ROUNDS):
        hidden, _leaks = _to_hide(kept, releases, minimum)
        if not hidden:
            return Safe(kept, tuple(sorted(hiding_more)))
        for page, names in hidden.items():
            _ask(releases, page, names)
        hiding_more |= set(hidden)
        jobs = [job for job in kept if job.notebook.page in hidden]
        kept |= {outcome.job: outcome for outcome in again(jobs)}
    kept |= _stopped(kept, *_to_hide(kept, releases, minimum), minimum)
    return Safe(kept, tuple(sorted(hiding_more)))


def _to_hide(kept: Kept, releases: Path, minimum: int) -> tuple[dict[str, Any], list[Any]]:
    """Do the sums on the pages that ran to their end in some language."""
    from analysis.reporting import release_audit, released_cells  # a report that stands needs none

    done = {job.notebook.page: outcome for job, outcome in kept.items() if not outcome.problem}
    measures = {page: released_cells.measure(outcome.content) for page, outcome in done.items()}
    cells = released_cells.read(releases, list(done), measures)
    return release_audit.to_hide(cells, minimum)


def _ask(releases: Path, page: str, names: Mapping[str, Sequence[str]]) -> None:
    """Ask of a page that runs again to hide more; what was asked before stays."""
    file = record_files.withheld(releases, page)
    asked = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    for number, cells in names.items():
        asked[number] = sorted({*asked.get(number, ()), *cells})
    file.write_text(json.dumps(asked, ensure_ascii=False), encoding="utf-8")


def _stopped(
    kept: Kept, hidden: Mapping[str, Any], found: Sequence[Any], minimum: int
) -> dict[Job, Outcome]:
    """Take the pages away that would still give a group away, and say with which page."""
    stopped = {}
    for job, outcome in kept.items():
        page = job.notebook.page
        if page in hidden:
            beside = sorted({other for leak in found for other in leak.pages if page in leak.pages})
            with language.use(job.language):
                problem = _problem([name for name in beside if name != page] or [page], minimum)
            stopped[job] = replace(outcome, content=None, problem=problem)
    return stopped


def _problem(beside: Sequence[str], minimum: int) -> str:
    return _(
        "Together with {pages}, this page would give away a group of fewer than {minimum} people. "
        "Divide people in the same way on both pages, or take the table out of this one."
    ).format(pages=", ".join(beside), minimum=minimum)
