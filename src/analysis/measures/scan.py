"""Every scale of the questionnaire at a glance, in the last wave in which it was asked."""

import numpy as np
import pandas as pd

from analysis.codebook import Codebook
from analysis.measures import reliability, scales
from analysis.measures.overall import overall
from analysis.measures.passport import Rules


def asked(answers: pd.DataFrame, codebook: Codebook) -> dict[str, str]:
    """Map each scale that somebody has a score on to the last wave in which it was asked."""
    found = {}
    for scale_id in codebook.scales.index:
        scored = answers.loc[scales.score(answers, scale_id, codebook=codebook).notna(), "wave"]
        if len(scored):
            found[scale_id] = str(scored.max())
    return found


def latest(answers: pd.DataFrame, chosen: list[str], codebook: Codebook) -> pd.DataFrame:
    """Take the people of the last wave in which one of these scales was asked."""
    items = [item for scale in chosen for item in codebook.items_of(scale) if item in answers]
    given = answers[answers[items].notna().any(axis="columns")]
    return given[given["wave"] == given["wave"].max()] if len(given) else given


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
        scale_id, high_is (favourable or unfavourable), options (answers to choose from), wave, n,
        n_units, score, low, high.
    """
    rows = []
    for scale_id, wave in asked(answers, codebook).items():
        about = codebook.scales.loc[scale_id, ["high_is", "options"]]
        row = overall(_scored(answers, scale_id, wave, codebook), by=by).iloc[0]
        rows.append({"scale_id": scale_id, **about, **row})
    columns = ["scale_id", "high_is", "options", "wave", "n", "n_units", "score", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def subjects(answers: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Say with which scale each subject was asked, and with how many questions of it.

    A scale may hold a question on another subject than its own, and a subject may be asked with
    more than one scale: a subject has no score of its own.

    Parameters
    ----------
    answers, codebook
        As for ``levels``.

    Returns
    -------
    DataFrame, one row per subject and scale that was asked
        construct_id, scale_id, wave, n (people who answered one of these questions), n_items.
    """
    rows = []
    for scale_id, wave in asked(answers, codebook).items():
        items = codebook.items.loc[codebook.items_of(scale_id), "construct_id"]
        now = answers[answers["wave"] == wave]
        for construct_id, group in items.groupby(items):
            put = [item for item in group.index if item in now and now[item].notna().any()]
            if construct_id and put:
                n = int(now[put].notna().any(axis="columns").sum())
                rows.append([construct_id, scale_id, wave, n, len(put)])
    columns = ["construct_id", "scale_id", "wave", "n", "n_items"]
    found = pd.DataFrame(rows, columns=columns)
    return found.sort_values(["construct_id", "scale_id"], ignore_index=True)


def reliable(answers: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Say how well the questions of each scale hang together.

    Parameters
    ----------
    answers, codebook
        As for ``levels``.

    Returns
    -------
    DataFrame, one row per scale that was asked
        scale_id, wave, n, n_items, omega (from three questions), spearman_brown (for two), alpha
        (from two) and mixed_referent (questions about oneself and about the team together).
    """
    rows = []
    for scale_id, wave in asked(answers, codebook).items():
        people = _scored(answers, scale_id, wave, codebook)
        items = scales.items(people, scale_id, codebook=codebook).dropna(axis="columns", how="all")
        found = {"scale_id": scale_id, "wave": wave, "n": len(people), "n_items": items.shape[1]}
        found["mixed_referent"] = bool(codebook.scales.loc[scale_id, "mixed_referent"])
        rows.append(found | _hang_together(items))
    columns = ["scale_id", "wave", "n", "n_items", "omega", "spearman_brown", "alpha"]
    return pd.DataFrame(rows, columns=[*columns, "mixed_referent"])


def _hang_together(items: pd.DataFrame) -> dict[str, float]:
    if items.shape[1] < 2:
        return {"omega": np.nan, "spearman_brown": np.nan, "alpha": np.nan}
    two = items.shape[1] == 2
    return {
        "omega": np.nan if two else reliability.omega(items).omega,
        "spearman_brown": reliability.spearman_brown(items) if two else np.nan,
        "alpha": reliability.alpha(items).alpha,
    }


def uses(
    answers: pd.DataFrame,
    codebook: Codebook,
    *,
    by: str = "school_id",
    invited: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Say for what the mean of a unit may be used, for each scale.

    Parameters
    ----------
    answers, codebook
        As for ``levels``.
    by : str
        The unit whose means are judged.
    invited : DataFrame, optional
        As for ``scales.team_scores``.

    Returns
    -------
    DataFrame, one row per scale that was asked
        scale_id, wave, n, n_units, icc1, icc1_low, icc1_high (95 %), icc2, describe_share (share
        of units of which the mean may be shown), compare, relate (may the means be set beside
        each other, and be related to other figures) and why (what stands in the way).
    """
    rows = []
    for scale_id, wave in asked(answers, codebook).items():
        now = answers[answers["wave"] == wave]
        given = {"by": by, "codebook": codebook, "invited": invited}
        # Whether a scale means the same everywhere takes long to find out, and matters only
        # where nothing else stands in the way of comparing.
        found = scales.team_scores(now, scale_id, **given, rules=Rules(invariance="held"))
        if len(found.passport) and found.may("compare"):
            found = scales.team_scores(now, scale_id, **given)
        rows += [_use(row) for row in found.passport.to_dict("records")]
    columns = ["scale_id", "wave", "n", "n_units", "icc1", "icc1_low", "icc1_high", "icc2"]
    return pd.DataFrame(rows, columns=[*columns, "describe_share", "compare", "relate", "why"])


def _use(row: dict[str, object]) -> dict[str, object]:
    why = row["why_relate"] or row["why_compare"]
    return {**row, "n": row["n_persons"], "why": why}


def _scored(answers: pd.DataFrame, scale_id: str, wave: str, codebook: Codebook) -> pd.DataFrame:
    score = scales.score(answers, scale_id, codebook=codebook)
    people = answers.assign(score=score)
    return people[(people["wave"] == wave) & score.notna()]
