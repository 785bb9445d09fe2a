"""What tables of published school figures share: wide files, withheld numbers, their rules."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial

import pandas as pd

from analysis.cleaning import cells, numbers, published_rows, school_codes
from analysis.cleaning.marking import Rule, is_repeated, untouched
from analysis.cleaning.sheet import Sheet
from analysis.errors import nearest
from analysis.language import gettext as _
from analysis.settings import Measure


def rules(
    units: pd.DataFrame | None, known: Collection[str], judged: Mapping[str, Rule]
) -> dict[str, Rule]:
    """Give the rules for published figures in order: those for every table, then its own.

    Parameters
    ----------
    units : DataFrame, optional
        The tidy table units: says which codes are boards.
    known : collection of str
        Codes of schools that other tables of the study hold.
    """
    boards = () if units is None else units.loc[units["kind"] == "board", "unit_id"]
    return {
        "duplicate_row": is_repeated,
        "no_school_code": has_no_school,
        "total_row": partial(published_rows.is_total, boards=frozenset(boards)),
        "lost_zeros": partial(published_rows.has_lost_zeros, known=known),
        **judged,
    }


def measures(sheet: Sheet) -> pd.DataFrame:
    """Give one row per record and measure of a file.

    A file with ``[file.measures.<name>]`` in study.toml is wide: each measure is the sum of its
    columns. Other files are long and have columns for measure and value.

    Returns
    -------
    DataFrame
        school_id, measure, n, value, low, high, scale_min, scale_max, domain; the index is the
        record number, once for each measure. ``value`` is missing where a part is withheld;
        ``low`` and ``high`` are then the bounds that the source leaves open.
    """
    sheet.need("school_id")
    if not sheet.source.measures:
        return _long(sheet)
    parts = [_wide(sheet, name, measure) for name, measure in sheet.source.measures.items()]
    # A stable sort keeps the measures of a record together, in the order of study.toml.
    return pd.concat(parts).sort_index(kind="stable")


def _wide(sheet: Sheet, name: str, measure: Measure) -> pd.DataFrame:
    key = f"measures.{name}.columns"
    columns = [sheet.existing(column, key) for column in measure.columns]
    summed = sum((_interval(sheet, column) for column in columns[1:]), _interval(sheet, columns[0]))
    low, high = measure.scale or (float("nan"), float("nan"))
    n = pd.Series(None, index=sheet.rows.index, dtype="float64")
    if measure.n is not None:
        column = sheet.existing(measure.n, f"measures.{name}.n")
        n = cells.as_numbers(sheet, cells.trimmed(sheet, column, column), column)
    return summed.assign(
        school_id=school_codes.read(sheet),
        measure=pd.Series(name, index=sheet.rows.index, dtype="str"),
        domain=pd.Series(_domain(sheet, measure), index=sheet.rows.index, dtype="str"),
        n=n,
        scale_min=float(low),
        scale_max=float(high),
    )


def _domain(sheet: Sheet, measure: Measure) -> str:
    if "domain" not in sheet.schema.index:
        return ""
    known, domain = cells.allowed_values(sheet, "domain"), measure.domain or "other"
    if domain not in known:
        raise sheet.problem(
            _("{value} is not a domain.").format(value=domain),
            found=nearest(domain, known),
            repair=_("choose from: {known}").format(known=", ".join(known)),
        )
    return domain


def _interval(sheet: Sheet, column: str) -> pd.DataFrame:
    """Read one column of figures: its value, and the bounds of what is withheld."""
    texts = cells.trimmed(sheet, column, column)
    value = cells.as_numbers(sheet, texts, column)
    bounds = numbers.bounds(texts)
    return pd.DataFrame(
        {
            "value": value,
            "low": value.fillna(bounds["low"]),
            "high": value.fillna(bounds["high"]),
        }
    )


def _long(sheet: Sheet) -> pd.DataFrame:
    if not sheet.has("measure") and not sheet.has("value"):
        raise sheet.problem(
            _("It is not said which figures of this file are to be used."),
            found=", ".join(map(str, sheet.rows.columns[:12])),
            repair=_("add to study.toml, for each figure: {lines}").format(
                lines='[file.measures.NAME] columns = ["…"]'
            ),
            columns=["measure", "value"],
        )
    sheet.need("measure", "value")
    texts, withheld = cells.text(sheet, "value"), numbers.bounds(cells.text(sheet, "value"))
    value = cells.as_numbers(sheet, texts, "value")
    given = {
        bound: cells.numeric(sheet, bound) if sheet.has(bound) else withheld[bound]
        for bound in ("low", "high")
    }
    empty = pd.Series(None, index=texts.index, dtype="float64")
    return pd.DataFrame(
        {
            "school_id": school_codes.read(sheet),
            "measure": cells.codes(sheet, "measure"),
            "n": cells.numeric(sheet, "n"),
            "value": value,
            "low": given["low"],
            "high": given["high"],
            "scale_min": cells.numeric(sheet, "scale_min") if sheet.has("scale_min") else empty,
            "scale_max": cells.numeric(sheet, "scale_max") if sheet.has("scale_max") else empty,
        }
    )


def count_impossible(rows: pd.DataFrame, marks: pd.DataFrame, sheets: Sequence[Sheet]) -> None:
    """Write down figures outside their range that stand in a record with others that count."""
    record = [rows["file"], rows["row"]]
    record_counts = untouched(marks).groupby(record, sort=False).transform("any")
    lost = rows[marks["impossible_value"] & record_counts]
    for sheet in sheets:
        for measure, n in lost.loc[lost["file"] == sheet.file, "measure"].value_counts().items():
            sheet.changed(str(measure), "impossible_to_missing", n)


def has_no_school(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at rows without a code for the school."""
    return rows["school_id"].isna()


def has_no_value(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at rows whose figure is empty or withheld without a bound."""
    withheld = rows["low"].isna() if "low" in rows else True
    return rows["value"].isna() & withheld


def is_impossible(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at figures outside their scale, and at numbers of people below zero."""
    outside = (rows["value"] < rows["scale_min"]) | (rows["value"] > rows["scale_max"])
    return outside | (rows["n"] < 0)
