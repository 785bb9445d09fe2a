import csv
import io

from exports import table

from analysis.drafting import blocks, own


def drafted(see, book, content):
    found = blocks.blocks(see(content), leave_out=set())
    written = own.files(found, book, minimum=5)
    return {name: list(csv.DictReader(io.StringIO(text))) for name, text in written.items()}


def test_labels_are_listed_without_a_number_because_their_order_is_not_known(see, book):
    content = table("a;b;c", "eens;eens;oneens", "oneens;oneens;eens", times=4)
    files = drafted(see, book, content)
    assert [(row["label_en"], row["value"]) for row in files["anchors.csv"]] == [
        ("eens", ""),
        ("oneens", ""),
    ]
    assert {row["anchors"] for row in files["items.csv"]} == {"labels_1"}


def test_a_label_of_a_few_people_is_not_repeated(see, book):
    rows = ["eens;eens;oneens", "oneens;oneens;eens"] * 4
    files = drafted(see, book, table("a;b;c", *rows, "weet ik;eens;eens"))
    assert "weet ik" not in [row["label_en"] for row in files["anchors.csv"]]


def test_codes_need_no_labels(see, book):
    content = table("a;b;c", "1;2;7", "7;1;2", "2;7;1", times=4)
    files = drafted(see, book, content)
    assert set(files) == {"items.csv"}
    assert [row["options"] for row in files["items.csv"]] == ["7", "7", "7"]


def test_a_name_that_cannot_be_an_item_is_replaced():
    taken = {"wave"}
    assert own.item_id("Q1[SQ001]", taken) == "Q1[SQ001]"
    assert own.item_id("wave", taken) == "item_1"
    assert own.item_id("Ben je blij?", taken | {"item_1"}) == "item_2"
