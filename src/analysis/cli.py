"""The command ``leercultuur``: what a person types, and what they read when it goes wrong."""

import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from analysis import language, mistakes, spoken
from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.language import ngettext

EXAMPLE = "data/example"
STOPPED, MISTAKE, INTERRUPTED = 1, 2, 130  # exit codes


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code.

    0 all went well, 1 a notebook stopped, a catalogue is incomplete or a check has remarks, 2
    something has to be repaired first, 130 interrupted.
    """
    words = list(sys.argv[1:] if words is None else words)
    signal.signal(signal.SIGTERM, _stop)
    with language.use(spoken.chosen(words)):
        if not words or {"--help", "-h"} & set(words):
            typer.echo(_overview(words[0] if words else ""))
            return 0 if words else MISTAKE
        try:
            result = _app()(words, prog_name="leercultuur", standalone_mode=False)
        except Exception as error:
            message = _explained(error, words)
            if message is None:
                raise
            typer.echo(message, err=True)
            return MISTAKE
        except KeyboardInterrupt:
            result = INTERRUPTED
        except SystemExit as stop:  # also when who reads the output has gone: check | head
            result = INTERRUPTED if stop.code is None else stop.code
        if result == INTERRUPTED:
            typer.echo(_("Stopped. The report that was there is still there."), err=True)
    return result if isinstance(result, int) else 0


def _overview(name: str) -> str:
    """Say what can be typed: everything, or one command when its name is known."""
    commands = _commands()
    chosen = {name: commands[name]} if name in commands else commands
    lines = [f"leercultuur {usage}\n    {about}" for _run, usage, about in chosen.values()]
    return "\n".join(lines)


_Commands = dict[str, tuple[Callable[..., int], str, str]]


def _commands() -> _Commands:
    """Per command: what runs it, how it is typed, and what it does, in the reader's language."""
    return _for_studies() | _for_the_project()


def _for_studies() -> _Commands:
    return {
        "new": (
            new,
            "new FOLDER FILE...",
            _("Make a study of exported files: copies them, and drafts study.toml."),
        ),
        "check": (
            check,
            "check STUDY [--html FILE] [--json FILE]",
            _("List what is wrong with a study, worst first, and how to repair it."),
        ),
        "report": (
            report,
            "report [STUDY] [--language nl|en|both] [--jobs N]",
            _("Make the report of a study in reports/<study>; without STUDY, of the example."),
        ),
        "datasheet": (
            datasheet,
            "datasheet STUDY [--to FOLDER|FILE] [--language nl|en|both]",
            _("Draft the data sheet of a study: sources, purpose, legal basis, retention."),
        ),
        "questionnaire": (
            questionnaire,
            "questionnaire [STUDY] [--modules core,feedback] [--for limesurvey|forms|word] "
            "[--language nl|en] [--out FOLDER]",
            _("Write the questionnaire for a survey tool or for paper, with the letter to staff."),
        ),
        "copy": (
            copy,
            "copy NOTEBOOK STUDY",
            _("Put a notebook of ours into a study, to change it."),
        ),
    }


def _for_the_project() -> _Commands:
    return {
        "example": (
            example,
            "example [FOLDER]",
            _("Write the example study, the same every time."),
        ),
        "store": (
            store,
            "store [NOTEBOOK]... [--jobs N]",
            _("Run the notebooks on the example study and store their output."),
        ),
        "catalogue": (
            catalogue,
            "catalogue [--check]",
            _("Bring the Dutch catalogue up to date with the sources, or say what it lacks."),
        ),
    }


def _explained(error: Exception, words: Sequence[str]) -> str | None:
    """One clear message for what a person can repair; None for a fault of ours."""
    if hasattr(error, "format_message"):  # words that the command line does not understand
        typed = _("This is not understood: {words}").format(words=f"leercultuur {' '.join(words)}")
        return f"{typed}\n{_overview(words[0])}"
    message = mistakes.explained(error)
    if isinstance(error, DataProblem) and words[0] == "report" and len(words) > 1:
        return f"{message}{mistakes.all_at_once(words[1])}"
    return message


def _stop(_signal: int, _frame: Any) -> None:
    """End as Ctrl-C does, so that kernels and temporary folders go too."""
    raise SystemExit(INTERRUPTED)


def _app() -> typer.Typer:
    app = typer.Typer(add_completion=False, add_help_option=False, pretty_exceptions_enable=False)
    for name, (run, _usage, _about) in _commands().items():
        app.command(name, add_help_option=False)(run)
    return app


def new(
    folder: Annotated[str, typer.Argument()],
    files: Annotated[list[str] | None, typer.Argument()] = None,
) -> int:
    """Make the folder of a study: files, key and a study.toml to correct."""
    from analysis.drafting import folder as drafting
    from analysis.drafting import said

    made = drafting.new(Path(folder), [Path(file) for file in files or []])
    for line in said.after_new(made):
        typer.echo(line)
    return 0


def check(
    study: Annotated[str, typer.Argument()],
    html: Annotated[str | None, typer.Option()] = None,
    json: Annotated[str | None, typer.Option()] = None,
) -> int:
    """List the problems of a study; 0 none, 1 remarks only, 2 problems that stop."""
    from analysis import paths
    from analysis.drafting import check as checking
    from analysis.drafting import said

    found = checking.check(paths.study_folder(study))
    for line in said.after_check(found, shown_as=study):
        typer.echo(line)
    for target, write in ((html, said.as_html), (json, said.as_json)):
        if target:
            said.write_whole(Path(target), write(found))
            typer.echo(_("Written to {place}.").format(place=target))
    return found.exit_code


