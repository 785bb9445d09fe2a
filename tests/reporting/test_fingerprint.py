from analysis.reporting import fingerprint


def test_contents_and_names_make_the_fingerprint(tmp_path):
    (tmp_path / "a").write_text("1", encoding="utf-8")
    (tmp_path / "b").write_text("1", encoding="utf-8")
    one, other = (fingerprint.of_files([tmp_path / name], root=tmp_path) for name in "ab")
    (tmp_path / "a").write_text("2", encoding="utf-8")
    assert len({one, other, fingerprint.of_files([tmp_path / "a"], root=tmp_path)}) == 3


def test_order_of_files_does_not_matter(tmp_path):
    files = [tmp_path / "a", tmp_path / "b"]
    for path in files:
        path.write_text(path.name, encoding="utf-8")
    there = fingerprint.of_files(files, root=tmp_path)
    assert fingerprint.of_files(files[::-1], root=tmp_path) == there


def test_place_of_the_folder_does_not_matter(tmp_path):
    marks = set()
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a").write_text("1", encoding="utf-8")
        marks.add(fingerprint.of_files([tmp_path / name / "a"], root=tmp_path / name))
    assert len(marks) == 1


def test_texts_are_kept_apart():
    assert fingerprint.of_texts("ab", "c") != fingerprint.of_texts("a", "bc")
