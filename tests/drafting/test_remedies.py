"""What cannot be right in HR exports and published figures: each with its place and repair."""

import pytest
from exports import table

from analysis.drafting import check as checking

HEAD = '[study]\ntitle = "Mine"\nsynthetic = true\n'
UNITS = """
[[file]]
path = "units.csv"
table = "units"
year = 2020
constants = {kind = "school"}
"""
CONTRACTS = """
[[file]]
path = "hr.csv"
table = "contracts"
extract_on = 2024-09-01
columns = {person_id = "nr", start = "in", end = "uit", school_id = "Brin", fte = "wtf"}
"""
STAFF = """
[[file]]
path = "staff.csv"
table = "school_staff"
year = 2024
columns = {school_id = "Brin", headcount = "Personen", leavers = "Uitstroom"}
"""
GOOD = table("nr;in;uit;Brin;wtf", "{i};2020-08-01;2024-07-31;0012;0,8", times=60)


@pytest.fixture
def found(tmp_path):
    """Check a study and give its findings on one file: column, rows, what, repair."""

    def run(toml, file, **files):
        (tmp_path / "study.toml").write_text(HEAD + toml, encoding="utf-8")
        for name, content in files.items():
            (tmp_path / f"{name}.csv").write_text(content, encoding="utf-8")
        findings = checking.check(tmp_path).findings
        return [(f.column, f.rows, f.what, f.repair) for f in findings if f.file == file]

    return run


@pytest.mark.parametrize(
    ("row", "column", "what"),
    [
        ("x1;2024-07-31;2020-08-01;0012;0,8", "uit", "last day before the first day"),
        ("x1;;2024-07-31;0012;0,8", "in", "no first day"),
        (";2020-08-01;2024-07-31;0012;0,8", "nr", "no code for the person"),
        ("x1;2020-08-01;2024-07-31;0099;0,8", "Brin", "school that is not known"),
        ("x1;2020-08-01;2024-07-31;0012;2,4", "wtf", "size of the job impossible"),
        (
            "x1;2020-08-01;;0012;1,2\nx1;2021-08-01;;0012;1,2",
            "wtf",
            "contracts of one person that are together more than 1.2 of a full job",
        ),
    ],
)
def test_a_contract_that_cannot_be_right_is_named_once(found, row, column, what):
    units = "unit_id\n0012\n0013\n"
    findings = found(UNITS + CONTRACTS, "hr.csv", hr=f"{GOOD}{row}\n", units=units)
    assert [finding[:3] for finding in findings] == [(column, 1, f"Found: {what}.")]
    assert findings[0][3]


def test_an_export_that_stops_early_says_what_to_correct(found):
    early = GOOD.replace("2024-07-31", "2023-07-31")
    assert found(CONTRACTS, "hr.csv", hr=early) == [
        (
            "in",
            None,
            "Found: no contract begins or ends in the three months before the day of the export: "
            "the file may be older than extract_on in study.toml says.",
            "correct extract_on in study.toml, or make a new export",
        )
    ]


@pytest.mark.parametrize(
    ("row", "column", "what"),
    [
        ("Totaal;900;60", "Brin", "total that stands among the rows"),
        ("99ZZ;0;0", "Personen", "school without staff"),
        ("99ZZ;10;12", "Uitstroom", "more people left than work there"),
        (";30;2", "Brin", "no code for the school"),
        ("99ZZ;-4;0", "Personen", "figure outside its range"),
    ],
)
def test_published_figures_that_cannot_be_right_are_named_once(found, row, column, what):
    schools = "".join(f"{i}AB;{20 + i};{i % 5}\n" for i in range(10, 40))
    findings = found(STAFF, "staff.csv", staff=f"Brin;Personen;Uitstroom\n{schools}{row}\n")
    assert [finding[:3] for finding in findings] == [(column, 1, f"Found: {what}.")]
    assert findings[0][3]


def test_files_in_order_have_no_remarks(found):
    assert found(CONTRACTS, "hr.csv", hr=GOOD) == []
