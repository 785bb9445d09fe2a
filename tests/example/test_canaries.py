import zipfile

import pandas as pd
import pytest

from analysis.example.canaries import CANARIES
from analysis.example.parameters import WAVES


@pytest.fixture(scope="module")
def answers(drawn):
    return pd.concat([drawn.answers(wave, ["psysafe"]) for wave in WAVES], ignore_index=True)


@pytest.mark.parametrize("canary", CANARIES, ids=lambda canary: canary.role)
def test_nobody_else_has_the_role_and_length_of_service(canary, answers):
    same = answers.query("role == @canary.role and tenure_band == @canary.tenure_band")
    assert same["person_id"].nunique() == 1
    assert list(same["wave"]) == list(WAVES)


@pytest.mark.parametrize("canary", CANARIES, ids=lambda canary: canary.role)
def test_nobody_else_gives_these_answers(canary, answers, drawn):
    items = answers.filter(like="psysafe_")
    same = answers[(items == list(canary.psysafe)).all(axis="columns")]
    assert list(same["person_id"]) == [list(drawn.patterns)[CANARIES.index(canary)]] * 3


@pytest.mark.parametrize("canary", CANARIES, ids=lambda canary: canary.role)
def test_the_token_stands_once_in_the_raw_files(canary, committed):
    token = canary.token.encode()
    assert sum(text(path).count(token) for path in (committed / "raw").iterdir()) == 1


def text(path):
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def test_the_truth_lists_the_three(truth):
    assert [row["token"] for row in truth["canaries"].values()] == [c.token for c in CANARIES]
    assert [row["psysafe"] for row in truth["canaries"].values()] == [
        list(canary.psysafe) for canary in CANARIES
    ]
