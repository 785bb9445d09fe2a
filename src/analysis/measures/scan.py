"""Every scale of the questionnaire at a glance, in the last wave in which it was asked."""

import numpy as np
import pandas as pd

from analysis.codebook import Codebook
from analysis.measures import reliability, scales
from analysis.measures.aggregation import icc
from analysis.measures.overall import overall


def asked(answers: pd.DataFrame, codebook: Codebook) -> dict[str, str]:
    """Map each scale that somebody has a score on to the last wave in which it was asked."""
    found = {}
    for scale_id in codebook.scales.index:
        scored = answers.loc[scales.score(answers, scale_id, codebook=codebook).notna(), "wave"]
        if len(scored):
            found[scale_id] = str(scored.max())
    return found


def levels(answers: pd.DataFrame, codebook: Codebook, *, by: str = "school_id") -> pd.DataFrame:
    """Give the mean of everyone on each scale.

    Parameters
    ----------
    answers : DataFrame, one row per person and wave
    codebook : Codebook
    by : str
        Units that were drawn together, for the interval.

    Returns
    -------
    DataFrame, one row per scale that was asked
        scale_id, high_is (favourable or unfavourable), wave, n, n_units, score, low, high.
    """
    rows = []
    for scale_id, wave in asked(answers, codebook).items():
        people = _scored(answers, scale_id, wave, codebook)
        row = overall(people, by=by).iloc[0]
        high_is = codebook.scales.loc[scale_id, "high_is"]
        rows.append({"scale_id": scale_id, "high_is": high_is, **row})
    columns = ["scale_id", "high_is", "wave", "n", "n_units", "score", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def evidence(answers: pd.DataFrame, codebook: Codebook, *, by: str = "school_id") -> pd.DataFrame:
    """Say how good each scale is: for persons, and as the mean of a unit.

    Parameters
    ----------
    answers, codebook
        As for ``levels``.
    by : str
        The unit whose means are judged.

    Returns
    -------
    DataFrame, one row per scale that was asked
        scale_id, wave, n, n_items, alpha (missing for one item), icc1, icc1_low, icc1_high (95 %),
        icc2, relate (whether units differ beyond chance), mixed_referent.
    """
    rows = []
    for scale_id, wave in asked(answers, codebook).items():
        people = _scored(answers, scale_id, wave, codebook)
        items = scales.items(people, scale_id, codebook=codebook).dropna(axis="columns", how="all")
        alpha = reliability.alpha(items).alpha if items.shape[1] > 1 else np.nan
        found = icc(people["score"], people[by])
        rows.append(
            {
                "scale_id": scale_id,
                "wave": wave,
                "n": len(people),
                "n_items": items.shape[1],
                "alpha": alpha,
                "icc1": found.icc1,
                "icc1_low": found.low,
                "icc1_high": found.high,
                "icc2": found.icc2,
                "relate": bool(found.low > 0),
                "mixed_referent": bool(codebook.scales.loc[scale_id, "mixed_referent"]),
            }
        )
    columns = ["scale_id", "wave", "n", "n_items", "alpha", "icc1", "icc1_low", "icc1_high"]
    return pd.DataFrame(rows, columns=[*columns, "icc2", "relate", "mixed_referent"])


def correlations(
    answers: pd.DataFrame, codebook: Codebook, chosen: list[str], *, by: str = "school_id"
) -> pd.DataFrame:
    """Correlate scales in the last wave in which all of them were asked.

    Parameters
    ----------
    answers, codebook
        As for ``levels``.
    chosen : list of str
        Scales.
    by : str
        The unit: correlations within it are those of deviations from its mean, correlations
        between units those of the means of units with at least two people.

    Returns
    -------
    DataFrame, one row per pair of scales
        first, second, n (people with both), within (in [-1, 1]), n_units, between. Missing
        without variance.
    """
    scored = pd.DataFrame({s: scales.score(answers, s, codebook=codebook) for s in chosen})
    frame = scored.assign(wave=answers["wave"], unit=answers[by]).dropna()
    frame = frame[frame["wave"] == frame["wave"].max()] if len(frame) else frame
    groups = frame.groupby("unit")[chosen]
    deviations = frame[chosen] - groups.transform("mean")
    means = groups.mean()[groups.size() > 1]
    rows = [
        {
            "first": first,
            "second": second,
            "n": len(frame),
            "within": _r(deviations[first], deviations[second]),
            "n_units": len(means),
            "between": _r(means[first], means[second]),
        }
        for place, first in enumerate(chosen)
        for second in chosen[place + 1 :]
    ]
    columns = ["first", "second", "n", "within", "n_units", "between"]
    return pd.DataFrame(rows if len(frame) else [], columns=columns)


def _scored(answers: pd.DataFrame, scale_id: str, wave: str, codebook: Codebook) -> pd.DataFrame:
    score = scales.score(answers, scale_id, codebook=codebook)
    people = answers.assign(score=score)
    return people[(people["wave"] == wave) & score.notna()]


def _r(x: pd.Series, y: pd.Series) -> float:
    if len(x) < 3 or not (x.std() > 1e-12 and y.std() > 1e-12):
        return np.nan
    return float(np.corrcoef(x, y)[0, 1])
