"""How long the multilevel models take, beside statsmodels and, where R is installed, lme4.

``python benchmarks/models.py`` prints a table and writes it into the README. Every way gets the
same simulated people in the same run; medians of three rounds, reading files and starting
programs left out. Rows of R are absent where there is no ``Rscript`` or no lme4.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import markers
import numpy as np
import pandas as pd

from analysis.measures.moments import Moments, moments
from analysis.models import calibration as calibrations
from analysis.models import mediation, random_intercept, random_intercept_logit, wild_bootstrap
from analysis.models.calibration_logit import calibration_logit

ROUNDS = 3
TERMS = ["within", "between", "tenure"]
R_LINEAR = """
suppressMessages(library(lme4)); d <- read.csv(commandArgs(TRUE)[1]); d$school <- factor(d$school)
f <- y ~ within + between + tenure + (1 | school)
t <- replicate(3, system.time(lmer(f, d))[["elapsed"]]); cat("lme4", median(t), "\\n")
"""
R_LOGIT = """
suppressMessages(library(lme4)); d <- read.csv(commandArgs(TRUE)[1]); d$school <- factor(d$school)
f <- left ~ within + between + tenure + (1 | school)
t <- system.time(suppressWarnings(glmer(f, d, binomial, nAGQ = 9)))[["elapsed"]]
cat("glmer", t, "\\n")
tuned <- glmerControl("nloptwrap", calc.derivs = FALSE)
t <- replicate(3, system.time(glmer(f, d, binomial, nAGQ = 9, control = tuned))[["elapsed"]])
cat("glmer_tuned", median(t), "\\n")
"""
R_MEDIATION = """
d <- read.csv(commandArgs(TRUE)[1]); rows <- split(seq_len(nrow(d)), d$team); set.seed(1)
one <- function() {
  drawn <- sample(length(rows), replace = TRUE); at <- rows[drawn]
  g <- rep(seq_along(at), lengths(at)); b <- d[unlist(at), ]; m <- ave(b$safety, g)
  a <- .lm.fit(cbind(1, b$support), b$safety)$coefficients[2]
  a * .lm.fit(cbind(1, b$safety - m, m, b$support), b$ideas)$coefficients[3]
}
t <- system.time(replicate(2000, one()))[["elapsed"]]; cat("lm.fit", t, "\\n")
"""


def main() -> None:
    """Measure, print, and write the table."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        folder = Path(name)
        rows = [
            *linear(folder, people=20_000, schools=400),
            *linear(folder, people=500_000, schools=7_000),
            *logistic(folder, people=20_000, schools=400),
            *team_bootstrap(folder),
            *wild(),
            *calibration(),
        ]
    text = markers.table(rows)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n\n{text}")
    markers.write("models", text)


def simulated(people: int, schools: int) -> pd.DataFrame:
    """People in schools, with an outcome, an exit and predictors at both levels."""
    rng = np.random.default_rng(1)
    school = rng.integers(0, schools, people)
    table = pd.DataFrame({"school": school, "within": rng.normal(size=people)})
    table["between"] = rng.normal(size=schools)[school]
    table["tenure"] = rng.normal(size=people)
    level = rng.normal(0, 0.4, schools)[school]
    slope = -0.3 * table["within"] - 0.4 * table["between"] - 0.1 * table["tenure"] + level
    table["y"] = slope + rng.normal(size=people)
    table["left"] = (rng.random(people) < 1 / (1 + np.exp(1.7 - slope))).astype(int)
    return table


def linear(folder: Path, *, people: int, schools: int) -> list[dict[str, str]]:
    """Random intercept by REML: ours from people and from sums, statsmodels, lme4."""
    table = simulated(people, schools)
    what = f"random intercept, {people:,} rows, {schools:,} schools"
    given = {"outcome": "y", "terms": TERMS}
    sums = moments(table, [*TERMS, "y"], by="school")
    seconds = {
        "ours": median(lambda: random_intercept.fit(table, unit="school", **given)),
        "ours, from sums per school": median(lambda: random_intercept.fit_moments(sums, **given)),
        "statsmodels MixedLM": once(lambda: statsmodels_mixed(table)),
    }
    seconds |= rscript(R_LINEAR, table, folder)
    return beside(what, seconds)


