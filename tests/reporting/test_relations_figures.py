import pandas as pd
import pytest
from PIL import Image

from analysis.reporting.path_figure import paths, plain_name
from analysis.reporting.readings.pathways import name
from analysis.reporting.release import Released
from analysis.reporting.scatter import scatter


def shown(rows, columns, by=()):
    table = pd.DataFrame(rows, columns=columns)
    return Released(table, pd.Series("", index=table.index, dtype=object), by, "model", 5)


ARROWS = [
    ("psysafe", "innoclim", 0.2, 0.4, 0.3),
    ("innoclim", "exit", -0.5, 0.1, -0.2),
    ("psysafe", "exit", -3.0, -1.0, -2.0),
]
COLUMNS = ["source", "target", "low", "high", "estimate"]


def drawn(rows=ARROWS):
    released = shown(rows, COLUMNS, ("source", "target"))
    return paths(released, exposure="psysafe", mediators=["innoclim"], outcome="exit", name=name)


def test_every_arrow_is_told_in_words():
    alt = drawn().alt
    assert "from psychological safety to leaving by choice −2.00 (−3.00 to −1.00)" in alt
    assert alt.count("from ") == 3


def test_arrows_that_are_not_clear_are_broken():
    patches = [p for p in drawn().figure.axes[0].patches if hasattr(p, "get_arrowstyle")]
    assert sorted(p.get_linestyle() == "-" for p in patches) == [False, True, True]


def test_arrows_end_outside_the_boxes():
    figure = drawn().figure
    boxes = [t.get_bbox_patch().get_window_extent() for t in figure.axes[0].texts[:3]]
    for patch in figure.axes[0].patches:
        if not hasattr(patch, "get_arrowstyle"):
            continue
        for end in patch._posA_posB:
            x, y = figure.axes[0].transData.transform(end)
            inside = [b.x0 + 1 < x < b.x1 - 1 and b.y0 + 1 < y < b.y1 - 1 for b in boxes]
            assert not any(inside)


def test_no_arrows_are_said_in_place_of_an_empty_frame():
    assert drawn([]).alt == "There are no data for this figure."


def test_a_plain_table_is_refused():
    with pytest.raises(TypeError):
        paths(
            pd.DataFrame(ARROWS, columns=COLUMNS),
            exposure="psysafe",
            mediators=[],
            outcome="exit",
            name=plain_name,
        )


def points(n):
    rows = [(20, 3 + i / n, (i % 3) / 10 + i / n) for i in range(n)]
    return shown(rows, ["n", "exposure", "difference"])


def test_a_cloud_of_points_tells_its_range_and_correlation():
    alt = scatter(points(12), "exposure", "difference", label_across="safety", label_up="score").alt
    assert alt.startswith("Scatter plot of 12 units: score, from 0.00")
    assert "correlate" in alt


def test_nine_units_have_no_line():
    figure = scatter(points(9), "exposure", "difference").figure
    assert len(figure.axes[0].lines) == 0
    assert len(scatter(points(10), "exposure", "difference").figure.axes[0].lines) == 1


def test_marks_bear_no_names():
    figure = scatter(points(12), "exposure", "difference").figure
    assert figure.axes[0].texts == [] or len(figure.axes[0].texts) == 0


def test_hidden_units_are_not_drawn():
    released = points(12)
    released.hidden.iloc[0] = "small"
    figure = scatter(released, "exposure", "difference").figure
    assert len(figure.axes[0].collections[0].get_offsets()) == 11


def test_the_image_reads_without_colour(tmp_path):
    path = tmp_path / "figure.png"
    path.write_bytes(drawn().png())
    grey = Image.open(path).convert("L")
    assert grey.getextrema()[0] < 120  # dark marks on white
