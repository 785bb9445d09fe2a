"""A study of sixty invented people at six schools, in four small CSV files."""

import csv
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

SCHOOLS = [f"L{n}" for n in range(1, 7)]
TEAMS = [f"{school}-{part}" for school in SCHOOLS for part in ("a", "b")]
WAVES = ("2023", "2024")
PEOPLE = 60
ITEMS = [f"psysafe_{n}" for n in range(1, 7)] + [f"errcult_{n}" for n in range(1, 5)]
REVERSED = {"psysafe_4", "psysafe_5"}
WORDS = ["helemaal mee oneens", "mee oneens", "neutraal", "mee eens", "helemaal mee eens"]
HEAD = """
[study]
title = {nl = "Zes scholen", en = "Six schools"}
synthetic = true
audience = "inside"
"""
FILES = {
    "units": """
[[file]]
path = "raw/units.csv"
table = "units"
""",
    "invited": """
[[file]]
path = "raw/invited.csv"
table = "invited"
""",
    "answers": """
[[file]]
path = "raw/answers_{wave}.csv"
table = "answers"
wave = "{wave}"
fielded = [{wave}-03-04, {wave}-03-22]
[file.columns]
person_id = "personeelsnummer"
team_id = "team"
answered_on = "dag"
role = "functie"

[file.values.role]
"leraar" = "teacher"
"ondersteuning" = "support"
""",
    "contracts": """
[[file]]
path = "raw/contracts.csv"
table = "contracts"
extract_on = 2025-09-01

[file.columns]
person_id = "personeelsnummer"
school_id = "school"
start = "van"
end = "tot"
fte = "uren"
""",
}


def write(folder: Path, tables: Sequence[str] = tuple(FILES), *, seed: int = 1) -> Path:
    """Write the study with the tables named; the same seed gives the same bytes."""
    raw = folder / "raw"
    raw.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)
    _csv(raw / "units.csv", "unit_id,year,kind,parent_id,name", _units())
    _csv(raw / "invited.csv", "team_id,school_id,wave,n", _invited())
    _csv(raw / "contracts.csv", "personeelsnummer,school,van,tot,uren", _contracts(chance))
    for wave in WAVES:
        heads = ["personeelsnummer", "team", "dag", "functie", *ITEMS]
        _csv(raw / f"answers_{wave}.csv", ",".join(heads), _answers(wave, chance))
    parts = [
        FILES[name].format(wave=wave) if name == "answers" else FILES[name]
        for name in tables
        for wave in (WAVES if name == "answers" else WAVES[:1])
    ]
    (folder / "study.toml").write_text(HEAD + "".join(parts), encoding="utf-8", newline="\n")
    return folder


def number(person: int) -> str:
    """Personnel number of a person."""
    return f"7{person:05d}3"


def _team(person: int) -> str:
    return TEAMS[person % len(TEAMS)]


def _csv(path: Path, head: str, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([head.split(","), *rows])


def _units() -> list[tuple]:
    rows = []
    for year in ("2022", "2023", "2024"):
        rows.append(("B1", year, "board", "", "Stichting Zes"))
        rows += [(school, year, "school", "B1", f"School {school}") for school in SCHOOLS]
        rows += [(team, year, "team", team.split("-")[0], f"Team {team}") for team in TEAMS]
    return rows


def _invited() -> list[tuple]:
    size = PEOPLE // len(TEAMS)
    return [(team, team.split("-")[0], wave, size) for wave in WAVES for team in TEAMS]


def _contracts(chance: random.Random) -> list[tuple]:
    rows = []
    for person in range(PEOPLE):
        school = _team(person).split("-")[0]
        leaves = chance.random() < 0.25
        end = f"{chance.choice(('2023', '2024'))}-{chance.randint(8, 12):02d}-15" if leaves else ""
        rows.append((number(person), school, "2019-08-01", end, chance.choice(("0.6", "0.8", "1"))))
    return rows


def _tick(value: float, item: str) -> int:
    option = min(4, max(0, round(value)))
    return 4 - option if item in REVERSED else option


def _answers(wave: str, chance: random.Random) -> list[tuple]:
    rows = []
    for person in range(PEOPLE):
        if chance.random() < 0.1:
            continue
        level = chance.gauss(2.4 + 0.3 * (person % 3), 0.8)
        ticks = [WORDS[_tick(chance.gauss(level, 0.7), item)] for item in ITEMS]
        role = "ondersteuning" if person % 4 == 0 else "leraar"
        day = f"{wave}-03-{chance.randint(4, 22):02d}"
        rows.append((number(person), _team(person), day, role, *ticks))
    return rows
