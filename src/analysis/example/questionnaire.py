"""How a latent score becomes an answer: loadings, thresholds and ways not to answer."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import ndtri

from analysis import codebook
from analysis.example.parameters import AGREE, MODULES
from analysis.example.streams import stream

_DESIGN = 163
# Share of people at or below each answer, turned so that high is what the scale is named for.
_FAVOURABLE = (0.04, 0.15, 0.40, 0.83)
_UNFAVOURABLE = (0.13, 0.44, 0.70, 0.93)
_WANTED = (0.01, 0.05, 0.19, 0.62)
HABIT_SCALES = {"LZ": "LZ", "LD": "LD", "LI": "LI", "LL": "LL", "LL_observer": "LL"}
NONANSWERS = ("not_applicable", "dont_know", "prefer_not", "skipped")


@dataclass(frozen=True)
class Scale:
    """What the generator needs to know about one scale.

    Attributes
    ----------
    items : tuple of str
    level : {"team", "person"}
    loading : float array, shape (items,), correlation of the underlying answer with the score
    thresholds : float array, shape (items, 4), where one answer passes into the next
    reverse, may_not_apply, about_leader : bool arrays, shape (items,)
    """

    items: tuple[str, ...]
    level: str
    loading: np.ndarray
    thresholds: np.ndarray
    reverse: np.ndarray
    may_not_apply: np.ndarray
    about_leader: np.ndarray


@cache
def scales() -> dict[str, Scale]:
    """Give every scale and habit of the codebook its fixed item parameters."""
    book = codebook.load()
    built = {
        name: _scale(name, book.items.loc[book.items_of(name)], row["level"], row["high_is"])
        for name, row in book.scales.iterrows()
        if row["anchors"] == "agree5"
    }
    for name, habit in HABIT_SCALES.items():
        codes = [code for code in book.habits.index if code.startswith(habit)]
        built[name] = _habit(name, codes)
    return built


def asked(wave: str) -> list[str]:
    """Scales that were asked in a wave, in the order of the codebook."""
    modules = codebook.load().scales["module"]
    return modules.index[modules.isin(MODULES[wave])].tolist()


def _scale(name: str, rows, level: str, high_is: str) -> Scale:
    shares = _FAVOURABLE if high_is == "favourable" else _UNFAVOURABLE
    if name.endswith("_want"):
        shares = _WANTED
    return _drawn(
        name,
        tuple(rows.index),
        shares,
        level=level,
        reverse=rows["reverse"].to_numpy(),
        may_not_apply=rows["may_not_apply"].to_numpy(),
        about_leader=rows["about_leader"].to_numpy(),
    )


def _habit(name: str, codes: list[str]) -> Scale:
    nothing = np.zeros(len(codes), dtype=bool)
    level = "team" if name == "LL_observer" else "person"
    return _drawn(
        name,
        tuple(codes),
        _FAVOURABLE,
        level=level,
        reverse=nothing,
        may_not_apply=nothing,
        about_leader=nothing,
    )


def _drawn(name: str, items: tuple[str, ...], shares: tuple[float, ...], **known) -> Scale:
    """Draw loadings and thresholds once and for all: they belong to the questionnaire."""
    rng = stream(_DESIGN, "items", name)
    thresholds = ndtri(np.array(shares)) + rng.normal(0, 0.18, (len(items), 1))
    for row, item in enumerate(items):
        if item in AGREE:
            thresholds[row] += ndtri(1 - AGREE[item]) - thresholds[row, 2]
    return Scale(items, loading=rng.uniform(0.64, 0.82, len(items)), thresholds=thresholds, **known)


def answer(
    latent: np.ndarray,
    scale: Scale,
    leads: np.ndarray,
    nonanswer: dict[str, float],
    rng: np.random.Generator,
) -> np.ndarray:
    """Turn latent scores into answers.

    Parameters
    ----------
    latent : float array, shape (people,)
    leads : bool array, shape (people,)
        Leaders have no manager at their location, so questions about one seldom apply.

    Returns
    -------
    int8 array, shape (people, items)
        1..5 as ticked, so reversed questions are not turned; minus the position in
        ``NONANSWERS``, counted from 1, where there is no answer.
    """
    noise = np.sqrt(1 - scale.loading**2)
    shape = (len(latent), len(scale.items))
    underlying = latent[:, None] * scale.loading + noise * rng.standard_normal(shape)
    ticked = 1 + (underlying[:, :, None] > scale.thresholds).sum(axis=2, dtype=np.int8)
    ticked = np.where(scale.reverse, 6 - ticked, ticked).astype(np.int8)
    not_mine = np.outer(leads, scale.about_leader) * 0.5
    shares = [
        scale.may_not_apply * nonanswer["not_applicable"] + not_mine,
        *(np.full(shape, nonanswer[kind]) for kind in NONANSWERS[1:]),
    ]
    drawn, limit = rng.random(shape), np.zeros(shape)
    for kind, share in enumerate(shares, start=1):
        ticked[(drawn >= limit) & (drawn < limit + share)] = -kind
        limit = limit + share
    return ticked
