"""Nobody in the raw files can be found in anything that is written, and nobody stands alone in it.

The example study holds three invented people, the canaries, with a text and a pattern of their
own. All that a run leaves behind for others is searched for them, and for everybody else.
"""

import csv
import io
import json
import re
import site
import struct
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import mini
import pandas as pd
import played
import pytest
from python_calamine import load_workbook

from analysis import cli, settings, study
from analysis.example.canaries import CANARIES
from analysis.intake.identifiers import PERSONS
from analysis.intake.pseudonyms import PUBLISHED_KEY, pseudonym
from analysis.reporting import release_audit, released_cells

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]*\w")
NUMBER = re.compile(r"(?<![\w.,#])\d{5,8}(?!\w|[.,]\d)")
HEX = re.compile(r"[0-9a-f]{16,}")
PERSONAL = re.compile(r"e-?mail|naam$|name$|ip_?address|reference", re.IGNORECASE)
MADE_BY_US = {".html", ".json", ".ipynb"}  # other text comes with the theme
PICTURE_PARTS = {b"IHDR", b"PLTE", b"tRNS", b"pHYs", b"IDAT", b"IEND"}


@dataclass(frozen=True)
class Secrets:
    """What the raw files hold about people, and nobody may read."""

    texts: frozenset[str]  # tokens, names, addresses: in small letters
    numbers: frozenset[str]
    pseudonyms: frozenset[str]

    def told_by(self, text: str) -> set[str]:
        """Name the secrets that a text gives away."""
        small = text.casefold()
        told = {secret for secret in self.texts if secret in small}
        told |= self.numbers & set(NUMBER.findall(text))
        windows = (run[n : n + 16] for run in HEX.findall(text) for n in range(len(run) - 15))
        return told | (self.pseudonyms & set(windows))


# What there is to hide.


def raw_columns(source, about):
    """Give the columns of a raw file by name, as texts."""
    path = about.full_path(source)
    if path.suffix == ".xlsx":
        book = load_workbook(path)
        sheet = source.sheet or book.sheet_names[0]
        rows = [[str(cell) for cell in row] for row in book.get_sheet_by_name(sheet).to_python()]
    else:
        content = path.read_bytes()
        text = content.decode("utf-8-sig" if b"\xef\xbb\xbf" in content[:3] else "cp1252")
        mark = ";" if ";" in text.split("\n")[0] else ","
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    return {name: {row[place] for row in rows[1:]} for place, name in enumerate(rows[0])}


def personnel_numbers(columns, source):
    """Find the numbers of people, without the one that everybody uses for tests."""
    held = [raw for name, raw in source.columns.items() if name in PERSONS]
    found = {value.strip() for raw in held for value in columns[raw]}
    return {value for value in found if re.fullmatch(r"\d{5,8}", value)} - {"99999"}


@pytest.fixture(scope="session")
def secrets(example_study):
    about = settings.read(example_study)
    numbers, texts = set(), {canary.token for canary in CANARIES}
    for source in about.files:
        columns = raw_columns(source, about)
        numbers |= personnel_numbers(columns, source)
        if source.table != "units":  # names of schools may be shown
            personal = [name for name in columns if PERSONAL.search(name)]
            texts |= {value for name in personal for value in columns[name] if len(value) > 7}
    hashed = pseudonym(pd.Series(sorted(numbers)), PUBLISHED_KEY)
    return Secrets(
        frozenset(text.casefold() for text in texts - numbers) - {"external data reference"},
        frozenset(numbers),
        frozenset(hashed),
    )


def test_the_secrets_are_those_of_the_raw_files(secrets):
    assert len(secrets.numbers) > 1000 and len(secrets.pseudonyms) == len(secrets.numbers)
    assert {canary.token.casefold() for canary in CANARIES} <= secrets.texts
    assert sum("@" in text for text in secrets.texts) > 500


def test_a_secret_is_noticed_where_it_stands(secrets):
    number, hashed = min(secrets.numbers), min(secrets.pseudonyms)
    for text in (CANARIES[0].token.upper(), f"nr. {number}.", f"x{hashed}y"):
        assert secrets.told_by(f"<p>{text}</p>")


# The report of the example, in two languages.


