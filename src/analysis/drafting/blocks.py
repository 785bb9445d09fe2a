"""Questions of a questionnaire that is not ours: columns that share their answers."""

from dataclasses import dataclass

from analysis.drafting.look import Column, Look

FEWEST = 3  # columns with the same answers that make a block
_OPTIONS = range(2, 12)  # a question with more answers is no scale
_SHARED = 0.6  # part of the block's answers that a column must use, and that it may not exceed


@dataclass(frozen=True)
class Block:
    """Columns that were probably asked with the same answers.

    Attributes
    ----------
    columns : list of Column
        In the order of the file.
    labels : list of str
        Their answers; numbers in order, other labels from often to seldom.
    coded : bool
        Whether the answers are whole numbers.
    """

    columns: list[Column]
    labels: list[str]
    coded: bool

    @property
    def highest(self) -> int:
        """The largest code; 0 where answers are labels."""
        return max(map(int, self.labels)) if self.coded else 0


def blocks(look: Look, *, leave_out: set[str]) -> list[Block]:
    """Find columns that share their answers, largest block first.

    A column belongs to a block when it uses most of its answers and hardly any others, so that
    a question with two answers is not taken into a scale of six.
    """
    groups: list[tuple[set[str], list[Column]]] = []
    closed = [c for c in look.columns.values() if _is_closed(c) and c.name not in leave_out]
    for column in sorted(closed, key=lambda c: -len(c.counts)):
        labels = set(column.counts)
        home = next((g for g in groups if _shares(labels, g[0])), None)
        if home is None:
            groups.append((labels, [column]))
        else:
            home[1].append(column)
    order = {name: place for place, name in enumerate(look.columns)}
    found = [
        _block(sorted(columns, key=lambda c: order[c.name]))
        for _labels, columns in groups
        if len(columns) >= FEWEST
    ]
    return sorted(found, key=lambda block: -len(block.columns))


def _is_closed(column: Column) -> bool:
    labels = column.counts
    return (
        not column.role
        and len(labels) in _OPTIONS
        and column.looks in ("number", "text")
        and column.n > len(labels)
        and all(len(label) <= 60 for label in labels)
        and not _is_yes_or_no(labels)
    )


def _is_yes_or_no(labels: dict[str, int]) -> bool:
    """Boxes that were ticked or not are no scale."""
    return {label.casefold() for label in labels} <= {
        *("y", "n", "yes", "no", "ja", "nee", "0", "1", "true", "false", "quoted", "not selected")
    }


def _shares(labels: set[str], others: set[str]) -> bool:
    shared = len(labels & others)
    return shared >= _SHARED * len(others) and shared >= 0.8 * len(labels)


def _block(columns: list[Column]) -> Block:
    counts: dict[str, int] = {}
    for column in columns:
        for label, n in column.counts.items():
            counts[label] = counts.get(label, 0) + n
    coded = all(label.isascii() and label.isdigit() for label in counts)
    order = sorted(counts, key=int) if coded else sorted(counts, key=lambda k: (-counts[k], k))
    return Block(columns, order, coded)
