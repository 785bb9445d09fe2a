"""What is counted as sick leave on a page, and its figures in the variants that others use."""

import pandas as pd

from analysis.language import gettext as _
from analysis.language import number
from analysis.measures.absence import LONGEST


def how_counted() -> pd.DataFrame:
    """Write out the definitions behind the figures.

    Returns
    -------
    DataFrame
        aspect and counted, in the reader's words.
    """
    rows = {
        _("time lost"): _("calendar days ill × size of the job × part that is absent, divided by "
                          "calendar days in service × size of the job (formula of Vernet)"),
        _("longer than a year"): _("counts, as at Statistics Netherlands; some employers stop "
                                   "after one or two years"),
        _("partial recovery"): _("lowers the part that is absent; of two cases on one day the "
                                 "highest part counts"),
        _("pregnancy and maternity"): _("do not count; nor does leave of another kind"),
        _("reports"): _("cases begun, per mean number of people in service and year"),
        _("length of a case"): _("first to last calendar day, weekends included, of cases that "
                                 "ended; as it is, and at most {days} days").format(
                                     days=number(LONGEST, 0)),
        _("never ill"): _("people in service all year without a case begun or running; who was in "
                          "service part of the year stands apart"),
        _("jobs"): _("all of them, side jobs too: who is ill is absent from each"),
    }  # fmt: skip
    return pd.DataFrame(list(rows.items()), columns=["aspect", "counted"])


def lengths(figures: pd.DataFrame) -> pd.DataFrame:
    """Take how often and how long people were ill.

    Parameters
    ----------
    figures : DataFrame
        From ``absence.absence``.

    Returns
    -------
    DataFrame
        window, n (people), frequency, cases (that ended), duration and duration_capped (mean
        days).
    """
    columns = ["window", "n", "frequency", "closed", "duration", "duration_capped"]
    return figures[columns].rename(columns={"closed": "cases"})


def never_ill(figures: pd.DataFrame) -> pd.DataFrame:
    """Divide the people without sick leave by those who were there, all year and part of it.

    Parameters
    ----------
    figures : DataFrame
        From ``absence.absence``.

    Returns
    -------
    DataFrame, two rows per window
        window, in_service (all_year, part_year), n, count (without sick leave), share.
    """
    parts = []
    for name, nil in (("all_year", "nil"), ("part_year", "part_year_nil")):
        part = figures[["window", name, nil]].set_axis(["window", "n", "count"], axis="columns")
        parts.append(part.assign(in_service=name))
    table = pd.concat(parts, ignore_index=True).sort_values("window", kind="stable")
    table = table.assign(share=table["count"] / table["n"].where(table["n"] > 0))
    return table[["window", "in_service", "n", "count", "share"]].reset_index(drop=True)
