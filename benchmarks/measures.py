"""How long reliability and agreement take, beside psych, multilevel, base R and pingouin.

``python benchmarks/measures.py`` prints a table and writes it into the README. Every way gets the
same simulated people in the same run; reading files and starting programs are left out. A peer
that is not installed has no row. What takes a peer minutes is run a few times and scaled, which
the table says.
"""

import importlib.util
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

from analysis.measures import agreement, reliability, team_bootstrap
from analysis.measures.aggregation import icc

PEOPLE, TEAMS, SCALES, ITEMS = 5_000, 400, 6, 5
ROUNDS, DRAWS, SOME = 7, 2_000, 10
READ = """
d <- read.csv(commandArgs(TRUE)[1], stringsAsFactors = TRUE)
scales <- lapply(0:5, function(s) d[, paste0("s", s, "_", 0:4)])
middle <- function(work, times = 5) {
  work(); median(replicate(times, system.time(work())[["elapsed"]]))
}
rows <- split(seq_len(nrow(d)), d$team_id)
drawn <- function() unlist(rows[sample(length(rows), replace = TRUE)], use.names = FALSE)
"""
R_PSYCH = """
suppressMessages(library(psych))
both <- function(at) for (x in scales) {
  alpha(x[at, ], check.keys = FALSE, warnings = FALSE); f <- fa(x[at, ], 1, fm = "ml")
  sum(f$loadings)^2 / (sum(f$loadings)^2 + sum(f$uniquenesses))
}
cat("once psych", middle(function() both(TRUE)), "\\n")
set.seed(1); t <- system.time(replicate(10, both(drawn())))[["elapsed"]]
cat("draws psych", t * 200, "\\n")
"""
R_BASE = """
both <- function(at) for (x in scales) {
  s <- cov(x[at, ]); 5 / 4 * (1 - sum(diag(s)) / sum(s))
  f <- factanal(covmat = s, factors = 1); sum(f$loadings)^2 / (sum(f$loadings)^2 + sum(f$uniq))
}
cat("once base", middle(function() both(TRUE)), "\\n")
set.seed(1); t <- system.time(replicate(10, both(drawn())))[["elapsed"]]
cat("draws base", t * 200, "\\n")
"""
R_MULTILEVEL = """
suppressMessages(library(multilevel))
agree <- function() for (x in scales) {
  fit <- aov(rowMeans(x) ~ d$team_id); ICC1(fit); ICC2(fit); rwg.j(x, d$team_id, ranvar = 2)
}
cat("icc multilevel", middle(agree), "\\n")
"""
NAMES = {"psych": "R psych", "base": "base R", "multilevel": "R multilevel"}


def main() -> None:
    """Measure, print, and write the table."""
    people = simulated()
    scales = [people[[f"s{s}_{i}" for i in range(ITEMS)]] for s in range(SCALES)]
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        theirs = pd.DataFrame(
            [row for peer in (R_PSYCH, R_BASE, R_MULTILEVEL) for row in rscript(peer, people, name)]
            + python_peers(scales, people["team_id"]),
            columns=["work", "way", "seconds"],
        )
    text = markers.table([row for work in ours(scales, people) for row in beside(*work, theirs)])
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n\n{text}")
    markers.write("measures", text)


def simulated() -> pd.DataFrame:
    """People in teams of unequal size, with answers from 1 to 5 on each item of each scale."""
    rng = np.random.default_rng(1)
    size = rng.gamma(4, size=TEAMS)
    pairs = np.repeat(np.arange(TEAMS), 2)
    rest = rng.choice(TEAMS, PEOPLE - len(pairs), p=size / size.sum())
    team = rng.permutation(np.concatenate([pairs, rest]))
    columns: dict[str, object] = {"team_id": [f"t{number:03d}" for number in team]}
    for scale in range(SCALES):
        factor = rng.normal(0, 0.4, TEAMS)[team] + rng.normal(size=PEOPLE)
        for item in range(ITEMS):
            said = 3 + 0.7 * factor + rng.normal(0, 0.8, PEOPLE)
            columns[f"s{scale}_{item}"] = np.clip(np.round(said), 1, 5)
    return pd.DataFrame(columns)


