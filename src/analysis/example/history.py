"""From clean careers to rows of an HR system: one period of employment, many contracts."""

from dataclasses import dataclass, replace

import numpy as np

from analysis.example.careers import CLASSES, RUNNING, TEMPORARY, TRANSFER
from analysis.example.dates import FAR, day
from analysis.example.parameters import EXTRACT_ON, OBSERVED_FROM
from analysis.example.population import Population
from analysis.example.streams import stream

_DAY = np.timedelta64(1, "D")
_YEAR = np.timedelta64(365, "D")
_CODES = {"natural": "01", "voluntary": "08", "involuntary": "05"}
_END_OF_CONTRACT, _TRANSFERRED, _DIED = "11", "20", "02"
# Last day before the summer and first day after it, with their share of temporary contracts
# that reach a 31 July. The first leaves 44 days, the second 60; both are bridged.
_SUMMERS = (("07-11", "08-25", 0.35), ("07-02", "09-01", 0.10))
_EXTENSIONS = 130
_FTE = {0.4: 0.08, 0.5: 0.10, 0.6: 0.20, 0.7: 0.12, 0.8: 0.20, 0.9: 0.10, 1.0: 0.20}


@dataclass(frozen=True)
class Contract:
    """One row of the HR system, in its own words."""

    person: int
    number: int
    start: np.datetime64
    end: np.datetime64
    seat: int
    fte: float
    kind: str
    reason: str = ""
    replacement: bool = False
    pool: bool = False
    extension: bool = False


def contracts(population: Population) -> list[Contract]:
    """Write the careers down as contracts, by person and first day."""
    rng = stream(population.seed, "contracts")
    stints = population.stints
    n = len(stints.person)
    draws = {
        "kind": rng.random(n),
        "summer": rng.random((n, 6)),
        "break": rng.random(n),
        "hours": rng.random(n),
        "died": rng.random(n) < 0.15,
        "pool": rng.random(n) < 0.3,
    }
    fte = rng.choice(
        (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0), n, p=(0.08, 0.1, 0.2, 0.12, 0.2, 0.1, 0.2)
    )
    number = _numbers(stints.person, stints.ends_as)
    short = stints.person >= population.careers.n_persons
    rows: list[Contract] = []
    for k in range(n):
        whole = Contract(
            person=int(stints.person[k]),
            number=int(number[k]),
            start=stints.start[k],
            end=stints.end[k],
            seat=int(stints.seat[k]),
            fte=float(fte[k]),
            kind="vast",
            reason=_reason(int(stints.ends_as[k]), bool(draws["died"][k])),
        )
        drawn = {name: values[k] for name, values in draws.items()}
        rows += _split(whole, int(stints.ends_as[k]), bool(short[k]), drawn)
    return sorted([*rows, *_extensions(rows, rng)], key=lambda row: (row.person, row.start))


def _numbers(person: np.ndarray, ends_as: np.ndarray) -> np.ndarray:
    """Number the employments of a person: a return after leaving is a new one."""
    new = np.ones(len(person), dtype=int)
    new[1:] = (person[1:] != person[:-1]) | (ends_as[:-1] != TRANSFER)
    total = np.cumsum(new)
    first = np.searchsorted(person, person)
    return total - total[first] + 1


def _reason(ends_as: int, died: bool) -> str:
    """Code with which the HR system closes a contract."""
    if ends_as in (RUNNING, TRANSFER):
        return _TRANSFERRED if ends_as == TRANSFER else ""
    if ends_as == TEMPORARY:
        return _END_OF_CONTRACT
    return _DIED if died and ends_as == 0 else _CODES[CLASSES[ends_as]]


def _split(whole: Contract, ends_as: int, short: bool, drawn: dict) -> list[Contract]:
    """Split one period into the contracts it was made of."""
    if short:
        change = {"kind": "tijdelijk", "replacement": True, "pool": bool(drawn["pool"])}
        return [replace(whole, **change)]
    recent = whole.start > day(OBSERVED_FROM)
    young = whole.start > np.datetime64("2023-07-31")
    if ends_as == TEMPORARY or (ends_as == RUNNING and young and drawn["kind"] < 0.4):
        return _chain(whole, drawn)
    if recent and drawn["kind"] < 0.85:
        return _made_permanent(whole, drawn)
    return _new_hours(whole, drawn)


def _chain(whole: Contract, drawn: dict) -> list[Contract]:
    """A chain of temporary contracts, renewed each summer; some leave the summer open."""
    rows, start = [], whole.start
    for summer, year in zip(drawn["summer"], range(2021, 2026), strict=False):
        turn = np.datetime64(f"{year}-07-31")
        if not (start < turn - 60 * _DAY and whole.end > turn + 60 * _DAY):
            continue
        last, resumed, reason = turn, turn + _DAY, ""
        shares = np.cumsum([share for *_, share in _SUMMERS])
        if summer < shares[-1] and np.datetime64(f"{year}-09-01") <= day(EXTRACT_ON):
            before, after, _ = _SUMMERS[int(summer >= shares[0])]
            last, resumed = np.datetime64(f"{year}-{before}"), np.datetime64(f"{year}-{after}")
            reason = _END_OF_CONTRACT
        rows.append(replace(whole, start=start, end=last, kind="tijdelijk", reason=reason))
        start = resumed
    end = np.datetime64("2026-07-31") if whole.end == FAR else whole.end
    return [*rows, replace(whole, start=start, end=end, kind="tijdelijk")]


def _made_permanent(whole: Contract, drawn: dict) -> list[Contract]:
    """A first year on trial, then permanent; some start again after a break of two weeks."""
    turn = whole.start + _YEAR
    if whole.end <= turn + 30 * _DAY or turn > day(EXTRACT_ON):
        return [replace(whole, kind="tijdelijk" if whole.end == FAR else whole.kind)]
    pause = 14 if drawn["break"] < 0.08 else 0
    first = replace(whole, end=turn - (1 + pause) * _DAY, kind="tijdelijk", reason="")
    return [first, *_new_hours(replace(whole, start=turn), drawn)]


def _new_hours(whole: Contract, drawn: dict) -> list[Contract]:
    """A permanent contract; some get a new row when working hours change."""
    year = 2021 + int(drawn["hours"] * 16)
    turn = np.datetime64(f"{min(year, 2024)}-{'01-01' if drawn['break'] < 0.5 else '08-01'}")
    if year > 2024 or not (whole.start < turn - 30 * _DAY and whole.end > turn + 30 * _DAY):
        return [whole]
    before = replace(whole, end=turn - _DAY, reason="")
    return [before, replace(whole, start=turn, fte=round(1.4 - whole.fte, 1))]


def _extensions(rows: list[Contract], rng: np.random.Generator) -> list[Contract]:
    """Some hours more for some months, beside a main contract that covers them."""
    long = [
        row
        for row in rows
        if not row.replacement
        and row.fte <= 0.8
        and min(row.end, day(EXTRACT_ON)) - max(row.start, day(OBSERVED_FROM)) > 330 * _DAY
    ]
    made = []
    for position in rng.choice(len(long), _EXTENSIONS, replace=False):
        main = long[position]
        begin = max(main.start, day(OBSERVED_FROM)).astype("datetime64[M]") + 1
        start = (begin + int(rng.integers(0, 3))).astype("datetime64[D]")
        last = (begin + int(rng.integers(5, 9))).astype("datetime64[D]") - _DAY
        change = {"start": start, "end": last, "fte": float(rng.choice((0.1, 0.2)))}
        made.append(replace(main, **change, kind="tijdelijk", reason="", extension=True))
    return made
