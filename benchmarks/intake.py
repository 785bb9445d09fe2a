"""How long a large survey export takes from file to scores, beside other programs.

``python benchmarks/intake.py`` makes exports of 200,000 and 2,000,000 people with 40 columns of
text labels, in some other spellings and with what is no answer, and prints a table that it also
writes into the README. Every way reads the file, keeps the last record of each person, sets aside
who was faster than two minutes, turns labels into numbers, reverses items and scores the scales.
Ours does more in that time: it finds encoding and separator, looks for identifiers, makes
pseudonyms and keeps the account of every record.
"""

import json
import tempfile
from pathlib import Path
from typing import BinaryIO

import markers
import ways

SIZES = [200_000, 2_000_000]
N_ITEMS, FASTEST, CHUNK = 35, 120, 100_000
ABOUT = ["code", "team", "school", "afgenomen", "duur"]
LABELS = [  # as they are written, with the number they stand for
    ("helemaal mee oneens", 1),
    ("mee oneens", 2),
    ("niet mee eens, niet mee oneens", 3),
    ("mee eens", 4),
    ("helemaal mee eens", 5),
    ("Mee eens", 4),
    (" mee oneens ", 2),
    ("weet ik niet", None),
    ("", None),
]
SHARES = [0.08, 0.17, 0.22, 0.3, 0.15, 0.02, 0.01, 0.02, 0.03]
R = """
suppressMessages(library(data.table))
scales <- jsonlite::fromJSON(paste0(path, ".json"), simplifyVector = FALSE)
t <- system.time({
  d <- fread(path, na.strings = "", strip.white = FALSE,
             colClasses = list(character = c("code", "team", "school"),
                               factor = unlist(lapply(scales$scales, names))))
  setorder(d, -afgenomen); d <- unique(d, by = "code"); d <- d[duur >= scales$fastest]
  numbers <- unlist(scales$labels)
  out <- list(people = nrow(d))
  for (scale in names(scales$scales)) {
    items <- scales$scales[[scale]]
    m <- vapply(names(items), function(i) {
      v <- numbers[tolower(trimws(levels(d[[i]])))][as.integer(d[[i]])]
      if (items[[i]]) 6 - v else v }, numeric(nrow(d)))
    n <- rowSums(!is.na(m)); s <- rowSums(m, na.rm = TRUE) / n
    s <- s[n >= ceiling(length(items) / 2)]
    out[[paste0(scale, "_n")]] <- length(s); out[[paste0(scale, "_mean")]] <- mean(s)
  }
})
done(t, out)
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
        markers.write("intake", text)


def measured(n: int, rounds: int) -> list[dict[str, str]]:
    """One row per way for an export of n people."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        path = Path(folder) / "export.csv"
        # In a process of its own: what makes the file would count as memory of what reads it.
        ways.make(__file__, n, path)
        found = ways.rounds(rounds, lambda: found_in(path))
    return ways.beside(f"survey of {n:,} × {len(ABOUT) + N_ITEMS}: read, clean, score", found)


def found_in(path: Path) -> dict[str, ways.Done]:
    """Let every way that is there do the work once, and compare what they found."""
    names = ways.there(["ours", "duckdb", "polars", "pandas"])
    found = {name: ways.run(__file__, name, path) for name in names}
    peer = in_r(path)
    found |= {"R data.table": peer} if peer else {}
    ways.refuse_differences(found)
    return found


def plan(path: Path) -> dict:
    """Tell what every way needs: items and which of them are reversed, labels and their numbers."""
    return json.loads(Path(f"{path}.json").read_text(encoding="utf-8"))


def in_r(path: Path) -> ways.Done | None:
    """Let data.table do it, where it is installed."""
    return ways.run_r(R, path, ["data.table", "jsonlite"])


