"""Do the files fit together?  Codes that lost their zeros, and people who are in one file only."""

from collections.abc import Iterator, Mapping

import pandas as pd

from analysis.cleaning.marking import Cleaned
from analysis.drafting import same
from analysis.drafting.findings import REMARK, STOP, Finding
from analysis.drafting.trial import Trial
from analysis.errors import DataProblem
from analysis.intake import door
from analysis.intake.different import distinct
from analysis.language import gettext as _
from analysis.language import ngettext, percent
from analysis.settings import Settings, SourceFile

_FEWEST = 5  # codes below which a difference may be chance, and could be one person's
_LINKED = 0.8  # part of the people who answered that should be in the contracts
_PERSONS = ("person_id", "target_id", "leader_id")
_UNITS = ("team_id", "school_id", "board_id", "parent_id")


def findings(about: Settings, trials: list[Trial], cleaned: Mapping[str, Cleaned]) -> list[Finding]:
    """Compare the codes of persons and units over the files of a study."""
    opened = [one.source for one in trials if one.raw is not None]
    zeros = list(_lost_zeros(about, opened))
    lost = {finding.file for finding in zeros}
    return [*_twins(trials), *zeros, *_unlinked(cleaned, lost), *_uninvited(cleaned)]


def _twins(trials: list[Trial]) -> Iterator[Finding]:
    """Find two exports of one survey, which would count everybody twice."""
    seen: list[tuple[Trial, set[str]]] = []
    for one in trials:
        if one.raw is None:
            continue
        own = same.responses(one.raw.rows, one.raw.catalogue)
        for other, theirs in seen:
            n = same.shared(own, theirs)
            alike = one.source.table == other.source.table
            if n and alike and one.source.path != other.source.path:
                yield Finding(
                    STOP,
                    _("Responses of this file are in {other} too: {n}.").format(
                        other=other.source.path, n=n
                    ),
                    file=one.source.path,
                    rows=n,
                    repair=_("take one of the two files out of study.toml"),
                )
                break
        seen.append((one, own))


def _lost_zeros(about: Settings, sources: list[SourceFile]) -> Iterator[Finding]:
    """Find codes that meet those of another file only without the zeros in front."""
    known: list[tuple[str, str, str, set[str]]] = []
    for source in sources:
        known += _codes(about, source)
    for kind in ("person", "unit"):
        lists = [entry for entry in known if entry[1] == kind]
        for place, (file, _kind, column, codes) in enumerate(lists):
            for other, _same, theirs, others in lists[:place]:
                n = len(_bare(codes) & _bare(others)) - len(codes & others)
                if other != file and n >= _FEWEST:
                    here, there = (file, column, codes), (other, theirs, others)
                    yield _zeros(*sorted((here, there), key=_zeros_in_front), n)
                    break


def _codes(about: Settings, source: SourceFile) -> Iterator[tuple[str, str, str, set[str]]]:
    """Give file, kind, column and codes; in memory only, persons are not pseudonyms here."""
    wanted = [c for c in (*_PERSONS, *_UNITS, "unit_id") if c in source.columns]
    if not wanted:
        return
    try:
        table = door.look(source, about)
    except DataProblem:
        return
    for column in wanted:
        raw = next((n for n in table.rows.columns if n == source.columns[column]), None)
        if raw is not None:
            kind = "person" if column in _PERSONS else "unit"
            yield source.path, kind, raw, {v.strip() for v in distinct(table.rows[raw])}


def _bare(codes: set[str]) -> set[str]:
    return {code.lstrip("0") for code in codes}


def _zeros_in_front(codes: tuple[str, str, set[str]]) -> int:
    return sum(code.startswith("0") for code in codes[2])


def _zeros(lost: tuple[str, str, set[str]], whole: tuple[str, str, set[str]], n: int) -> Finding:
    """Blame the file with fewer codes that begin with a zero."""
    file, column, _codes = lost
    return Finding(
        STOP,
        ngettext(
            "{n} code is the same as in {other} only without the zeros in front: here they were "
            "lost.",
            "{n} codes are the same as in {other} only without the zeros in front: here they were "
            "lost.",
            n,
        ).format(n=n, other=whole[0]),
        file=file,
        column=column,
        rows=None,
        repair=_(
            "export the file again with this column as text; Excel takes zeros away when it opens "
            "a CSV file, so do not open and save it there"
        ),
    )  # fmt: skip


def _unlinked(cleaned: Mapping[str, Cleaned], lost: set[str]) -> Iterator[Finding]:
    """Say which part of the people who answered has no contract."""
    if "contracts" not in cleaned or "answers" not in cleaned:
        return
    staff = set(cleaned["contracts"].kept["person_id"])
    rows = cleaned["answers"].rows
    for file, part in rows[rows["fate"] == "kept"].groupby("file", sort=False):
        people = part["person_id"].drop_duplicates()
        share = people.isin(staff).mean()
        if len(people) >= _FEWEST and share < _LINKED and file not in lost:
            yield Finding(
                REMARK,
                _("Of the people who answered, {share} are in the contracts.").format(
                    share=percent(share)
                ),
                file=str(file),
                rows=int((~people.isin(staff)).sum()),
                repair=_("map person_id to the same number in both files"),
            )


def _uninvited(cleaned: Mapping[str, Cleaned]) -> Iterator[Finding]:
    """Name waves with answers for which nobody was invited."""
    if "invited" not in cleaned or "answers" not in cleaned:
        return
    waves = set(cleaned["answers"].kept["wave"].dropna())
    strange = sorted(waves - set(cleaned["invited"].kept["wave"].dropna()))
    if strange:
        files = pd.unique(cleaned["invited"].rows["file"])
        yield Finding(
            REMARK,
            _("No invitations for wave {waves}, so its response is not known.").format(
                waves=", ".join(strange)
            ),
            file=", ".join(map(str, files)),
            column="wave",
            repair=_("give the wave the same name in both files: [file.values.wave]"),
        )
