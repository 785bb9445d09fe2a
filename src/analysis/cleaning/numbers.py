"""Numbers as exports write them: decimal comma or point, percent signs, suppressed cells."""

import pandas as pd

from analysis.cleaning.lookup import Told, told
from analysis.errors import DataProblem
from analysis.language import gettext as _

SUPPRESSED = ("s", "*", "**", "***", "x", "-", ".", "n.b.", "nb", "nda", "na", "n/a", "#n/a")
LARGEST_FACTOR = 2.0  # nobody's usual contract is two hours a week or two per cent
_FEW = r"^<\s*(\d+)$"
_COMMA_THOUSANDS = r"^-?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$"
_POINT_THOUSANDS = r"^-?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?$"
_NUMBER = r"^-?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?$"


def read(cells: pd.Series | Told, decimal: str = "either") -> pd.Series:
    """Read a column of text as numbers.

    Parameters
    ----------
    cells : Series of str, or Told
        Trimmed text; missing where a cell is empty.
    decimal : str
        "," or "." as the file declares or shows it; "either" for spreadsheets, where a number
        comes with a point and a number typed as text may come with a comma.

    Raises
    ------
    DataProblem
        When cells are no numbers in this notation, with their count and never their content.
    """
    column = told(cells)
    written = column.written()
    plain = written.str.replace(r"[\s%]", "", regex=True).str.replace("−", "-")
    plain = _with_point(plain, decimal)
    readable = plain.str.match(_NUMBER)
    if not readable.all():
        raise DataProblem(
            _("Some cells are no numbers."),
            rows=column.count(~readable),
            found=_("{n} different texts that are no number with the decimal sign {sign}").format(
                n=int((~readable).sum()), sign=decimal if decimal != "either" else ". / ,"
            ),
            repair=_("write numbers only, or set decimal for this file in study.toml"),
        )
    return column.carried(plain.astype("float64"))


def _with_point(plain: pd.Series, decimal: str) -> pd.Series:
    """Write every number with a point; what does not fit the notation keeps its comma."""
    if decimal == ".":
        thousands = plain.str.match(_COMMA_THOUSANDS)
        return plain.mask(thousands, plain.str.replace(",", ""))
    if decimal == ",":
        thousands = plain.str.match(_POINT_THOUSANDS)
        plain = plain.mask(thousands, plain.str.replace(".", ""))
        # A point that separates no thousands belongs to another notation: refuse it.
        plain = plain.mask(plain.str.contains(".", regex=False), plain + ",")
        return plain.mask(~plain.str.endswith(","), plain.str.replace(",", "."))
    unclear = plain.str.match(_COMMA_THOUSANDS) | plain.str.contains(r"[.].*,|,.*[.,]")
    return plain.mask(~unclear, plain.str.replace(",", "."))


def is_suppressed(cells: pd.Series) -> pd.Series:
    """Tell which cells say that a figure was withheld: "s", "*", "<5" and the like.

    ``is_suppressed(pd.Series(["12", "s", "<5"]))`` is no, yes, yes. An empty cell is not one.
    """
    column = told(cells)
    return column.points_at(says_suppressed(column.written()))


def says_suppressed(written: pd.Series) -> pd.Series:
    """Tell which texts say that a figure was withheld."""
    folded = written.str.strip().str.casefold()
    return folded.isin(SUPPRESSED) | folded.str.match(_FEW)


def bounds(cells: pd.Series) -> pd.DataFrame:
    """Give the interval that a withheld count leaves open: "<5" is 1 to 4.

    Returns
    -------
    DataFrame
        low and high; missing where a cell does not name a bound.
    """
    limit = cells.str.strip().str.extract(_FEW)[0].astype(float)
    return pd.DataFrame({"low": limit.where(limit.isna(), 1.0), "high": limit - 1})


def may_be_thousands(cells: pd.Series) -> pd.Series:
    """Tell which cells hold a sign that may separate thousands: "1.234" and "1,234".

    Only where a number must be whole is it known that the sign separates no decimals.
    """
    marked = cells.str.match(_COMMA_THOUSANDS) | cells.str.match(_POINT_THOUSANDS)
    return (marked & cells.str.contains("[.,]")).fillna(False).astype(bool)


def fte(
    numbers: pd.Series, *, raw_column: str = "", full_week: float | None = None
) -> tuple[str, pd.Series]:
    """Turn a working time into a part of a full job, whatever unit it was written in.

    Parameters
    ----------
    numbers : Series of float
        Factors (0.8), percentages (80) or hours per week (32).
    raw_column : str
        Its name in the export, which often tells the unit.
    full_week : float, optional
        Hours of a full job; needed for hours.

    Returns
    -------
    str, Series of float
        The unit that was found (factor, percent, hours), and the part of a full job.

    Raises
    ------
    DataProblem
        When hours come without the hours of a full job.
    """
    unit = _unit(numbers, raw_column.casefold())
    if unit == "hours" and not full_week:
        raise DataProblem(
            _("Working time is written in hours, and the hours of a full job are not known."),
            found=_("a middle value of {n}").format(n=f"{numbers[numbers > 0].median():g}"),
            repair=_("add to this file in study.toml: {line}").format(
                line='values.fte.full_week = "40"'
            ),
        )
    return unit, numbers / {"factor": 1.0, "percent": 100.0, "hours": full_week or 1.0}[unit]


def _unit(numbers: pd.Series, name: str) -> str:
    """Tell the unit from the middle and upper values, so that one slip of the keys cannot."""
    positive = numbers[numbers > 0]
    if positive.empty or positive.median() <= LARGEST_FACTOR:
        return "factor"
    if any(word in name for word in ("hour", "uren", "uur")):
        return "hours"
    if any(word in name for word in ("perc", "%", "pct")) or positive.quantile(0.9) > 45:
        return "percent"
    return "hours"
