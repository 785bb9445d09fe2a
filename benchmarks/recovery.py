"""Whether the analysis finds what was planted: a thousand example studies without their files.

``python benchmarks/recovery.py`` draws studies with other people, estimates as the notebooks do,
lays what is found beside ``data/example/targets.toml`` and writes the tables into the README. What
falls outside the bounds of chance is named there, and changes nothing here.
"""

import argparse
import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import markers
import pandas as pd

from analysis import paths
from analysis.example import recovery, targets

STUDIES, CHUNK = 1000, 20  # studies per run and per task
FOUND = Callable[[Sequence[int]], pd.DataFrame]


def main() -> None:
    """Draw, judge, print, and write the tables."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--studies", type=int, default=STUDIES, help="fewer: print only")
    given = asked.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"  # inherited by the processes, which are as many as cores
    seeds = range(1, given.studies + 1)
    stored = targets.read(paths.project() / "data" / "example" / targets.FILE)
    found = timed("01 and 02", recovery.studies, seeds)
    null = timed("01 and 02, no effect", recovery.null_studies, seeds)
    more = {"02, schools drawn 2,000 times": recovery.DRAWN_SCHOOLS, "09": recovery.LEAVING}
    rest = [
        timed(name, partial(recovery.studies, parts=parts), seeds) for name, parts in more.items()
    ]
    judged = recovery.summary(pd.concat([found, *rest], ignore_index=True), stored)
    text = report(judged, recovery.false_findings(null))
    print(text)
    if given.studies == STUDIES:
        markers.write("recovery", text)


def timed(name: str, work: FOUND, seeds: Sequence[int]) -> pd.DataFrame:
    """Do the work in as many processes as there are cores, and say how long it took."""
    start, before = time.perf_counter(), processors()
    chunks = [seeds[at : at + CHUNK] for at in range(0, len(seeds), CHUNK)]
    # Fresh processes on every system, so that each obeys the number of threads set above.
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(mp_context=fresh) as pool:
        found = pd.concat(pool.map(work, chunks), ignore_index=True)
    took = f"{time.perf_counter() - start:.0f} s, {processors() - before:.0f} s of processor time"
    print(f"{name}: {len(seeds)} studies in {took}")
    return found


def processors() -> float:
    """Seconds that finished processes have spent computing: other work does not count."""
    spent = os.times()
    return spent.children_user + spent.children_system


def report(judged: pd.DataFrame, null: pd.DataFrame) -> str:
    """Write the tables and the misses as Markdown."""
    printed = judged.xs(recovery.PRINTED, level="rule")
    n = int(printed["n"].max())
    low, high = recovery.bounds(n, 0.95)
    below, above = recovery.bounds(n, 0.05)
    table = markers.table([row(name, numbers) for name, numbers in printed.iterrows()])
    parts = [
        verdict(printed, low, high),
        f"<details>\n<summary>Each estimate</summary>\n\n{table}\n\n</details>",
        "Leaving on safety, errors and distribution beside the usual choice:",
        markers.table(rules(judged)),
        f"Studies in which safety has to do with nothing; intervals that leave out 0 anyway "
        f"({below} to {above} expected):",
        markers.table(falsely(null, below, above)),
    ]
    return "\n\n".join(parts)


def verdict(printed: pd.DataFrame, low: int, high: int) -> str:
    """Count the intervals that do what they say, and name the others."""
    covered = printed["covered"].dropna()
    missed = covered[(covered < low) | (covered > high)]
    lines = [
        f"- `{name}`: {count(held)}, {'too narrow' if held < low else 'wider than needed'}"
        for name, held in missed.items()
    ]
    said = (
        f"Of {len(covered)} intervals of 95 %, {len(covered) - len(missed)} hold their target in "
        f"{low} to {high} of {int(printed['n'].max()):,} studies (the central 99 % of chance)."
    )
    return "\n".join([said, "", "Misses:", "", *lines]) if lines else said


def row(name: str, numbers: pd.Series) -> dict[str, str]:
    """One estimate, with what attenuation and selection made of the planted number.

    A mean or a share is not attenuated: what it lacks is selection by leaving and by response.
    Alpha and ICC(1) are about unreliability themselves, so nothing is split there.
    """
    lost, chosen = numbers["everyone"] - numbers["planted"], numbers["target"] - numbers["everyone"]
    if "/level/" in name or "/response/" in name:
        lost, chosen = float("nan"), numbers["target"] - numbers["planted"]
    elif "/exit" not in name:
        lost = chosen = float("nan")
    return {
        "Estimate": f"`{name}`",
        "planted": number(numbers["planted"]),
        "attenuation": number(lost),
        "selection": number(chosen if pd.notna(numbers["planted"]) else float("nan")),
        "target": number(numbers["target"]),
        "bias": f"{number(numbers['bias'])} ± {number(1.96 * numbers['bias_error'])}",
        "covered": count(numbers["covered"]),
        "wrong sign": count(numbers["wrong_sign"]),
        "wrong finding": count(numbers["wrong_finding"]),
    }


def rules(judged: pd.DataFrame) -> list[dict[str, str]]:
    """Coverage of target and of planted number under both rules, for log odds."""
    chosen = judged[judged.index.get_level_values("id").str.contains("/exit/")]
    names = {recovery.PRINTED: "CR3, t(G - 1), printed", recovery.USUAL: recovery.USUAL}
    return [
        {
            "Estimate": f"`{name}`",
            "error": names[rule],
            "target covered": count(numbers["covered"]),
            "planted number covered": count(numbers["covers_planted"]),
        }
        for (name, rule), numbers in chosen.iterrows()
    ]


def falsely(null: pd.DataFrame, below: int, above: int) -> list[dict[str, str]]:
    """False findings per estimate and rule."""
    return [
        {
            "Estimate": f"`{name}`",
            "error": rule,
            "false findings": count(numbers["count"]),
            "as chance allows": "yes" if below <= numbers["count"] <= above else "**no**",
        }
        for (name, rule), numbers in null.iterrows()
    ]


def number(value: float) -> str:
    """Three decimals; nothing where there is none."""
    return "" if pd.isna(value) else f"{round(value, 3) + 0.0:.3f}"  # and never -0.000


def count(value: float) -> str:
    """A whole number; nothing where there is none."""
    return "" if pd.isna(value) else f"{value:.0f}"


if __name__ == "__main__":
    main()
