"""A study of published figures needs no key."""

from analysis import settings
from analysis.intake import pseudonyms

FIGURES = """
[[file]]
path = "scores.csv"
table = "school_scores"
wave = "2011"
"""


def test_study_without_people_needs_no_secret(tmp_path, monkeypatch):
    monkeypatch.setattr(pseudonyms, "_key_folder", lambda: tmp_path / "keys")
    (tmp_path / "study.toml").write_text(FIGURES, encoding="utf-8")
    assert pseudonyms.key_of(settings.read(tmp_path)) == pseudonyms.PUBLISHED_KEY
