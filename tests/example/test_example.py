import sys
import zipfile

import pytest

from analysis import example, settings
from analysis.example import study_file
from analysis.example.parameters import SEED

FILES = [
    "study.toml",
    "truth.toml",
    "raw/eenheden.csv",
    "raw/uitgenodigd.csv",
    "raw/vragenlijst_2022.csv",
    "raw/vragenlijst_2023.csv",
    "raw/vragenlijst_2024.xlsx",
    "raw/gewoonten_zelf_2024.xlsx",
    "raw/gewoonten_leiding_2024.xlsx",
    "raw/dienstverbanden.xlsx",
    "raw/verzuim.xlsx",
    *(f"raw/leerlingen_{year}.csv" for year in range(2021, 2025)),
    "raw/groepen.csv",
]


def parts(path):
    with zipfile.ZipFile(path) as archive:
        return [
            (entry.filename, entry.date_time, archive.read(entry)) for entry in archive.infolist()
        ]


@pytest.mark.parametrize("name", FILES)
def test_what_is_committed_is_what_the_generator_writes(name, written, committed):
    # Systems differ in how hard their zlib compresses; what is inside never differs.
    if name.endswith(".xlsx") and sys.platform != "linux":
        assert parts(written / name) == parts(committed / name)
    else:
        assert (written / name).read_bytes() == (committed / name).read_bytes()


def test_no_other_file_is_written(written):
    found = {str(path.relative_to(written).as_posix()) for path in written.rglob("*.*")}
    assert found == set(FILES)


def test_another_seed_gives_other_people_and_the_same_files(tmp_path, committed):
    paths = example.write(tmp_path, seed=SEED + 1)
    assert [path.relative_to(tmp_path).as_posix() for path in paths] == FILES
    assert (tmp_path / FILES[4]).read_bytes() != (committed / FILES[4]).read_bytes()


def test_the_example_is_small(committed):
    assert sum((committed / name).stat().st_size for name in FILES) < 6_000_000


def test_the_settings_are_read_and_call_the_study_synthetic(committed):
    read = settings.read(committed)
    assert read.synthetic
    assert [source.path for source in read.files] == FILES[2:]


def test_the_settings_are_explained_for_readers():
    assert study_file.text().count("#") > 25
