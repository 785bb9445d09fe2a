"""The questionnaire as data: items, scales, answer labels and habits."""

import re
import unicodedata
import warnings
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import pandas as pd

from analysis import paths, schema, session
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
    questions : DataFrame
        The rows of items.csv as they were written.
    """

    items: pd.DataFrame
    scales: pd.DataFrame
    anchors: pd.DataFrame
    habits: pd.DataFrame
    questions: pd.DataFrame

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

    def options_of(self, scale_id: str) -> int:
        """Count the answers one can choose from on a scale; they are numbered from 1."""
        self.items_of(scale_id)  # says which scales there are
        return int(self.scales.loc[scale_id, "options"])

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


def load(folder: Path | None = None) -> Codebook:
    """Read our codebook, with what a study adds in a folder of its own.

    Parameters
    ----------
    folder : Path, optional
        The folder ``codebook`` of a study, with an items.csv and, where needed, an anchors.csv
        and a habits.csv, in the form of ours. Of items.csv only item_id, scale_id and options
        are needed. Where ``anchors`` is empty, the answers are the numbers 1 to ``options``. A
        scale, a set of labels or a habit that both have is the study's own.

    Raises
    ------
    DataProblem
        When a file is absent, or says something that cannot be.
    """
    ours = _ours(paths.project() / "data" / "codebook")
    if folder is None:
        return ours
    names = ("items.csv", "anchors.csv", "habits.csv")
    paths_there = [folder / name for name in names if (folder / name).is_file()]
    return _kept(folder, tuple((path.name, path.read_bytes()) for path in paths_there))


@lru_cache(maxsize=4)
def _kept(folder: Path, _contents: tuple[tuple[str, bytes], ...]) -> Codebook:
    """Put a study's questions before ours, once for what its files hold: each label asks."""
    return _added(_ours(paths.project() / "data" / "codebook"), folder)


def current() -> Codebook:
    """Give the codebook of the study that is open; ours where none is open or it has none."""
    opened = session.opened()
    return load(opened.codebook if opened else None)


@cache
def constructs() -> pd.DataFrame:
    """Give what the questionnaire is about: index id; name_en, name_nl and source_kind."""
    return _table(paths.project() / "data" / "codebook", "constructs.csv").set_index("id")


@cache
def constructs_of(notebook: str) -> tuple[str, ...]:
    """List the subjects of a page, as pages.csv names them."""
    pages = _table(paths.project() / "data" / "codebook", "pages.csv").set_index("notebook")
    return tuple(
        filter(None, (name.strip() for name in pages.loc[notebook, "constructs"].split(";")))
    )


@cache
def _ours(folder: Path) -> Codebook:
    return build(
        questions=_table(folder, "items.csv"),
        anchors=_table(folder, "anchors.csv"),
        habits=_table(folder, "habits.csv").set_index("code"),
    )


def build(*, questions: pd.DataFrame, anchors: pd.DataFrame, habits: pd.DataFrame) -> Codebook:
    """Put a codebook together from the rows of items.csv, anchors.csv and habits.csv."""
    items = questions.rename(columns=_ITEM_NAMES).set_index("item_id")
    for flag in ("reverse", "about_leader", "may_not_apply"):
        items[flag] = items[flag] == "1"
    items["options"] = items["options"].astype(int)
    _refuse_doubles(items.index, "items.csv")
    return Codebook(items, _scales(questions, items), anchors, habits, questions)


# What a study's own items.csv may leave out, and what it then says.
_LEFT_OUT = {
    "reverse": "0",
    "high_is": "favourable",
    "level": "person",
    "referent": "self",
    "about_leader": "0",
    "module": "own",
    "may_not_apply": "0",
}
_YES = ("1", "yes", "ja", "true", "waar", "-1")  # -1: how keys of public questionnaires say it
_NO = ("0", "no", "nee", "false", "onwaar", "")


def _added(ours: Codebook, folder: Path) -> Codebook:
    """Put the questions of a study before ours."""
    own = _questions(folder)
    rest = ours.questions[~ours.questions["scale_id"].isin(own["scale_id"])]
    _refuse(own["item_id"].isin(rest["item_id"]), own, "item_id", _("give it another name"))
    anchors = _labels(folder, own)
    anchors = pd.concat([anchors, ours.anchors[~ours.anchors["set"].isin(anchors["set"])]])
    own["anchors"] = own["anchors"].mask(own["anchors"] == "", "numbers" + own["options"])
    known = sorted(set(anchors["set"]))
    _refuse(
        ~own["anchors"].isin(known),
        own,
        "anchors",
        _("add its labels to anchors.csv, or choose from: {known}").format(known=", ".join(known)),
    )
    habits = ours.habits
    if (folder / "habits.csv").exists():
        mine = _table(folder, "habits.csv").set_index("code")
        mine = mine.reindex(columns=habits.columns, fill_value="")
        habits = pd.concat([mine, habits.drop(index=mine.index, errors="ignore")])
    questions = pd.concat([own, rest], ignore_index=True)
    return build(questions=questions, anchors=anchors.reset_index(drop=True), habits=habits)


