"""Several trainings of one tagger as one."""

import math
from dataclasses import replace

import numpy as np
import pytest

from pyg_jets.metrics import Estimate
from pyg_jets.probing import ControlledProbe
from pyg_jets.study.several_seeds import over_seeds, pooled, spread_of_probes
from pyg_jets.study.task import TaskResult, TrainedTask, read_task, train_task


def _estimate(value: float) -> Estimate:
    return Estimate(value, value - 0.01, value + 0.01)


def test_infinite_rejections_are_left_out_of_means() -> None:
    infinite = Estimate(math.inf, 800.0, math.inf, 0, 900)
    assert over_seeds([infinite, _estimate(0.5)]) == str(infinite)
    mean = over_seeds([infinite, _estimate(0.5), _estimate(0.7)])
    assert mean == "0.600 [0.590, 0.610] ± 0.141"


def test_one_training_stays_as_it_is() -> None:
    assert over_seeds([_estimate(0.5)]) == "0.500 [0.490, 0.510]"
    probes = {"mass": ControlledProbe(*map(_estimate, (0.9, 0.8, 0.0, 0.7, 0.1)))}
    assert spread_of_probes([probes]) == probes


def test_probes_have_the_spread_of_trainings() -> None:
    seeds = [
        {"mass": ControlledProbe(*(_estimate(value + add) for value in (0.8, 0.7, 0, 0.6, 0.1)))}
        for add in (0.0, 0.1)
    ]
    found = spread_of_probes(seeds)["mass"].trained
    assert found.value == pytest.approx(0.85)
    assert found.high - found.value == pytest.approx(np.std([0.8, 0.9], ddof=1))


@pytest.fixture(scope="module")
def trained() -> TrainedTask:
    return train_task("w-qcd", epochs=1, jets=300, progress=False)


@pytest.fixture(scope="module")
def result(trained: TrainedTask) -> TaskResult:
    return read_task(trained, "w-qcd", jets=300)


def test_later_trainings_take_what_is_read_once_from_the_first(
    trained: TrainedTask, result: TaskResult
) -> None:
    later = read_task(trained, "w-qcd", jets=300, first=result)
    assert later.stronger is result.stronger
    assert later.scan is result.scan
    assert later.bases is result.bases
    assert later.probes == result.probes
    assert later.probes is not result.probes


def test_deeper_readings_are_of_fewer_jets(
    trained: TrainedTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pyg_jets.study.task.MOST_READ_DEEPER", 300)
    found = read_task(trained, "w-qcd", jets=500)
    every, fewer = found.probes["mass"].trained.total, found.stronger["mass"].kernel.total
    assert every is not None
    assert fewer is not None
    assert 150 <= fewer <= 300 < every


def test_maps_are_of_all_jets(result: TaskResult) -> None:
    both = pooled([result, result])
    one, two = (each.planes["w", True] for each in (result, both))
    assert two.num_jets == 2 * one.num_jets
    assert np.ma.allclose(one.mean, two.mean)
    assert both.probes["mass"].trained.low == both.probes["mass"].trained.high
    assert replace(both, probes=result.probes, planes=result.planes) == result
