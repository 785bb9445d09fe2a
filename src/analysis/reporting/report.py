"""Makes the report of a study: runs what changed, builds the pages, and puts them in place."""

import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from analysis import paths, settings
from analysis.errors import DataProblem
from analysis.language import PSEUDO
from analysis.language import gettext as _
from analysis.reporting import (
    fingerprint,
    lock,
    merging,
    notebooks,
    progress,
    pruning,
    runner,
    site,
    swap,
    together,
)
from analysis.reporting.runner import Job, Outcome, Store
from analysis.settings import Settings

_SITE_STEPS = 12  # weight of the pages in the progress bar, in code cells


@dataclass(frozen=True)
class Report:
    """What came of a run.

    Attributes
    ----------
    folder : Path
        Where the report is.
    stopped : tuple of Outcome
        Notebooks that did not run to their end.
    ran : int
        How many notebooks were run, counted per language.
    fresh : bool
        False when nothing had changed and the old pages stand.
    hiding_more : tuple of str
        Pages that hide more than they would alone, so that no small group follows from all pages
        together.
    """

    folder: Path
    stopped: tuple[Outcome, ...] = ()
    ran: int = 0
    fresh: bool = True
    hiding_more: tuple[str, ...] = ()


def make(
    study: Path,
    *,
    languages: Sequence[str],
    clean: Callable[[Path], Any],
    jobs: int | None = None,
    reports: Path | None = None,
) -> Report:
    """Make ``reports/<study>/``, or leave it when nothing has changed.

    Parameters
    ----------
    study : Path
        Folder of the study.
    languages : sequence of str
        Which languages, the first for readers whose language is none of them.
    clean : callable
        Given the study's folder, brings its tidy tables up to date and gives the study:
        ``study.open_study``.
    jobs : int, optional
        How many notebooks at a time; as many as the machine has cores when left out.
    reports : Path, optional
        Folder that holds the reports; ``reports`` in the working directory when left out.

    Raises
    ------
    DataProblem
        When the study is not in order, another report of it is being made, another study of the
        same name has its report there, or the two languages gave different results. The report
        that was there stays as it is.
    """
    about = settings.read(study)
    target = (reports or Path.cwd() / "reports") / study.name
    with lock.held(study / ".derived" / "report.lock"):
        _claim(target, study)
        swap.recover(target)
        run = _Run(about, target, tuple(languages), jobs or os.cpu_count() or 1)
        if run.is_current():
            return Report(target, fresh=False)
        return run.make(clean(study))


def _claim(target: Path, study: Path) -> None:
    """Refuse to put one study's report over that of another with the same name.

    Whose report it is stands beside it: inside, it would be published along. The place of the
    study is written as seen from the reports, so that both may be moved together.
    """
    mark, place = target.with_name(f".{target.name}.study"), study.resolve()
    if place.drive == target.resolve().drive:
        place = os.path.relpath(place, target.parent.resolve())
    owner = fingerprint.of_texts(str(place))
    known = mark.read_text(encoding="utf-8") if target.exists() and mark.exists() else owner
    if known != owner:
        raise DataProblem(
            _("The folder {folder} holds the report of another study with the same name.").format(
                folder=f"{target.parent.name}/{target.name}"
            ),
            repair=_(
                "rename the folder of one of the two studies; if you moved the study, remove that "
                "report first"
            ),
        )
    swap.write(mark, owner)


