"""Answers beside the personnel file: who stands in both, in one of them, or twice.

Both know a person by the same pseudonym. What is not linked is left out of every analysis that
needs both, so how many that are, and who, belongs to the result.
"""

import pandas as pd

from analysis.cleaning.audit import KEPT
from analysis.measures.response import NOT_PEOPLE

PARTS = ("matched", "not_in_service", "only_survey", "unusable", "only_hr")
_COLUMNS = ["person_id", "wave", "part", "twice"]


def people(everything: pd.DataFrame, contracts: pd.DataFrame) -> pd.DataFrame:
    """Say for each person and wave where that person was found.

    Parameters
    ----------
    everything : DataFrame, one row per questionnaire that was received
        person_id, wave, answered_on (may be missing) and fate. Trial runs by the makers are left
        out, as are rows without a person.
    contracts : DataFrame, one row per contract
        person_id, start, end (last day in service; missing while it runs).

    Returns
    -------
    DataFrame, one row per person and wave
        person_id, wave, part and twice (more than one questionnaire of that wave). ``part`` is
        matched (answered, and in service on that day), not_in_service (answered, and in the
        personnel file on other days only), only_survey (answered, and not in the personnel
        file), unusable (in service, and the answers were set aside) or only_hr (in service on
        the middle day of the wave, and no answers). Without either table there are no rows.
    """
    asked = everything[~everything["fate"].isin(NOT_PEOPLE)].dropna(subset=["person_id", "wave"])
    if asked.empty or contracts.empty:
        return pd.DataFrame(columns=_COLUMNS).astype({"twice": bool})
    middle = asked.groupby("wave")["answered_on"].median()
    day = asked["answered_on"].fillna(asked["wave"].map(middle))
    # Of somebody with several questionnaires the one that counts comes first.
    order = (asked["fate"] != KEPT).astype(int)
    one = asked.assign(day=day, order=order).sort_values("order", kind="stable")
    one = one.drop_duplicates(["person_id", "wave"]).sort_index()
    counts = asked.groupby(["person_id", "wave"]).size().rename("n").reset_index()
    one = one.merge(counts, on=["person_id", "wave"])
    found = pd.concat([_answered(one, contracts), _silent(one, middle, contracts)])
    return found.sort_values(["wave", "part"], kind="stable")[_COLUMNS].reset_index(drop=True)


def _answered(one: pd.DataFrame, contracts: pd.DataFrame) -> pd.DataFrame:
    serving = _in_service(one, contracts)
    known = one["person_id"].isin(contracts["person_id"])
    part = pd.Series("only_survey", index=one.index, dtype="str")
    part = part.mask(known, "not_in_service").mask(serving, "matched")
    aside = one["fate"] != KEPT
    # Whose answers were set aside and who is in no contract says nothing about linking.
    chosen = ~aside | serving
    return one.assign(part=part.mask(aside, "unusable"), twice=one["n"] > 1)[chosen]


def _in_service(one: pd.DataFrame, contracts: pd.DataFrame) -> pd.Series:
    pairs = one[["person_id", "day"]].reset_index().merge(contracts, on="person_id")
    on = (pairs["start"] <= pairs["day"]) & (pairs["end"].isna() | (pairs["end"] >= pairs["day"]))
    on |= pairs["day"].isna()  # no wave of this study has days: being in the file is all there is
    return pd.Series(one.index.isin(pairs.loc[on, "index"]), index=one.index)


def _silent(one: pd.DataFrame, middle: pd.Series, contracts: pd.DataFrame) -> pd.DataFrame:
    """List who was in service on the middle day of a wave and sent nothing in."""
    parts = []
    for wave, day in middle.dropna().items():
        running = contracts["end"].isna() | (contracts["end"] >= day)
        staff = contracts.loc[(contracts["start"] <= day) & running, "person_id"].drop_duplicates()
        silent = staff[~staff.isin(one.loc[one["wave"] == wave, "person_id"])]
        parts.append(pd.DataFrame({"person_id": silent, "wave": wave}))
    if not parts:
        return pd.DataFrame(columns=_COLUMNS)
    return pd.concat(parts).assign(part="only_hr", twice=False)


def counts(found: pd.DataFrame) -> pd.DataFrame:
    """Count people by wave and part.

    Parameters
    ----------
    found : DataFrame
        From ``people``.

    Returns
    -------
    DataFrame
        wave, part, n: every part in the order of ``PARTS`` for every wave, 0 where nobody is.
    """
    waves = sorted(found["wave"].unique())
    boxes = pd.MultiIndex.from_product([waves, PARTS], names=["wave", "part"])
    return found.groupby(["wave", "part"]).size().reindex(boxes, fill_value=0).reset_index(name="n")


def twice(found: pd.DataFrame) -> pd.DataFrame:
    """Count people with more than one questionnaire of a wave: wave, n."""
    return found.groupby("wave")["twice"].sum().rename("n").reset_index()
