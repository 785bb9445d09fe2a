"""answers: one row per person and wave, with what they answered."""

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa

from analysis.cleaning import cells, compact, dropped_out, items, places, replies, survey, validate
from analysis.cleaning.asked import asked as how_asked
from analysis.cleaning.marking import Cleaned, beneath, mark, settle, stack
from analysis.cleaning.sheet import Sheet, sheets
from analysis.codebook import Codebook
from analysis.intake.raw import RawTable
from analysis.settings import Settings, SourceFile

_ABOUT = ["person_id", "team_id", "school_id", "wave", "answered_on", "duration_seconds", "role",
          "tenure_band"]  # fmt: skip


def clean(
    files: Sequence[tuple[RawTable, SourceFile]],
    settings: Settings,
    *,
    codebook: Codebook,
    units: pd.DataFrame | None = None,
) -> Cleaned:
    """Turn questionnaires into one table, doubles over all files of a wave taken out.

    Parameters
    ----------
    files : sequence of (RawTable, SourceFile)
        All files of the table, in the order of study.toml.
    units : DataFrame, optional
        The tidy table units: says which teams exist and to which school they belong.

    Returns
    -------
    Cleaned
        Items are numbers as given, not turned; missing where there is no answer.
        ``extra["answers_missing"]`` says why, for the rows that are kept, and
        ``extra["answers_asked"]`` how each question was put.

    Raises
    ------
    DataProblem
        When a column, label or date is not understood.
    """
    opened = sheets(files, settings, survey.TECHNICAL)
    tidied = [_tidy(sheet, codebook, units) for sheet in opened]
    rows = stack(opened, [part for part, _reasons, _put in tidied])
    reasons = beneath([part for _rows, part, _put in tidied])
    put = pd.concat([part for _rows, _reasons, part in tidied], ignore_index=True)
    del tidied
    asked = [item for item in codebook.items.index if item in reasons.columns]
    rows["_n_answered"] = survey.n_answered(rows, asked)
    rules = survey.rules(
        settings.cleaning,
        key=["person_id", "wave"],
        items=asked,
        teams=places.known_codes(units),
    )
    equal = survey.is_straightliner(rows, pd.Series(True, index=rows.index), items=asked)
    settled, audit = settle(
        rows,
        mark(rows, rules),
        opened,
        only_marked=survey.only_marked(settings.cleaning, rows, equal),
    )
    missing = survey.missing_answers(rows, reasons[asked], settled["fate"] == "kept")
    settled = settled[["file", "row", *_ABOUT, *asked, "fate"]]
    del rows, reasons
    pa.default_memory_pool().release_unused()  # what looking for doubles took, for what follows
    validate.check(settled, "answers")
    pa.default_memory_pool().release_unused()
    return Cleaned(settled, audit, {"answers_missing": missing, "answers_asked": put})


def _tidy(
    sheet: Sheet, codebook: Codebook, units: pd.DataFrame | None
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Read one file: people and answers, reasons where there is none, how questions were put."""
    people = survey.people(sheet)
    people["team_id"] = places.from_names(sheet, cells.codes(sheet, "team_id"), units)
    places.refuse_strangers(sheet, people["team_id"], places.known_codes(units))
    looked_up = places.parents(people["team_id"], people["answered_on"], units)
    people["school_id"] = cells.codes(sheet, "school_id").fillna(looked_up)
    people["role"] = cells.categories(sheet, "role")
    people["tenure_band"] = cells.categories(sheet, "tenure_band")
    texts = {
        item: (text_nl, text_en)
        for item, text_nl, text_en in codebook.items[["text_nl", "text_en"]].itertuples(name=None)
    }
    columns = items.find(sheet, texts)
    anchors = codebook.items["anchors"].to_dict()
    answers = replies.read(sheet, columns, anchors, codebook)
    reasons = dropped_out.after_the_last_answer(
        sheet, answers.reasons, people["_finished"], columns
    )
    put = how_asked(
        sheet,
        columns,
        answers.labels,
        waves=sorted(people["wave"].dropna().unique()),
        codebook=codebook,
    )
    shared = ["team_id", "school_id", "role", "tenure_band"]
    people[shared] = compact.texts(people[shared])
    return people.join(answers.values), reasons, put
