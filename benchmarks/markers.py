"""Puts a table into the README between its two markers."""

from pathlib import Path

README = Path(__file__).resolve().parents[1] / "README.md"


def write(name: str, table: str, *, readme: Path = README) -> bool:
    """Replace what stands between ``<!-- benchmark:name:start -->`` and its ``end``.

    Gives False, and changes nothing, when the README has no such markers.
    """
    start, end = (f"<!-- benchmark:{name}:{edge} -->" for edge in ("start", "end"))
    text = readme.read_text(encoding="utf-8")
    if start not in text or end not in text:
        return False
    before, rest = text.split(start, 1)
    after = rest.split(end, 1)[1]
    new = f"{before}{start}\n{table.strip()}\n{end}{after}"
    readme.write_text(new, encoding="utf-8", newline="\n")
    return True


def table(rows: list[dict[str, str]]) -> str:
    """Write rows with the same keys as a Markdown table."""
    heads = list(rows[0])
    lines = [heads, ["---"] * len(heads), *([row[head] for head in heads] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
