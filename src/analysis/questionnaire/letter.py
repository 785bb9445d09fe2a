"""The information letter for staff: what study.toml says, and a field where only people can.

A letter is for those who are asked to take part: what is asked, what it is linked with, how small
a group may be, how long everything is kept, who sees what, and whom to ask. It promises nothing
that study.toml does not say.
"""

from dataclasses import dataclass, field

from analysis.language import date, listing, ngettext, pick
from analysis.language import gettext as _
from analysis.questionnaire import about_you, paper, words
from analysis.questionnaire.contents import Module
from analysis.reporting import datasheet_asked as asked
from analysis.reporting import words as labels
from analysis.settings import Settings

_LINKED = ("contracts", "absences", "training", "talks")  # tables about the same people
_SURVEYS = ("answers", "learning_habits")


@dataclass(frozen=True)
class Blank:
    """What a person still has to write, and the key of study.toml that would fill it."""

    ask: str
    key: str = ""


@dataclass(frozen=True)
class Part:
    """A heading with what stands under it."""

    title: str
    parts: list[str | Blank] = field(default_factory=list)


def parts(modules: list[Module], about: Settings | None) -> list[Part]:
    """Write the letter in the reader's language.

    Parameters
    ----------
    modules : list of Module
        What is asked.
    about : Settings or None
        The study; None where there is no study.toml yet, so that more fields are left open.
    """
    return [
        Part(_("Why this questionnaire"), [_said(about, "purpose")]),
        Part(_("What we ask"), _asks(modules)),
        Part(_("What your answers are linked with"), _links(about)),
        Part(_("Small groups"), [_small(about), _never()]),
        Part(_("Who sees what"), [_people(), _said(about, "recipients")]),
        Part(_("How long it is kept"), [_kept(about)]),
        Part(
            _("Taking part"),
            [Blank(_("whether taking part is voluntary, and how somebody can withdraw"))],
        ),
        Part(_("Who agreed to this"), _councils(about)),
        Part(_("Whom you can ask"), [_said(about, "responsible"), _said(about, "contact")]),
    ]


def _said(about: Settings | None, name: str) -> str | Blank:
    text = about.declared.texts.get(name) if about else None
    return pick(text) if text else Blank(asked.questions()[name], f"{name}, [datasheet]")


def _asks(modules: list[Module]) -> list[str]:
    told = [f"{module.title}: {words.minutes(module)}." for module in modules]
    first = _("First we ask for your team, your role and your years of service, so that groups "
              "can be compared.")  # fmt: skip
    skip = _("You may skip a question that you do not want to answer.")
    return [*([first] if about_you.asked_with(modules) else []), *told, skip]


def _links(about: Settings | None) -> list[str | Blank]:
    surveys = [source for source in about.files if source.table in _SURVEYS] if about else []
    if not surveys:
        return [Blank(_("whether answers are linked with other data, and with which"))]
    if all(source.anonymous for source in surveys):
        return [
            _("Your answers are not linked with anything: the questionnaire is anonymous."),
            _("In a small group somebody may still guess who said what; that is why small groups "
              "are not shown."),
        ]  # fmt: skip
    tables = dict.fromkeys(source.table for source in about.files)
    linked = [labels.value_label("table", name) for name in tables if name in _LINKED]
    told = [
        _("The questionnaire is confidential and not anonymous. Your answers carry a code instead "
          "of your name, so that answers over the years can be put together.")
    ]  # fmt: skip
    if linked:
        told.append(
            _("By that code your answers are linked with: {tables}.").format(tables=listing(linked))
        )
    if "absences" in tables:
        told.append(_("The reason of an illness is never read."))
    return told


def _small(about: Settings | None) -> str | Blank:
    if about is None:
        return Blank(_("the smallest group that is shown; 5 people or more"), "minimum, [privacy]")
    return _("A result is shown only for a group of at least {n} people. Smaller groups are "
             "hidden, also where others could work them out.").format(n=about.minimum)  # fmt: skip


def _never() -> str:
    return _("Results serve to learn and to improve. No report shows one person, and there is no "
             "ranking of people, managers or teams.")  # fmt: skip


def _people() -> str:
    return _("Reports show groups only. Nobody who reads a report can see what you answered.")


def _kept(about: Settings | None) -> str | Blank:
    if about is None or about.retention_until is None:
        return Blank(asked.questions()["retention_until"], "retention_until, [privacy]")
    return _("Your answers, and the key to the codes, are deleted on {day} at the latest.").format(
        day=date(about.retention_until)
    )


def _councils(about: Settings | None) -> list[str | Blank]:
    councils = about.declared.councils if about else ()
    if not councils:
        return [Blank(asked.questions()["councils"], "councils, [datasheet]")]
    told: list[str | Blank] = []
    for council in councils:
        if council.consent_on is None:
            told.append(Blank(f"{council.name}: {asked.questions()['consent']}"))
        else:
            told.append(
                _("{name} agreed on {day}.").format(name=council.name, day=date(council.consent_on))
            )
    return told


def document(title: str, modules: list[Module], about: Settings | None, note: str) -> bytes:
    """Write the letter as a .docx file, with open fields marked in yellow."""
    made = paper.document(_("Information letter: {title}").format(title=title))
    written = parts(modules, about)
    n = sum(isinstance(part, Blank) for one in written for part in one.parts)
    if n:
        open_fields = ngettext(
            "{n} field is still open; fill it in before you send this letter.",
            "{n} fields are still open; fill them in before you send this letter.",
            n,
        )
        paper.blank(made.add_paragraph(), open_fields.format(n=n))
    made.add_paragraph(_("Dear colleague,"))
    lead = _("We ask you to fill in a questionnaire about learning and working together.")
    made.add_paragraph(f"{lead} {note}".strip())
    for one in written:
        made.add_heading(one.title, level=2)
        for part in one.parts:
            paragraph = made.add_paragraph()
            if isinstance(part, Blank):
                paper.blank(paragraph, _("still to be filled in: {what}").format(what=part.ask))
            else:
                paragraph.add_run(part)
    return paper.content(made)
