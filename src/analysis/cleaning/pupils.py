"""pupils: one row per pupil or child, school year and domain."""

from collections.abc import Sequence
from functools import partial

import pandas as pd

from analysis.cleaning import cells, places, validate
from analysis.cleaning.audit import KEPT, Audit
from analysis.cleaning.marking import Cleaned, Rule, is_repeated, mark, settle, stack, untouched
from analysis.cleaning.sheet import Sheet, sheets
from analysis.errors import nearest
from analysis.intake.raw import RawTable
from analysis.language import gettext as _
from analysis.settings import Measure, Settings, SourceFile

_COLUMNS = ["pupil_id", "school_id", "group_id", "year", "domain", "score", "reference_level",
            "measured_on", "prior_score", "prior_on"]  # fmt: skip
_NAN = float("nan")


def clean(
    files: Sequence[tuple[RawTable, SourceFile]],
    settings: Settings,
    *,
    units: pd.DataFrame | None = None,
) -> Cleaned:
    """Turn exports of a pupil system into one table.

    A file with ``[file.measures.<domain>]`` in study.toml is wide: a row per pupil, a column per
    domain. Other files are long and have columns for domain and score; there ``measures`` only
    says between which bounds the scores of a domain lie.

    Parameters
    ----------
    files : sequence of (RawTable, SourceFile)
        All files of the table, in the order of study.toml.
    units : DataFrame, optional
        The tidy table units: says which schools exist.

    Returns
    -------
    Cleaned
        Where the files have no earlier score, ``prior_score`` and ``prior_on`` are those of the
        last earlier year of the same pupil and domain, on a test with the same bounds.
    """
    opened = sheets(files, settings)
    rows = stack(opened, [_tidy(sheet, units) for sheet in opened])
    known = places.known_schools(units)
    rules: dict[str, Rule] = {
        "duplicate_row": is_repeated,
        "no_pupil_code": has_no_pupil,
        "no_school": has_no_school,
        "unknown_school": partial(has_unknown_school, known=known),
        "no_score": has_no_score,
        "impossible_score": has_impossible_score,
        "outside_year": is_outside_year,
        "duplicate": partial(is_double, policy=settings.cleaning.duplicates),
    }
    marks = mark(rows, rules)
    _count_impossible(rows, marks, opened)
    settled, audit = settle(rows, marks, opened)
    settled, filled = _with_prior_scores(settled)
    settled = settled[["file", "row", *_COLUMNS, "fate"]]
    validate.check(settled, "pupils")
    return Cleaned(settled, audit + Audit.of(changes=filled))


