import pandas as pd
import pytest
import toy

from analysis.reporting import canvas, gate, notebooks
from analysis.reporting.readings.core import Brief, Reading


def content(*outputs):
    made = notebooks.light_nbformat().from_dict(toy.notebook([("", "shown")]))
    made.cells[0].outputs = [notebooks.light_nbformat().from_dict(o) for o in outputs]
    return made


def shown(data, metadata=None):
    return {"output_type": "display_data", "data": data, "metadata": metadata or {}}


def html_of(thing):
    return shown({"text/html": thing._repr_html_(), "text/plain": repr(thing)})


def test_released_tables_boxes_and_readings_pass(released):
    table = released({"school_id": ["a"], "n": [12]})
    passed = [html_of(x) for x in (table, Brief(["One."], "inside"), Reading("Two."))]
    assert gate.close(content(*passed)) == 0


def test_figure_drawn_from_a_released_table_passes():
    figure, _drawing = canvas.axes(1.0)
    data, about = canvas.Picture(figure, "words")._repr_mimebundle_()
    assert gate.close(content(shown(data, about))) == 0


@pytest.mark.parametrize(
    "output",
    [
        shown({"text/html": pd.DataFrame({"a": ["secret"]}).to_html(), "text/plain": "secret"}),
        shown({"image/png": "c2VjcmV0", "text/plain": "<Figure secret>"}),
        shown({"text/plain": "['secret']"}),
        {"output_type": "stream", "name": "stdout", "text": "secret"},
        {"output_type": "stream", "name": "stderr", "text": "secret"},
    ],
    ids=["table", "drawing", "text", "print", "warning"],
)
def test_anything_else_is_replaced_by_a_note(output):
    notebook = content(output)
    assert gate.close(notebook) == 1
    assert "secret" not in str(notebook.cells[0].outputs)
    assert "did not pass release()" in str(notebook.cells[0].outputs)
