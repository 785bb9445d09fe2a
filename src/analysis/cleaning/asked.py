"""How each question was put in each wave: its words, its answers, its place and the tool."""

from collections.abc import Iterable, Mapping

import pandas as pd

from analysis.cleaning.items import item_of
from analysis.cleaning.sheet import Sheet
from analysis.codebook import Codebook, normalise

COLUMNS = ["wave", "file", "item_id", "place", "wording", "language", "labels", "tool"]


def asked(
    sheet: Sheet,
    columns: Mapping[str, str],
    labels: Mapping[str, str],
    *,
    waves: Iterable[str],
    codebook: Codebook,
) -> pd.DataFrame:
    """Describe the questions of one file.

    Parameters
    ----------
    columns : dict
        Item to raw column.
    labels : dict
        Item to what its answers were called; see ``replies.Replies``.
    waves : iterable of str
        The waves whose answers the file holds.

    Returns
    -------
    DataFrame, one row per wave and item
        wave, file, item_id, place (1 for the first question in the file), wording (folded; empty
        where the file holds a code instead of the question), language (nl or en where the words
        are those of the codebook, else empty), labels, tool (the format of the file).
    """
    at = {name: place for place, name in enumerate(sheet.rows.columns)}
    places = {
        item: place for place, item in enumerate(sorted(columns, key=lambda i: at[columns[i]]), 1)
    }
    texts = sheet.raw.catalogue["text"]
    rows = []
    for item, column in columns.items():
        wording, language = _wording(str(texts.get(column, "")), item, codebook)
        rows.append(
            {"file": sheet.file, "item_id": item, "place": places[item], "wording": wording,
             "language": language, "labels": labels.get(item, ""), "tool": sheet.raw.report.format}
        )  # fmt: skip
    parts = [pd.DataFrame(rows).assign(wave=wave) for wave in waves]
    if not parts:
        return pd.DataFrame(columns=COLUMNS)
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def _wording(text: str, item: str, codebook: Codebook) -> tuple[str, str]:
    """Give the words of a question without the heading of its block, and their language."""
    folded = normalise(text)
    if " " not in folded:
        return "", ""
    ours = codebook.items.loc[item]
    known = {normalise(ours["text_nl"]): "nl"}
    known.setdefault(normalise(ours["text_en"]), "en")
    language = item_of(folded, known)
    if language is not None:
        return next(words for words, spoken in known.items() if spoken == language), language
    return folded.rsplit(" - ", 1)[-1], ""