def make(path: Path, n: int) -> None:
    """Write an export of n people, the same at every run."""
    import numpy as np
    import pyarrow as pa

    from analysis import codebook

    book, scales = codebook.load(), {}
    for scale in book.scales.index:
        items = book.items_of(scale)
        if sum(map(len, scales.values())) + len(items) <= N_ITEMS:
            scales[scale] = {item: bool(book.items.loc[item, "reverse"]) for item in items}
    labels = {text.strip().lower(): number for text, number in LABELS if number}
    about = {"scales": scales, "labels": labels, "fastest": FASTEST}
    Path(f"{path}.json").write_text(json.dumps(about), encoding="utf-8")
    rng = np.random.default_rng(1)
    texts = pa.array([text for text, _number in LABELS])
    names = [*ABOUT, *(item for chosen in scales.values() for item in chosen)]
    with path.open("wb") as file:
        file.write((",".join(names) + "\n").encode())
        for start in range(0, n, CHUNK):
            columns = people(rng, start, min(CHUNK, n - start))
            for _item in names[len(ABOUT) :]:
                drawn = rng.choice(len(LABELS), len(columns[0]), p=SHARES).astype(np.int8)
                columns.append(pa.DictionaryArray.from_arrays(drawn, texts).cast(pa.string()))
            write(file, pa.table(columns, names=names))


