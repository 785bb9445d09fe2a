"""Our codebook, and one that a study brings."""

import io

import docx
import pytest

from analysis import codebook
from analysis.questionnaire import contents


@pytest.fixture
def book():
    return codebook.load()


@pytest.fixture
def own_book(tmp_path):
    """Make the codebook of a study from the rows of items.csv and anchors.csv."""

    def make(items: list[str], anchors: list[str] = ()):
        folder = tmp_path / "codebook"
        folder.mkdir(exist_ok=True)
        head = "item_id,scale_id,item_nl,options,module,anchors,may_not_apply"
        (folder / "items.csv").write_text("\n".join([head, *items]) + "\n", encoding="utf-8")
        if anchors:
            lines = ["set,value,label_nl", *anchors]
            (folder / "anchors.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return codebook.load(folder)

    return make


@pytest.fixture
def core(book):
    return contents.modules(book, ["core"])


@pytest.fixture
def text_of():
    """Read all text of a .docx file, table cells too."""

    def read(content: bytes) -> str:
        document = docx.Document(io.BytesIO(content))
        cells = [c.text for t in document.tables for r in t.rows for c in r.cells]
        return "\n".join([*(p.text for p in document.paragraphs), *cells])

    return read