def ours(scales: list[pd.DataFrame], people: pd.DataFrame) -> list[tuple[str, str, float]]:
    """Each piece of work: its short name, what the table calls it, and our seconds."""
    unit = people["team_id"]

    def once() -> None:
        for items in scales:
            reliability.alpha(items)
            reliability.omega(items)

    def draws() -> None:
        for items in scales:
            team_bootstrap.reliability_intervals(items, unit, draws=DRAWS)

    def agree() -> None:
        for items in scales:
            icc(items.mean(axis=1), unit)
            agreement.rwg_j(items, unit)

    return [
        ("once", "alpha and omega", median(once)),
        ("draws", f"the same, {DRAWS:,} times the teams drawn again", median(draws)),
        ("icc", "ICC(1), ICC(2), r_wg(j)", median(agree)),
    ]


def python_peers(scales: list[pd.DataFrame], unit: pd.Series) -> list[tuple[str, str, float]]:
    """Alpha by pingouin and one factor by statsmodels; nothing where one is not installed."""
    if not all(importlib.util.find_spec(name) for name in ("pingouin", "statsmodels")):
        return []
    from pingouin import cronbach_alpha
    from statsmodels.multivariate.factor import Factor

    def both(at: np.ndarray) -> None:
        for items in scales:
            chosen = items.iloc[at]
            cronbach_alpha(chosen)
            Factor(chosen.to_numpy(), n_factor=1, method="ml").fit()

    rows = list(unit.groupby(unit).indices.values())
    rng = np.random.default_rng(1)

    def drawn() -> np.ndarray:
        return np.concatenate([rows[i] for i in rng.integers(0, len(rows), len(rows))])

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        single = median(lambda: both(np.arange(len(unit))))
        some = once_timed(lambda: [both(drawn()) for _draw in range(SOME)])
    name = "pingouin and statsmodels"
    return [("once", name, single), ("draws", name, some * DRAWS / SOME)]


def rscript(program: str, people: pd.DataFrame, folder: str) -> list[tuple[str, str, float]]:
    """Seconds that R reports for each piece of work; nothing where R cannot run the program."""
    if shutil.which("Rscript") is None:
        return []
    data, script = Path(folder) / "people.csv", Path(folder) / "peer.R"
    people.to_csv(data, index=False)
    script.write_text(READ + program, encoding="utf-8")
    done = subprocess.run(["Rscript", script, data], capture_output=True, text=True)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        return []
    told = (line.split() for line in done.stdout.splitlines())
    return [(work, NAMES[peer], float(seconds)) for work, peer, seconds in told]


def beside(work: str, what: str, seconds: float, theirs: pd.DataFrame) -> list[dict[str, str]]:
    """One row per way; the first one is ours and the others are compared with it."""
    peers = theirs.loc[theirs["work"] == work, ["way", "seconds"]].itertuples(index=False)
    scaled = f" ({SOME} of {DRAWS:,}, scaled)" if work == "draws" else ""
    ways = [("ours", seconds), *((f"{way}{scaled}", spent) for way, spent in peers)]
    return [
        {
            "work": what,
            "way": way,
            "seconds": f"{spent:.4f}" if spent < 0.1 else f"{spent:.2f}",
            "times ours": f"{spent / seconds:,.{0 if spent > 10 * seconds else 1}f}",
        }
        for way, spent in ways
    ]


def median(work: Callable[[], object]) -> float:
    """Median seconds of some rounds, after one to warm up."""
    work()
    return statistics.median(once_timed(work) for _round in range(ROUNDS))


def once_timed(work: Callable[[], object]) -> float:
    """Seconds that a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
