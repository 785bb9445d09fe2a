"""How long it takes to count who came and who left, beside other programs.

``python benchmarks/spells.py`` takes 2,000,000 spells over ten years in 7,000 schools and counts
per school year and school the opening, the closing, the leavers, the days in service and the rates
made of them; then it makes spells of three sizes from contracts. It prints tables that it also
writes into the README. Reading files is left out of the seconds and not of the memory.
"""

import tempfile
from pathlib import Path

import markers
import ways

SIZES = [500_000, 1_000_000, 2_000_000]
SCHOOLS, YEARS, FIRST = 7_000, 10, 2015
GAP = 31
R = """
suppressMessages(library(data.table))
d <- fread(path)
rates <- function(d) {
  y <- data.table(year = 0:9, first = FIRSTS, last = LASTS)
  count <- function(f, l) {
    opening <- d[start < f & end >= f, .(opening = .N), school]
    closing <- d[start <= l & end > l, .(closing = .N), school]
    leavers <- d[end >= f & end <= l, .(leavers = .N), school]
    there <- d[start <= l & end >= f, .(days = sum(as.numeric(pmin(end, l) - pmax(start, f) + 1L))),
               school]
    merge(merge(merge(opening, closing, all = TRUE), leavers, all = TRUE), there, all = TRUE)
  }
  rbindlist(Map(count, y$first, y$last), idcol = "year")
}
t <- system.time({
  r <- rates(d); setnafill(r, fill = 0, cols = c("opening", "closing", "leavers", "days"))
  r[, length := (LASTS - FIRSTS + 1L)[year]]
  r[, `:=`(rate = leavers / (days / length), years = days / 365.25)]
})
done(t, list(opening = sum(r$opening), closing = sum(r$closing), leavers = sum(r$leavers),
             years = sum(r$years), rate = sum(r$rate[r$days > 0])))
"""


def main() -> None:
    """Measure, print, and write the table."""
    given = ways.arguments(__doc__, SIZES)
    if ways.is_child(given, WAYS, make):
        return
    rows = measured(given.rows[-1], given.rounds)
    rows += [row for n in given.rows for row in joined(n, given.rounds)]
    text = markers.table(rows)
    print(text)
    if given.rows == SIZES:
        markers.write("spells", text)


def measured(n: int, rounds: int) -> list[dict[str, str]]:
    """One row per way for n spells."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        path = Path(folder) / "spells.csv"
        ways.make(__file__, n, path)
        found = ways.rounds(rounds, lambda: counted(path))
    return ways.beside(f"{n:,} spells, {YEARS} years, {SCHOOLS:,} schools: stocks and flows", found)


COLUMNS = ("start", "end", "school")


def counted(path: Path) -> dict[str, ways.Done]:
    """Let every way that is there count once, and compare what they found."""
    names = ways.there(["ours", "duckdb", "polars"])
    found = {name: ways.run(__file__, name, path) for name in names}
    peer = in_r(path)
    found |= {"R data.table": peer} if peer else {}
    ways.refuse_differences(found)
    return found


def in_r(path: Path) -> ways.Done | None:
    """Let data.table count, where it is installed."""
    first, last = (f"c({', '.join(f'{day}L' for day in days)})" for days in windows())
    program = R.replace("FIRSTS", first).replace("LASTS", last)
    return ways.run_r(program, path, ["data.table"])


def joined(n: int, rounds: int) -> list[dict[str, str]]:
    """One row per way for n contracts that become spells."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        path = Path(folder) / "spells.csv"
        ways.make(__file__, n, path)
        found = ways.rounds(rounds, lambda: joined_once(path))
    return ways.beside(f"{n:,} contracts to spells, and persons per year", found)


def joined_once(path: Path) -> dict[str, ways.Done]:
    """Let every way that is there join once, and compare what they found."""
    names = ways.there(["ours, joining", "duckdb, joining"])
    found = {name: ways.run(__file__, name, path) for name in names}
    ways.refuse_differences(found)
    return found


