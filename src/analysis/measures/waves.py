"""Guard over waves: was the same asked, and whose answers changed.

A line over waves tells a change only where the questions stayed the same. Where their words, their
answers or the set of questions changed, the line breaks: no difference is computed across it.
"""

import numpy as np
import pandas as pd

from analysis.codebook import Codebook

WORDING, LANGUAGE, LABELS, QUESTIONS, TOOL = "wording", "language", "labels", "questions", "tool"
BREAKING = (WORDING, LANGUAGE, LABELS, QUESTIONS)  # a change of tool is told and breaks nothing
PARTS = ("stayers", "joiners", "leavers", "total")


def wording_changes(
    answers: pd.DataFrame, asked: pd.DataFrame, scale_id: str, *, codebook: Codebook
) -> pd.DataFrame:
    """Compare how the questions of a scale were put in each wave with the wave before it.

    Parameters
    ----------
    answers : DataFrame, one row per person and wave
        Says in which waves each question was asked.
    asked : DataFrame
        wave, item_id, wording, language, labels, tool; the table ``answers_asked``. A wave or a
        question that it does not know is taken to be the same.
    scale_id : str
        A scale of the codebook.
    codebook : Codebook

    Returns
    -------
    DataFrame, one row per change
        wave (the later one), before (the earlier one), change (wording, language, labels,
        questions or tool), n_items (questions that changed) and breaks (whether the line of the
        scale breaks).
    """
    items = [item for item in codebook.items_of(scale_id) if item in answers.columns]
    there = answers[items].notna().groupby(answers["wave"]).any()
    waves = [wave for wave in sorted(there.index) if there.loc[wave].any()]
    put = asked[asked["item_id"].isin(items)]
    rows = []
    for before, wave in zip(waves, waves[1:], strict=False):
        counts = _changed(put[put["wave"] == before], put[put["wave"] == wave])
        counts[QUESTIONS] = int((there.loc[before] != there.loc[wave]).sum())
        for change in (*BREAKING, TOOL):
            if counts[change]:
                rows.append(
                    {"wave": wave, "before": before, "change": change, "n_items": counts[change],
                     "breaks": change in BREAKING}
                )  # fmt: skip
    columns = ["wave", "before", "change", "n_items", "breaks"]
    return pd.DataFrame(rows, columns=columns).astype({"breaks": bool})


def _changed(before: pd.DataFrame, now: pd.DataFrame) -> dict[str, int]:
    """Count the questions of which nothing stayed the same, by what changed."""
    both = sorted(set(before["item_id"]) & set(now["item_id"]))
    counts = dict.fromkeys((*BREAKING, TOOL), 0)
    for item in both:
        one, other = (rows[rows["item_id"] == item] for rows in (before, now))
        # Another language has other words; that is one change and not two.
        if _apart(one["language"], other["language"]):
            counts[LANGUAGE] += 1
        elif _apart(one["wording"], other["wording"]):
            counts[WORDING] += 1
        elif _relabelled(one["labels"], other["labels"]):
            counts[LABELS] += 1
        counts[TOOL] += _apart(one["tool"], other["tool"])
    return counts


def _apart(one: pd.Series, other: pd.Series) -> bool:
    """Tell whether two waves share nothing of what is known of both."""
    first, second = (set(part) - {""} for part in (one, other))
    return bool(first and second and not first & second)


def _relabelled(one: pd.Series, other: pd.Series) -> bool:
    """Tell whether a number was chosen by other words; a bare number is no word."""
    first, second = _words(one), _words(other)
    return any(
        first[value] and second[value] and not first[value] & second[value]
        for value in set(first) & set(second)
    )


def _words(labels: pd.Series) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for text in labels:
        for part in filter(None, text.split("; ")):
            value, _sign, words = part.partition(": ")
            kept = {word for word in words.split(" / ") if not word.isdigit()}
            found.setdefault(value, set()).update(kept)
    return found


def segments(waves: pd.Series, changes: pd.DataFrame) -> pd.Series:
    """Number the pieces of a line: 0 up to the first wave in which the line breaks, then 1, ….

    Parameters
    ----------
    waves : Series
        Names of waves.
    changes : DataFrame
        What ``wording_changes`` gave.
    """
    breaks = sorted(changes.loc[changes["breaks"], "wave"].unique())
    return waves.map(lambda wave: sum(wave >= at for at in breaks)).astype(int)


