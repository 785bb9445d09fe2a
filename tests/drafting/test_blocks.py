from exports import table

from analysis.drafting import blocks

SIX = [";".join(str(1 + (i + k) % 6) for k in range(4)) for i in range(6)]


def test_columns_that_share_their_answers_are_one_block(see):
    content = table("a;b;c;d", *SIX, times=2)
    (found,) = blocks.blocks(see(content), leave_out=set())
    assert [column.name for column in found.columns] == ["a", "b", "c", "d"]
    assert (found.labels, found.coded, found.highest) == (list("123456"), True, 6)


def test_a_question_with_two_answers_is_not_taken_into_a_scale_of_six(see):
    content = table(
        "a;b;c;sex", *[row[:5] + ";" + str(1 + i % 2) for i, row in enumerate(SIX)], times=2
    )
    (found,) = blocks.blocks(see(content), leave_out=set())
    assert "sex" not in [column.name for column in found.columns]


def test_boxes_that_were_ticked_or_not_are_no_scale(see):
    content = table("a;b;c", "Y;N;Y", "N;Y;Y", times=4)
    assert blocks.blocks(see(content), leave_out=set()) == []


def test_two_columns_are_no_block(see):
    content = table("a;b", "eens;oneens", "oneens;eens", times=4)
    assert blocks.blocks(see(content), leave_out=set()) == []


def test_labels_stand_from_often_to_seldom(see):
    content = table("a;b;c", "eens;eens;eens", "eens;oneens;oneens", "oneens;eens;eens", times=2)
    (found,) = blocks.blocks(see(content), leave_out=set())
    assert found.labels == ["eens", "oneens"]
