"""The figure of topics that go together."""

import numpy as np
import pytest
from related import NAN, PAIRS, SCALES

from analysis.reporting import figures


@pytest.fixture
def drawn(released):
    def go(pairs=PAIRS, scales=SCALES, **given):
        return figures.matrix(
            released(pairs, by=("first", "second"), kind="model", **given),
            released(scales, by=("scale_id",), kind="model"),
        )

    return go


def texts(picture):
    """Numbers by row and column, as they stand in the figure."""
    places = {}
    for text in picture.figure.axes[0].texts:
        column, row = text.get_position()
        places[int(row), int(column)] = text.get_text()
    return places


def test_within_stands_below_between_above_and_reliability_on_the_diagonal(drawn):
    found = texts(drawn())
    assert (found[1, 0], found[0, 1], found[0, 0]) == ("0.53", "0.31", "0.82")
    assert (0, 2) not in found  # a correlation that is not known


def test_text_alternative_says_what_stands_where_and_what_is_strongest(drawn):
    alt = drawn().alt
    assert "within schools or locations (n = 1,234 people)" in alt
    assert "between the means of 44 schools or locations" in alt
    assert (
        "within units: from −0.21 to 0.53; strongest for psychological safety and error culture"
    ) in alt
    assert "Reliability: from 0.71 to 0.82." in alt


def test_without_units_people_are_related(drawn):
    picture = drawn({**PAIRS, "within": [NAN] * 3, "between": [NAN] * 3, "n_units": [0] * 3})
    assert texts(picture)[1, 0] == "0.50"
    assert (0, 1) not in texts(picture)
    assert "among people" in picture.alt


def test_number_in_a_dark_cell_is_white(drawn):
    picture = drawn({**PAIRS, "within": [0.95, -0.95, 0.1]})
    colours = {t.get_text(): t.get_color() for t in picture.figure.axes[0].texts}
    assert (colours["0.95"], colours["−0.95"], colours["0.10"]) == ("white", "white", "black")


def test_nothing_shown_is_said(drawn):
    assert "hidden" in drawn(hidden=[0, 1, 2]).alt


def test_cells_are_told_apart_without_colour(drawn):
    image = drawn().figure.axes[0].images[0]
    light = [np.dot(image.cmap(image.norm(r))[:3], [0.3, 0.59, 0.11]) for r in (0.1, 0.4, 0.7, 1)]
    assert sorted(light, reverse=True) == light