class _Run:
    """One run of a report, while its lock is held."""

    def __init__(
        self, about: Settings, target: Path, languages: tuple[str, ...], jobs: int
    ) -> None:
        self.about, self.target, self.languages, self.jobs = about, target, languages, jobs
        self.derived = about.folder / ".derived"
        self.store = Store(self.derived / "runs")
        self.releases = self.derived / "releases"
        self.notebooks = notebooks.of_study(about.folder)
        if not self.notebooks:
            raise DataProblem(
                _("There are no notebooks to run."), repair=_("install the project anew")
            )
        self.todo = self._jobs()
        self.key = self._key_of_site()

    def is_current(self) -> bool:
        """Whether the pages that are there are those this run would make."""
        return self._stamp().get(str(self.target)) == self.key and all(
            (self.target / name).exists() for name in ("index.html", *self.languages)
        )

    def make(self, opened: Any) -> Report:
        """Run what changed and build the pages."""
        kept = {job: self.store.load(job) for job in self.todo}
        waiting = [job for job in self.todo if not kept[job]]
        steps = sum(job.notebook.n_steps for job in waiting) + _SITE_STEPS
        together.begin(self.releases, _only_in(waiting, kept))
        self._forget_what_is_gone()
        with progress.shown(steps) as told:
            run = partial(self._run, opened=opened, told=told)
            ran = run(waiting)
            kept |= {outcome.job: outcome for outcome in ran}
            safe = together.make_safe(
                kept, releases=self.releases, minimum=self.about.minimum, again=run
            )
            outcomes = {
                code: [safe.kept[job] for job in self.todo if job.language == code]
                for code in self.languages
            }
            results = merging.merged(outcomes, self.store)
            self._build(outcomes, results, told)
        stopped = tuple(outcome for outcome in safe.kept.values() if outcome.problem)
        self._stamp_now("" if stopped else self.key)
        return Report(self.target, stopped, len(ran), hiding_more=safe.hiding_more)

    def _run(self, jobs: Sequence[Job], *, opened: Any, told: progress.Progress) -> list[Outcome]:
        return runner.run(
            jobs,
            study=self.about.folder,
            store=self.store,
            releases=self.releases,
            jobs=self.jobs,
            progress=told,
            fit=lambda content: pruning.prune(content, opened),
        )

    def _jobs(self) -> list[Job]:
        base = fingerprint.of_texts(
            fingerprint.of_package(), fingerprint.of_tools(), self._inputs()
        )
        catalogues = {code: _catalogue(code, "leercultuur") for code in self.languages}
        return [
            Job(
                notebook,
                code,
                fingerprint.of_texts(
                    base, catalogues[code], notebook.page, _contents(notebook.path)
                ),
            )
            for notebook in self.notebooks
            for code in self.languages
        ]

    def _inputs(self) -> str:
        files = [self.about.folder / "study.toml"]
        files += [self.about.full_path(source) for source in self.about.files]
        for path in files:
            if not path.is_file():
                raise DataProblem(
                    _("The file is not there."),
                    file=path.name,
                    repair=_("correct its path in study.toml"),
                )
        return fingerprint.of_files(set(files), root=self.about.folder)

    def _key_of_site(self) -> str:
        prose = [_catalogue(code, "notebooks") for code in self.languages]
        return fingerprint.of_texts(*self.languages, *prose, *(job.key for job in self.todo))

    def _forget_what_is_gone(self) -> None:
        """Forget pages that are no longer there, and records in a language that is not made now.

        Those may have been written by another version of the package.
        """
        pages = {notebook.page for notebook in self.notebooks}
        for code in self.languages:
            self.store.forget(pages, code)
        for record in self.releases.glob("*"):
            page, *parts = record.name.split(".")
            language = parts[0] if record.suffix == ".parquet" and parts else self.languages[0]
            if page not in pages or language not in self.languages:
                record.unlink()

    def _build(
        self,
        outcomes: Mapping[str, Sequence[Outcome]],
        results: str,
        told: progress.Progress,
    ) -> None:
        """Build beside the old report, then exchange the two."""
        beside = self.target.with_name(f".{self.target.name}.new")
        try:
            site.empty(beside)
            told.begins(_("pages"), _SITE_STEPS)
            scratch = beside / ".build"
            site.build(outcomes, study=site.Study.of(self.about), target=beside, scratch=scratch)
            shutil.rmtree(scratch)
            site.copy_results(results, beside)
            swap.replace(self.target, beside)
        finally:
            shutil.rmtree(beside, ignore_errors=True)

    def _stamp(self) -> dict[str, str]:
        try:
            return json.loads((self.derived / "reports.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}

    def _stamp_now(self, key: str) -> None:
        stamps = self._stamp() | {str(self.target): key}
        text = json.dumps(stamps, indent=1, sort_keys=True)
        (self.derived / "reports.json").write_text(text, encoding="utf-8")


def _only_in(waiting: Sequence[Job], kept: Mapping[Job, Outcome | None]) -> set[str]:
    """Pages that run anew in every language."""
    there = {job.notebook.page for job, outcome in kept.items() if outcome}
    return {job.notebook.page for job in waiting} - there


def _catalogue(code: str, domain: str) -> str:
    if code == PSEUDO:
        return code
    path = paths.project() / "locale" / code / "LC_MESSAGES" / f"{domain}.po"
    return f"{code} {_contents(path) if path.exists() else ''}"


def _contents(path: Path) -> str:
    return fingerprint.of_files([path], root=path.parent)
