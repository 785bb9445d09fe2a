"""Puts a notebook of ours into a study, for somebody to change."""

import re
from pathlib import Path

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.reporting import notebooks

# The copy lies in <study>/notebooks, so the study is one folder up, wherever it is moved to.
_HERE = 'STUDY = ".."'


def copy(name: str, study: Path) -> Path:
    """Copy one of ours into ``<study>/notebooks`` and give its new place.

    The copy has no outputs, and its ``STUDY`` is the study it lies in.

    Raises
    ------
    DataProblem
        When there is no such notebook or study, or when the copy would replace something.
    """
    original = notebooks.find(name)
    if not (study / "study.toml").is_file():
        raise DataProblem(
            _("There is no study.toml in the folder {folder}.").format(folder=study.name),
            repair=_("give the folder of a study"),
        )
    target = study / "notebooks" / original.path.name
    if target.exists():
        raise DataProblem(
            _("The study already has a notebook {name}.").format(name=target.name),
            repair=_("rename or remove that one first; it is never replaced"),
        )
    content = notebooks.without_outputs(original.load())
    for cell in content.cells:
        if "parameters" in cell.metadata.get("tags", []):
            cell.source = re.sub(
                r"^STUDY\s*=\s*(\"[^\"]*\"|'[^']*')", _HERE, cell.source, flags=re.M
            )
    target.parent.mkdir(exist_ok=True)
    nbformat = notebooks.light_nbformat()
    target.write_text(nbformat.writes(content) + "\n", encoding="utf-8", newline="\n")
    return target
