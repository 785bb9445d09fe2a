import hashlib
import hmac
import os
import stat
from dataclasses import replace

import pandas as pd
import pytest

from analysis.errors import DataProblem
from analysis.intake import pseudonyms

KEY = b"k" * 32


def coded(*values, key=KEY):
    return pseudonyms.pseudonym(pd.Series(values, dtype="str"), key)


@pytest.fixture
def real(study, tmp_path, monkeypatch):
    """A study about real persons, on a computer whose user has no keys yet."""
    place = tmp_path / "config"
    monkeypatch.setattr(pseudonyms.platformdirs, "user_config_dir", lambda *_a, **_k: str(place))
    return replace(study, synthetic=False)


def test_a_pseudonym_is_the_start_of_a_keyed_hash():
    assert coded("12345")[0] == hmac.new(KEY, b"12345", hashlib.sha256).hexdigest()[:16]


def test_blanks_around_a_number_do_not_count():
    assert coded(" 12345\t")[0] == coded("12345")[0]


def test_a_leading_zero_counts():
    assert coded("0123")[0] != coded("123")[0]


def test_missing_and_blank_stay_missing():
    assert coded("1", None, "  ").isna().tolist() == [False, True, True]


def test_the_order_of_rows_does_not_matter():
    forward, backward = coded("a", "b", "c"), coded("c", "b", "a")
    assert forward.tolist() == backward.tolist()[::-1]


def test_another_key_gives_other_pseudonyms():
    assert coded("1")[0] != coded("1", key=b"x" * 32)[0]


def test_the_index_and_the_type_are_kept():
    values = pd.Series(["a"], index=pd.Index([7], name="row"), dtype="str")
    assert pseudonyms.pseudonym(values, KEY).index.equals(values.index)
    assert pseudonyms.pseudonym(values, KEY).dtype == "str"


def test_a_column_without_any_person_stays_text():
    assert coded(None, None).dtype == "str"


def test_invented_employees_are_99999_and_codes_without_a_digit():
    values = pd.Series(["1001", " 99999", "TEST", "1002", None], dtype="str")
    assert pseudonyms.is_test_code(values).tolist() == [False, True, True, False, False]


def test_where_everybody_has_letters_only_99999_is_invented():
    values = pd.Series(["jns", "bkr", "99999"], dtype="str")
    assert pseudonyms.is_test_code(values).tolist() == [False, False, True]


def test_a_synthetic_study_uses_the_published_key(study):
    assert pseudonyms.key_of(study) == pseudonyms.PUBLISHED_KEY
    assert len(pseudonyms.PUBLISHED_KEY) == 32


def test_a_key_that_was_made_is_found(real):
    path = pseudonyms.make_key(real.folder)
    assert pseudonyms.key_of(real) == path.read_bytes()
    assert len(path.read_bytes()) == 32


def test_an_existing_key_is_never_replaced(real):
    first = pseudonyms.make_key(real.folder).read_bytes()
    assert pseudonyms.make_key(real.folder).read_bytes() == first


@pytest.mark.skipif(os.name != "posix", reason="rights are kept elsewhere on this system")
def test_a_key_is_for_its_owner_alone(real):
    path = pseudonyms.make_key(real.folder)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.skipif(os.name != "posix", reason="rights are kept elsewhere on this system")
def test_a_key_that_others_can_read_is_refused(real):
    pseudonyms.make_key(real.folder).chmod(0o644)
    with pytest.raises(DataProblem, match="chmod 600"):
        pseudonyms.key_of(real)


def test_a_missing_key_is_an_error_that_names_the_command(real):
    with pytest.raises(DataProblem, match=f"leercultuur new {real.folder.name}"):
        pseudonyms.key_of(real)


def test_a_study_that_was_moved_is_told_where_its_key_may_be(real, tmp_path):
    elsewhere = tmp_path / "elsewhere" / real.folder.name
    elsewhere.mkdir(parents=True)
    old = pseudonyms.make_key(elsewhere)
    with pytest.raises(DataProblem, match=f"Found: {old.name}"):
        pseudonyms.key_of(real)


def test_a_damaged_key_is_refused(real):
    pseudonyms.make_key(real.folder).write_bytes(b"short")
    with pytest.raises(DataProblem, match="5 bytes instead of 32"):
        pseudonyms.key_of(real)


def test_two_studies_of_one_name_have_two_keys(real, tmp_path):
    assert pseudonyms.key_path(tmp_path / "a" / "s") != pseudonyms.key_path(tmp_path / "b" / "s")