def people(rng, start: int, n: int) -> list:
    """Who answered when: one in a hundred for the second time."""
    import numpy as np
    import pyarrow as pa

    code = np.arange(start, start + n) + 1_000_000
    code = np.where(rng.random(n) < 0.01, 1_000_000 + rng.integers(0, start + 1, n), code)
    # No two records of a person share a moment, so that every way keeps the same one.
    minutes = rng.integers(0, 28 * 24 * 60, n).astype("timedelta64[m]")
    seconds = (np.arange(start, start + n) % 60).astype("timedelta64[s]")
    moment = np.datetime64("2025-03-03T00:00:00") + minutes + seconds
    team = rng.integers(0, max(n // 20, 1), n)
    columns = [code, np.char.add("T", team.astype(str)), np.char.add("S", (team // 5).astype(str))]
    columns += [np.char.replace(moment.astype(str), "T", " "), rng.gamma(9, 60, n).astype(int)]
    return [pa.array(np.asarray(column).astype(str).tolist()) for column in columns]


def write(file: BinaryIO, table) -> None:
    """Write rows as LimeSurvey does: every cell between quotes."""
    from pyarrow import csv

    csv.write_csv(table, file, csv.WriteOptions(include_header=False, quoting_style="needed"))


def ours(path: Path) -> tuple[ways.Spent, ways.Numbers]:
    """Go the way of a study: intake, cleaning, scores."""
    from datetime import date

    from analysis import codebook, intake
    from analysis.cleaning import answers
    from analysis.drafting.look import bare_settings
    from analysis.measures import scales
    from analysis.settings import SourceFile

    about, book = plan(path), codebook.load()
    columns = {"person_id": "code", "team_id": "team", "school_id": "school"}
    columns |= {"answered_on": "afgenomen", "duration_seconds": "duur"}
    fielded = (date(2025, 3, 3), date(2025, 3, 30))
    source = SourceFile(path.name, "answers", wave="2025", fielded=fielded, columns=columns)
    settings = bare_settings(path.parent)

    def work() -> ways.Numbers:
        files = [(intake.read(source, settings, b"k" * 32), source)]
        cleaned = answers.clean(files, settings, codebook=book)
        files.clear()  # as a study does, which keeps the tidy tables only
        people = cleaned.kept
        return {"people": len(people)} | summary(
            {scale: scales.score(people, scale, codebook=book) for scale in about["scales"]}
        )

    return ways.timed(work)


def summary(scores: dict) -> ways.Numbers:
    """How many people have a score on each scale, and their mean."""
    return {
        f"{scale}_{name}": float(getattr(score, how)())
        for scale, score in scores.items()
        for name, how in (("n", "count"), ("mean", "mean"))
    }


def pandas(path: Path) -> tuple[ways.Spent, ways.Numbers]:
    """Labels as categories: each different label is understood once."""
    import pandas as pd

    about = plan(path)
    items = {item: turned for chosen in about["scales"].values() for item, turned in chosen.items()}
    kinds = dict.fromkeys(items, "category") | dict.fromkeys(("code", "team", "school"), "str")

    def number(column: pd.Series, turned: bool) -> pd.Series:
        said = [about["labels"].get(text.strip().lower()) for text in column.cat.categories]
        table = pd.Series(said, dtype="float64").to_numpy()
        table = 6 - table if turned else table
        return pd.Series([*table, float("nan")]).to_numpy()[column.cat.codes]

    def work() -> ways.Numbers:
        rows = pd.read_csv(path, dtype=kinds)
        rows = rows.sort_values("afgenomen", ascending=False).drop_duplicates("code")
        rows = rows[rows["duur"] >= about["fastest"]]
        scores = {}
        for scale, chosen in about["scales"].items():
            table = pd.DataFrame({i: number(rows[i], turned) for i, turned in chosen.items()})
            enough = table.notna().sum(axis=1) >= -(-len(chosen) // 2)
            scores[scale] = table.mean(axis=1).where(enough)
        return {"people": len(rows)} | summary(scores)

    return ways.timed(work)


def polars(path: Path) -> tuple[ways.Spent, ways.Numbers]:
    """One lazy query, run by the streaming engine."""
    import polars as pl

    about = plan(path)
    labels = about["labels"]

    def number(item: str, turned: bool) -> pl.Expr:
        folded = pl.col(item).str.strip_chars().str.to_lowercase()
        found = folded.replace_strict(labels, default=None, return_dtype=pl.Float64)
        return 6 - found if turned else found

    def score(chosen: dict[str, bool]) -> pl.Expr:
        found = [number(item, turned) for item, turned in chosen.items()]
        n = pl.sum_horizontal([f.is_not_null().cast(pl.Int32) for f in found])
        return pl.when(n >= -(-len(chosen) // 2)).then(pl.mean_horizontal(found))

    def work() -> ways.Numbers:
        texts = dict.fromkeys(("code", "team", "school"), pl.String)
        rows = pl.scan_csv(path, schema_overrides=texts)
        rows = rows.sort("afgenomen", descending=True).unique("code", keep="first")
        rows = rows.filter(pl.col("duur") >= about["fastest"])
        scores = rows.select([score(c).alias(s) for s, c in about["scales"].items()])
        numbers = {"people": pl.len()}
        for scale in about["scales"]:
            numbers |= {f"{scale}_n": pl.col(scale).count(), f"{scale}_mean": pl.col(scale).mean()}
        asked = scores.select([what.alias(name) for name, what in numbers.items()])
        return asked.collect(engine="streaming").row(0, named=True)

    return ways.timed(work)


def duckdb(path: Path) -> tuple[ways.Spent, ways.Numbers]:
    """One query."""
    import duckdb as engine

    about = plan(path)
    cases = " ".join(f"WHEN '{text}' THEN {value}" for text, value in about["labels"].items())

    def number(item: str, turned: bool) -> str:
        found = f"CASE lower(trim({item})) {cases} END"
        return f"{'6 - ' if turned else ''}{found}"

    def work() -> ways.Numbers:
        numbers, scores, asked = [], [], ["count(*) AS people"]
        for scale, chosen in about["scales"].items():
            numbers += [f"{number(item, turned)} AS {item}" for item, turned in chosen.items()]
            n = " + ".join(f"({item} IS NOT NULL)::INT" for item in chosen)
            total = " + ".join(f"coalesce({item}, 0)" for item in chosen)
            least = -(-len(chosen) // 2)
            scores.append(f"CASE WHEN {n} >= {least} THEN ({total}) / ({n}) END AS {scale}")
            asked += [f"count({scale}) AS {scale}_n", f"avg({scale}) AS {scale}_mean"]
        query = f"""
            WITH people AS (
                SELECT * FROM read_csv('{path}', types = {{'code': 'VARCHAR'}})
                QUALIFY row_number() OVER (PARTITION BY code ORDER BY afgenomen DESC) = 1
            ), numbers AS (
                SELECT {", ".join(numbers)} FROM people WHERE duur >= {about["fastest"]}
            ), scores AS (SELECT {", ".join(scores)} FROM numbers)
            SELECT {", ".join(asked)} FROM scores"""
        found = engine.connect().execute(query)
        names = [column[0] for column in found.description]
        return dict(zip(names, map(float, found.fetchone()), strict=True))

    return ways.timed(work)


WAYS = {"ours": ours, "pandas": pandas, "polars": polars, "duckdb": duckdb}


if __name__ == "__main__":
    main()
