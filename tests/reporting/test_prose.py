import gettext

import toy

from analysis import language, paths
from analysis.reporting import prose


def test_paragraph_is_found_whatever_its_line_breaks():
    assert prose.Prose({"one two three": "een twee drie"}).of("one\ntwo   three") == "een twee drie"


def test_paragraph_without_a_translation_stays_as_it_is():
    assert prose.Prose({}).of("as it is") == "as it is"


def test_dutch_is_read_from_the_catalogue(tmp_path, monkeypatch):
    root = toy.write_project(tmp_path)
    monkeypatch.setattr(paths, "project", lambda: root)
    assert prose.load("nl").of("1  What is there") == "1  Wat er is"


def test_language_without_a_catalogue_keeps_the_english(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "project", lambda: tmp_path)
    assert prose.load("nl").of("Text.") == "Text."


def test_pseudo_language_marks_every_paragraph(tmp_path, monkeypatch):
    root = toy.write_project(tmp_path)
    monkeypatch.setattr(paths, "project", lambda: root)
    marked = prose.load(language.PSEUDO)
    assert marked.of("1  What is there") == "⟦1  What is there⟧"
    assert marked.of("Each team has one score, from 1 to 5.").startswith("⟦Each team")


def test_compiled_catalogue_is_what_gettext_reads(tmp_path):
    prose.Prose({"Text": "Tekst"}).compile(tmp_path)
    with (tmp_path / "notebooks.mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Text") == "Tekst"


def test_compiled_catalogue_is_the_same_twice(tmp_path):
    for name in ("a", "b"):
        prose.Prose({"Text": "Tekst", "More": "Meer"}).compile(tmp_path / name)
    first, second = ((tmp_path / name / "notebooks.mo").read_bytes() for name in ("a", "b"))
    assert first == second
