"""One linear model of a linked table, in numbers: what every check of a headline starts from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.measures.moments import Moments, moments
from analysis.models.linked import Linked
from analysis.models.regression_sums import RegressionSums, regression_sums
from analysis.models.robust import t_interval
from analysis.models.robust_sums import SandwichSums, sandwich

STANDARD, PER_100 = "sd", "per_100"
_ENOUGH = 30  # units from which CR3 with units minus one is the default
_ROW = {"pupil": "pupil_id", "person": "person_id", "school": "school_id"}


@dataclass(frozen=True, eq=False)
class Model:
    """A linear model of a linked table.

    Attributes
    ----------
    linked : Linked
    rows : DataFrame
        The rows that are used: outcome, term and covariates as numbers, and the unit. The term is
        in standard deviations; the outcome too, or times 100 when it is 0 or 1.
    sums : Moments
        Of the terms and the outcome, by unit.
    regression : RegressionSums
    term : str
    terms : tuple of str
        The term and the covariates.
    unit : str
    scale : str
        "sd" or "per_100": what the outcome is counted in.
    n_lost : int
        Rows left out because a covariate is missing.
    """

    linked: Linked
    rows: pd.DataFrame
    sums: Moments
    regression: RegressionSums
    term: str
    terms: tuple[str, ...]
    unit: str
    scale: str
    n_lost: int

    @property
    def kind(self) -> str:
        """Kind of error: CR3 with many units, CR2 with few."""
        return "CR3" if self.n_units >= _ENOUGH else "CR2"

    @property
    def n_units(self) -> int:
        """Units with at least one row."""
        return len(self.regression.n)

    @property
    def n_persons(self) -> int:
        """Pupils or people behind the rows."""
        return int(
            self.linked.table.loc[self.rows.index, _ROW[self.linked.outcome_level]].nunique()
        )

    @property
    def at(self) -> int:
        """Position of the term among the coefficients."""
        return self.regression.names.index(self.term)

    def errors(self, kind: str = "") -> SandwichSums:
        """Give the errors of a kind; the default one when left out."""
        return sandwich(self.regression, kind=kind or self.kind)


@dataclass(frozen=True)
class Effect:
    """The coefficient of the term, with its uncertainty.

    Attributes
    ----------
    estimate, se, df, low, high, p, low_90, high_90 : float
        Student's t; df of Satterthwaite for CR2, units minus one for CR3.
    kind : str
    """

    estimate: float
    se: float
    df: float
    low: float
    high: float
    p: float
    low_90: float
    high_90: float
    kind: str


def model(linked: Linked, *, term: str = "between", covariates: Sequence[str] = ()) -> Model:
    """Prepare a linear model.

    Parameters
    ----------
    linked : Linked
    term : str
        Column of the exposure: exposure, between or within.
    covariates : sequence of str
        Columns of the table that are held equal. A category becomes one column per value but the
        first. Of a number that some sectors do not have (the weighting of schools), the mean
        stands in there, and a column says so.

    Returns
    -------
    Model

    Raises
    ------
    DataProblem
        When too little is left, or the term repeats the covariates.
    """
    table, unit = linked.table, linked.unit
    linked.clusters(unit)
    numeric = [_numbers(table, name) for name in covariates]
    held = pd.concat(numeric, axis="columns") if numeric else pd.DataFrame(index=table.index)
    rows = table[["outcome", term, unit]].join(held.astype(float)).dropna()
    if rows[unit].nunique() < 2 or not rows[term].std() > 0 or not rows["outcome"].std() > 0:
        raise DataProblem(
            _("too little is left to relate the two."),
            column=term,
            found=_("{n} units").format(n=rows[unit].nunique()),
        )
    held = _independent(rows[list(held)])
    binary = set(rows["outcome"].unique()) <= {0, 1}
    size = 0.01 if binary else rows["outcome"].std()
    exposure = (rows[term] - rows[term].mean()) / rows[term].std()
    rows = rows[[unit]].assign(outcome=rows["outcome"] / size, **{term: exposure}).join(held)
    terms = (term, *held)
    sums = moments(rows, [*terms, "outcome"], by=unit)
    return Model(
        linked=linked,
        rows=rows,
        sums=sums,
        regression=regression_sums(sums, outcome="outcome", terms=terms),
        term=term,
        terms=terms,
        unit=unit,
        scale=PER_100 if binary else STANDARD,
        n_lost=len(table) - len(rows),
    )


def _independent(held: pd.DataFrame) -> pd.DataFrame:
    """Leave out columns that earlier ones already say: no school of a sector has a weighting."""
    kept: list[str] = []
    for name in held.columns:
        chosen = held[[*kept, name]]
        apart = (chosen - chosen.mean()) / chosen.std()
        if apart.notna().all(axis=None) and np.linalg.matrix_rank(apart) == len(kept) + 1:
            kept.append(name)
    return held[kept]


def _numbers(table: pd.DataFrame, name: str) -> pd.DataFrame:
    values = table[name]
    if name == "weighting" and values.isna().any() and values.notna().any():
        return pd.DataFrame(
            {name: values.fillna(values.mean()), f"{name}_unknown": values.isna().astype(float)}
        )
    if pd.api.types.is_numeric_dtype(values) and name != "year":
        return values.to_frame()
    dummies = pd.get_dummies(values.astype("object"), prefix=name, dtype=float, drop_first=True)
    return dummies.where(values.notna(), np.nan)


def effect(fitted: Model, *, kind: str = "") -> Effect:
    """Estimate the coefficient of the term.

    Parameters
    ----------
    fitted : Model
    kind : str
        CR2 or CR3; see ``Model.kind`` when left out.

    Returns
    -------
    Effect
        In standard deviations (or leavers of every 100) per standard deviation of the term.
    """
    chosen = kind or fitted.kind
    errors = fitted.errors(chosen)
    beta, se = errors.fit(fitted.regression.response)
    estimate, error = float(beta[fitted.at]), float(se[fitted.at])
    df = float(errors.df[fitted.at]) if chosen == "CR2" else float(fitted.n_units - 1)
    low, high, p = t_interval(estimate, error, df)
    low_90, high_90, _same = t_interval(estimate, error, df, interval_level=0.90)
    return Effect(estimate, error, df, low, high, p, low_90, high_90, chosen)