def _questions(folder: Path) -> pd.DataFrame:
    """Read a study's own items.csv, with what it leaves out filled in."""
    own = _table(folder, "items.csv")
    own = own.rename(columns={"text_en": "item_en", "text_nl": "item_nl"})
    for column in ("item_id", "scale_id", "options"):
        _need(own, column)
    for column in _ours(paths.project() / "data" / "codebook").questions.columns:
        if column not in own:
            own[column] = ""
        own[column] = own[column].str.strip().mask(lambda cells: cells == "", _LEFT_OUT.get(column))
    own = own.fillna("")
    for filled, other in (("item_en", "item_nl"), ("scale_en", "scale_nl")):
        named = "item_id" if filled == "item_en" else "scale_id"
        own[filled] = own[filled].mask(own[filled] == "", own[other])
        own[filled] = own[filled].mask(own[filled] == "", own[named])
        own[other] = own[other].mask(own[other] == "", own[filled])
    _refuse(
        ~own["reverse"].str.casefold().isin([*_YES, *_NO]),
        own,
        "reverse",
        _("write 1 where a high answer means little and 0 elsewhere, as the questionnaire that "
          "was used says; a wrong key turns the scale upside down"),
    )  # fmt: skip
    for flag in ("reverse", "about_leader", "may_not_apply"):
        own[flag] = own[flag].str.casefold().isin(_YES).map({True: "1", False: "0"})
    _refuse(
        ~own["options"].str.fullmatch(r"[2-9]|[1-9]\d"), own, "options", _("write a number from 2")
    )
    taken = own["item_id"].isin(schema.load("answers").index) | (own["item_id"] == "")
    _refuse(taken, own, "item_id", _("give it another name"))
    return own


def _labels(folder: Path, own: pd.DataFrame) -> pd.DataFrame:
    """Read a study's own anchors.csv, and write numbers as labels of themselves."""
    given = pd.DataFrame(columns=["set", "value", "label_nl", "label_en"], dtype="str")
    if (folder / "anchors.csv").exists():
        given = _table(folder, "anchors.csv")
        for column in ("set", "value"):
            _need(given, column, file="anchors.csv")
        given = given.reindex(columns=["set", "value", "label_nl", "label_en"], fill_value="")
        for one, other in (("label_en", "label_nl"), ("label_nl", "label_en")):
            given[one] = given[one].mask(given[one] == "", given[other])
        whole = given["value"].str.fullmatch(r"\d+") | (given["set"] == "nonanswer")
        _refuse(~whole, given, "value", _("write a whole number"), file="anchors.csv")
    numbered = sorted({int(n) for n in own.loc[own["anchors"] == "", "options"]})
    rows = [[f"numbers{n}", str(i), str(i), str(i)] for n in numbered for i in range(1, n + 1)]
    return pd.concat([given, pd.DataFrame(rows, columns=given.columns, dtype="str")])


def _need(table: pd.DataFrame, column: str, file: str = "items.csv") -> None:
    if column not in table:
        raise DataProblem(
            _("The codebook of this study lacks a column."),
            file=f"codebook/{file}",
            column=column,
            found=", ".join(table.columns),
            repair=_("add the column; data/codebook of the project shows how"),
        )


def _refuse(
    wrong: pd.Series, table: pd.DataFrame, column: str, repair: str, file: str = "items.csv"
) -> None:
    if wrong.any():
        raise DataProblem(
            _("The codebook of this study holds a value that it cannot have."),
            file=f"codebook/{file}",
            column=column,
            rows=int(wrong.sum()),
            found=", ".join(table.loc[wrong, column].unique()[:3]),
            repair=repair,
        )


def _table(folder: Path, name: str) -> pd.DataFrame:
    path = folder / name
    if not path.exists():
        raise DataProblem(
            _("The codebook lacks the file {name}.").format(name=name),
            file=str(folder.name),
            repair=_("put the file back, or take the codebook of the project"),
        )
    try:
        with warnings.catch_warnings():
            # Rows wider than the header are read with a warning only, shifted or cut.
            warnings.simplefilter("error", pd.errors.ParserWarning)
            return pd.read_csv(
                path, dtype=str, keep_default_na=False, index_col=False, encoding="utf-8-sig"
            )
    except (
        UnicodeDecodeError,
        pd.errors.ParserError,
        pd.errors.EmptyDataError,
        pd.errors.ParserWarning,
    ) as error:
        raise DataProblem(
            _("This table of the codebook cannot be read."),
            file=f"{folder.name}/{name}",
            repair=_("save it as CSV UTF-8, with commas and one row of names"),
        ) from error


def _refuse_doubles(index: pd.Index, file: str) -> None:
    doubled = index[index.duplicated()].unique().tolist()
    if doubled:
        raise DataProblem(
            _("An item stands in the codebook more than once."),
            file=file,
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
