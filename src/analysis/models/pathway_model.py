"""From one topic by way of others to what people said or did: the tables behind the arrows.

A topic is a scale, or several joined by ``+``: their mean, each standardised. The order in time is
that of the measurements and nothing else; where it is lacking the split is one of associations.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.models.linking import Tables, link
from analysis.models.linking_time import CROSS_SECTION, span
from analysis.models.mediation import DRAWS, Mediation, mediation
from analysis.models.variables import value

EXIT, EXIT_EVENTS = "exit", ("voluntary",)
LEVELS = ("within", "between")
_PER_100 = 100.0


@dataclass(frozen=True, eq=False)
class Pathway:
    """People with the topics of a chain, and the chain itself.

    Attributes
    ----------
    rows : DataFrame, one row per person and wave
        person_id, school_id, team_id, wave, and a column per topic: standard deviations around
        the mean of the wave. Leaving is 100 for who left and 0 for who stayed, so that arrows
        to it count leavers of every 100.
    first, last : str
        Topics at the ends; ``last`` may be "exit".
    between : tuple of str
        Topics in the middle.
    unit : str
        Column with the units that are drawn again.
    ordered : bool
        Every topic was measured after the one before it. Without it the split is a decomposition
        of associations.
    design : str
        cross-section, or the badge of the link to what happened afterwards.
    found : Mediation
    windows : tuple of str
        Days of the exposure and of the outcome.
    given : DataFrame
        The rows with at least one topic, before those with one missing were left out; in the units
        of the scales.
    """

    rows: pd.DataFrame
    first: str
    between: tuple[str, ...]
    last: str
    unit: str
    ordered: bool
    design: str
    found: Mediation
    windows: tuple[str, str]
    given: pd.DataFrame


def pathway(
    data: Tables,
    *,
    first: str,
    between: Sequence[str],
    last: str,
    unit: str = "school_id",
    earlier: bool = False,
    months: int = 12,
    seed: int,
    draws: int = DRAWS,
) -> Pathway:
    """Split the relation of the first topic and the last one into ways through the others.

    Parameters
    ----------
    data : Tables
        An open study.
    first, last : str
        Scales, several joined by ``+``; ``last`` may be "exit": leaving the board by choice
        within ``months`` after the topics in the middle were asked.
    between : sequence of str
        Topics in the middle, side by side.
    unit : str
        school_id or team_id: people are compared with their unit, and units are drawn again.
    earlier : bool
        Take the first topic from the measurement before that of the topics in the middle, of the
        same people.
    months : int
    seed : int
    draws : int

    Returns
    -------
    Pathway

    Raises
    ------
    DataProblem, NotHere
        When a topic was not asked, nobody has all of them, or there are fewer than five units.
    """
    topics = [first, *between] if last == EXIT else [first, *between, last]
    base, windows, design = _followed(data, topics[-1], months) if last == EXIT else _asked(data)
    given = _with_topics(data, base, topics, first if earlier else "").dropna(subset=unit)
    rows = given.dropna(subset=topics).reset_index(drop=True)
    if rows.empty:
        raise DataProblem(
            _("nobody answered all of these questions at one time."),
            column=", ".join(topics),
            repair=_("choose topics that were asked together"),
        )
    rows = rows.assign(**{name: _standard(rows[name], rows["wave"]) for name in topics})
    found = mediation(
        rows,
        exposure=first,
        mediators=list(between),
        outcome=last,
        unit=unit,
        seed=seed,
        levels=LEVELS,
        draws=draws,
    )
    windows = windows or (_days(data, rows),) * 2
    ordered = earlier and last == EXIT
    return Pathway(rows, first, tuple(between), last, unit, ordered, design, found, windows, given)


def _followed(data: Tables, topic: str, months: int) -> tuple[pd.DataFrame, tuple[str, str], str]:
    """People who answered and whether they left: rows, windows and badge."""
    linked = link(data, expression(topic), f"spells.end[{EXIT_EVENTS[0]}]", lag=months)
    base = linked.table[["person_id", "school_id", "team_id", "wave"]]
    base = base.assign(**{EXIT: _PER_100 * linked.table["outcome"]})
    return base, (linked.window_exposure, linked.window_outcome), linked.badge


def _asked(data: Tables) -> tuple[pd.DataFrame, tuple[()], str]:
    """People who answered, and nothing that came after: rows, no windows yet, badge."""
    base = data.table("answers")[["person_id", "school_id", "team_id", "wave"]]
    return base, (), CROSS_SECTION


def _days(data: Tables, rows: pd.DataFrame) -> str:
    """First and last day of the measurements that are used."""
    answers = data.table("answers")
    days = answers.loc[answers["wave"].isin(rows["wave"]), "answered_on"]
    return span(days, days)


def expression(topic: str) -> str:
    """Write a topic as a variable: ``answers:a + answers:b`` for a+b."""
    return " + ".join(f"answers:{scale}" for scale in topic.split("+"))


def _with_topics(data: Tables, base: pd.DataFrame, topics: list[str], earlier: str) -> pd.DataFrame:
    """Add the score on each topic; of the topic ``earlier`` that of the wave before."""
    answers = data.table("answers")
    scored = answers[["person_id", "wave"]].assign(
        **{name: value(answers, expression(name), codebook=data.codebook) for name in topics}
    )
    scored = scored.dropna(subset="person_id").drop_duplicates(["person_id", "wave"])
    if earlier:
        waves = sorted(scored["wave"].unique())
        after = dict(zip(waves, waves[1:], strict=False))
        before = scored[["person_id", "wave", earlier]]
        before = before.assign(wave=before["wave"].map(after)).dropna(subset="wave")
        scored = scored.drop(columns=earlier).merge(before, on=["person_id", "wave"])
    rows = base.dropna(subset="person_id").merge(scored, on=["person_id", "wave"])
    return rows.dropna(subset=topics, how="all").reset_index(drop=True)


def _standard(values: pd.Series, wave: pd.Series) -> pd.Series:
    """Standard deviations around the mean of the wave."""
    around = values - values.groupby(wave).transform("mean")
    spread = around.std()
    return around / spread if spread > 0 else around * np.nan
