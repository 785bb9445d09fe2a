"""Runs notebooks side by side, each in each language, and never lets one stop the others."""

import asyncio
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis import language
from analysis.reporting import failures, gate, kernels, notebooks, record_files
from analysis.reporting.notebooks import Notebook
from analysis.reporting.progress import Progress

SHARP = 144  # sharp on a screen with two dots per pixel


@dataclass(frozen=True)
class Job:
    """A notebook to run in a language; the same ``key`` means the same outcome."""

    notebook: Notebook
    language: str
    key: str

    @property
    def name(self) -> str:
        """What the reader of a progress bar sees."""
        return f"{self.notebook.page} ({self.language})"


@dataclass(frozen=True)
class Outcome:
    """What came of a job.

    Attributes
    ----------
    content : notebook object
        With its outputs; None when the file could not be read.
    problem : str
        Why it stopped, in the language of the page; empty when it ran to its end.
    section : str
        Heading above the cell that stopped it, in English.
    files : Path, optional
        Folder with the files that its page links to; it need not exist.
    """

    job: Job
    content: Any
    problem: str = ""
    section: str = ""
    files: Path | None = None


class Store:
    """Outcomes kept in the study's ``.derived``, so that what did not change is not run again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def results(self, code: str) -> Path:
        """Folder in which the notebooks of one language write their results."""
        return self.folder / code / "results"

    def files(self, job: Job) -> Path:
        """Folder in which a notebook leaves the files that its page links to."""
        return self.folder / job.language / "files" / job.notebook.page

    def load(self, job: Job) -> Outcome | None:
        """Give the kept outcome of a job; None when it has to run."""
        try:
            kept = json.loads(self._path(job).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        if kept.get("key") != job.key:
            return None
        content = notebooks.light_nbformat().from_dict(kept["content"])
        return Outcome(job, content, files=self.files(job))

    def save(self, outcome: Outcome) -> None:
        """Keep an outcome; one that stopped is tried again next time."""
        path = self._path(outcome.job)
        path.unlink(missing_ok=True)
        if outcome.problem:
            return
        kept = {"key": outcome.job.key, "content": outcome.content}
        part = path.with_suffix(".part")
        part.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8", newline="\n")
        os.replace(part, path)

    def drop(self, job: Job) -> None:
        """Remove what is kept of a job before it runs again.

        A run that is killed halfway must not leave the results of one state of the study beside
        the page of another.
        """
        self._path(job).unlink(missing_ok=True)
        (self.results(job.language) / f"{job.notebook.page}.json").unlink(missing_ok=True)
        shutil.rmtree(self.files(job), ignore_errors=True)

    def forget(self, keep: set[str], code: str) -> None:
        """Remove what is kept of notebooks that are no longer there."""
        for folder in self.folder.glob(f"{code}/files/*"):
            if folder.name not in keep:
                shutil.rmtree(folder, ignore_errors=True)
        for path in [*self.folder.glob(f"{code}/*.json"), *self.results(code).glob("*.json")]:
            if path.stem not in keep:
                path.unlink()

    def _path(self, job: Job) -> Path:
        folder = self.folder / job.language
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder / f"{job.notebook.page}.json"


def run(
    todo: Sequence[Job],
    *,
    study: Path,
    store: Store,
    releases: Path,
    jobs: int,
    progress: Progress,
    fit: Callable[[Any], Any] = lambda content: content,
    seconds: int = kernels.CELL_SECONDS,
    dpi: int = SHARP,
) -> list[Outcome]:
    """Run notebooks, at most ``jobs`` at a time, and keep what came of each.

    Parameters
    ----------
    todo : sequence of Job
        Run in this order.
    study : Path
        Folder of the study that is put into each notebook.
    store : Store
        Where outcomes and results are kept.
    releases : Path
        Folder for the record of what was released.
    jobs : int
        How many kernels at the same time.
    progress : Progress
        Told of every code cell.
    fit : callable
        Given a notebook before it runs, leaves out what the study has no data for.
    seconds : int
        Longest time for one cell.
    dpi : int
        Dots per inch of the figures.

    Returns
    -------
    list of Outcome
        In the order of ``todo``; one that failed says why.
    """
    with tempfile.TemporaryDirectory(prefix="lc-", ignore_cleanup_errors=True) as scratch:
        room = _Room(study, store, releases, Path(scratch), fit, seconds, dpi, progress)

        async def everything() -> list[Outcome]:
            places = asyncio.Semaphore(jobs)
            return list(await asyncio.gather(*(room.run(job, places) for job in todo)))

        return kernels.run_loop(everything)


@dataclass(frozen=True)
class _Room:
    """What all jobs of one run share."""

    study: Path
    store: Store
    releases: Path
    scratch: Path
    fit: Callable[[Any], Any]
    seconds: int
    dpi: int
    progress: Progress

    async def run(self, job: Job, places: asyncio.Semaphore) -> Outcome:
        async with places:
            start = time.perf_counter()
            self.progress.begins(job.name, job.notebook.n_steps)
            with language.use(job.language):
                outcome = await self._outcome(job)
            self.store.save(outcome)
            self.progress.ends(job.name, time.perf_counter() - start, outcome.problem)
            return outcome

    async def _outcome(self, job: Job) -> Outcome:
        content = None
        self.store.drop(job)
        record_files.forget(self.releases, job.notebook.page, job.language)
        try:
            content = notebooks.without_outputs(job.notebook.load())
            content = notebooks.inject(self.fit(content), self.study)
            if any(cell.cell_type == "code" for cell in content.cells):  # else: nothing to start
                await self._execute(job, content)
        except Exception as error:  # whatever a notebook does, the others go on
            return Outcome(job, content, failures.reason(error, content), failures.place(content))
        if job.notebook.own:
            gate.close(content)
        return Outcome(job, content, files=self.store.files(job))

    async def _execute(self, job: Job, content: Any) -> None:
        await kernels.execute(
            content,
            folder=job.notebook.path.parent,
            env=self._environment(job),
            scratch=self.scratch,
            seconds=self.seconds,
            on_cell=lambda: self.progress.step(job.name),
        )

    def _environment(self, job: Job) -> dict[str, str]:
        return kernels.environment(
            self.scratch,
            language=job.language,
            page=job.notebook.page,
            dpi=self.dpi,
            results=self.store.results(job.language),
            releases=self.releases,
            files=self.store.files(job),
        )
