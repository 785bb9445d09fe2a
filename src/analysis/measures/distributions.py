"""How the answers to a question divide over its options."""

import pandas as pd

from analysis.codebook import Codebook


def answer_shares(answers: pd.DataFrame, scale_id: str, *, codebook: Codebook) -> pd.DataFrame:
    """Give the share of each answer option, for each question of a scale as it was asked.

    Questions are not turned around here: the bars show what people ticked.

    Parameters
    ----------
    answers : DataFrame, one row per person
        Item columns with numbers from 1 to the number of options.
    scale_id : str
        A scale of the codebook.
    codebook : Codebook

    Returns
    -------
    DataFrame, one row per question that was asked
        item_id, n (people who answered it), share_1 … share_k.
    """
    options = int(codebook.scales.loc[scale_id, "options"])
    asked = [item for item in codebook.items_of(scale_id) if item in answers.columns]
    rows = [_shares(answers[item].dropna(), item, options) for item in asked]
    columns = ["item_id", "n", *(f"share_{i}" for i in range(1, options + 1))]
    return pd.DataFrame([row for row in rows if row["n"]], columns=columns)


def _shares(given: pd.Series, item: str, options: int) -> dict[str, object]:
    counted = given.value_counts().reindex(range(1, options + 1), fill_value=0)
    shares = counted / max(len(given), 1)
    named = {f"share_{i}": float(shares[i]) for i in range(1, options + 1)}
    return {"item_id": item, "n": len(given), **named}
