"""Ways to do the same work, each in a process of its own: seconds, most memory, and results."""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

Numbers = dict[str, float]
Spent = tuple[float, float]  # seconds on the clock, and seconds of processor time
Way = Callable[[Path], tuple[Spent, Numbers]]  # from the input to what it took and what was found


@dataclass(frozen=True)
class Done:
    """What one way took: seconds without starting its program, and memory of all of it."""

    seconds: float
    processor: float
    megabytes: float
    numbers: Numbers


def run(script: str, way: str, given: Path) -> Done:
    """Let a script do its work in one way, in a new process."""
    return _read([sys.executable, script, "--way", way, str(given)])


def run_r(program: str, given: Path, libraries: Iterable[str]) -> Done | None:
    """Let R do it; nothing where R or one of its libraries is absent.

    The program has ``path`` and calls ``done(system.time({...}), list(name = number))`` at its end.
    """
    if not shutil.which("Rscript"):
        return None
    there = " && ".join(f"requireNamespace('{name}', quietly = TRUE)" for name in libraries)
    asked = subprocess.run(["Rscript", "-e", f"quit(status = !({there}))"], capture_output=True)
    if asked.returncode:
        return None
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        script = Path(folder) / "way.R"
        script.write_text(_R_PRELUDE + program, encoding="utf-8")
        return _read(["Rscript", str(script), str(given)])


_R_PRELUDE = """
path <- commandArgs(TRUE)[1]
done <- function(time, numbers) {
  busy <- sum(time[c("user.self", "sys.self")])
  status <- tryCatch(readLines("/proc/self/status"), error = function(e) "VmHWM: 0")
  peak <- as.numeric(gsub("[^0-9]", "", grep("VmHWM", status, value = TRUE))) / 1024
  said <- sprintf('"%s": %.12g', names(numbers), unlist(numbers))
  cat(sprintf('{"seconds": %.6f, "processor": %.6f, "megabytes": %.1f, "numbers": {%s}}',
              time[["elapsed"]], busy, peak, paste(said, collapse = ", ")))
}
"""


def _read(command: list[str]) -> Done:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stderr}")
    return Done(**json.loads(done.stdout.splitlines()[-1]))


def make(script: str, n: int, path: Path) -> None:
    """Let a script make its input of n rows, in a new process."""
    subprocess.run([sys.executable, script, "--make", str(n), str(path)], check=True)


def is_child(
    given: argparse.Namespace, ways: Mapping[str, Way], maker: Callable[[Path, int], None]
) -> bool:
    """Do what ``run`` or ``make`` asked for, if this process was started by one of them."""
    if given.make:
        maker(Path(given.make[1]), int(given.make[0]))
    if given.way:
        spent, numbers = ways[given.way[0]](Path(given.way[1]))
        print(json.dumps(Done(*spent, megabytes(), numbers).__dict__))
    return bool(given.make or given.way)


def megabytes() -> float:
    """Most memory that this process has held; of a started program alone where Linux tells."""
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) / 1024
    import resource

    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def timed(work: Callable[[], Numbers]) -> tuple[Spent, Numbers]:
    """Do a piece of work once."""
    start, busy = time.perf_counter(), time.process_time()
    numbers = work()
    return (time.perf_counter() - start, time.process_time() - busy), numbers


def there(names: Iterable[str]) -> list[str]:
    """Take the ways whose package is installed; ours has no package of its own to miss."""
    packages = {name: name.split(",")[0] for name in names}
    return [name for name, package in packages.items() if package == "ours" or find_spec(package)]


def refuse_differences(found: Mapping[str, Done]) -> None:
    """Stop when one way finds other numbers than the first: then it did other work."""
    (first, ours), *others = found.items()
    for name, done in others:
        same = done.numbers.keys() == ours.numbers.keys() and all(
            abs(done.numbers[key] - value) <= 1e-9 * max(1.0, abs(value))
            for key, value in ours.numbers.items()
        )
        if not same:
            sys.exit(f"{name} found {done.numbers}, {first} found {ours.numbers}")


def rounds(n: int, once: Callable[[], Mapping[str, Done]]) -> dict[str, Done]:
    """Repeat and take medians of seconds; ways take turns within a round."""
    all_rounds = [once() for _round in range(n)]
    return {
        name: Done(
            statistics.median(found[name].seconds for found in all_rounds),
            statistics.median(found[name].processor for found in all_rounds),
            max(found[name].megabytes for found in all_rounds),
            done.numbers,
        )
        for name, done in all_rounds[0].items()
    }


def beside(what: str, found: Mapping[str, Done]) -> list[dict[str, str]]:
    """One row of a table per way."""
    ours = next(iter(found.values())).seconds
    return [
        {
            "work": what,
            "way": name,
            "seconds": f"{done.seconds:.2f}" if done.seconds >= 1 else f"{done.seconds:.3f}",
            "times ours": f"{done.seconds / ours:.1f}",
            "processor s": f"{done.processor:.2f}",
            "peak MB": f"{done.megabytes:.0f}",
        }
        for name, done in found.items()
    ]


def arguments(about: str | None, sizes: list[int]) -> argparse.Namespace:
    """Read the command line that the benchmarks share."""
    asked = argparse.ArgumentParser(description=about)
    asked.add_argument("--rows", type=int, nargs="+", default=sizes, help="print only")
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--way", nargs=2, metavar=("WAY", "INPUT"), help=argparse.SUPPRESS)
    asked.add_argument("--make", nargs=2, metavar=("ROWS", "INPUT"), help=argparse.SUPPRESS)
    return asked.parse_args()
