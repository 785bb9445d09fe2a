"""Whether two scores go together alike for people with few and with many years of service."""

import numpy as np
import pandas as pd

from analysis.codebook import Codebook
from analysis.measures import scales
from analysis.models.multiplicity import holm
from analysis.models.robust import Leverage, cluster_robust, least_squares, t_interval
from analysis.models.slopes import LEAST_UNITS

LEAST_PEOPLE = 10  # in a band; with fewer a slope says nothing


def slopes_by_band(
    answers: pd.DataFrame,
    exposure: str,
    outcome: str,
    *,
    codebook: Codebook,
    band: str = "tenure_band",
    cluster: str = "school_id",
) -> pd.DataFrame:
    """Relate one scale to another in each band, in the last wave that asked both.

    One regression with an intercept and a slope per band. Exposure and outcome are standardised
    over everyone used, so that slopes of bands are in the same unit. Bands with fewer than ten
    people, or in which the exposure does not vary, are left out.

    Parameters
    ----------
    answers : DataFrame, one row per person and wave
        wave and the columns ``band`` and ``cluster``.
    exposure, outcome : str
        Scales of the codebook.
    codebook : Codebook
    band, cluster : str
        What people are divided by, and the units that they share.

    Returns
    -------
    DataFrame, one row per band, and a last one named "change"
        wave, ``band``, n, n_units, estimate (standard deviations of the outcome per standard
        deviation of the exposure; in the last row how much it changes from one band to the next),
        low, high (95 %), se_type, df, p and p_adjusted (Holm, over the bands). No row with fewer
        than ten clusters; no last row with one band.

    Source
    ------
    Errors CR2 with Satterthwaite degrees of freedom: see ``robust.cluster_robust``.
    """
    people = _people(answers, exposure, outcome, codebook, [band, cluster])
    groups = people.groupby(band)["exposure"]
    enough = (groups.size() >= LEAST_PEOPLE) & (groups.std() > 1e-9)
    bands = _in_order(list(enough.index[enough]))
    used = people[people[band].isin(bands)]
    columns = ["wave", band, "n", "n_units", "estimate", "low", "high", "se_type", "df"]
    columns += ["p", "p_adjusted"]
    if used.empty or used[cluster].nunique() < LEAST_UNITS or not used["outcome"].std() > 1e-9:
        return pd.DataFrame(columns=columns)
    at = used[band].map({name: place for place, name in enumerate(bands)}).to_numpy()
    each = pd.DataFrame(_each(used, at, cluster)).assign(**{band: bands, "n": np.bincount(at)})
    each["p_adjusted"] = holm(each["p"])
    parts = [each]
    if len(bands) > 1:
        change = {band: "change", "n": len(used), **_change(used, at, cluster)}
        parts.append(pd.DataFrame([change]).assign(p_adjusted=change["p"]))
    rows = pd.concat(parts, ignore_index=True)
    return rows.assign(wave=used["wave"].iloc[0], se_type="CR2")[columns]


def _people(
    answers: pd.DataFrame, exposure: str, outcome: str, codebook: Codebook, needed: list[str]
) -> pd.DataFrame:
    """People with both scores in the last wave that asked both."""
    people = answers.assign(
        exposure=scales.score(answers, exposure, codebook=codebook),
        outcome=scales.score(answers, outcome, codebook=codebook),
    ).dropna(subset=["exposure", "outcome", *needed])
    return people[people["wave"] == people["wave"].max()] if len(people) else people


def _in_order(bands: list[str]) -> list[str]:
    """Bands such as 0-2, 3-5 and 21+ by their first number."""
    digits = {name: "".join(c for c in str(name).split("-")[0] if c.isdigit()) for name in bands}
    return sorted(bands, key=lambda name: (int(digits[name] or 0), str(name)))


def _standard(values: pd.Series) -> np.ndarray:
    return ((values - values.mean()) / values.std()).to_numpy()


def _each(used: pd.DataFrame, at: np.ndarray, cluster: str) -> list[dict[str, float]]:
    """Slope of each band, from a design with a slope and an intercept for each."""
    member = np.eye(at.max() + 1)[at]
    design = np.column_stack([member * _standard(used["exposure"])[:, None], member])
    units = used[cluster].groupby(at).nunique()
    rows = _coefficients(design, used, cluster)
    return [{**rows[place], "n_units": int(units[place])} for place in range(member.shape[1])]


def _change(used: pd.DataFrame, at: np.ndarray, cluster: str) -> dict[str, float]:
    """Change of the slope from one band to the next, with an intercept for each band."""
    exposure = _standard(used["exposure"])
    design = np.column_stack([exposure * at, exposure, np.eye(at.max() + 1)[at]])
    row = _coefficients(design, used, cluster)[0]
    return {**row, "n_units": int(used[cluster].nunique())}


def _coefficients(design: np.ndarray, used: pd.DataFrame, cluster: str) -> list[dict[str, float]]:
    """Each coefficient with its interval; without one where it rests on one cluster."""
    values, residuals = least_squares(design, _standard(used["outcome"]))
    try:
        robust = cluster_robust(design, residuals, used[cluster].to_numpy(), kind="CR2")
        errors = [
            (*t_interval(value, se, df), df)
            for value, se, df in zip(values, robust.se, robust.df, strict=True)
        ]
    except Leverage:
        errors = [(np.nan,) * 4] * len(values)
    names = ("low", "high", "p", "df")
    return [
        {"estimate": float(value), **dict(zip(names, error, strict=True))}
        for value, error in zip(values, errors, strict=True)
    ]
