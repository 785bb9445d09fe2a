"""Scales that others published, recognised by the names of their columns.

Only what was looked up is known of them: how many items, how many answers, which parts. Not their
words, which are not ours, and not which items are reversed: versions and translations differ, and
a wrong key turns a scale upside down. That key always comes from the questionnaire in use.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import pandas as pd

from analysis import paths
from analysis.intake.words import fold
from analysis.language import gettext as _
from analysis.language import listing

UNKNOWN = "?"  # stands under reverse until a person has looked it up
_NUMBERED = re.compile(r"(?P<stem>.*?[A-Za-z].*?)[_.\- ]?0?(?P<number>\d{1,2})[\])]?")


@dataclass(frozen=True)
class Scale:
    """A published scale.

    Attributes
    ----------
    scale_id, name, subscales, source, doi, licence : str
        The last two are empty where they could not be confirmed.
    n_items, options : int
    aliases : frozenset of str
        Folded beginnings of column names.
    """

    scale_id: str
    name: str
    n_items: int
    options: int
    aliases: frozenset[str]
    subscales: str
    source: str
    doi: str
    licence: str

    @property
    def note(self) -> str:
        """Say where it comes from, for the codebook of a study."""
        doi = f"doi:{self.doi}" if self.doi else ""
        parts = _("parts: {names}").format(names=self.subscales) if self.subscales else ""
        return "; ".join(filter(None, [self.source, doi, self.licence, parts]))


@cache
def known() -> tuple[Scale, ...]:
    """Read the list in data/codebook."""
    path = paths.project() / "data" / "codebook" / "known_scales.csv"
    if not path.exists():
        return ()
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    return tuple(
        Scale(
            row.scale_id,
            row.name,
            int(row.n_items),
            int(row.options),
            frozenset(map(fold, row.aliases.split())),
            *(row.subscales, row.source, row.doi, row.licence),
        )
        for row in table.itertuples(index=False, name="Row")
    )


def find(names: Iterable[str]) -> dict[str, Scale]:
    """Map columns to the scale that they seem to be.

    A scale is recognised when its columns share a beginning that is used for it and are numbered
    from 1 to exactly its number of items.

    Parameters
    ----------
    names : iterable of str
        Columns of one file that are nothing else.
    """
    by_stem: dict[str, dict[int, str]] = {}
    for name in names:
        found = _NUMBERED.fullmatch(name)
        if found:
            by_stem.setdefault(fold(found["stem"]), {})[int(found["number"])] = name
    columns: dict[str, Scale] = {}
    for stem, numbered in by_stem.items():
        whole = set(numbered) == {*range(1, len(numbered) + 1)}
        hits = [s for s in known() if stem in s.aliases and s.n_items == len(numbered) and whole]
        if len(hits) == 1:
            columns |= {name: hits[0] for name in numbered.values()}
    return columns


def sentences(scales: Iterable[Scale]) -> list[str]:
    """Say which scales seem to be there and what only a person can add."""
    return [
        _("{n} columns look like {name} ({source}). Look up which items are reversed in the "
          "questionnaire that you used, and write 1 or 0 under reverse; it says “{unknown}” until "
          "then.").format(n=scale.n_items, name=scale.name, source=scale.source, unknown=UNKNOWN)
        for scale in dict.fromkeys(scales)
    ]  # fmt: skip


def named(scale_ids: Iterable[str]) -> str:
    """Name scales by their ids, as far as they are known."""
    names = {scale.scale_id: scale.name for scale in known()}
    return listing([names.get(one, one) for one in dict.fromkeys(scale_ids)])
