"""learning_habits: one row per person, wave, form and target, with statements on habits."""

from collections.abc import Sequence

import pandas as pd

from analysis.cleaning import cells, dropped_out, items, replies, survey, validate
from analysis.cleaning.marking import Cleaned, beneath, mark, settle, stack
from analysis.cleaning.sheet import Sheet, sheets
from analysis.codebook import Codebook
from analysis.intake.raw import RawTable
from analysis.language import gettext as _
from analysis.settings import Settings, SourceFile

_KEY = ["person_id", "wave", "form", "target_id"]


def clean(
    files: Sequence[tuple[RawTable, SourceFile]],
    settings: Settings,
    *,
    codebook: Codebook,
    units: pd.DataFrame | None = None,
) -> Cleaned:
    """Turn the forms on learning habits into one table; for the arguments see ``answers``.

    Returns
    -------
    Cleaned
        Statements are numbers as given. In the form *self* the target is the person.
        ``extra["answers_missing"]`` lists statements without an answer.
    """
    opened = sheets(files, settings, survey.TECHNICAL)
    tidied = [_tidy(sheet, codebook) for sheet in opened]
    rows = stack(opened, [part for part, _reasons in tidied])
    reasons = beneath([part for _rows, part in tidied])
    asked = [code for code in codebook.habits.index if code in reasons.columns]
    rows["_n_answered"] = survey.n_answered(rows, asked)
    rules = survey.rules(settings.cleaning, key=_KEY, items=asked, teams=None)
    equal = survey.is_straightliner(rows, pd.Series(True, index=rows.index), items=asked)
    settled, audit = settle(
        rows,
        mark(rows, rules),
        opened,
        only_marked=survey.only_marked(settings.cleaning, rows, equal),
    )
    missing = survey.missing_answers(rows, reasons[asked], settled["fate"] == "kept")
    # An observer may rate two leaders: one line per question is enough to say it was missing.
    missing = missing.drop_duplicates(["person_id", "wave", "item_id"], ignore_index=True)
    settled = settled[["file", "row", *_KEY, "answered_on", *asked, "fate"]]
    validate.check(settled, "learning_habits")
    return Cleaned(settled, audit, {"answers_missing": missing})


def _tidy(sheet: Sheet, codebook: Codebook) -> tuple[pd.DataFrame, pd.DataFrame]:
    form = _form(sheet)
    people = survey.people(sheet).assign(
        team_id=pd.Series(None, index=sheet.rows.index, dtype="str"),
        form=pd.Series(form, index=sheet.rows.index, dtype="str"),
    )
    people["target_id"] = people["person_id"] if form == "self" else _target(sheet)
    columns = items.find(sheet, texts(codebook, form))
    answers = replies.read(sheet, columns, codebook.habits["anchors"].to_dict(), codebook)
    reasons = dropped_out.after_the_last_answer(
        sheet, answers.reasons, people["_finished"], columns
    )
    if form == "self":
        for_leaders = codebook.habits.index[codebook.habits["respondent"] == "leader"]
        reasons = _not_put_to(reasons, [code for code in columns if code in for_leaders])
    return people.join(answers.values), reasons


def _not_put_to(reasons: pd.DataFrame, asked_of_some: list[str]) -> pd.DataFrame:
    """Call statements for leaders "not asked" where somebody left all of them empty."""
    others = (reasons[asked_of_some] == replies.SKIPPED).all(axis="columns")
    return reasons.assign(
        **{code: reasons[code].mask(others, "not_asked") for code in asked_of_some}
    )


def _form(sheet: Sheet) -> str:
    if sheet.source.form is None:
        raise sheet.problem(
            _("It is not known which form this file holds."),
            repair=_('add to this file in study.toml: form = "self", "observer" or "initiative"'),
        )
    return sheet.source.form


def _target(sheet: Sheet) -> pd.Series:
    sheet.need("target_id")
    return cells.codes(sheet, "target_id")


def texts(codebook: Codebook, form: str) -> dict[str, tuple[str, str]]:
    """Give the texts of the statements as the form words them."""
    asked = codebook.habits
    stem = "observer_item" if form == "observer" else "item"
    if form == "observer":
        asked = asked[asked["observer_item_nl"] != ""]
    elif form == "initiative":
        asked = asked[asked["respondent"] == "initiative"]
    else:
        asked = asked[asked["respondent"] != "initiative"]
    texts = asked[[f"{stem}_nl", f"{stem}_en"]]
    return {code: (nl, en) for code, nl, en in texts.itertuples(name=None)}
