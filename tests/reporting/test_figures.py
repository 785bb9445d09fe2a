"""Figures: only from released tables, never a hidden value, with words for who cannot see."""

import pandas as pd
import pytest

from analysis import language
from analysis.reporting import figures

SCORES = {
    "school_id": ["c", "a", "b"],
    "score": [3.0, 4.0, 2.0],
    "low": [2.5, 3.5, 1.5],
    "high": [3.5, 4.5, 2.5],
}
SHARES = {"item_id": ["psysafe_1"], "n": [20.0]} | {f"share_{i}": [0.2] for i in range(1, 6)}


def test_plain_table_is_refused():
    with pytest.raises(TypeError, match=r"drawn from release"):
        figures.dots(pd.DataFrame(SCORES), label="safety")


def test_missing_column_is_named(released):
    with pytest.raises(ValueError, match=r"lacks \['mean'\]"):
        figures.dots(released(SCORES), "mean", label="safety")


def test_alternative_text_is_computed_from_what_is_shown(released):
    picture = figures.dots(released(SCORES, hidden=[1]), label="safety")
    assert picture.alt == (
        "Dot plot of safety: 2 rows, from 2.00 to 3.00. "
        "1 row is hidden to protect groups of fewer than 5 people."
    )


def test_hidden_value_is_not_drawn(released):
    picture = figures.dots(released(SCORES, hidden=[1]), label="safety")
    drawn = picture.figure.axes[0].lines[0].get_xdata()
    assert sorted(drawn) == [2.0, 3.0]


def test_units_stand_in_alphabetical_order_not_in_order_of_score(released):
    picture = figures.dots(released(SCORES), label="safety")
    labels = [text.get_text() for text in picture.figure.axes[0].get_yticklabels()]
    assert labels == ["a", "b", "c"]


def test_empty_figure_says_why(released):
    picture = figures.dots(released(SCORES, hidden=[0, 1, 2]), label="safety")
    assert picture.alt.startswith("3 rows are hidden")


def test_same_table_gives_the_same_bytes(released):
    first = figures.dots(released(SCORES), label="safety").png()
    assert first == figures.dots(released(SCORES), label="safety").png()


def test_image_travels_with_its_alternative_text(released):
    picture = figures.dots(released(SCORES), label="safety")
    data, about = picture._repr_mimebundle_()
    assert data["text/plain"] == about["image/png"]["alt"] == picture.alt


def test_numbers_on_the_axis_follow_the_language(released):
    with language.use("nl"):
        picture = figures.dots(released(SCORES), label="veiligheid", limits=(1.5, 3))
        picture.png()
    labels = [text.get_text() for text in picture.figure.axes[0].get_xticklabels()]
    assert any("," in label for label in labels)
    assert not any("." in label for label in labels)


@pytest.mark.parametrize(
    "draw",
    [
        lambda t: figures.likert(t(SHARES, by=("item_id",)), list("abcde")),
        lambda t: figures.bars(
            t({"group": ["x"], "share": [0.3]}, by=("group",)), "share", label="s"
        ),
        lambda t: figures.trend(
            t({"wave": ["1", "2"], "score": [3.0, 4]}, by=("wave",)), label="s"
        ),
        lambda t: figures.flow(t({"step": ["invited", "scored"], "n": [9.0, 8]}, by=("step",))),
        lambda t: figures.estimates(
            t({"term": ["w"], "estimate": [0.3], "low": [0.1], "high": [0.5]}, by=("term",)),
            label="b",
        ),
    ],
)
def test_every_figure_draws_and_has_words(released, draw):
    picture = draw(released)
    assert picture.png().startswith(b"\x89PNG")
    assert picture.alt.endswith(".")


@pytest.mark.parametrize("options", [4, 6, 7])
def test_any_number_of_answers_has_its_own_colours(released, options):
    shares = {f"share_{i}": [1 / options] for i in range(1, options + 1)}
    table = {"item_id": ["psysafe_1"], "n": [20.0]} | shares
    labels = [str(i) for i in range(1, options + 1)]
    picture = figures.likert(released(table, by=("item_id",)), labels)
    drawn = {bar.get_facecolor() for bar in picture.figure.axes[0].patches}
    assert len(drawn) == options


def test_marks_are_told_apart_by_shape_and_named_in_a_legend(released):
    marked = released(SCORES | {"position": ["lower", "higher", "not_distinguishable"]})
    picture = figures.dots(marked, label="safety", name=["school_id"], mark="position")
    shapes = {line.get_marker() for line in picture.figure.axes[0].lines}
    legend = [text.get_text() for text in picture.figure.legends[0].get_texts()]
    assert shapes == {"v", "^", "o"}
    assert legend == ["higher", "lower", "cannot be told apart"]


def test_long_name_of_an_axis_stays_inside_the_picture(released):
    picture = figures.dots(released(SCORES), label="difference in standard deviations " * 4)
    picture.figure.canvas.draw()
    box = picture.figure.axes[0].xaxis.label.get_window_extent()
    assert box.x0 >= 0 and box.x1 <= picture.figure.bbox.x1


def test_very_long_labels_leave_room_for_the_drawing(released):
    names = [f"{place} {'a topic that takes many words ' * 6}" for place in "abc"]
    picture = figures.dots(released(SCORES | {"school_id": names}), label="safety")
    picture.png()
    assert picture.figure.axes[0].get_position().width > 0.3
