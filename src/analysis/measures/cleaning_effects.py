"""What each cleaning rule does to the result: the mean with and without the rows it touches."""

import pandas as pd

from analysis.cleaning.audit import KEPT


def rule_effects(everything: pd.DataFrame, scores: pd.Series) -> pd.DataFrame:
    """Compare the mean score as analysed with the mean if a rule had not been applied.

    Parameters
    ----------
    everything : DataFrame, one row per questionnaire received
        fate: "kept" or the rule that set the row aside.
    scores : Series, on the same index
        The score of each row, also of those set aside; missing where there is none.

    Returns
    -------
    DataFrame, one row per rule that touched a row with a score
        fate, n (rows with a score that the rule set aside), without (the mean if they had been
        kept), difference (that mean minus the mean as analysed).
    """
    scored = scores.notna()
    kept = scores[(everything["fate"] == KEPT) & scored]
    touched = everything.loc[scored & (everything["fate"] != KEPT), "fate"]
    rows = []
    for rule, group in touched.groupby(touched, sort=False):
        mean = pd.concat([kept, scores[group.index]]).mean()
        row = {"fate": rule, "n": len(group), "without": mean, "difference": mean - kept.mean()}
        rows.append(row)
    return pd.DataFrame(rows, columns=["fate", "n", "without", "difference"])
