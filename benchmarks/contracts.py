"""How long a large personnel export takes from file to tidy contracts, beside other programs.

``python benchmarks/contracts.py`` makes an export of 2,000,000 contracts and prints a table that
it also writes into the README. The others read the file and cast its columns: dates, working time,
yes and no. Ours does the same and more: it finds encoding, separator and decimal sign, makes
pseudonyms, reads labels, sets aside what cannot be used, each row with its reason, and checks the
result against its schema.
"""

import tempfile
from pathlib import Path

import markers
import ways

SIZES = [2_000_000]
CHUNK = 200_000
NAMES = ["Medewerker", "Begindatum", "Einddatum", "Werkgever", "Vestiging", "Team", "FTE",
         "Functie", "Type", "Vervanging", "Hoofdbaan", "Reden"]  # fmt: skip
R = """
suppressMessages(library(data.table))
t <- system.time({
  d <- fread(path, sep = ";", dec = ",", na.strings = "", colClasses = list(character = 1:6))
  day <- function(x) { u <- unique(x); as.IDate(u, "%d-%m-%Y")[match(x, u)] }
  d[, c("Begindatum", "Einddatum") := .(day(Begindatum), day(Einddatum))]
  d[, c("Vervanging", "Hoofdbaan") := .(Vervanging == "ja", Hoofdbaan == "ja")]
})
done(t, list(rows = nrow(d), fte = sum(d$FTE), start = sum(as.numeric(d$Begindatum)),
             open = sum(is.na(d$Einddatum)), substitutes = sum(d$Vervanging)))
"""


def main() -> None:
    """Measure, print, and write the table."""
    given = ways.arguments(__doc__, SIZES)
    if ways.is_child(given, WAYS, make):
        return
    rows = [row for n in given.rows for row in measured(n, given.rounds)]
    text = markers.table(rows)
    print(text)
    if given.rows == SIZES:
        markers.write("contracts", text)


