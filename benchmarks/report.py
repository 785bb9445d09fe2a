"""How long a report takes, beside the usual way: papermill one by one, then Sphinx per language.

``python benchmarks/report.py`` prints a table and writes it into the README. Both ways start
from the same copy of the example study, without anything kept from an earlier run, and make the
same pages in two languages. Medians of three rounds; the ways take turns within a round.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import markers

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LANGUAGES = ("nl", "en")
CONF = """
extensions = ["myst_nb"]
nb_execution_mode = "off"
html_theme = "sphinx_book_theme"
exclude_patterns = ["jupyter_execute"]
"""


def main() -> None:
    """Measure, print, and write the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--peer", nargs=2, metavar=("STUDY", "OUT"), help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.peer:
        papermill_one_by_one(*map(Path, given.peer))
        return
    times: dict[str, list[float]] = {}
    for _round in range(given.rounds):
        for name, seconds in measured().items():
            times.setdefault(name, []).append(seconds)
    rows = [
        {"Example report, two languages": name, "seconds": f"{statistics.median(seconds):.1f}"}
        for name, seconds in times.items()
    ]
    text = markers.table(rows)
    print(f"{len(NOTEBOOKS)} notebooks, {os.cpu_count()} cores\n\n{text}")
    markers.write("report", text)


def measured() -> dict[str, float]:
    """Seconds of each way, in one round."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        folder = Path(name)
        ours = [sys.executable, "-m", "analysis", "report", "example", "--language", "both"]
        copy_of_example(folder)
        cold = timed(lambda: run(ours, folder))
        unchanged = timed(lambda: run(ours, folder))
        copy_of_example(folder)
        peer = timed(lambda: usual_way(folder))
    return {
        "`leercultuur report`, from raw exports": cold,
        "`leercultuur report`, nothing changed": unchanged,
        "papermill one by one, then Sphinx per language": peer,
    }


def copy_of_example(folder: Path) -> None:
    """Put the example study in a folder, without what earlier runs kept."""
    shutil.rmtree(folder / "example", ignore_errors=True)
    kept = shutil.ignore_patterns(".derived", "notebooks")
    shutil.copytree(ROOT / "data" / "example", folder / "example", ignore=kept)


def usual_way(folder: Path) -> None:
    """Run each notebook in each language, one after the other; then build one site per language."""
    out = folder / "peer"
    run([sys.executable, __file__, "--peer", str(folder / "example"), str(out)], folder)
    for code in LANGUAGES:
        (out / code / "conf.py").write_text(CONF, encoding="utf-8")
        tree = "\n".join(["# Report", "", "```{toctree}", *(p.stem for p in NOTEBOOKS), "```", ""])
        (out / code / "index.md").write_text(tree, encoding="utf-8")
        builder = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-D", f"language={code}"]
        run([*builder, str(out / code), str(out / f"{code}_html")], folder)


def papermill_one_by_one(study: Path, out: Path) -> None:
    """Run the notebooks with papermill in this process."""
    import papermill

    for code in LANGUAGES:
        (out / code).mkdir(parents=True)
        os.environ["LEERCULTUUR_LANGUAGE"] = code
        for path in NOTEBOOKS:
            os.environ["LEERCULTUUR_NOTEBOOK"] = path.stem
            papermill.execute_notebook(
                path,
                out / code / path.name,
                parameters={"STUDY": str(study)},
                cwd=path.parent,
                progress_bar=False,
            )


def timed(work: Callable[[], None]) -> float:
    """Seconds that a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def run(command: list[str], folder: Path) -> None:
    """Run a command; what it says matters only when it fails."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stderr}")


if __name__ == "__main__":
    main()
