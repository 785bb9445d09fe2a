"""Questions that somebody who stopped halfway never came to."""

from collections.abc import Mapping

import pandas as pd

from analysis.cleaning.sheet import Sheet

DROPPED_OUT = "dropped_out"
_BLANK = ("skipped", "not_asked")


def after_the_last_answer(
    sheet: Sheet, reasons: pd.DataFrame, finished: pd.Series, columns: Mapping[str, str]
) -> pd.DataFrame:
    """Tell what was never reached from what was seen and skipped.

    Parameters
    ----------
    reasons : DataFrame, one column per item
        Why there is no answer; missing where there is one.
    finished : Series of bool
        Whether the questionnaire was sent in.
    columns : dict
        Item to raw column. Survey tools write them in the order in which was asked; where a tool
        shuffled the questions, what was reached cannot be told from it.

    Returns
    -------
    DataFrame
        As ``reasons``; in records that were not finished, every blank after the last item with
        an answer, or with a box such as "I do not know", is "dropped_out".
    """
    stopped = reasons.index[~finished.to_numpy(dtype=bool)]
    if not len(stopped):
        return reasons
    places = {name: place for place, name in enumerate(sheet.raw.rows.columns)}
    order = sorted(columns, key=lambda item: places[columns[item]])
    part = reasons.loc[stopped, order]
    # Where a tool marks what was seen and skipped, only what it left empty was not reached.
    marks = (reasons == "not_asked").any(axis=None)
    said = part != "not_asked" if marks else ~part.isin(_BLANK)
    later = said.iloc[:, ::-1].cummax(axis="columns").iloc[:, ::-1]
    told = reasons.copy()
    told.loc[stopped, order] = part.mask(~later, DROPPED_OUT)
    return told
