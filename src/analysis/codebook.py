"""The questionnaire as data: items, scales, answer labels and habits."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from analysis import paths
from analysis.errors import DataProblem
from analysis.language import gettext as _

_ITEM_NAMES = {"item_en": "text_en", "item_nl": "text_nl"}
_SCALE_COLUMNS = ["scale_en", "scale_nl", "high_is", "level", "module", "anchors", "options"]
_SELF = {"self", "self_in_team"}
_OTHERS = {"team", "organisation"}


def normalise(text: str) -> str:
    """Fold a label so that spelling variants meet: case, accents, blanks and curly quotes.

    ``normalise("  Helemaal  mee\u00a0Eens ")`` is "helemaal mee eens".
    """
    text = text.replace("\u2018", "'").replace("\u2019", "'").replace("\u2013", "-")
    bare = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return re.sub(r"\s+", " ", bare).strip().casefold()


@dataclass(frozen=True)
class Codebook:
    """The tables that say what was asked and how answers become numbers.

    Attributes
    ----------
    items : DataFrame, index item_id
        scale_id, text_nl, text_en, reverse (bool), options, anchors, high_is, level, referent,
        about_leader (bool), module, may_not_apply (bool), desired_item_id, construct_id.
    scales : DataFrame, index scale_id
        name_nl, name_en, high_is, level, module, anchors, options, n_items, mixed_referent.
    anchors : DataFrame
        set, value, label_nl, label_en.
    habits : DataFrame, index code such as LZ1
        habit, habit_nl, habit_en, item_nl, item_en, observer_item_nl, observer_item_en, ….
    """

    items: pd.DataFrame
    scales: pd.DataFrame
    anchors: pd.DataFrame
    habits: pd.DataFrame

    def items_of(self, scale_id: str) -> list[str]:
        """List the items of a scale, in the order of the questionnaire."""
        found = self.items.index[self.items["scale_id"] == scale_id].tolist()
        if not found:
            raise DataProblem(
                _("There is no scale called {scale} in the codebook.").format(scale=scale_id),
                found=", ".join(self.scales.index),
                repair=_("choose one of these, or add the scale to the codebook"),
            )
        return found

    def values_of(self, anchor_set: str) -> dict[str, int]:
        """Map each answer label, Dutch and English and folded, to its number."""
        rows = self.anchors[self.anchors["set"] == anchor_set]
        return {
            normalise(label): int(value)
            for column in ("label_nl", "label_en")
            for label, value in zip(rows[column], rows["value"], strict=True)
        }

    def nonanswers(self) -> dict[str, str]:
        """Map each way not to answer, folded, to its kind: not_applicable, dont_know, …."""
        rows = self.anchors[self.anchors["set"] == "nonanswer"]
        return {
            normalise(label): kind
            for column in ("label_nl", "label_en")
            for label, kind in zip(rows[column], rows["value"], strict=True)
        }


@cache
def load(folder: Path | None = None) -> Codebook:
    """Read the codebook; ours unless a study brings its own folder."""
    folder = folder or paths.project() / "data" / "codebook"
    questions = _table(folder, "items.csv")
    items = questions.rename(columns=_ITEM_NAMES).set_index("item_id")
    for flag in ("reverse", "about_leader", "may_not_apply"):
        items[flag] = items[flag] == "1"
    items["options"] = items["options"].astype(int)
    _refuse_doubles(items.index, folder / "items.csv")
    return Codebook(
        items=items,
        scales=_scales(questions, items),
        anchors=_table(folder, "anchors.csv"),
        habits=_table(folder, "habits.csv").set_index("code"),
    )


def _table(folder: Path, name: str) -> pd.DataFrame:
    path = folder / name
    if not path.exists():
        raise DataProblem(
            _("The codebook lacks the file {name}.").format(name=name),
            file=str(folder.name),
            repair=_("put the file back, or take the codebook of the project"),
        )
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def _refuse_doubles(index: pd.Index, path: Path) -> None:
    doubled = index[index.duplicated()].unique().tolist()
    if doubled:
        raise DataProblem(
            _("An item stands in the codebook more than once."),
            file=path.name,
            column="item_id",
            rows=len(doubled),
            found=", ".join(doubled),
            repair=_("keep one row for each item"),
        )


def _scales(questions: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Fold the items into one row per scale."""
    by_scale = questions.groupby("scale_id", sort=False)
    scales = by_scale[_SCALE_COLUMNS].first()
    scales = scales.rename(columns={"scale_en": "name_en", "scale_nl": "name_nl"})
    scales["options"] = scales["options"].astype(int)
    scales["n_items"] = by_scale.size()
    referents = by_scale["referent"].agg(set)
    scales["mixed_referent"] = [bool(r & _SELF) and bool(r & _OTHERS) for r in referents]
    scales["about_leader"] = items.groupby("scale_id", sort=False)["about_leader"].all()
    return scales
