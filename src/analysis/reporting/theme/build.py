"""Builds the pages of one language: ``python -m analysis.reporting.theme.build <job.json>``.

A process of its own, so that two languages are built side by side.
"""

import io
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

# What Sphinx and the theme leave beside the pages and nobody reads.
_LEFTOVERS = (
    ".buildinfo",
    "objects.inv",
    "_sources",
    "_static/locales",
    "_static/images/logo_*",
    "_static/**/*.map",
    "_static/**/*.LICENSE.txt",
    "_static/**/*.scss",
    "_static/sbt-webpack-macros.html",
    "_static/webpack-macros.html",
)


def build(job: dict[str, Any]) -> str:
    """Run Sphinx in this process and give its warnings.

    ``job`` has the folders ``source``, ``out`` and ``doctrees``, and Sphinx' own ``config``.
    """
    from analysis.reporting.notebooks import light_nbformat

    light_nbformat()
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace

    warnings = io.StringIO()
    with docutils_namespace():
        app = Sphinx(
            srcdir=job["source"],
            confdir=None,
            outdir=job["out"],
            doctreedir=job["doctrees"],
            buildername=job.get("builder", "html"),
            confoverrides=job["config"],
            status=None,
            warning=warnings,
        )
        app.build(force_all=True)
    return warnings.getvalue()


def tidy(out: Path) -> None:
    """Remove what is not part of the pages."""
    for pattern in _LEFTOVERS:
        for path in list(out.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def main() -> int:
    """Build what the job file says; warnings go to standard error."""
    os.environ.pop("SOURCE_DATE_EPOCH", None)
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.stderr.write(build(job))
    tidy(Path(job["out"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