def written(folder: Path) -> dict[str, Path]:
    """All files of a folder, by their place in it."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path for path in files}


def texts_of(folder: Path) -> dict[str, str]:
    """All that stands in the files of a folder, pictures and all."""
    found = written(folder).items()
    return {place: path.read_text(encoding="utf-8", errors="replace") for place, path in found}


def test_no_file_of_the_report_tells_a_secret(example_report, secrets):
    different = {text: place for place, text in texts_of(example_report.pages).items()}
    told = {place: secrets.told_by(text) for text, place in different.items()}
    assert {place: found for place, found in told.items() if found} == {}


def test_no_page_holds_an_address_of_a_person(example_report):
    own = {p: t for p, t in texts_of(example_report.pages).items() if Path(p).suffix in MADE_BY_US}
    assert {
        place: ADDRESS.findall(text) for place, text in own.items() if ADDRESS.search(text)
    } == {}


def test_no_file_of_the_report_names_a_folder_of_this_machine(example_report, root):
    folders = {str(example_report.study), str(example_report.pages.parent), str(root)}
    folders |= {str(Path.home()) + "/", sys.prefix, *site.getsitepackages()}
    told = [
        (place, folder)
        for place, text in texts_of(example_report.pages).items()
        for folder in folders
        if folder in text
    ]
    assert told == []


def picture_parts(content: bytes) -> set[bytes]:
    """Kinds of parts of a PNG file; those that are not needed to draw it can hold words."""
    place, kinds = 8, set()
    while place < len(content):
        size, kind = struct.unpack(">I4s", content[place : place + 8])
        kinds.add(kind)
        place += size + 12
    return kinds


def test_pictures_hold_nothing_but_the_picture(example_report):
    pictures = [p for place, p in written(example_report.pages).items() if "_images/" in place]
    assert pictures
    for path in pictures:
        assert picture_parts(path.read_bytes()) <= PICTURE_PARTS


def test_sources_of_the_pages_are_not_published(example_report):
    kinds = {path.suffix for path in written(example_report.pages).values()}
    assert not kinds & {".ipynb", ".md", ".parquet", ".csv", ".xlsx", ".toml", ".po", ".mo"}


def test_command_says_no_secret_and_only_where_the_report_is(example_report, secrets):
    lines = (example_report.out + example_report.err).splitlines()
    assert secrets.told_by("\n".join(lines)) == set()
    named = [line for line in lines if str(example_report.pages.parents[1]) in line]
    assert named == [f"Report: {example_report.pages / 'index.html'}"]


@pytest.mark.parametrize("name", played.NAMES)
def test_stored_outputs_tell_no_secret(root, secrets, name):
    text = (root / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
    words = [*json_texts(json.loads(text)), text]
    assert set().union(*(secrets.told_by(word) for word in words)) == set()
    assert not ADDRESS.search(text)
    assert not any(folder in text for folder in (str(root), sys.prefix, str(Path.home()) + "/"))


def json_texts(value):
    """All texts inside something read from JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from json_texts(inner)


# Messages about files that are not in order.

TOKEN, MAIL = "kanariegeel-7341", "els.kooiman@bestuur.example"


def put(file, column, value, rows=(3,)):
    """Spoil some cells of a raw file."""

    def spoil(folder):
        path = folder / "raw" / file
        cells = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
        for row in rows:
            cells[row][cells[0].index(column)] = value
        path.write_text("\n".join(map(",".join, cells)) + "\n", encoding="utf-8")

    return spoil


def without_header(file):
    """Take away the names of the columns."""

    def spoil(folder):
        path = folder / "raw" / file
        path.write_text(path.read_text(encoding="utf-8").split("\n", 1)[1], encoding="utf-8")

    return spoil


def as_bytes(file, content):
    """Put something else in the place of a raw file."""
    return lambda folder: (folder / "raw" / file).write_bytes(content)


def with_longer_row(folder):
    path = folder / "raw" / "contracts.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[4] += f",{TOKEN},{MAIL},{mini.number(9)}"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def with_citizen_numbers(folder):
    """Add a column of numbers that pass the test of citizen service numbers."""
    path = folder / "raw" / "contracts.csv"
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    numbers = [n for n in range(100_000_000, 100_002_000) if is_citizen_number(str(n))]
    rows = [f"{line},{number}" for line, number in zip(lines, numbers, strict=False)]
    path.write_text("\n".join([f"{head},nummer", *rows]) + "\n", encoding="utf-8")


def is_citizen_number(digits):
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11 == 0


