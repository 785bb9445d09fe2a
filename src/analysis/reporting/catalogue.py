"""The catalogue of a language: every message of the package and every paragraph of a notebook."""

import ast
import re
import tempfile
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

from analysis import language, paths
from analysis.language import gettext as _
from analysis.reporting import notebooks, prose

_DOMAINS = ("leercultuur", prose.DOMAIN)
_FIELD = re.compile(r"\{[^{}]*\}")
_PLURALS = "nplurals=2; plural=(n != 1);"


def update() -> list[str]:
    """Bring every catalogue up to date, keep what was translated, and say what is missing."""
    findings = []
    for code, domain, path in _files():
        old = _read(path, code)
        new = _merged(old, _sources()[domain](), code)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_written(new))
        findings += _unfinished(new, path.name)
    return findings


def check() -> list[str]:
    """Say what is missing, fuzzy, stale or broken; change nothing."""
    findings = []
    for code, domain, path in _files():
        old = _read(path, code)
        new = _merged(old, _sources()[domain](), code)
        findings += _unfinished(new, path.name)
        gone = [entry.id for entry in old if entry.id and entry.id not in new]
        findings += [_say(path.name, _("no longer used"), id_) for id_ in gone]
        if not path.exists() or path.read_bytes() != _written(new):
            said = _("{file} is not up to date; run: leercultuur catalogue")
            findings.append(said.format(file=path.name))
    return findings


def of_package() -> dict[str | tuple[str, str], set[str]]:
    """Messages of the code, each with the files it stands in, seen from the project."""
    package = Path(__file__).resolve().parents[1]
    found: dict[Any, set[str]] = {}
    for path in sorted(package.rglob("*.py")):
        place = f"src/{path.relative_to(package.parent).as_posix()}"
        for message in messages_in(path.read_text(encoding="utf-8")):
            found.setdefault(message, set()).add(place)
    return found


def messages_in(source: str) -> list[str | tuple[str, str]]:
    """Messages of one module, those inside f-strings too; a pair has a singular and a plural.

    Read from the syntax tree: tools that read tokens miss f-strings before Python 3.12.
    """
    found: list[str | tuple[str, str]] = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [a.value for a in node.args if isinstance(getattr(a, "value", None), str)]
        # A note of intake is said later, in the language of whoever reads it.
        if name in ("_", "gettext", "note") and texts:
            found.append(texts[0])
        elif name == "ngettext" and len(texts) == 2:
            found.append((texts[0], texts[1]))
    return found


def of_notebooks() -> dict[str, set[str]]:
    """Paragraphs of our notebooks as the builder of the site sees them."""
    from babel.messages.pofile import read_po

    from analysis.reporting.theme import build

    nbformat = notebooks.light_nbformat()
    with tempfile.TemporaryDirectory(prefix="lc-") as scratch:
        source, out = Path(scratch) / "pages", Path(scratch) / "out"
        source.mkdir()
        names = []
        for notebook in notebooks.ours():
            content = notebooks.without_outputs(notebook.load())
            content.metadata = {}
            nbformat.write(content, source / notebook.path.name)
            names.append(notebook.path.stem)
        tree = "\n".join(["```{toctree}", *names, "```"])
        (source / "index.md").write_text(f"{tree}\n", encoding="utf-8")
        build.build(_extraction(source, out))
        with (out / f"{prose.DOMAIN}.pot").open("rb") as file:
            extracted = [entry for entry in read_po(file) if entry.id]
    return {
        entry.id: {f"notebooks/{Path(place).name}" for place, _line in entry.locations}
        for entry in extracted
    }


def _extraction(source: Path, out: Path) -> dict[str, Any]:
    return {
        "builder": "gettext",
        "source": str(source),
        "out": str(out),
        "doctrees": str(source.parent / "doctrees"),
        "config": {
            "extensions": ["myst_nb", "analysis.reporting.theme.extension"],
            "gettext_compact": prose.DOMAIN,
            "gettext_additional_targets": ["image"],
            "myst_enable_extensions": ["dollarmath", "deflist"],
            "nb_execution_mode": "off",
        },
    }


def _sources() -> dict[str, Callable[[], dict]]:
    return {"leercultuur": of_package, prose.DOMAIN: of_notebooks}


def _files() -> Iterable[tuple[str, str, Path]]:
    for code in language.LANGUAGES:
        if code != "en":
            folder = paths.project() / "locale" / code / "LC_MESSAGES"
            yield from ((code, domain, folder / f"{domain}.po") for domain in _DOMAINS)


def _read(path: Path, code: str) -> Any:
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po

    if not path.exists():
        return Catalog(locale=code)
    with path.open("rb") as file:
        return read_po(file, locale=code)


def _merged(old: Any, messages: dict[Any, set[str]], code: str) -> Any:
    """A new catalogue with the messages there are and the translations there were."""
    from babel.messages.catalog import Catalog

    new = Catalog(locale=code, charset="utf-8", fuzzy=False)
    for message, places in messages.items():
        known = old.get(message[0] if isinstance(message, tuple) else message)
        same_form = known is not None and isinstance(known.id, tuple) == isinstance(message, tuple)
        flags = (known.flags & {"fuzzy"}) if same_form else set()
        locations = [(place, 0) for place in sorted(places)]
        text = known.string if same_form else None
        new.add(message, text, locations=locations, flags=flags)
    return new


def _written(catalog: Any) -> bytes:
    """The file: sorted, without dates, and without a word about the machine."""
    from babel.messages.pofile import write_po

    body = BytesIO()
    write_po(body, catalog, width=100, sort_output=True, omit_header=True, include_lineno=False)
    header = (
        f'msgid ""\nmsgstr ""\n"Language: {catalog.locale}\\n"\n'
        f'"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: {_PLURALS}\\n"\n\n'
    )
    return header.encode() + body.getvalue().lstrip(b"\n")


def _unfinished(catalog: Any, file: str) -> list[str]:
    findings = []
    for entry in catalog:
        if not entry.id:
            continue
        texts = entry.string if isinstance(entry.string, (tuple, list)) else (entry.string,)
        if not all(texts):
            findings.append(_say(file, _("not translated"), entry.id))
        elif entry.fuzzy:
            findings.append(_say(file, _("translation not confirmed"), entry.id))
        elif not _same_fields(entry.id, texts):
            findings.append(_say(file, _("other names in braces"), entry.id))
    return findings


def _same_fields(source: Any, texts: Iterable[str]) -> bool:
    """Whether what is filled in later is the same in both languages."""
    sources = source if isinstance(source, (tuple, list)) else (source,)
    wanted = {field for text in sources for field in _FIELD.findall(text)}
    return all(set(_FIELD.findall(text)) <= wanted for text in texts) and wanted <= {
        field for text in texts for field in _FIELD.findall(text)
    }


def _say(file: str, what: str, message: Any) -> str:
    text = message[0] if isinstance(message, (tuple, list)) else message
    return f"{file}: {what}: {text}"
