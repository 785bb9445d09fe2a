"""How often the ledger supports what is not true: studies in which nothing goes together.

``python benchmarks/false_support.py`` draws 2,000 studies whose scales are unrelated, runs the
declared tests of a few statements on each, and writes into the README the share of studies in
which at least one test of a statement is supported: at most 5 of 100, whatever the number of its
tests. The interval is Wilson's and says what chance does in 2,000 studies.
"""

import argparse
import multiprocessing
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

import markers
import numpy as np
import pandas as pd

from analysis import claims, codebook
from analysis.measures.intervals import wilson
from analysis.models import claim_tests, verdicts

STUDIES, CHUNK = 2000, 20
# Statements about persons and about teams, with one test up to three.
STATEMENTS = ("H03", "H04", "H07", "H18", "H24")
SCHOOLS, TEAMS, PEOPLE = 40, 3, 8
BETWEEN = 0.4  # standard deviation of schools and of teams, people within having 1


def main() -> None:
    """Draw, count, print, and write the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--studies", type=int, default=STUDIES, help="fewer: print only")
    studies = asked.parse_args().studies
    os.environ["OMP_NUM_THREADS"] = "1"  # inherited by the processes, which are as many as cores
    chunks = [range(at, min(at + CHUNK, studies)) for at in range(0, studies, CHUNK)]
    start = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(mp_context=start) as workers:
        found = pd.concat(workers.map(supported, chunks), ignore_index=True)
    text = markers.table(shares(found))
    print(text)
    if studies >= STUDIES:
        markers.write("false_support", text)


def shares(found: pd.DataFrame) -> list[dict[str, str]]:
    """One row per statement: how often it was supported."""
    rows = []
    for statement, studies in found.groupby("statement"):
        count, n = int(studies["supported"].sum()), len(studies)
        low, high = wilson(count / n, n)
        rows.append(
            {
                "statement": str(statement),
                "tests": f"{studies['tests'].median():.0f}",
                "supported": f"{100 * count / n:.1f} %",
                "95 % interval": f"{100 * float(low):.1f} to {100 * float(high):.1f} %",
            }
        )
    return rows


def supported(seeds: Sequence[int]) -> pd.DataFrame:
    """Whether each statement is supported in studies without any relation."""
    declared = claims.load().tests
    rows = []
    for seed in seeds:
        data = study(seed)
        for statement in STATEMENTS:
            tests = declared[declared["claim_id"] == statement]
            verdict = claim_tests.run(tests, data)["verdict"]
            made = int((verdict != verdicts.NOT_TESTABLE).sum())
            hit = bool((verdict == verdicts.SUPPORTED).any())
            rows.append({"statement": statement, "tests": made, "supported": hit})
    return pd.DataFrame(rows)


def study(seed: int) -> claim_tests.Data:
    """Answers on every scale that the statements need, each scale drawn by itself."""
    rng = np.random.default_rng(seed)
    team = np.repeat(np.arange(SCHOOLS * TEAMS), PEOPLE)
    school, n = team // TEAMS, len(team)
    book = codebook.load()
    items = {}
    for scale in book.scales.index:
        level = BETWEEN * rng.normal(size=SCHOOLS)[school]
        level += BETWEEN * rng.normal(size=SCHOOLS * TEAMS)[team]
        person = level + rng.normal(size=n)
        for item in book.items_of(scale):
            items[item] = np.clip(np.round(3 + person + 0.6 * rng.normal(size=n)), 1, 5)
    people = {
        "person_id": [f"p{i}" for i in range(n)],
        "wave": "1",
        "school_id": [f"s{i}" for i in school],
        "team_id": [f"t{i}" for i in team],
        "role": rng.choice(["teacher", "support", "care"], n),
        "tenure_band": rng.choice(["0-2", "3-5", "6-10"], n),
        "fte": rng.choice([0.6, 0.8, 1.0], n),
    }
    answers = pd.DataFrame(people | items)
    sectors = pd.Series("primary", index=answers["school_id"].unique())
    tables = ["answers", "units", "contracts"]
    return claim_tests.Data(answers, sectors, book, tables, minimum=5)


if __name__ == "__main__":
    main()
