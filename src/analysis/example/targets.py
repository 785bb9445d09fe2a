"""What each printed estimate aims at: the same estimator in a study 200 times as large.

A notebook cannot find the planted numbers themselves. Answers are not exact, the mean of a school
rests on the people who happen to be there, those who feel unsafe leave, and answer less. What is
left when chance is taken away is the target of an estimate, and its interval is judged by that.
The targets come from our own estimators, so they stand apart from ``truth.toml``, where
everything was counted by the generator alone.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import expit

from analysis.example import population, printed, truth
from analysis.example.expected import expected
from analysis.example.names import BOARDS
from analysis.example.organisation import organisation
from analysis.example.parameters import WAVES, Parameters
from analysis.example.population import Population

FILE = "targets.toml"
COLUMNS = ["planted", "everyone", "target", "error"]
COPIES, PARTS = 200, 20
_PLANTED = (  # what the targets depend on; stored with them, so that a test sees a change
    *("exit_base", "exit_within", "exit_between", "response_base", "response_on_safety"),
    *("transfer_share", "rehire_share", "replacements", "leader_changes", "careless_share"),
)
SEED = 20250902  # not that of the example, nor one of the thousand studies of the benchmark
ABOUT_ANSWERS = printed.PARTS[1:]  # where it matters who answers
_HEAD = """\
# What each estimate of the notebooks would be in a study {copies} times as large as the example.
# Made by "leercultuur example --targets" with the estimators of the notebooks; what the generator
# knows by itself is in truth.toml.
#   planted   the number that was planted, or that follows from it without a draw
#   everyone  what the estimator gives when everybody in service answers: planted minus what is
#             lost because answers and means of schools are not exact, and because people left
#   target    what it gives when people answer as they do: those who feel unsafe answer less
#   error     standard error of the target, from {parts} parts of the large study
"""


@dataclass(frozen=True)
class Size:
    """How large the large study is.

    Attributes
    ----------
    copies : int
        How many times the organisation of the example, with other people.
    parts : int
        Parts of whole copies, from which the Monte Carlo error follows.
    seed : int
    """

    copies: int = COPIES
    parts: int = PARTS
    seed: int = SEED


def compute(size: Size | None = None) -> pd.DataFrame:
    """Compute the targets by drawing one large study.

    Parameters
    ----------
    size : Size, optional

    Returns
    -------
    DataFrame, index id
        planted (missing where nothing was planted that this estimates), everyone (missing where
        it does not matter who answers), target, error.
    """
    size = size or Size()
    drawn = population.draw(size.seed, scale=size.copies)
    table = pd.DataFrame({"target": _answers(drawn) | _rates(drawn, size.copies)})
    table["error"] = _errors(drawn, size)
    table["everyone"] = pd.Series(_answers(_all_answer(drawn), ABOUT_ANSWERS))
    table["planted"] = pd.Series(planted_numbers(drawn.plan))
    return table[COLUMNS].rename_axis("id")


def _all_answer(drawn: Population) -> Population:
    """Let everybody in service answer; what became of them stays as it was."""
    return replace(drawn, plan=replace(drawn.plan, response_base=99.0, response_on_safety=0.0))


def _answers(drawn: Population, parts: Sequence[str] = printed.PARTS) -> dict[str, float]:
    """Estimate from answers. Clusters of whole copies change no estimate and save memory."""
    tables = printed.tables(drawn, printed.ASKED)
    copies = tables.answers["school_id"] // organisation().n_schools
    whole = replace(tables, answers=tables.answers.assign(cluster=copies))
    return {name: value for name, value, *_bounds in printed.estimates(whole, parts)}


def _rates(drawn: Population, copies: int) -> dict[str, float]:
    rates = printed.turnover_rates(drawn.spells, len(BOARDS) * copies)
    return rates.set_index("id")["estimate"].to_dict()


def _errors(drawn: Population, size: Size) -> pd.Series:
    """Standard error of the mean over parts, which are independent and equally large."""
    copies = size.copies // size.parts
    schools, tables = organisation().n_schools * copies, printed.tables(drawn, printed.ASKED)
    parts = [
        tables.of_schools(lambda school, at=at: school // schools == at) for at in range(size.parts)
    ]
    rows = printed.frame([row for part in parts for row in printed.estimates(part)])
    rates = printed.turnover_rates(drawn.spells, len(BOARDS) * copies)
    return pd.concat([rows, rates]).groupby("id")["estimate"].sem()


def planted_numbers(plan: Parameters) -> dict[str, float]:
    """Give what was planted for each estimate, in the unit in which it is printed.

    Leaving out of 100 and the response are averages over true safety in an endless population;
    means, alpha and ICC(1) are those of ``expected``.
    """
    scale, nodes = expected(printed.SCALE), _normal()
    leaves = plan.exit_base + np.hypot(plan.exit_within, plan.exit_between) * nodes[0]
    answers = plan.response_base + plan.response_on_safety * nodes[0]
    numbers = {}
    for wave in WAVES:
        numbers[f"01_data_quality/response/response/board/{wave}"] = _mean(expit(answers), nodes)
        numbers[f"02_safety/level/{printed.SCALE}/person/{wave}"] = scale.mean
        for facet in printed.FACETS:
            numbers[f"02_safety/facet/{facet}/person/{wave}"] = expected(facet).mean
        numbers[f"02_safety/icc1/{printed.SCALE}/school/{wave}"] = scale.icc1_school
    numbers[f"02_safety/alpha/{printed.SCALE}/person/{WAVES[-1]}"] = scale.alpha
    for level, slope in (("within", plan.exit_within), ("between", plan.exit_between)):
        more = 100 * (expit(leaves + slope) - expit(leaves))
        numbers[f"02_safety/exit/{printed.SCALE}/{level}/all"] = slope
        numbers[f"02_safety/exit_per_100/{printed.SCALE}/{level}/all"] = _mean(more, nodes)
    return numbers


def _normal() -> tuple[np.ndarray, np.ndarray]:
    """Points and weights that average over a standard normal variable."""
    points, weights = np.polynomial.hermite_e.hermegauss(40)
    return points, weights / weights.sum()


def _mean(values: np.ndarray, nodes: tuple[np.ndarray, np.ndarray]) -> float:
    return float(values @ nodes[1])


def text(table: pd.DataFrame, size: Size | None = None) -> str:
    """Write targets.toml; six digits, so that the last bit of a sum cannot change the file."""
    size = size or Size()
    parameters = {name: getattr(Parameters(), name) for name in _PLANTED}
    parts = [_HEAD.format(copies=size.copies, parts=size.parts)]
    parts += [truth.section("drawn", asdict(size)), truth.section("parameters", parameters)]
    for name, row in table.iterrows():
        parts.append(truth.section(f'targets."{name}"', row.dropna().to_dict()))
    return "\n".join(parts)


def write(folder: Path) -> Path:
    """Compute the targets and write them beside truth.toml; takes about half a minute."""
    path = folder / FILE
    path.write_bytes(text(compute()).encode("utf-8"))
    return path


def read(path: Path) -> pd.DataFrame:
    """Read stored targets; as ``compute`` gives them."""
    stored = tomllib.loads(path.read_text(encoding="utf-8"))["targets"]
    table = pd.DataFrame.from_dict(stored, orient="index")
    return table[COLUMNS].rename_axis("id")
