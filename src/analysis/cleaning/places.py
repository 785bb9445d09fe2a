"""Where people work: which teams are known, and which school a team belonged to."""

import pandas as pd

from analysis.cleaning.labels import normalise
from analysis.cleaning.lookup import carried
from analysis.cleaning.sheet import Sheet
from analysis.errors import nearest
from analysis.language import gettext as _


def teams(units: pd.DataFrame) -> pd.DataFrame:
    """Take the teams among the units; where a study lists no teams, all its units."""
    chosen = units[units["kind"] == "team"]
    return units if chosen.empty else chosen


def known_codes(units: pd.DataFrame | None) -> set[str] | None:
    """Give the codes of all teams; None where the study has no units to check against."""
    return None if units is None else set(teams(units)["unit_id"])


def from_names(
    sheet: Sheet, codes: pd.Series, units: pd.DataFrame | None, kind: str = "team"
) -> pd.Series:
    """Replace the name of a unit by its code, where one unit of its kind has that name."""
    if units is None or codes.isna().all():
        return codes
    same_kind = teams(units) if kind == "team" else units[units["kind"] == kind]
    named = same_kind.dropna(subset="name")[["unit_id", "name"]]
    named = named.assign(name=named["name"].map(normalise)).drop_duplicates()
    named = named.drop_duplicates("name", keep=False)
    table = dict(zip(named["name"], named["unit_id"], strict=True))
    known = set(units["unit_id"])
    new = {c: c if c in known else table.get(normalise(c), c) for c in codes.dropna().unique()}
    sheet.changed(f"{kind}_id", "name_to_code", codes.isin([c for c in new if new[c] != c]).sum())
    return carried(codes, pd.Series(new, dtype="str"))


def refuse_strangers(
    sheet: Sheet, codes: pd.Series, known: set[str] | None, kind: str = "team"
) -> None:
    """Stop when most codes of a file are not known: then the mapping is wrong, not the rows."""
    given = codes.dropna()
    strange = given[~given.isin(known or set())]
    if known is None or len(strange) * 2 <= len(given):
        return
    counts = strange.value_counts()
    common = [str(code) for code, n in counts.items() if n >= sheet.settings.minimum][:5]
    what = {
        "team": _("Most teams in this file are not in the table units."),
        "school": _("Most schools in this file are not in the table units."),
    }[kind]
    raise sheet.problem(
        what,
        column=sheet.raw_name(f"{kind}_id") or f"{kind}_id",
        rows=len(strange),
        found=_("{n} unknown codes such as {codes}; nearest known: {near}").format(
            n=len(counts),
            codes=", ".join(common) or "…",
            near=nearest(common[0], sorted(known)) if common else "…",
        ),
        repair=_("map them in study.toml: {line}").format(
            line=f'[file.values.{kind}_id] "name in the file" = "code"'
        ),
    )


def known_schools(units: pd.DataFrame | None) -> set[str] | None:
    """Give the codes of all schools; None where the study has no units to check against."""
    if units is None:
        return None
    return set(units.loc[units["kind"] == "school", "unit_id"])


def parents(
    codes: pd.Series, days: pd.Series, units: pd.DataFrame | None, kind: str = "team"
) -> pd.Series:
    """Look up the school of each team, or the board of each school, in the year of a day.

    Parameters
    ----------
    codes : Series of str
        Teams, or schools where ``kind`` is "school".
    days : Series of datetime64
        Decides the year, which runs from 1 August; the last year known before it counts, else
        the first.

    Returns
    -------
    Series of str
        Missing where the unit or its parent is not known.
    """
    if units is None:
        return pd.Series(None, index=codes.index, dtype="str")
    lower = teams(units) if kind == "team" else units[units["kind"] == kind]
    lower = lower.dropna(subset=["parent_id", "year"]).sort_values("year", kind="stable")
    lower = lower[["unit_id", "year", "parent_id"]]
    year = (days.dt.year - (days.dt.month < 8)).fillna(9999).astype("float64")
    asked = pd.DataFrame({"unit_id": codes, "year": year}).sort_values("year", kind="stable")
    found = pd.merge_asof(asked, lower, on="year", by="unit_id")["parent_id"]
    first = lower.drop_duplicates("unit_id").set_index("unit_id")["parent_id"]
    return found.set_axis(asked.index).reindex(codes.index).fillna(carried(codes, first))
