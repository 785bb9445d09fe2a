"""The same responses in two files: one survey exported twice, with labels and with codes."""

import pandas as pd

_SHARE = 0.5  # part of the smaller file that must be the same


def responses(rows: pd.DataFrame, described: pd.DataFrame) -> set[str]:
    """Give what tells one response from all others: its number and the moment it came in.

    A number alone is not enough: many tools count from 1 in every survey. Empty where a file
    has no numbers or no moments.
    """
    roles = described["role"]
    number = _with_role(roles, "response_id")
    moment = _with_role(roles, "ended") or _with_role(roles, "recorded")
    if number is None or moment is None:
        return set()
    both = rows[[number, moment]].dropna()
    return set(both[number].str.strip() + " " + both[moment].str.strip())


def _with_role(roles: pd.Series, role: str) -> str | None:
    names = roles.index[roles == role]
    return str(names[0]) if len(names) else None


def shared(one: set[str], other: set[str]) -> int:
    """Count responses that two files share; 0 where that is less than half of the smaller."""
    n = len(one & other)
    return n if n and n >= _SHARE * min(len(one), len(other)) else 0