def has_no_pupil(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at rows without a code for the pupil."""
    return rows["pupil_id"].isna()


def has_no_school(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at rows that do not say at which school or location the pupil is."""
    return rows["school_id"].isna()


def has_unknown_school(rows: pd.DataFrame, free: pd.Series, *, known: set[str] | None) -> pd.Series:
    """Point at rows of a school that is not among the units."""
    if known is None:
        return pd.Series(False, index=rows.index)
    return rows["school_id"].notna() & ~rows["school_id"].isin(known)


def has_no_score(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at rows without a score, or with a withheld one."""
    return rows["score"].isna()


def has_impossible_score(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at scores outside the bounds that study.toml gives for the domain."""
    return (rows["score"] < rows["_low"]) | (rows["score"] > rows["_high"])


def is_outside_year(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at scores that were not taken in the year that the row is about."""
    return (rows["measured_on"] < rows["_from"]) | (rows["measured_on"] > rows["_until"])


def is_double(rows: pd.DataFrame, free: pd.Series, *, policy: str) -> pd.Series:
    """Point at all scores but one of a pupil in a domain and year: the last, or the first.

    Of scores without a day, or of the same day, the place in the files decides.
    """
    key = ["pupil_id", "year", "domain"]
    last = policy != "first"
    ranked = rows[free].sort_values("measured_on", kind="stable", na_position="first")
    double = ranked.duplicated(key, keep="last" if last else "first")
    return double.reindex(rows.index, fill_value=False)


def _tidy(sheet: Sheet, units: pd.DataFrame | None) -> pd.DataFrame:
    sheet.need("pupil_id", "school_id")
    school = places.from_names(sheet, cells.codes(sheet, "school_id"), units, "school")
    places.refuse_strangers(sheet, school, places.known_schools(units), "school")
    year = cells.years(sheet)
    about = pd.DataFrame(
        {
            "pupil_id": cells.text(sheet, "pupil_id"),
            "school_id": school,
            "group_id": cells.codes(sheet, "group_id"),
            "year": year,
            "measured_on": cells.days(sheet, "measured_on").dt.normalize(),
            "prior_on": cells.days(sheet, "prior_on").dt.normalize(),
        }
    )
    about["_from"], about["_until"] = _period(sheet, year)
    is_long = sheet.has("domain") or not sheet.source.measures
    scores = _long(sheet) if is_long else _wide(sheet)
    return about.loc[scores.index].assign(**scores.to_dict("series"))


def _period(sheet: Sheet, year: pd.Series) -> tuple[pd.Series, pd.Series]:
    """First and last day on which a score of the year is taken: fielded, else the school year."""
    if sheet.source.fielded:
        first, last = (pd.Timestamp(day) for day in sheet.source.fielded)
        days = [pd.Series(day, index=year.index) for day in (first, last)]
    else:
        start = pd.to_datetime(pd.DataFrame({"year": year, "month": 8, "day": 1}), errors="coerce")
        days = [start, start + pd.DateOffset(years=1) - pd.Timedelta(days=1)]
    return days[0].astype("datetime64[us]"), days[1].astype("datetime64[us]")


def _wide(sheet: Sheet) -> pd.DataFrame:
    """Give a row per score; a record without any makes one row, so that it is accounted for."""
    parts = []
    for name, measure in sheet.source.measures.items():
        domain = _domain(sheet, name, measure)
        if len(measure.columns) > 1:
            raise sheet.problem(
                _("The score of a domain stands in one column."),
                found=", ".join(measure.columns),
                repair=_("name one column in measures.{name}.columns").format(name=name),
            )
        column = sheet.existing(measure.columns[0], f"measures.{name}.columns")
        written = cells.trimmed(sheet, column, domain)
        part = pd.DataFrame({"score": cells.as_numbers(sheet, written, domain)})
        parts.append(_bounded(part, measure).assign(domain=domain)[written.notna()])
    found = pd.concat(parts).astype({"domain": "str"})
    empty = sheet.rows.index.difference(found.index)
    # A stable sort keeps the scores of a record together, in the order of study.toml.
    blank = pd.DataFrame(index=empty, columns=found.columns).astype(found.dtypes.to_dict())
    found = pd.concat([found, blank]).sort_index(kind="stable")
    return found.assign(
        reference_level=pd.Series(None, index=found.index, dtype="str"),
        prior_score=pd.Series(_NAN, index=found.index),
    )


def _long(sheet: Sheet) -> pd.DataFrame:
    sheet.need("domain", "score")
    found = pd.DataFrame(
        {
            "score": cells.numeric(sheet, "score"),
            "domain": cells.categories(sheet, "domain"),
            "reference_level": cells.categories(sheet, "reference_level"),
            "prior_score": cells.numeric(sheet, "prior_score"),
        }
    )
    found = found.assign(_low=_NAN, _high=_NAN)
    for name, measure in sheet.source.measures.items():
        of_domain = found["domain"] == _domain(sheet, name, measure)
        found = found.mask(of_domain, _bounded(found, measure))
    return found


def _bounded(scores: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    low, high = measure.scale or (_NAN, _NAN)
    return scores.assign(_low=float(low), _high=float(high))


def _domain(sheet: Sheet, name: str, measure: Measure) -> str:
    known, domain = cells.allowed_values(sheet, "domain"), measure.domain or name
    if domain not in known:
        raise sheet.problem(
            _("{value} is not a domain.").format(value=domain),
            found=nearest(domain, known),
            repair=_("choose from: {known}").format(known=", ".join(known)),
        )
    return domain


def _count_impossible(rows: pd.DataFrame, marks: pd.DataFrame, opened: Sequence[Sheet]) -> None:
    """Write down impossible scores that stand in a record with others that count."""
    record = [rows["file"], rows["row"]]
    counts = untouched(marks).groupby(record, sort=False).transform("any")
    lost = rows[marks["impossible_score"] & counts]
    for sheet in opened:
        for domain, n in lost.loc[lost["file"] == sheet.file, "domain"].value_counts().items():
            sheet.changed(str(domain), "impossible_to_missing", n)


def _with_prior_scores(
    rows: pd.DataFrame,
) -> tuple[pd.DataFrame, list[tuple[str, str, str, str, int]]]:
    """Fill in the last score of an earlier year where a file holds none, and count it by file."""
    key = ["pupil_id", "domain", "_low", "_high"]
    kept = rows[rows["fate"] == KEPT].sort_values("year", kind="stable")
    earlier = kept.groupby(key, dropna=False, sort=False)[["score", "measured_on"]].shift()
    fill = kept.index[kept["prior_score"].isna() & earlier["score"].notna()]
    filled = rows.copy()
    filled.loc[fill, "prior_score"] = earlier.loc[fill, "score"]
    filled.loc[fill, "prior_on"] = earlier.loc[fill, "measured_on"]
    counts = rows.loc[fill].groupby("file", sort=False).size().sort_index()
    return filled, [
        (str(file), "pupils", "prior_score", "prior_from_earlier_year", int(n))
        for file, n in counts.items()
    ]
