"""The example study: invented boards, their people and files, with a truth that is known.

``population.draw(seed, scale=)`` gives the clean population in memory, as often and as large as
wanted; ``write(folder)`` makes the study of ``data/example`` from it: raw exports in the formats
of real programs with their usual errors, a study.toml, and a truth.toml with what was planted.
"""

from pathlib import Path

from analysis.example import canaries, population, study_file, truth
from analysis.example.parameters import SEED
from analysis.example.tables import TABLES

__all__ = ["SEED", "write"]


def write(folder: Path, seed: int = SEED) -> list[Path]:
    """Write the example study; the same seed gives the same bytes.

    Parameters
    ----------
    folder : Path
        Study folder; made when it is not there, files of an earlier run are replaced.
    seed : int

    Returns
    -------
    list of Path
        The files that were written.
    """
    drawn = canaries.plant(population.draw(seed))
    exports = [export for make in TABLES for export in make(drawn)]
    for export in exports:
        export.save(folder)
    texts = {"study.toml": study_file.text(), "truth.toml": truth.text(drawn, exports)}
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode("utf-8"))
    return [folder / name for name in [*texts, *(export.path for export in exports)]]
