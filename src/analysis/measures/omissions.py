"""Which answers were not given, and why."""

import pandas as pd


def omissions(
    answers: pd.DataFrame, answers_missing: pd.DataFrame, *, items: list[str]
) -> pd.DataFrame:
    """Count answers that were not given, by wave and reason.

    Parameters
    ----------
    answers : DataFrame, one row per person and wave
        wave, person_id and item columns.
    answers_missing : DataFrame, one row per answer that was not given
        person_id, wave, item_id, reason.
    items : list of str
        Items to look at; only those that were asked in a wave count.

    Returns
    -------
    DataFrame
        wave, reason, n (people with at least one such answer), missing_share (such answers as a
        share of all answers asked for). A reason that does not occur has no row.
    """
    lacking = answers_missing[answers_missing["item_id"].isin(items)]
    lacking = lacking[lacking["reason"] != "not_asked"]
    asked = _asked(answers, items)
    by = lacking.groupby(["wave", "reason"])
    table = pd.DataFrame({"n": by["person_id"].nunique(), "cells": by.size()}).reset_index()
    share = table["cells"] / table["wave"].map(asked).astype(float)
    return table.assign(missing_share=share).drop(columns="cells")


def _asked(answers: pd.DataFrame, items: list[str]) -> pd.Series:
    """Answers asked for per wave: people times the items that anyone answered in that wave."""
    present = [item for item in items if item in answers.columns]
    by_wave = answers.groupby("wave")
    n_items = by_wave[present].count().gt(0).sum(axis="columns")
    return by_wave.size() * n_items
