import io
from pathlib import Path

import openpyxl
import pytest

from analysis import intake
from analysis.settings import Cleaning, Settings, SourceFile, Turnover

KEY = b"0123456789abcdef0123456789abcdef"


def settings_of(folder: Path, *, synthetic: bool = True) -> Settings:
    return Settings(
        folder=folder,
        title={"en": "Test", "nl": "Toets"},
        synthetic=synthetic,
        audience="inside",
        minimum=5,
        retention_until=None,
        cleaning=Cleaning(),
        turnover=Turnover(),
        files=(),
    )


@pytest.fixture
def study(tmp_path):
    return settings_of(tmp_path)


@pytest.fixture
def read(study):
    """Write a file into a study and read it: text is saved as UTF-8."""

    def read_content(content, name="file.csv", *, table="answers", key=KEY, **source):
        data = content.encode("utf-8") if isinstance(content, str) else content
        (study.folder / name).write_bytes(data)
        return intake.read(SourceFile(path=name, table=table, **source), study, key)

    return read_content


@pytest.fixture
def book():
    """Make the bytes of a workbook from rows per sheet; a name that begins with _ is hidden."""

    def bytes_of(**sheets):
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for name, rows in sheets.items():
            sheet = workbook.create_sheet(name.removeprefix("_"))
            sheet.sheet_state = "hidden" if name.startswith("_") else "visible"
            for row in rows:
                sheet.append(row)
        target = io.BytesIO()
        workbook.save(target)
        return target.getvalue()

    return bytes_of
