import pytest
import toy

from analysis import paths
from analysis.reporting import catalogue


@pytest.fixture
def project(tmp_path, monkeypatch):
    root = toy.write_project(tmp_path)
    for path in (root / "locale").rglob("leercultuur.po"):
        path.unlink()
    monkeypatch.setattr(paths, "project", lambda: root)
    monkeypatch.setattr(catalogue, "of_package", lambda: package)
    package = {"Hello {name}": {"src/a.py"}, ("{n} row", "{n} rows"): {"src/b.py"}}
    return root


def words(project):
    return project / "locale" / "nl" / "LC_MESSAGES" / "leercultuur.po"


def translate(project, **texts):
    text = words(project).read_text(encoding="utf-8")
    text = text.replace(
        'msgid "Hello {name}"\nmsgstr ""', f'msgid "Hello {{name}}"\n{texts["hello"]}'
    )
    plural = 'msgstr[0] "{n} rij"\nmsgstr[1] "{n} rijen"'
    text = text.replace('msgstr[0] ""\nmsgstr[1] ""', texts.get("rows", plural))
    words(project).write_text(text, encoding="utf-8")


def of(findings, file="leercultuur.po"):
    return [finding for finding in findings if finding.startswith(file)]


def test_new_messages_are_added_and_reported(project):
    assert of(catalogue.update()) == [
        "leercultuur.po: not translated: Hello {name}",
        "leercultuur.po: not translated: {n} row",
    ]
    assert '#: src/a.py\n#, python-brace-format\nmsgid "Hello {name}"' in words(project).read_text()


def test_translations_are_kept(project):
    catalogue.update()
    translate(project, hello='msgstr "Dag {name}"')
    assert of(catalogue.update()) == []
    assert 'msgstr "Dag {name}"' in words(project).read_text(encoding="utf-8")


def test_complete_catalogue_passes_the_check(project):
    catalogue.update()
    translate(project, hello='msgstr "Dag {name}"')
    assert of(catalogue.check()) == []


@pytest.mark.parametrize(
    ("hello", "finding"),
    [
        ('msgstr ""', "not translated"),
        ('msgstr "Dag {naam}"', "other names in braces"),
        ('msgstr "Dag"', "other names in braces"),
    ],
)
def test_check_finds_what_is_not_right(project, hello, finding):
    catalogue.update()
    translate(project, hello=hello)
    assert f"leercultuur.po: {finding}: Hello {{name}}" in catalogue.check()


def test_check_finds_a_translation_that_nobody_confirmed(project):
    catalogue.update()
    translate(project, hello='msgstr "Dag {name}"')
    text = words(project).read_text(encoding="utf-8")
    marked = text.replace('#, python-brace-format\nmsgid "Hello', '#, fuzzy\nmsgid "Hello')
    words(project).write_text(marked, encoding="utf-8")
    assert "leercultuur.po: translation not confirmed: Hello {name}" in catalogue.check()


def test_check_finds_a_message_that_is_gone(project, monkeypatch):
    catalogue.update()
    monkeypatch.setattr(catalogue, "of_package", lambda: {"Other": {"src/a.py"}})
    assert "leercultuur.po: no longer used: Hello {name}" in catalogue.check()


def test_check_changes_nothing(project):
    assert of(catalogue.check()) != []
    assert not words(project).exists()


def test_file_is_the_same_twice_and_tells_nothing_of_the_machine(project):
    catalogue.update()
    first = words(project).read_bytes()
    catalogue.update()
    assert words(project).read_bytes() == first
    for word in (b"Date", b"Generated", str(project).encode()):
        assert word not in first


def test_prose_of_notebooks_is_extracted_by_paragraph_without_code_or_outputs(project):
    found = catalogue.of_notebooks()
    assert found["1  What is there"] == {"notebooks/00_start_here.ipynb"}
    assert "**Question.** What does this toy hold?" in found
    assert not any("import" in message for message in found)


def test_messages_inside_formatted_strings_are_found():
    source = """x = f'<p>{_("One")}</p>'; y = _("Two "
    "three"); z = ngettext("{n} a", "{n} b", 3); w = other("no"); v = _(name)"""
    found = catalogue.messages_in(source)
    assert sorted(map(str, found)) == ["('{n} a', '{n} b')", "One", "Two three"]


def test_messages_of_the_package_are_found():
    found = catalogue.of_package()
    assert found["This page could not be made."] == {"src/analysis/reporting/pages.py"}
    assert ("{n} row", "{n} rows") in found
