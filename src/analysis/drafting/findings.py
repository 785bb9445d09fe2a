"""What a check found: problems that stop, remarks, and what was read."""

from dataclasses import dataclass, field

from analysis.errors import DataProblem

STOP, REMARK = "stop", "remark"


@dataclass(frozen=True)
class Finding:
    """One thing to repair; never with an answer or a code of a person in it.

    Attributes
    ----------
    grade : str
        "stop" or "remark".
    what, file, column, found, repair : str
        As in ``DataProblem``.
    rows : int or None
        How many rows are touched.
    """

    grade: str
    what: str
    file: str = ""
    column: str = ""
    rows: int | None = None
    found: str = ""
    repair: str = ""


@dataclass(frozen=True)
class FileRead:
    """What became of the records of one file.

    Attributes
    ----------
    n_records, n_kept : int or None
        None where it could not be read.
    set_aside : dict
        Rule to number of records.
    n_questions : int
        Questions of the codebook that were found.
    """

    file: str
    table: str
    format: str = ""
    n_records: int | None = None
    n_kept: int | None = None
    set_aside: dict[str, int] = field(default_factory=dict)
    n_questions: int = 0


@dataclass(frozen=True)
class Checked:
    """The outcome of a check, worst first."""

    study: str
    findings: list[Finding]
    files: list[FileRead]

    @property
    def stops(self) -> list[Finding]:
        """Problems that stop the report."""
        return [finding for finding in self.findings if finding.grade == STOP]

    @property
    def remarks(self) -> list[Finding]:
        """Things to know, with which the report can be made."""
        return [finding for finding in self.findings if finding.grade == REMARK]

    @property
    def exit_code(self) -> int:
        """0 nothing found, 1 remarks only, 2 problems that stop."""
        return 2 if self.stops else int(bool(self.remarks))


def of_problem(problem: DataProblem, grade: str = STOP) -> Finding:
    """Make a finding of a problem."""
    return Finding(
        grade=grade,
        what=problem.what,
        file=problem.file,
        column=problem.column,
        rows=problem.rows,
        found=problem.found,
        repair=problem.repair,
    )


def worst_first(findings: list[Finding]) -> list[Finding]:
    """Order findings: those that stop, then those that touch most rows; each once."""
    unique = list(dict.fromkeys(findings))
    return sorted(unique, key=lambda f: (f.grade != STOP, f.file != "study.toml", -(f.rows or 0)))
