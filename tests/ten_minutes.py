"""The transcript in docs/ten-minutes.md; ``python tests/ten_minutes.py`` writes it again."""

import contextlib
import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from analysis import cli
from analysis.intake import pseudonyms

ROOT = Path(__file__).resolve().parents[1]
DOC = ROOT / "docs" / "ten-minutes.md"
EXPORTS = ("vragenlijst_2024.xlsx", "dienstverbanden.xlsx")
# What a person knows and the files do not say.
KNOWN = {
    "Intern begeleider": "care",
    "Klassenassistent": "assistant",
    "Administratief medewerker": "support",
    "Medewerker bedrijfsbureau": "support",
    "Conciërge": "support",
    "Beleidsmedewerker": "other",
    "Administratie, facilitair of beheer": "support",
    "Directeur": "leader",
    "Teamleider": "leader",
    "Locatiemanager": "leader",
    "01": "natural",
    "02": "natural",
    "05": "involuntary",
    "08": "voluntary",
    "11": "end_of_temporary_contract",
    "20": "internal",
    "77": "unknown",
}
_CHOICE = re.compile(r"^(?P<off># )?(?P<key>.+?) = (?P<value>.+?) +# choose.*$")


def transcript() -> str:
    """Write what one sees from two exports to a study in order."""
    with _elsewhere() as (run, folder):
        (folder / "exports").mkdir()
        for name in EXPORTS:
            shutil.copy(ROOT / "data" / "example" / "raw" / name, folder / "exports")
        made = run("new", "data/mine", *(f"exports/{name}" for name in EXPORTS))
        toml = folder / "data" / "mine" / "study.toml"
        draft = toml.read_text(encoding="utf-8")
        first = run("check", "data/mine")
        chosen = "\n".join(choose(line) for line in draft.splitlines()) + "\n"
        toml.write_text(chosen, encoding="utf-8")
        last = run("check", "data/mine")
    parts = {
        "made": fenced(made),
        "draft": fenced(part(draft, EXPORTS[0]), "toml"),
        "first": fenced(first),
        "choices": fenced(changes(draft, chosen), "diff"),
        "last": fenced(last),
    }
    return filled(DOC.read_text(encoding="utf-8"), parts)


def choose(line: str) -> str:
    """Make the choice that a line asks for."""
    found = _CHOICE.match(line)
    if not found:
        return line
    key, value = found["key"], found["value"]
    if value == '"…"':
        value = f'"{KNOWN[key.strip(chr(34))]}"'
    return f"{key} = {value}"


def part(draft: str, name: str) -> str:
    """Take the part of study.toml that is about one file."""
    parts = re.split(r"(?m)^(?=# --- )", draft)
    return next(one for one in parts if name in one.splitlines()[0]).strip()


def changes(old: str, new: str) -> str:
    """List the lines that a person changed, each as it was and as it is."""
    pairs = zip(old.splitlines(), new.splitlines(), strict=True)
    return "\n".join(f"-{a}\n+{b}" for a, b in pairs if a != b)


def fenced(text: str, kind: str = "text") -> str:
    return f"```{kind}\n{text.rstrip()}\n```"


def filled(doc: str, parts: dict[str, str]) -> str:
    """Put the parts between their marks."""
    for name, text in parts.items():
        pattern = rf"(?s)(<!-- {name} -->\n).*?(<!-- end -->)"
        doc, n = re.subn(pattern, lambda m, t=text: f"{m[1]}{t}\n{m[2]}", doc)
        if n != 1:
            raise ValueError(f"docs/ten-minutes.md needs one place for {name}")
    return doc


@contextlib.contextmanager
def _elsewhere() -> Iterator[tuple]:
    """Work in an empty folder, on a computer whose user has no keys yet."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        keys = mock.patch.object(
            pseudonyms.platformdirs, "user_config_dir", lambda *_a, **_k: str(folder / "config")
        )
        quiet = mock.patch.object(cli.signal, "signal", lambda *_given: None)
        english = mock.patch.dict(os.environ, {"LEERCULTUUR_LANGUAGE": "en"})
        os.chdir(folder)
        try:
            with keys, quiet, english:
                yield (lambda *words: _said(folder, *words)), folder
        finally:
            os.chdir(before)


def _said(folder: Path, *words: str) -> str:
    """Run a command, and give what a person sees; the key's place is that of no machine."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = cli.main(list(words))
    config = re.escape(str(folder / "config"))
    shown = "~/.config/leercultuur/keys/mine-1f0c9a3e"
    text = re.sub(rf"{config}/keys/mine-\w+", shown, out.getvalue())
    return f"$ leercultuur {' '.join(words)}\n{text.rstrip()}\n$ echo $?\n{code}"


if __name__ == "__main__":
    DOC.write_text(transcript(), encoding="utf-8")
