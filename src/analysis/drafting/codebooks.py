"""What a study still has to do to have its questions known: fill in a draft, state a key."""

from dataclasses import replace

import pandas as pd

from analysis.drafting import own, published
from analysis.drafting.findings import REMARK, Finding
from analysis.language import gettext as _
from analysis.settings import Settings


def waiting(about: Settings) -> list[Finding]:
    """Say so while a drafted codebook is not used."""
    if about.codebook is not None or not (about.folder / own.FOLDER).is_dir():
        return []
    return [
        *_keys(about),
        Finding(
            REMARK,
            _("A draft of a codebook waits to be filled in."),
            file=own.FOLDER,
            repair=_("fill in scale_id and reverse in items.csv, and name the folder codebook; or "
                     "remove the folder"),
        )
    ]  # fmt: skip


def _keys(about: Settings) -> list[Finding]:
    """Ask loudly for the key of published scales: nobody but the study knows it."""
    path = about.folder / own.FOLDER / "items.csv"
    if not path.exists():
        return []
    items = pd.read_csv(path, dtype=str, keep_default_na=False)
    if not {"reverse", "scale_id"} <= set(items.columns):
        return []
    open_items = items[items["reverse"] == published.UNKNOWN]
    if open_items.empty:
        return []
    return [
        Finding(
            REMARK,
            _("It is not stated which items are reversed: {scales}. Versions and translations "
              "differ, so this is never filled in for you; a wrong key turns a scale upside "
              "down.").format(scales=published.named(open_items["scale_id"])),
            file=f"{own.FOLDER}/items.csv",
            column="reverse",
            rows=len(open_items),
            repair=_("look it up in the questionnaire that was used, and write 1 or 0"),
        )
    ]  # fmt: skip


def with_the_road(finding: Finding, about: Settings) -> Finding:
    """Say step by step what to do where a file lacks questions or results that are known."""
    lacking = _("The file has no column for {column}, which the table {table} needs.")
    if finding.what in [lacking.format(column=c, table="pupils") for c in ("domain", "score")]:
        wide = _("or, where each domain has a column of its own, write for each: "
                 '[file.measures.language] with columns = ["…"] and scale = [0, 100]')  # fmt: skip
        return replace(finding, repair=f"{finding.repair}; {wide}")
    if finding.what != _("Not one question of the codebook was found in this file."):
        return finding
    drafted = _("fill in scale_id and reverse in {folder}/items.csv, and name the folder codebook")
    own_way = _("name columns under [file.items] when they are questions of ours in other words; "
                "or make a folder codebook beside study.toml, with an items.csv that has item_id "
                "(the name of the column), scale_id and options; or take the file out")  # fmt: skip
    waits = about.codebook is None and (about.folder / own.FOLDER).is_dir()
    road = drafted.format(folder=own.FOLDER) if waits else own_way
    return replace(finding, repair=road)
