"""How many people agree with one statement, and the gap between what is and what should be."""

import numpy as np
import pandas as pd

from analysis.codebook import Codebook
from analysis.measures import scales
from analysis.measures.aggregation import icc
from analysis.measures.intervals import wilson
from analysis.measures.overall import overall

_ERRORS = ["n_units", "low", "high", "low_90", "high_90", "se", "df"]


def agreeing(
    answers: pd.DataFrame, item_id: str, *, by: str = "school_id", from_option: int = 4
) -> pd.DataFrame:
    """Count who agrees with a statement in the last wave in which it was asked.

    Parameters
    ----------
    answers : DataFrame, one row per person and wave
        wave, the column ``by`` and the item.
    item_id : str
        An item of the codebook, as it was asked.
    by : str
        The units that people share; colleagues resemble each other, so that they count for
        fewer than they are.
    from_option : int
        Lowest answer that counts as agreeing.

    Returns
    -------
    DataFrame, one row (none when nobody answered)
        item_id, wave, n (people), count (who agree), share, design_effect, effective_n, low and
        high (95 %), low_90 and high_90, all Wilson on the effective n.

    Source
    ------
    Kish (1965), Survey Sampling: the design effect; Wilson (1927).
    """
    columns = ["item_id", "wave", "n", "count", "share", "design_effect", "effective_n"]
    ends = ["low", "high", "low_90", "high_90"]
    if item_id not in answers.columns or answers[item_id].isna().all():
        return pd.DataFrame(columns=[*columns, *ends])
    given = answers.dropna(subset=[item_id, by])
    given = given[given["wave"] == given["wave"].max()]
    agrees = (given[item_id] >= from_option).astype(float)
    effect = icc(agrees, given[by]).design_effect
    effect = effect if effect >= 1 else 1.0
    n, count = len(agrees), int(agrees.sum())
    row = [item_id, given["wave"].iloc[0], n, count, count / n, effect, n / effect]
    limits = [
        float(end) for level in (0.95, 0.90) for end in wilson(count / n, n / effect, level=level)
    ]
    return pd.DataFrame([[*row, *limits]], columns=[*columns, *ends])


def gaps(
    answers: pd.DataFrame, pairs: dict[str, str], *, codebook: Codebook, by: str = "school_id"
) -> pd.DataFrame:
    """Compare what is with what people would want, person by person.

    Parameters
    ----------
    answers : DataFrame, one row per person and wave
    pairs : dict of str to str
        From a scale to the scale that asks the same as people would want it.
    codebook : Codebook
    by : str
        Units that were drawn together, for the interval.

    Returns
    -------
    DataFrame, one row per pair that was asked
        scale_id, wave, n (people with both scores), n_units, options (answers to choose from), is,
        wanted, difference (wanted minus is, in points of the answer scale), p (that it is zero),
        low, high (95 %), low_90, high_90, se (cluster-robust) and df.
    """
    rows = []
    for scale_id, wanted_id in pairs.items():
        now = scales.score(answers, scale_id, codebook=codebook)
        wanted = scales.score(answers, wanted_id, codebook=codebook)
        people = answers[["wave", by]].assign(score=wanted - now, now=now, wanted=wanted)
        people = people.dropna(subset=["score", by])
        if people.empty:
            continue
        last = people[people["wave"] == people["wave"].max()]
        found = overall(last, by=by).iloc[0]
        rows.append(
            {
                "scale_id": scale_id,
                "wave": found["wave"],
                "n": found["n"],
                "options": codebook.options_of(scale_id),
                "is": last["now"].mean(),
                "wanted": last["wanted"].mean(),
                "difference": found["score"],
                "p": _p(found["score"], found["se"], found["df"]),
                **found[_ERRORS],
            }
        )
    columns = ["scale_id", "wave", "n", "n_units", "options", "is", "wanted", "difference", "p"]
    return pd.DataFrame(rows, columns=[*columns, *(name for name in _ERRORS if name != "n_units")])


def _p(difference: float, se: float, df: float) -> float:
    """Two-sided p value from Student's t; missing without an error."""
    from scipy.special import stdtr

    return float(2 * stdtr(df, -abs(difference) / se)) if se > 0 else np.nan
