import tomllib
from dataclasses import asdict

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from analysis.example import printed, targets
from analysis.example.parameters import Parameters

EXIT = "02_safety/exit/psysafe/{}/all"


@pytest.fixture(scope="module")
def stored(committed):
    return targets.read(committed / targets.FILE)


@pytest.fixture(scope="module")
def small():
    return targets.compute(targets.Size(copies=8, parts=4, seed=5))


def test_the_stored_targets_are_of_what_is_planted_now(committed):
    text = (committed / targets.FILE).read_text(encoding="utf-8")
    planted = tomllib.loads(text)["parameters"]
    for name, value in planted.items():
        assert value == pytest.approx(asdict(Parameters())[name])
    assert tomllib.loads(text)["drawn"] == {"copies": 200, "parts": 20, "seed": 20250902}


@pytest.mark.parametrize("column", ["target", "everyone"])
def test_a_smaller_study_has_the_same_targets_within_chance(column, stored, small):
    assert list(small.index) == list(stored.index)
    chance = stored["error"] * np.sqrt(200 / 8 + 1)
    far = (small[column] - stored[column]).abs() > 4 * chance
    assert list(far.index[far]) == []


def test_what_is_planted_is_stored_without_chance(stored, small):
    pd.testing.assert_series_equal(stored["planted"], small["planted"], rtol=1e-5)


def test_the_error_is_that_of_a_study_of_this_size(stored, small):
    # 200 copies instead of 8 make the error 5 times smaller; 4 parts say so roughly.
    ratio = (small["error"] / stored["error"]).median()
    assert 3 < ratio < 7


def test_targets_are_written_the_same_every_time(small):
    size = targets.Size(copies=8, parts=4, seed=5)
    assert targets.text(small, size) == targets.text(targets.compute(size), size)


def test_what_is_written_is_read_back(small, tmp_path):
    (tmp_path / targets.FILE).write_text(targets.text(small), encoding="utf-8")
    pd.testing.assert_frame_equal(targets.read(tmp_path / targets.FILE), small, rtol=1e-5)


def test_what_is_planted_follows_from_true_scores(large):
    people = pd.concat([large.exits(wave) for wave in ("2022", "2023", "2024")])
    plan = large.plan
    odds = plan.exit_base + plan.exit_within * people["within"]
    odds = odds + plan.exit_between * people["between"]
    more = 100 * (expit(odds + plan.exit_between) - expit(odds)).mean()
    planted = targets.planted_numbers(plan)
    # Those who are still there feel a little safer than everyone, so they leave less.
    assert planted["02_safety/exit_per_100/psysafe/between/all"] == pytest.approx(more, rel=0.03)
    assert planted[EXIT.format("within")] == -0.25
    assert planted["01_data_quality/response/response/board/2022"] == pytest.approx(
        people["answered"].mean(), abs=0.01
    )


@pytest.mark.parametrize("level", ["within", "between"])
def test_unreliable_answers_make_the_effect_smaller(level, stored):
    row = stored.loc[EXIT.format(level)]
    assert row["planted"] < row["everyone"] < 0


def test_people_who_answer_feel_safer_than_everyone(stored):
    levels = stored[stored.index.str.contains("/level/")]
    assert (levels["target"] > levels["everyone"] + 5 * levels["error"]).all()


def test_the_command_writes_the_targets_beside_the_truth(tmp_path, monkeypatch):
    from analysis import cli

    monkeypatch.setattr(targets, "compute", lambda: pd.DataFrame({"target": {"a/b": 1.0}}))
    assert cli.main(["example", str(tmp_path), "--targets"]) == 0
    assert (tmp_path / "truth.toml").exists()
    assert 'targets."a/b"' in (tmp_path / targets.FILE).read_text(encoding="utf-8")


def test_every_estimate_of_the_notebooks_is_in_the_table(stored):
    assert {name.split("/")[0] for name in stored.index} == set(printed.NOTEBOOKS)