SPOILED = {
    "a label that is not known": put("answers_2024.csv", "psysafe_1", TOKEN),
    "an address as a label": put("answers_2024.csv", "psysafe_1", MAIL),
    "addresses as labels": put("answers_2024.csv", "psysafe_1", MAIL, range(1, 9)),
    "a role that is not known": put("answers_2024.csv", "functie", TOKEN),
    "a day that is none": put("answers_2024.csv", "dag", TOKEN),
    "an address for a day": put("contracts.csv", "van", MAIL),
    "a number that is none": put("contracts.csv", "uren", TOKEN),
    "a year that is none": put("units.csv", "year", TOKEN),
    "a kind of unit that is none": put("units.csv", "kind", TOKEN),
    "a column of citizen numbers": with_citizen_numbers,
    "a contract file that is broken": as_bytes("contracts.csv", f"PK\3\4{TOKEN}{MAIL}".encode()),
    "a row that is too long": with_longer_row,
    "a quote that does not close": put("contracts.csv", "school", f'"{TOKEN}'),
    "answers without a header": without_header("answers_2024.csv"),
    "contracts without a header": without_header("contracts.csv"),
}


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("kind", SPOILED)
def test_message_about_a_file_tells_nobody(tmp_path, monkeypatch, capsys, kind, language):
    folder = mini.write(tmp_path / "six")
    first_day = (folder / "raw/contracts.csv").read_text(encoding="utf-8").split("\n")[1]
    SPOILED[kind](folder)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli.signal, "signal", lambda *_given: None)
    code = cli.main(["report", "six", "--language", language])
    said = "".join(capsys.readouterr())
    told = {word for word in (TOKEN, MAIL, str(tmp_path), first_day) if word in said}
    numbers = {mini.number(person) for person in range(mini.PEOPLE)}
    assert code == cli.MISTAKE and said.count("\n") == 2  # the problem, and where all of them are
    assert told | (numbers & set(NUMBER.findall(said))) == set()
    assert not re.search(r"\b\d{9}\b", said)


# Who stands behind what is shown.


def records(folder: Path, language: str = "en") -> pd.DataFrame:
    """Everything that was released: one row per cell and statistic."""
    files = sorted(folder.glob(f"*.{language}.*.parquet"))
    parts = [pd.read_parquet(path).assign(release=path.name) for path in files]
    rows = pd.concat(parts, ignore_index=True)
    rows["who"] = [frozenset(members) for members in rows["members"]]
    named = rows[["by", "cell", "release"]].itertuples(index=False, name=None)
    rows["moment"] = [moment(*names) for names in named]
    return rows


def moment(by: str, cell: str, release: str) -> str:
    """What a number is about, and when, else its release: only within that numbers subtract."""
    values = dict(zip(by.split(", "), cell.split(" | "), strict=False))
    known = [values[name] for name in ("wave", "window", "year", "file") if name in values]
    about = [values[name] for name in ("scale_id", "item_id", "measure") if name in values]
    return " ".join(known + about) if known else release


@pytest.fixture(scope="module")
def small_study(tmp_path_factory):
    """Play every page on a study of sixty people, where groups are small.

    Three people typed no number, so that nobody knows who they are.
    """
    folder = mini.write(tmp_path_factory.mktemp("small") / "six")
    put("answers_2023.csv", "personeelsnummer", "", rows=(5, 15, 25))(folder)
    for name in played.NAMES:
        with suppress(Exception):  # a page that stops is another test; it released what it showed
            played.play(played.load(name), folder, folder / "room", name=name, shows=False)
    return folder / "room" / "releases"


@pytest.fixture(params=["example", "small"])
def released(request):
    """All releases of a report: of the example, and of a study with sixty people."""
    if request.param == "small":
        return records(request.getfixturevalue("small_study"))
    report = request.getfixturevalue("example_report")
    return records(report.study / ".derived" / "releases")


def shown(rows):
    """Cells that can be read."""
    return rows[(rows["hidden"] == "") & rows["value"].notna()]


def listed(rows, *columns):
    """Cells as a short list, to read in a message."""
    names = ["release", "by", "cell", "statistic", *columns]
    return list(rows[names].drop_duplicates().itertuples(index=False, name=None))


# Other shares are of something else: of years in service, of all spells of sick leave.
SHARE_OF_N = r"share|share_\d+|floor_share|ceiling_share"
MINIMUM = settings.FLOORS["inside"]


def test_every_cell_that_is_shown_has_enough_people(released):
    rows = shown(released)
    small = rows["people"].between(1, MINIMUM - 1) | rows["who"].map(len).between(1, MINIMUM - 1)
    assert listed(rows[small], "people") == []


