"""A line over waves is not drawn across a change of the questions."""

from analysis.reporting import figures

WAVES = {"wave": ["2022", "2023", "2024"], "score": [3.2, 3.4, 3.1]}


def lines(picture):
    return [list(line.get_xdata()) for line in picture.figure.axes[0].lines]


def test_line_goes_on_where_the_same_was_asked(released):
    picture = figures.trend(released(WAVES, by=("wave",)), label="safety")
    assert lines(picture) == [[0, 1, 2]]
    assert "broken" not in picture.alt


def test_line_breaks_before_a_wave_with_other_questions(released):
    picture = figures.trend(released(WAVES, by=("wave",)), label="safety", breaks=["2024"])
    assert lines(picture)[:2] == [[0, 1], [2]]
    assert "The line is broken before 2024: the questions changed." in picture.alt


def test_each_of_several_lines_breaks_and_is_named_once(released):
    both = {"scale_id": ["a"] * 3 + ["b"] * 3} | {
        name: values * 2 for name, values in WAVES.items()
    }
    table = released(both, by=("scale_id", "wave"))
    picture = figures.trend(table, line="scale_id", breaks=["2023"])
    assert [len(places) for places in lines(picture)[:4]] == [1, 2, 1, 2]
    assert len(picture.figure.legends[0].get_texts()) == 2