def windows() -> tuple[list[int], list[int]]:
    """First and last day of the school years, as days since 1970."""
    from datetime import date

    zero = date(1970, 1, 1)
    edges = [(date(FIRST + year, 8, 1) - zero).days for year in range(YEARS + 1)]
    return edges[:-1], [edge - 1 for edge in edges[1:]]


def make(path: Path, n: int) -> None:
    """Write n periods of n / 3 persons, the same at every run: person, school, start, end."""
    import numpy as np
    import pyarrow as pa
    from pyarrow import csv

    rng = np.random.default_rng(3)
    zero = np.datetime64("2012-01-01", "D").astype(int)
    start = zero + rng.integers(0, 365 * 13, n)
    end = start + rng.exponential(1200, n).astype(int)
    person = rng.integers(0, max(n // 3, 1), n)
    school = (person * 7919 + rng.integers(0, 3, n)) % SCHOOLS
    columns = {"person": person, "school": school, "start": start, "end": end}
    csv.write_csv(pa.table(columns), path)


def ours(path: Path) -> tuple[ways.Spent, ways.Numbers]:
    """Count every spell once."""
    import numpy as np
    from pyarrow import csv

    from analysis.measures.stocks import Grid

    # In parts: read at once, the file would take more memory than the work that is measured.
    with csv.open_csv(path) as parts:
        read = [[part[name].to_numpy() for name in COLUMNS] for part in parts]
    start, end, school = (np.concatenate(column) for column in zip(*read, strict=True))
    del read
    first, last = map(np.array, windows())

    def work() -> ways.Numbers:
        grid = Grid(start, end, school, SCHOOLS, first, last)
        leavers = grid.ends(np.zeros(len(end), int), 1)[:, :, 0]
        return summary(grid.opening, grid.closing, leavers, grid.days_in_service())

    return ways.timed(work)


def summary(opening, closing, leavers, days) -> ways.Numbers:
    """Add up what was counted per year and school, arrays of shape (years, schools)."""
    import numpy as np

    first, last = map(np.array, windows())
    length = (last - first + 1)[:, None]
    there = days > 0
    rate = leavers[there] / (days / length)[there]
    return {
        "opening": int(opening.sum()),
        "closing": int(closing.sum()),
        "leavers": int(leavers.sum()),
        "years": float(days.sum() / 365.25),
        "rate": float(rate.sum()),
    }


def polars(path: Path) -> tuple[ways.Spent, ways.Numbers]:
    """One filter and one grouping per year, lazily."""
    import polars as pl

    spells = pl.read_csv(path).select("school", "start", "end")

    def year(first: int, last: int) -> pl.LazyFrame:
        start, end = pl.col("start"), pl.col("end")
        there = spells.lazy().filter((start <= last) & (end >= first - 1))
        days = pl.min_horizontal(end, pl.lit(last)) - pl.max_horizontal(start, pl.lit(first)) + 1
        return there.group_by("school").agg(
            opening=((start < first) & (end >= first)).sum(),
            closing=((start <= last) & (end > last)).sum(),
            leavers=((end >= first) & (end <= last)).sum(),
            days=days.filter(end >= first).sum(),
            length=pl.lit(last - first + 1),
        )

    def work() -> ways.Numbers:
        years = pl.collect_all([year(*edges) for edges in zip(*windows(), strict=True)])
        table = pl.concat(years)
        rates = table.filter(pl.col("days") > 0).select(
            (pl.col("leavers") / (pl.col("days") / pl.col("length"))).sum()
        )
        counts = ("opening", "closing", "leavers")
        found = {name: int(table[name].sum()) for name in counts}
        return found | {"years": table["days"].sum() / 365.25, "rate": rates.item()}

    return ways.timed(work)


def duckdb(path: Path) -> tuple[ways.Spent, ways.Numbers]:
    """Join spells and years by their days."""
    import duckdb as engine

    database = engine.connect()
    database.execute(f"CREATE TABLE spells AS SELECT * FROM read_csv('{path}')")
    years = ", ".join(f"({f}, {last})" for f, last in zip(*windows(), strict=True))

    def work() -> ways.Numbers:
        found = database.execute(f"""
            WITH years(f, l) AS (VALUES {years}), counts AS (
                SELECT f, l, school,
                    count(*) FILTER (start < f AND "end" >= f) AS opening,
                    count(*) FILTER (start <= l AND "end" > l) AS closing,
                    count(*) FILTER ("end" >= f AND "end" <= l) AS leavers,
                    coalesce(sum(least("end", l) - greatest(start, f) + 1), 0) AS days
                FROM spells JOIN years ON start <= l AND "end" >= f GROUP BY ALL
            )
            SELECT sum(opening) AS opening, sum(closing) AS closing, sum(leavers) AS leavers,
                sum(days) / 365.25 AS years,
                sum(leavers / (days / (l - f + 1))) FILTER (days > 0) AS rate FROM counts""")
        names = [column[0] for column in found.description]
        return dict(zip(names, map(float, found.fetchone()), strict=True))

    return ways.timed(work)


def ours_joining(path: Path) -> tuple[ways.Spent, ways.Numbers]:
    """Join contracts of a person at a school, and count persons once a year."""
    from datetime import date

    import pandas as pd

    from analysis.measures.spells import SpellRules, spells
    from analysis.measures.turnover import school_years, turnover

    table = pd.read_csv(path)
    contracts = pd.DataFrame(
        {
            "person_id": table["person"].astype("str"),
            "school_id": table["school"].astype("str"),
            "start": pd.to_datetime(table["start"], unit="D").astype("datetime64[us]"),
            "end": pd.to_datetime(table["end"], unit="D").astype("datetime64[us]"),
        }
    )
    del table
    rules = SpellRules(date(2100, 1, 1), date(2012, 1, 1), gap_days=GAP, summer_gap_days=GAP)
    years = school_years(FIRST, FIRST + YEARS - 1)

    def work() -> ways.Numbers:
        found = spells(contracts, scope="school", rules=rules)
        flows = turnover(found, "mean_stock", years, by="unit_id")
        return {"spells": len(found.table), "persons": int(flows["n"].sum())}

    return ways.timed(work)


def duckdb_joining(path: Path) -> tuple[ways.Spent, ways.Numbers]:
    """Islands by window functions."""
    import duckdb as engine

    database = engine.connect()
    database.execute(f"CREATE TABLE contracts AS SELECT * FROM read_csv('{path}')")
    years = ", ".join(f"({f}, {last})" for f, last in zip(*windows(), strict=True))

    def work() -> ways.Numbers:
        database.execute(f"""
            CREATE OR REPLACE TABLE spells AS
            WITH latest AS (
                SELECT *, max("end") OVER (PARTITION BY person, school ORDER BY start
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM contracts
            ), numbered AS (
                SELECT *, sum((before IS NULL OR start - before - 1 > {GAP})::INT) OVER (
                    PARTITION BY person, school ORDER BY start) AS spell FROM latest
            )
            SELECT person, school, min(start) AS start, max("end") AS "end"
            FROM numbered GROUP BY person, school, spell""")
        spells = database.execute("SELECT count(*) FROM spells").fetchone()[0]
        persons = database.execute(f"""
            WITH years(f, l) AS (VALUES {years}), counts AS (
                SELECT f, school, count(DISTINCT person) AS n
                FROM spells JOIN years ON start <= l AND "end" >= f GROUP BY ALL
            ) SELECT sum(n) FROM counts""").fetchone()[0]
        return {"spells": float(spells), "persons": float(persons)}

    return ways.timed(work)


WAYS = {
    "ours": ours,
    "polars": polars,
    "duckdb": duckdb,
    "ours, joining": ours_joining,
    "duckdb, joining": duckdb_joining,
}


if __name__ == "__main__":
    main()