def measured(n: int, rounds: int) -> list[dict[str, str]]:
    """One row per way for an export of n contracts."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        path = Path(folder) / "export.csv"
        ways.make(__file__, n, path)
        found = ways.rounds(rounds, lambda: found_in(path))
    return ways.beside(f"{n:,} contracts: read and clean, or read and cast", found)


def found_in(path: Path) -> dict[str, ways.Done]:
    """Let every way that is there do the work once, and compare what they found."""
    names = ways.there(["ours", "duckdb", "polars", "pandas"])
    found = {name: ways.run(__file__, name, path) for name in names}
    peer = in_r(path)
    found |= {"R data.table": peer} if peer else {}
    ways.refuse_differences(found)
    return found


def in_r(path: Path) -> ways.Done | None:
    """Let data.table do it, where it is installed."""
    return ways.run_r(R, path, ["data.table"])


def make(path: Path, n: int) -> None:
    """Write an export of n contracts, three for each person, the same at every run."""
    import numpy as np
    import pyarrow as pa
    from pyarrow import csv

    rng = np.random.default_rng(2)
    quiet = csv.WriteOptions(include_header=False, delimiter=";", quoting_style="none")

    def texts(values: list[str], places: "np.ndarray") -> pa.Array:
        return pa.DictionaryArray.from_arrays(places, pa.array(values)).cast(pa.string())

    first = np.datetime64("2005-01-01")
    days = [f"{d[8:]}-{d[5:7]}-{d[:4]}" for d in (first + np.arange(8000)).astype(str)]
    with path.open("wb") as file:
        file.write((";".join(NAMES) + "\n").encode())
        for begin in range(0, n, CHUNK):
            size = min(CHUNK, n - begin)
            start = rng.integers(0, 7000, size)
            runs = rng.random(size) < 0.4
            end = np.minimum(start + rng.integers(30, 2000, size), 7999)
            school = rng.integers(0, 7000, size)
            columns = [
                pa.array(100_000 + rng.integers(0, max(n // 3, 1), size)).cast(pa.string()),
                texts(days, start),
                texts([*days, ""], np.where(runs, len(days), end)),
                texts([f"{40_000 + board}" for board in range(900)], school // 8),
                texts([f"S{code:04d}" for code in range(7000)], school),
                texts([f"S{team // 3:04d}-T{team % 3}" for team in range(21_000)], school * 3),
                texts(["0,2", "0,4", "0,5", "0,6", "0,8", "0,9", "1,0"], rng.integers(0, 7, size)),
                texts(["OP", "OOP", "DIR", "LIO"], rng.integers(0, 4, size)),
                texts(["Vast", "Tijdelijk"], rng.integers(0, 2, size)),
                texts(["nee", "ja"], (rng.random(size) < 0.1).astype(int)),
                texts(["ja", "nee"], (rng.random(size) < 0.05).astype(int)),
                texts(["01", "05", "08", "11", "77", ""], np.where(runs, 5, start % 5)),
            ]
            csv.write_csv(pa.table(columns, names=NAMES), file, quiet)


def ours(path: Path) -> tuple[ways.Spent, ways.Numbers]:
    """Go the way of a study: intake and cleaning; rows that are set aside count as the others."""
    from datetime import date

    import numpy as np

    from analysis import intake
    from analysis.cleaning import contracts
    from analysis.drafting.look import bare_settings
    from analysis.settings import SourceFile

    tidy = ["person_id", "start", "end", "board_id", "school_id", "team_id", "fte",
            "function_group", "contract_type", "replacement", "main_job", "exit_class"]  # fmt: skip
    reasons = {"01": "natural", "05": "involuntary", "08": "voluntary"}
    values = {"exit_class": reasons | {"11": "end_of_temporary_contract"}}
    source = SourceFile(
        path.name,
        "contracts",
        extract_on=date(2025, 9, 1),
        columns=dict(zip(tidy, NAMES, strict=True)),
        values=values,
    )
    settings = bare_settings(path.parent)

    def work() -> ways.Numbers:
        files = [(intake.read(source, settings, b"k" * 32), source)]
        rows = contracts.clean(files, settings).rows
        day = (rows["start"] - np.datetime64("1970-01-01")).dt.days
        return {
            "rows": len(rows),
            "fte": rows["fte"].sum(),
            "start": int(day.sum()),
            "open": int(rows["end"].isna().sum()),
            "substitutes": int(rows["replacement"].sum()),
        }

    return ways.timed(work)


def pandas(path: Path) -> tuple[ways.Spent, ways.Numbers]:
    """Read with categories where texts repeat themselves; dates by their different texts."""
    import pandas as pd

    kinds = dict.fromkeys(NAMES, "category") | {"Medewerker": "str", "FTE": "float64"}

    def days(column: pd.Series) -> pd.Series:
        read = pd.to_datetime(column.cat.categories, format="%d-%m-%Y")
        return pd.Series(read.take(column.cat.codes, allow_fill=True, fill_value=pd.NaT))

    def work() -> ways.Numbers:
        rows = pd.read_csv(path, sep=";", decimal=",", dtype=kinds)
        start, end = days(rows["Begindatum"]), days(rows["Einddatum"])
        rows = rows.assign(Begindatum=start, Einddatum=end)
        rows = rows.assign(
            Vervanging=rows["Vervanging"] == "ja", Hoofdbaan=rows["Hoofdbaan"] == "ja"
        )
        return {
            "rows": len(rows),
            "fte": rows["FTE"].sum(),
            "start": int((start - pd.Timestamp(0)).dt.days.sum()),
            "open": int(end.isna().sum()),
            "substitutes": int(rows["Vervanging"].sum()),
        }

    return ways.timed(work)


def polars(path: Path) -> tuple[ways.Spent, ways.Numbers]:
    """Read as text and cast."""
    import polars as pl

    def work() -> ways.Numbers:
        days = [pl.col(name).str.to_date("%d-%m-%Y") for name in ("Begindatum", "Einddatum")]
        flags = [pl.col(name) == "ja" for name in ("Vervanging", "Hoofdbaan")]
        fte = pl.col("FTE").str.replace(",", ".", literal=True).cast(pl.Float64)
        rows = pl.read_csv(path, separator=";", infer_schema=False)
        rows = rows.with_columns(*days, *flags, fte)
        return {
            "rows": rows.height,
            "fte": rows["FTE"].sum(),
            "start": rows["Begindatum"].cast(pl.Int32).cast(pl.Int64).sum(),
            "open": rows["Einddatum"].null_count(),
            "substitutes": rows["Vervanging"].sum(),
        }

    return ways.timed(work)


def duckdb(path: Path) -> tuple[ways.Spent, ways.Numbers]:
    """Read as text and cast, into a table in memory."""
    import duckdb as engine

    casts = {
        **{name: f"strptime({name}, '%d-%m-%Y')::DATE" for name in ("Begindatum", "Einddatum")},
        **{name: f"{name} = 'ja'" for name in ("Vervanging", "Hoofdbaan")},
        "FTE": "replace(FTE, ',', '.')::DOUBLE",
    }
    columns = ", ".join(f"{casts.get(name, name)} AS {name}" for name in NAMES)

    def work() -> ways.Numbers:
        database = engine.connect()
        database.execute(
            f"CREATE TABLE contracts AS SELECT {columns} "
            f"FROM read_csv('{path}', delim = ';', header = true, all_varchar = true)"
        )
        asked = {
            "rows": "count(*)",
            "fte": "sum(FTE)",
            "start": "sum(Begindatum - DATE '1970-01-01')",
            "open": "count(*) - count(Einddatum)",
            "substitutes": "count(*) FILTER (Vervanging)",
        }
        found = database.execute(f"SELECT {', '.join(asked.values())} FROM contracts").fetchone()
        return dict(zip(asked, map(float, found), strict=True))

    return ways.timed(work)


WAYS = {"ours": ours, "pandas": pandas, "polars": polars, "duckdb": duckdb}


if __name__ == "__main__":
    main()
