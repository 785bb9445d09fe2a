"""Scales of others: recognised by their columns, and never given a key."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from analysis import codebook, paths
from analysis.drafting import check as checking
from analysis.drafting import folder as drafting
from analysis.drafting import published
from analysis.errors import DataProblem


def numbered(stem, n, sign="_"):
    return [f"{stem}{sign}{i}" for i in range(1, n + 1)]


@pytest.mark.parametrize(
    ("columns", "scale"),
    [
        (numbered("ps", 7, ""), "edmondson_safety"),
        (numbered("UWES", 9), "uwes_9"),
        (numbered("uwes", 17, "."), "uwes_17"),
        (numbered("DLOQ-A", 21), "dloq_a"),
        ([f"tis6_0{i}" for i in range(1, 7)], "tis_6"),
        (numbered("LMX7", 7), "lmx_7"),
    ],
)
def test_columns_are_recognised_by_their_beginning_and_their_number(columns, scale):
    found = published.find([*columns, "team", "age"])
    assert list(found) == columns
    assert {one.scale_id for one in found.values()} == {scale}


@pytest.mark.parametrize(
    "columns",
    [
        numbered("ps", 6),  # one short
        numbered("ps", 8),  # one more
        [*numbered("ps", 6), "ps_8"],  # one that is not there
        numbered("Q", 7),  # a beginning that says nothing
    ],
)
def test_other_columns_are_left_alone(columns):
    assert published.find(columns) == {}


def test_every_scale_names_its_paper():
    for scale in published.known():
        assert re.fullmatch(r".+ \(\d{4}\), .+", scale.source), scale.scale_id
        assert re.fullmatch(r"(10\.\d{4,}/\S+)?", scale.doi), scale.scale_id
        assert scale.aliases, scale.scale_id


def test_every_scale_says_how_it_was_checked():
    path = paths.project() / "data" / "codebook" / "known_scales.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    unsaid = table["checked"].str.strip() == ""
    assert table.loc[unsaid, "scale_id"].tolist() == []
    open_licence = table["licence"] == ""
    assert table.loc[open_licence, "checked"].str.contains("licence not confirmed").all()


def test_what_is_not_confirmed_leaves_no_gap_in_the_note():
    scale = replace(published.known()[0], doi="", licence="", subscales="")
    assert scale.note == scale.source


def test_parts_of_a_scale_add_up_to_its_items():
    for scale in published.known():
        parts = [int(part.split()[-1]) for part in scale.subscales.split("; ") if part]
        assert not parts or sum(parts) == scale.n_items, scale.scale_id


def test_two_scales_with_one_beginning_differ_in_length():
    told = [(alias, s.n_items) for s in published.known() for alias in s.aliases]
    assert len(told) == len(set(told))


def test_the_list_holds_neither_words_nor_keys_of_anybody():
    path = paths.project() / "data" / "codebook" / "known_scales.csv"
    head = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    assert not {"reverse", "item_en", "item_nl", "text", "key"} & set(head)


@pytest.fixture
def study(tmp_path, write):
    """Draft a study from a survey with seven answers to seven questions called ps."""

    def make(low=1):
        head = ["person_id", "team", *numbered("ps", 7)]
        rows = [
            [f"p{i}", f"t{i % 3}", *(str(low + (i + j) % 7) for j in range(7))] for i in range(42)
        ]
        content = "\n".join(";".join(row) for row in [head, *rows]) + "\n"
        made = drafting.new(tmp_path / "study", [write("survey.csv", content)])
        return made, tmp_path / "study"

    return make


def test_a_drafted_codebook_names_the_scale_and_leaves_the_key_open(study):
    _made, folder = study()
    rows = (folder / "codebook_draft" / "items.csv").read_text(encoding="utf-8").splitlines()
    assert rows[0].endswith(",note")
    assert rows[1].startswith("ps_1,edmondson_safety,ps_1,?,7,")
    assert "10.2307/2666999" in rows[1]


def test_check_asks_loudly_for_the_key(study):
    _made, folder = study()
    (asked,) = [f for f in checking.check(folder).remarks if f.column == "reverse"]
    assert asked.rows == 7 and "Team psychological safety" in asked.what


def test_the_draft_says_which_scale_it_seems_to_be(study):
    _made, folder = study()
    text = " ".join((folder / "study.toml").read_text(encoding="utf-8").replace("#", " ").split())
    assert "7 columns look like Team psychological safety (Edmondson (1999)" in text


def test_a_codebook_whose_key_is_open_is_refused(study):
    _made, folder = study()
    (folder / "codebook_draft").rename(folder / "codebook")
    with pytest.raises(DataProblem, match="column reverse, 7 rows.*a wrong key turns the scale"):
        codebook.load(folder / "codebook")
    assert any(f.column == "reverse" for f in checking.check(folder).stops)


def test_with_the_key_filled_in_the_study_can_be_read(study):
    _made, folder = study()
    (folder / "codebook_draft").rename(folder / "codebook")
    items = folder / "codebook" / "items.csv"
    items.write_text(
        items.read_text(encoding="utf-8").replace(",?,", ",1,", 3).replace(",?,", ",0,")
    )
    book = codebook.load(folder / "codebook")
    assert book.items.loc[numbered("ps", 7), "reverse"].sum() == 3
    assert checking.check(folder).stops == []


def test_answers_that_begin_at_zero_are_numbered_from_one(study):
    _made, folder = study(low=0)
    anchors = (folder / "codebook_draft" / "anchors.csv").read_text(encoding="utf-8").splitlines()
    assert anchors[1:] == [f"labels_1,{n + 1},{n}" for n in range(7)]
