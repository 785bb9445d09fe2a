"""Writes the questionnaire for a tool or for paper, with the letter that goes with it."""

from collections.abc import Callable, Sequence
from pathlib import Path

from analysis import codebook, settings
from analysis.codebook import Codebook
from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.language import pick
from analysis.questionnaire import contents, forms, letter, limesurvey, printed, words
from analysis.questionnaire.contents import Module
from analysis.settings import Settings

KINDS = ("limesurvey", "forms", "word")


def write(
    names: Sequence[str], kinds: Sequence[str], *, study: Path | None, target: Path
) -> list[Path]:
    """Write the questionnaire in the reader's language.

    Parameters
    ----------
    names : sequence of str
        Modules of the codebook.
    kinds : sequence of str
        Of ``KINDS``.
    study : Path or None
        Folder of a study: its codebook is used, and the letter is filled from its study.toml.
    target : Path
        Folder; made where it is not there. A file that is there is never replaced, because
        somebody may have filled it in.

    Returns
    -------
    list of Path
        What was written; the letter is the last.

    Raises
    ------
    DataProblem
        When a module or kind is not known, or a file is there already.
    """
    _refuse_unknown(kinds)
    about = settings.read(study) if study else None
    book = codebook.load(about.codebook if about else None)
    modules = contents.modules(book, names)
    made = {name: build(modules, book, about) for name, build in _builders(kinds).items()}
    there = [name for name in made if (target / name).exists()]
    if there:
        raise DataProblem(
            _("This file is there already; it is never replaced."),
            file=str(target / there[0]),
            repair=_("choose another folder with --out, or move the file"),
        )
    target.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        (target / name).write_bytes(content)
    return [target / name for name in made]


def next_steps(kinds: Sequence[str]) -> list[str]:
    """Say what a person still has to do with what was written."""
    limesurvey_step = _(
        "In LimeSurvey: create a survey by importing the .txt file, and replace the answer to the "
        "question about the team by the names of your teams."
    )
    forms_step = _(
        "In Forms: use Quick import on the .docx file, compare the number of questions, and fill "
        "in your teams."
    )
    steps = {"limesurvey": limesurvey_step, "forms": forms_step}
    letter_step = _("Fill in what is yellow in the letter before you send it.")
    return [*(text for kind, text in steps.items() if kind in kinds), letter_step]


def _refuse_unknown(kinds: Sequence[str]) -> None:
    strange = [kind for kind in kinds if kind not in KINDS]
    if strange:
        raise DataProblem(
            _("A questionnaire for {kind} is not known.").format(kind=strange[0]),
            repair=_("choose from: {known}").format(known=", ".join(KINDS)),
        )


_Builder = Callable[[list[Module], Codebook, Settings | None], bytes]


def _builders(kinds: Sequence[str]) -> dict[str, _Builder]:
    """Give per file what makes its content."""
    every: dict[str, tuple[str, _Builder]] = {
        "limesurvey": (_("questionnaire-limesurvey.txt"), _for_limesurvey),
        "forms": (_("questionnaire-forms.docx"), _for_forms),
        "word": (_("questionnaire.docx"), _for_paper),
    }
    chosen = dict(every[kind] for kind in KINDS if kind in kinds)
    return chosen | {_("information-letter.docx"): _letter}


def _title(about: Settings | None) -> str:
    return pick(about.title) if about else _("Questionnaire on learning culture")


def _for_limesurvey(modules: list[Module], book: Codebook, about: Settings | None) -> bytes:
    text = limesurvey.structure(_title(about), modules, words.standing(modules, book))
    return text.encode("utf-8")


def _for_forms(modules: list[Module], book: Codebook, about: Settings | None) -> bytes:
    return forms.document(_title(about), modules)


def _for_paper(modules: list[Module], book: Codebook, about: Settings | None) -> bytes:
    return printed.document(_title(about), modules, words.standing(modules, book))


def _letter(modules: list[Module], book: Codebook, about: Settings | None) -> bytes:
    return letter.document(_title(about), modules, about, words.standing(modules, book))
