"""What identifies a person directly never passes the door: by its name, and by how it looks."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

import pandas as pd

from analysis import codebook, schema
from analysis.codebook import Codebook
from analysis.errors import DataProblem
from analysis.intake import headers, words
from analysis.intake.different import holding
from analysis.intake.raw import Unguarded
from analysis.language import gettext as _
from analysis.settings import SourceFile

_NEVER_USED = ("ip_address", "email", "coordinates", "medical", "phone", "bank_account")
PERSONS = (
    "person_id target_id leader_id pupil_id from_id to_id observer_id observed_id asker_id "
    "adviser_id"
).split()

_LOOKS = {  # tried in this order on values that hold at least one of the signs
    "ip_address": re.compile(
        r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)"
        r"|(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}"
    ),
    "reference_url": re.compile(r"(?:https?://|www\.)\S+"),
    "phone": re.compile(r"(?:\+31|0031|0)[\s-]?[1-9](?:[\s-]?\d){8}"),
    "bank_account": re.compile(r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}[A-Z0-9 ]{0,3}"),
    "coordinates": re.compile(r"-?\d{1,2}\.\d{3,}\s*[,;]\s*-?\d{1,3}\.\d{3,}"),
}
_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[A-Za-z]{2,}")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_TOKEN = re.compile(r"(?=.*[A-Za-z])(?=.*\d)[A-Za-z0-9_-]{8,}")


def person_columns(names: Iterable[str], source: SourceFile) -> list[str]:
    """List the columns of a file that hold a person, to become pseudonyms.

    These are the columns that study.toml maps to one, and those that bear the name themselves.
    """
    persons = set(PERSONS)
    if source.form == "initiative":
        persons.discard("target_id")  # there it is an initiative
    mapped = {raw for name, raw in source.columns.items() if name in persons}
    return [name for name in names if name in mapped or name in persons]


def _used_columns(described: pd.DataFrame, source: SourceFile, book: Codebook) -> set[str]:
    """List the columns that a table is made of: mapped, named so, or a question of ours."""
    used = {*headers.mapped(source), *schema.load(source.table).index}
    if source.table == "answers":
        used |= {*book.items.index}
    if source.match == "text":
        texts = _known_questions(book)
        parts = described["text"].map(lambda text: codebook.normalise(text).split(" - "))
        asked = parts.map(
            lambda p: any(
                " - ".join(p[start:]).rstrip("0123456789 ") in texts for start in range(len(p))
            )
        )
        used |= set(described.index[asked])
    return used


def strip(
    table: Unguarded,
    source: SourceFile,
    values: Mapping[str, Sequence[str]],
    book: Codebook | None = None,
) -> tuple[pd.DataFrame, tuple[tuple[str, str], ...]]:
    """Leave out columns that identify a person directly, and answers typed in freely.

    Columns that study.toml maps are used, so they stay, unless they hold what no table may
    hold. When in doubt a column that nothing uses is left out: it is missed by nobody.

    Parameters
    ----------
    table : Unguarded
        Persons already pseudonyms.
    source : SourceFile
        The file in study.toml.
    values : mapping of column to its different values
    book : Codebook, optional
        The questions and answer labels of the study; ours unless given.

    Returns
    -------
    DataFrame
        The rows without these columns.
    tuple of (column, reason)
        What was left out, in the order of the file.

    Raises
    ------
    DataProblem
        When study.toml uses a column of e-mail addresses, telephone numbers or the like.
    """
    book = book or codebook.load()
    used = _used_columns(table.catalogue, source, book)
    persons = set(person_columns(table.rows.columns, source))
    labels = _known_labels(book)
    stripped: list[tuple[str, str]] = []
    for about in table.catalogue.itertuples():
        name, column = about.Index, table.rows[about.Index]
        by_name = words.by_name(name) or words.by_name(about.text)
        if name in persons:
            continue
        if name in used:
            _refuse_use(name, by_name, values[name], source)
        elif not about.role:
            n = int(column.count())
            reason = by_name or _reason_by_looks(values[name], n, about.entry, labels)
            stripped += [(name, reason)] if reason else []
    kept = table.rows.drop(columns=[name for name, _reason in stripped])
    return kept, tuple(stripped)


def _refuse_use(name: str, by_name: str, values: Sequence[str], source: SourceFile) -> None:
    reason = by_name if by_name in _NEVER_USED else ""
    if not reason and values and len(_emails(values)) / len(values) >= 0.5:
        reason = "email"
    if reason:
        raise DataProblem(
            _("study.toml uses a column that identifies persons or their health."),
            file=source.path,
            column=name,
            found=words.spoken(reason),
            repair=_("take another column, or leave this one out of study.toml"),
        )


def _known_labels(book: Codebook) -> frozenset[str]:
    labels = [*book.anchors["label_nl"], *book.anchors["label_en"]]
    return frozenset(codebook.normalise(label) for label in labels)


def _known_questions(book: Codebook) -> frozenset[str]:
    columns = [book.items[name] for name in book.items if name.startswith("text_")]
    columns += [book.habits[name] for name in book.habits if "item_" in name]
    texts = pd.concat(columns).dropna()
    return frozenset(codebook.normalise(text).rstrip("0123456789 ") for text in texts)


def _share(test: Callable[[str], object], values: Sequence[str]) -> float:
    return sum(test(value) is not None for value in values) / len(values) if values else 0.0


def _emails(values: Sequence[str]) -> list[str]:
    return [value for value in holding(values, "@") if _EMAIL.search(value)]


def _reason_by_looks(values: Sequence[str], n: int, entry: str, labels: frozenset[str]) -> str:
    if _emails(values):
        return "email"
    for reason, pattern in _LOOKS.items():
        # Most columns are settled by a few of their values.
        some = values[:: max(1, len(values) // 20)]
        if _share(pattern.fullmatch, some) >= 0.25 and (_share(pattern.fullmatch, values) >= 0.5):
            return reason
    if entry == "typed" or (entry != "coded" and _is_open(values, n, labels)):
        return "open_answer"
    is_token = n == len(values) >= 10 and all(map(_TOKEN.fullmatch, values))
    return "token" if is_token else ""


def _is_open(
    values: Sequence[str],
    n: int,
    labels: frozenset[str],
    *,
    many: int = 10,
    share: float = 0.2,
    long: int = 80,
) -> bool:
    """Judge whether a column holds text of people's own: many values, and few that repeat."""
    varied = len(values) / n if n else 0.0
    if varied < share or _share(_LETTERS.search, values) < 0.5:
        return False
    if len(values) < many and varied <= 0.5 and max(map(len, values)) < long:
        return False
    return _share(lambda value: codebook.normalise(value) in labels or None, values[:200]) < 0.5
