"""Says in the reader's language why a notebook stopped, without showing a value of the data."""

import re
from typing import Any

from analysis.errors import DataProblem
from analysis.language import gettext as _

# Errors that speak of the code only. Any other message may quote a value of the data.
_ABOUT_CODE = {
    "NameError",
    "UnboundLocalError",
    "AttributeError",
    "ImportError",
    "ModuleNotFoundError",
    "SyntaxError",
    "IndentationError",
    "ZeroDivisionError",
}
_PATH = re.compile(r"(?:[A-Za-z]:)?(?:[\\/][\w.~ -]+){2,}")


def reason(error: BaseException, content: Any = None) -> str:
    """One or two sentences: what stopped a notebook.

    The message of a ``DataProblem`` is written for the reader and given whole. Of other errors
    the name is given, and the message only when it speaks of the notebook's own code.
    """
    kind = type(error).__name__
    if isinstance(error, DataProblem):
        return str(error)
    if kind == "DeadKernelError":
        return _(
            "The computation was ended from outside, most often because the memory was full. "
            "Run it again with --jobs 1."
        )
    if kind == "CellTimeoutError":
        return _("A step took too long and was stopped.")
    if kind == "CellExecutionError":
        return _of_cell(error.ename, error.evalue, content)
    return _("The notebook could not be started ({name}).").format(name=kind)


def place(content: Any) -> str:
    """Heading above the cell that failed, in English as written; empty without one."""
    heading = ""
    for cell in content.cells if content is not None else []:
        if cell.cell_type == "markdown":
            headings = re.findall(r"^#{2,}\s+(.+?)\s*$", cell.source, flags=re.MULTILINE)
            heading = headings[-1] if headings else heading
        elif any(output.output_type == "error" for output in cell.outputs):
            return heading
    return ""


def _of_cell(name: str, message: str, content: Any) -> str:
    if name == "DataProblem":
        return message
    if name in _ABOUT_CODE or _quotes_the_code(message, content):
        return f"{name}: {_PATH.sub('…', message)}"
    return _(
        "{name}. Its message is not shown here, because it could quote data. "
        "Open the notebook in JupyterLab and run it there to read the message."
    ).format(name=name)


def _quotes_the_code(message: str, content: Any) -> bool:
    """Whether every word and number of a message stands in the notebook itself."""
    if content is None:
        return False
    written = {w for c in content.cells if c.cell_type == "code" for w in _words(c.source)}
    return bool(message) and _words(message) <= written


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))