def test_no_small_number_of_people_is_shown(released):
    rows = shown(released)
    counts = rows[rows["statistic"].isin(["n", "n_persons", "persons", "count", "rows"])]
    assert listed(counts[counts["value"].between(1, MINIMUM - 1)], "value") == []


def test_the_record_names_the_people_behind_every_cell(released):
    rows = shown(released)
    nobody = (rows["people"] > 0) & (rows["who"].map(len) == 0)
    known = (rows["kind"] != "audit") & ~rows["cell"].str.endswith("no_person_code")
    assert listed(rows[nobody & known], "people") == []


def test_the_pages_are_recorded_in_both_languages_alike(example_report):
    folder = example_report.study / ".derived" / "releases"
    columns = ["notebook", "kind", "by", "people", "hidden", "statistic", "value", "who"]
    pd.testing.assert_frame_equal(records(folder, "nl")[columns], records(folder)[columns])


def test_no_cell_stands_for_the_role_and_service_of_a_canary(example_report):
    answers = study.open_study(example_report.study).table("answers")
    for canary in CANARIES:
        own = answers.query("role == @canary.role and tenure_band == @canary.tenure_band")
        (person,) = own["person_id"].unique()
        rows = shown(records(example_report.study / ".derived" / "releases"))
        alone = rows[[person in who and len(who) < MINIMUM for who in rows["who"]]]
        named = rows[rows["by"].str.contains("role") & rows["by"].str.contains("tenure_band")]
        assert listed(alone) == []
        assert listed(named[named["cell"].str.contains(canary.role)]) == []


def differences(rows):
    """Small groups that follow from what is shown: cells minus cells that lie inside them.

    Compared are cells of one statistic and one moment, over all pages: one cell inside another,
    and all cells of one release that lie inside another.
    """
    for _same, group in rows[rows["who"].map(len) > 0].groupby(["statistic", "moment"]):
        cells = group.drop_duplicates(["release", "cell", "who"])
        for whole in cells.itertuples():
            inside = cells[[who < whole.who for who in cells["who"]]]
            for release, parts in inside.groupby("release"):
                candidates = [*parts["who"], frozenset().union(*parts["who"])]
                left = min(len(whole.who - who) or MINIMUM for who in candidates)
                if left < MINIMUM:
                    yield whole.release, whole.cell, whole.statistic, release, left


def test_no_small_group_follows_by_subtraction(released):
    assert sorted(differences(shown(released))) == []


def test_a_small_group_that_follows_by_subtraction_is_noticed():
    people = [frozenset("abcdefghij"), frozenset("abcdefg"), frozenset("abcde"), frozenset("fgh")]
    rows = pd.DataFrame({"who": people, "cell": list("wxyz"), "release": ["1", "2", "3", "3"]})
    rows = rows.assign(statistic="n", moment="2024")
    found = {(whole, release, left) for whole, _cell, _name, release, left in differences(rows)}
    assert found == {("1", "2", 3), ("1", "3", 2), ("2", "3", 2)}


@pytest.mark.parametrize("kind", ["example", "small"])
def test_the_report_itself_finds_nothing_to_hide(request, kind):
    if kind == "small":
        folder = request.getfixturevalue("small_study")
    else:
        folder = request.getfixturevalue("example_report").study / ".derived" / "releases"
    measures = {name: released_cells.measure(played.load(name)) for name in played.NAMES}
    cells = released_cells.read(folder, played.NAMES, measures)
    assert len(cells.table) > 0 and release_audit.leaks(cells, MINIMUM) == []


def test_no_share_gives_a_small_number_of_people_away(released):
    rows = shown(released)
    key = ["release", "by", "cell"]
    n = rows[rows["statistic"] == "n"].drop_duplicates(key).set_index(key)["value"]
    shares = rows[rows["statistic"].str.fullmatch(SHARE_OF_N)].join(n.rename("out_of"), on=key)
    people = (shares["value"] * shares["out_of"]).round()
    small = people.between(1, MINIMUM - 1) | (shares["out_of"] - people).between(1, MINIMUM - 1)
    assert listed(shares[small], "out_of", "value") == []


def test_no_step_of_a_flow_loses_a_small_number_of_people(released):
    rows = shown(released)
    flows = rows[(rows["kind"] == "flow") & rows["statistic"].isin(["n", "persons"])]
    lost = -flows.groupby(["release", "statistic"])["value"].diff()
    assert listed(flows[lost.between(1, MINIMUM - 1)], "value") == []
