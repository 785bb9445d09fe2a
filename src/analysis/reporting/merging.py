"""The results of all notebooks in one file; the same in every language, or something is wrong."""

import json
from collections.abc import Mapping, Sequence

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.reporting.runner import Outcome, Store


def merged(outcomes: Mapping[str, Sequence[Outcome]], store: Store) -> str:
    """Merge what the notebooks stored into the text of ``results.json``.

    Parameters
    ----------
    outcomes : mapping of str to sequence of Outcome
        Per language, in the order of the site.
    store : Store
        Where the notebooks left their results.

    Raises
    ------
    DataProblem
        When a notebook that ran in two languages gave two results.
    """
    per_language = [_by_page(code, done, store) for code, done in outcomes.items()]
    first = per_language[0]
    for rows in per_language[1:]:
        differing = sorted(page for page in first if page in rows and first[page] != rows[page])
        if differing:
            raise DataProblem(
                _("The results of {pages} differ between the languages.").format(
                    pages=", ".join(differing)
                ),
                repair=_("take out what makes the notebook differ, such as chance or language"),
            )
    rows = [row for page in first.values() for row in page]
    return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"


def _by_page(code: str, outcomes: Sequence[Outcome], store: Store) -> dict[str, list]:
    folder = store.results(code)
    ran = [outcome.job.notebook.page for outcome in outcomes if not outcome.problem]
    files = {page: folder / f"{page}.json" for page in ran}
    return {
        page: json.loads(path.read_text(encoding="utf-8"))
        for page, path in files.items()
        if path.exists()
    }