def statsmodels_mixed(table: pd.DataFrame) -> None:
    """Fit the same model with statsmodels at its defaults."""
    from statsmodels.regression.mixed_linear_model import MixedLM

    design = table[TERMS].assign(Intercept=1.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        MixedLM(table["y"], design, groups=table["school"]).fit()


def logistic(folder: Path, *, people: int, schools: int) -> list[dict[str, str]]:
    """Random-intercept logistic regression with nine points: ours and glmer."""
    table = simulated(people, schools)
    given = {"outcome": "left", "terms": TERMS, "unit": "school"}
    seconds = {"ours": median(lambda: random_intercept_logit.fit(table, **given))}
    seconds |= rscript(R_LOGIT, table, folder)
    return beside(f"logistic, 9 points, {people:,} rows, {schools:,} schools", seconds)


def team_bootstrap(folder: Path) -> list[dict[str, str]]:
    """Mediation 2-1-1, 2,000 times the teams drawn again."""
    rng = np.random.default_rng(2)
    team = np.repeat(np.arange(60), 12)
    support = rng.normal(size=60)[team]
    safety = 0.5 * support + rng.normal(size=60)[team] * 0.4 + rng.normal(size=720)
    ideas = 0.4 * safety + rng.normal(size=60)[team] * 0.4 + rng.normal(size=720)
    table = pd.DataFrame({"team": team, "support": support, "safety": safety, "ideas": ideas})
    given = {"exposure": "support", "mediators": ["safety"], "outcome": "ideas", "seed": 1}
    sums = moments(table, ["support", "safety", "ideas"], by="team")
    # The loop in R gives the way between teams only, so the first row does no more than that.
    same = {**given, "levels": ["between"], "monte_carlo": 0}
    more = {**given, "levels": ["within", "between"]}
    seconds = {
        "ours": median(lambda: mediation.mediation_moments(sums, **same)),
        "ours, every level, with Monte Carlo": median(
            lambda: mediation.mediation_moments(sums, **more)
        ),
        "ours, with latent team means": median(lambda: mediation.mediation_moments(sums, **given)),
    }
    seconds |= rscript(R_MEDIATION, table, folder) | {"pingouin, rows drawn": pingouin(table)}
    return beside("mediation 2-1-1, 2,000 team-bootstrap draws", seconds)


def pingouin(table: pd.DataFrame) -> float:
    """Seconds of the bootstrap of rows, which takes people of one team as strangers."""
    import pingouin as peer

    names = {"x": "support", "m": "safety", "y": "ideas"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return once(lambda: peer.mediation_analysis(data=table, **names, n_boot=2_000, seed=1))


def wild() -> list[dict[str, str]]:
    """Wild cluster bootstrap-t with its interval, 40 schools."""
    table = simulated(2_000, 40)
    given = {"outcome": "y", "terms": TERMS, "term": "between", "unit": "school", "seed": 1}
    seconds = {"ours": median(lambda: wild_bootstrap.wild_bootstrap(table, **given))}
    return beside("wild bootstrap, 9,999 draws, 2,000 rows, 40 schools", seconds)


def calibration() -> list[dict[str, str]]:
    """A study of 2,000 people in 40 schools, simulated and fitted again."""
    table = simulated(2_000, 40)
    sums = moments(table, [*TERMS, "y"], by="school")
    linear = {"outcome": "y", "terms": TERMS, "term": "between", "seed": 1}
    logit = {"outcome": "left", "terms": TERMS, "term": "between", "unit": "school", "seed": 1}
    rng = np.random.default_rng(3)
    columns, school = list(table[TERMS].to_numpy().T), table["school"].to_numpy()
    seconds = {
        "ours, linear, errors CR2": median(lambda: calibrations.calibration(sums, **linear)),
        "ours, linear, random intercept": once(
            lambda: [refitted(columns, school, sums, rng) for _ in range(2_000)]
        ),
        "ours, logistic, errors CR3": once(lambda: calibration_logit(table, **logit)),
    }
    return beside("calibration, 2 x 1,000 replicates", seconds)


def refitted(
    columns: list[np.ndarray], school: np.ndarray, sums: Moments, rng: np.random.Generator
) -> None:
    """Draw a new outcome and fit: only what the outcome takes part in is summed again."""
    y = rng.normal(0, 0.4, 40)[school] + rng.normal(size=len(school))
    products = sums.products.copy()
    for i, column in enumerate([*columns, y]):
        products[:, i, -1] = products[:, -1, i] = np.bincount(school, column * y)
    totals = sums.sums.copy()
    totals[:, -1] = np.bincount(school, y)
    new = Moments(sums.columns, sums.units, sums.n, totals, products)
    random_intercept.fit_moments(new, outcome="y", terms=TERMS)


def rscript(program: str, table: pd.DataFrame, folder: Path) -> dict[str, float]:
    """Seconds that R reports for each way; nothing where R cannot run the program."""
    if shutil.which("Rscript") is None:
        return {}
    data, script = folder / "people.csv", folder / "peer.R"
    table.to_csv(data, index=False)
    script.write_text(program, encoding="utf-8")
    done = subprocess.run(["Rscript", script, data], capture_output=True, text=True)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        return {}
    return {name: float(s) for name, s in (line.split() for line in done.stdout.splitlines())}


def beside(what: str, seconds: dict[str, float]) -> list[dict[str, str]]:
    """One row per way; the first one is ours and the others are compared with it."""
    first = next(iter(seconds.values()))
    return [
        {
            "work": what,
            "way": way,
            "seconds": f"{spent:.4f}" if spent < 0.1 else f"{spent:.2f}",
            "times ours": f"{spent / first:.1f}",
        }
        for way, spent in seconds.items()
    ]


def median(work: Callable[[], object]) -> float:
    """Median seconds of some rounds, after one to warm up."""
    work()
    return statistics.median(once(work) for _round in range(ROUNDS))


def once(work: Callable[[], object]) -> float:
    """Seconds that a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
