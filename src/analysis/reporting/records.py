"""Remembers what was released, and who stands behind it, for the audit over all pages.

The record holds pseudonyms. It stays in the study's ``.derived`` folder and is never published.
"""

from collections import Counter

import pandas as pd

from analysis.session import Session

_written: Counter[tuple] = Counter()  # releases of each page in this process, to number them


def keep(
    released: object,
    *,
    keys: list[str],
    members: dict[tuple, list],
    people: pd.Series,
    session: Session,
) -> None:
    """Write the cells of one release as a part of the study's release record.

    One small file per release, so that notebooks running side by side never wait for each other.
    The first release of a page removes what an earlier run of that page left.
    """
    page = (str(session.releases), session.notebook or "interactive", session.language)
    folder, notebook, language = session.releases, page[1], page[2]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _written[page]:
        for old in folder.glob(f"{notebook}.{language}.*.parquet"):
            old.unlink(missing_ok=True)
    _written[page] += 1
    cells = _cells(released, keys, members, people)
    cells.insert(0, "language", language)
    cells.insert(0, "notebook", notebook)
    cells.to_parquet(folder / f"{notebook}.{language}.{_written[page]:03d}.parquet")


def _cells(
    released: object, keys: list[str], members: dict[tuple, list], people: pd.Series
) -> pd.DataFrame:
    """One row per cell and statistic: name, people, whether shown, value, members."""
    table, named = released.table, list(released.by)
    row_keys = list(table[keys].itertuples(index=False, name=None)) if keys else [()] * len(table)
    names = [" | ".join(map(str, row)) for row in table[named].itertuples(index=False, name=None)]
    names = names if named else [""] * len(table)
    base = pd.DataFrame(
        {
            "kind": released.kind,
            "by": ", ".join(named),
            "cell": names,
            "people": people.to_numpy(dtype=float),
            "hidden": released.hidden.to_numpy(),
            "members": [members.get(key, []) for key in row_keys],
        }
    )
    numeric = table.drop(columns=named).select_dtypes("number")
    parts = [base.assign(statistic=name, value=numeric[name].to_numpy(float)) for name in numeric]
    return pd.concat(parts, ignore_index=True) if parts else base.assign(statistic="", value=None)