def report(
    study: Annotated[str, typer.Argument()] = EXAMPLE,
    language: Annotated[str, typer.Option()] = "both",
    jobs: Annotated[int | None, typer.Option(min=1)] = None,
) -> int:
    """Clean, run the notebooks side by side, and build the pages."""
    from analysis import paths
    from analysis.reporting import report as reports

    done = reports.make(
        paths.study_folder(study), languages=_languages(language), clean=_clean, jobs=jobs
    )
    if not done.fresh:
        typer.echo(_("Nothing has changed since this report was made."))
    for name in sorted({outcome.job.notebook.page for outcome in done.stopped}):
        typer.echo(_("{name} stopped; its page says why.").format(name=name), err=True)
    said = _("{name} hides more: beside another page it would give a small group away.")
    for name in done.hiding_more:
        typer.echo(said.format(name=name), err=True)
    typer.echo(_("Report: {place}").format(place=done.folder / "index.html"))
    return STOPPED if done.stopped else 0


def datasheet(
    study: Annotated[str, typer.Argument()],
    to: Annotated[str | None, typer.Option()] = None,
    language: Annotated[str, typer.Option()] = "both",
) -> int:
    """Write the data sheet to a folder, or to one .md or .html file in one language."""
    from analysis import paths
    from analysis.reporting import datasheet_files

    folder = paths.study_folder(study)
    target = Path(to) if to else Path("reports") / folder.name
    written = datasheet_files.write(_clean(folder), target, _languages(language))
    for path in written:
        typer.echo(_("Written to {place}.").format(place=path))
    return 0


def questionnaire(
    study: Annotated[str | None, typer.Argument()] = None,
    modules: Annotated[str, typer.Option()] = "core",
    kinds: Annotated[str, typer.Option("--for")] = "limesurvey,forms,word",
    language: Annotated[str, typer.Option()] = "nl",
    out: Annotated[str | None, typer.Option()] = None,
) -> int:
    """Write the questionnaire and the letter, in a folder of the study or where one is named."""
    from analysis import language as languages
    from analysis import paths
    from analysis.questionnaire import files

    folder = paths.study_folder(study) if study else None
    target = Path(out) if out else (folder or Path()) / "questionnaire"
    if language not in languages.LANGUAGES:
        raise _unknown_language(language, "nl, en")
    with languages.use(language):
        written = files.write(_listed(modules), _listed(kinds), study=folder, target=target)
    told = [_("Written to {place}.").format(place=path) for path in written]
    typer.echo("\n".join([*told, *files.next_steps(_listed(kinds))]))
    return 0


def _listed(words: str) -> list[str]:
    return [word.strip() for word in words.split(",") if word.strip()]


def _languages(asked: str) -> list[str]:
    known = {"nl": ["nl"], "en": ["en"], "both": ["nl", "en"], "pseudo": ["pseudo"]}
    if asked not in known:
        raise _unknown_language(asked, "nl, en, both")
    return known[asked]


def _unknown_language(asked: str, known: str) -> DataProblem:
    return DataProblem(
        _("The language {code} is not known.").format(code=asked),
        repair=_("choose from: {known}").format(known=known),
    )


def _clean(folder: Path) -> object:
    from analysis import study

    return study.open_study(folder)


def copy(
    notebook: Annotated[str, typer.Argument()],
    study: Annotated[str, typer.Argument()],
) -> int:
    """Copy a notebook into the study's own notebooks."""
    from analysis import paths
    from analysis.reporting import copies

    target = copies.copy(notebook, paths.study_folder(study))
    typer.echo(_("Copied to {place}.").format(place=target))
    return 0


def example(
    folder: Annotated[str | None, typer.Argument()] = None,
    targets: Annotated[bool, typer.Option("--targets")] = False,
) -> int:
    """Write the example study from its seed; ``--targets`` also what its estimates aim at."""
    from analysis import example as generator
    from analysis import paths
    from analysis.example import targets as aims

    target = Path(folder) if folder else paths.project() / EXAMPLE
    generator.write(target)
    if targets:
        aims.write(target)
    typer.echo(_("Example study written to {place}.").format(place=target))
    return 0


def store(
    notebooks: Annotated[list[str] | None, typer.Argument()] = None,
    jobs: Annotated[int | None, typer.Option(min=1)] = None,
) -> int:
    """Run notebooks on the example study, in English, and keep their outputs in the files."""
    from analysis import paths
    from analysis.reporting import store as storing

    example_study = paths.study_folder(EXAMPLE)
    _clean(example_study)
    stopped = storing.store(notebooks or [], study=example_study, jobs=jobs)
    for name, problem in stopped.items():
        typer.echo(_("{name}: stopped. {problem}").format(name=name, problem=problem), err=True)
    return STOPPED if stopped else 0


def catalogue(check: Annotated[bool, typer.Option("--check")] = False) -> int:
    """Extract the messages of package and notebooks; ``--check`` changes nothing."""
    from analysis.reporting import catalogue as catalogues

    findings = catalogues.check() if check else catalogues.update()
    for finding in findings:
        typer.echo(finding, err=check)
    if check and not findings:
        typer.echo(_("The catalogue is complete."))
    missing = ngettext("{n} thing to repair.", "{n} things to repair.", len(findings))
    if check and findings:
        typer.echo(missing.format(n=len(findings)), err=True)
    return STOPPED if check and findings else 0
