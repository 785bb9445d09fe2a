"""Stores the estimates of a notebook as data, for the ledger, the site and a later comparison."""

import json
import math
from collections.abc import Sequence
from typing import Any

from analysis import session
from analysis.models.estimate import Estimate

DIGITS = 6  # stored precision: more than any reader needs, less than machines disagree about


def write(estimates: Sequence[Estimate]) -> str:
    """Write ``<notebook>.json`` into the study's results and say how many there are.

    Numbers are kept to 6 significant digits, so that the same study gives the same file on every
    machine. An id that occurs twice is refused: it would make two results one.
    """
    from analysis.language import ngettext

    current = session.current()
    ids = [estimate.id for estimate in estimates]
    doubled = sorted({i for i in ids if ids.count(i) > 1})
    if doubled:
        raise ValueError(f"these result ids occur more than once: {', '.join(doubled)}")
    current.results.mkdir(mode=0o700, parents=True, exist_ok=True)
    rows = [{key: _stored(value) for key, value in e.as_dict().items()} for e in estimates]
    name = current.notebook or "interactive"
    text = json.dumps(rows, indent=1, ensure_ascii=False, allow_nan=False)
    (current.results / f"{name}.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    sentence = ngettext("{n} result stored.", "{n} results stored.", len(rows))
    return sentence.format(n=len(rows))


def _stored(value: Any) -> Any:
    if not isinstance(value, float):
        return value
    if not math.isfinite(value):
        return None
    return float(f"{value:.{DIGITS}g}")