def last_segment(by_wave: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Take the waves since the last break, which may be compared with each other."""
    part = segments(by_wave["wave"], changes)
    return by_wave[part == part.max()]


def change(
    people: pd.DataFrame, *, by: str = "school_id", interval_level: float = 0.95
) -> pd.DataFrame:
    """Split the change of a mean between two waves into who changed, who came and who went.

    With S people who answered both times, J only the second time and L only the first time,
    mean 2 - mean 1 = (change of S) + (mean 2 - mean 2 of S) + (mean 1 of S - mean 1): the parts
    of stayers, joiners and leavers add up exactly.

    Parameters
    ----------
    people : DataFrame, one row per person and wave
        person_id, wave, score and ``by``; of the waves given the first and the last are compared.
        Rows without a score are left out.
    by : str
        The units that were drawn together, for the intervals.
    interval_level : float

    Returns
    -------
    DataFrame, one row per group (stayers, joiners, leavers, total)
        who, n (people), before and after (means, where they answered), estimate (what the part
        adds to the change), low, high, n_units. Empty with fewer than two waves or when nobody
        answered twice; limits are missing with fewer than two units.

    Notes
    -----
    "Only the first time" is no exit: they may have left, or not have answered again.

    Source
    ------
    Intervals: influence of each person on the means, summed over units, with Student's t and the
    number of units minus one.
    """
    columns = ["who", "n", "before", "after", "estimate", "low", "high", "n_units"]
    scored = people.dropna(subset=["score", "person_id"]).reset_index(drop=True)
    waves = sorted(scored["wave"].unique())
    scored = scored[scored["wave"].isin(waves[:1] + waves[-1:])] if len(waves) > 1 else scored[:0]
    twice = scored["person_id"].duplicated(keep=False)
    if not twice.any():
        return pd.DataFrame(columns=columns)
    now = scored["wave"] == waves[-1]
    groups = {"stayers": twice, "joiners": ~twice & now, "leavers": ~twice & ~now,
              "total": twice | ~twice}  # fmt: skip
    means = {name: _means(scored["score"], rows, now) for name, rows in groups.items()}
    weights = _influence(scored["score"], groups, now, means)
    reach = {
        name: _reach(scored.loc[w.index, by], w, interval_level) for name, w in weights.items()
    }
    rows = []
    for name in PARTS:
        value = _part(name, means)
        rows.append(
            {"who": name, "n": int(scored.loc[groups[name], "person_id"].nunique()),
             "before": means[name][0], "after": means[name][1], "estimate": value,
             "low": value - reach[name], "high": value + reach[name],
             "n_units": scored.loc[weights[name].index, by].nunique()}
        )  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def parts_of(people: pd.DataFrame) -> pd.DataFrame:
    """The rows behind ``change``, each with its part; everyone once more as total."""
    scored = people.dropna(subset=["score", "person_id"])
    waves = sorted(scored["wave"].unique())
    scored = scored[scored["wave"].isin(waves[:1] + waves[-1:])]
    twice = scored["person_id"].duplicated(keep=False)
    last = scored["wave"] == waves[-1] if waves else twice
    part = np.select([twice, last], ["stayers", "joiners"], "leavers")
    return pd.concat([scored.assign(who=part), scored.assign(who="total")], ignore_index=True)


def _means(score: pd.Series, rows: pd.Series, now: pd.Series) -> tuple[float, float]:
    return float(score[rows & ~now].mean()), float(score[rows & now].mean())


def _part(name: str, means: dict[str, tuple[float, float]]) -> float:
    stay, total = means["stayers"], means["total"]
    return {
        "stayers": stay[1] - stay[0],
        "joiners": total[1] - stay[1],
        "leavers": stay[0] - total[0],
        "total": total[1] - total[0],
    }[name]


def _influence(
    score: pd.Series,
    groups: dict[str, pd.Series],
    now: pd.Series,
    means: dict[str, tuple[float, float]],
) -> dict[str, pd.Series]:
    """How far each row on which a part rests moves that part."""
    moved = {}
    for name in ("stayers", "total"):
        for at, then in enumerate((~now, now)):
            rows = groups[name] & then
            moved[name, at] = ((score - means[name][at]) / max(rows.sum(), 1)).where(rows, 0.0)
    # A unit counts for a part only with the people on whom the part rests.
    return {
        "stayers": (moved["stayers", 1] - moved["stayers", 0])[groups["stayers"]],
        "joiners": (moved["total", 1] - moved["stayers", 1])[now],
        "leavers": (moved["stayers", 0] - moved["total", 0])[~now],
        "total": moved["total", 1] - moved["total", 0],
    }


def _reach(unit: pd.Series, influence: pd.Series, level: float) -> float:
    from scipy.special import stdtrit

    sums = influence.groupby(unit).sum()
    n = len(sums)
    if n < 2:
        return np.nan
    error = np.sqrt(float((sums**2).sum()) * n / (n - 1))
    return float(stdtrit(n - 1, (1 + level) / 2)) * error
