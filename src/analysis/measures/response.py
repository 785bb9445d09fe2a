"""Who answered: from invited to analysed, and the response of each unit."""

import pandas as pd

from analysis.cleaning.audit import KEPT

NOT_PEOPLE = ("preview", "test_response")  # rows that the makers of the questionnaire left behind
STEPS = ("invited", "received", "usable", "scored")


def flow(invited: pd.DataFrame, everything: pd.DataFrame, scored: pd.Series) -> pd.DataFrame:
    """Follow each wave from invited to analysed.

    Parameters
    ----------
    invited : DataFrame, one row per team and wave
        wave and n.
    everything : DataFrame, one row per questionnaire that was received
        wave and fate ("kept", or the rule that set the row aside).
    scored : Series of bool, on the index of ``everything``
        Whether the row has a score on the scale of the page.

    Returns
    -------
    DataFrame
        wave, step (invited, received, usable, scored), n. ``received`` leaves out previews and
        tests; ``usable`` is what cleaning kept. Without invitations that step is left out.
    """
    received = everything[~everything["fate"].isin(NOT_PEOPLE)]
    usable = received[received["fate"] == KEPT]
    counts = {
        "invited": invited.groupby("wave")["n"].sum(),
        "received": received.groupby("wave").size(),
        "usable": usable.groupby("wave").size(),
        "scored": usable[scored.reindex(usable.index)].groupby("wave").size(),
    }
    table = pd.DataFrame(counts).rename_axis("wave").reset_index()
    long = table.melt("wave", var_name="step", value_name="n").dropna(subset="n")
    order = long["step"].map(STEPS.index)
    long = long.assign(order=order).sort_values(["wave", "order"], kind="stable")
    return long.drop(columns="order").astype({"n": int}).reset_index(drop=True)


def response(invited: pd.DataFrame, answers: pd.DataFrame, *, by: list[str]) -> pd.DataFrame:
    """Compare how many answered with how many were invited.

    Parameters
    ----------
    invited : DataFrame, one row per team and wave
        The columns of ``by`` and n.
    answers : DataFrame, one row per person and wave
        person_id and the columns of ``by``.
    by : list of str
        For example ["school_id", "wave"].

    Returns
    -------
    DataFrame
        The columns of ``by``, n (invited), count (distinct people who answered), share. A unit
        with more answers than invitations has a missing share: its number invited is wrong.
    """
    asked = invited.groupby(by, sort=True)["n"].sum().rename("n")
    answered = answers.groupby(by)["person_id"].nunique()
    table = asked.to_frame().assign(count=answered.reindex(asked.index, fill_value=0))
    share = table["count"] / table["n"].where(table["n"] > 0)
    return table.assign(share=share.where(share <= 1)).reset_index()
