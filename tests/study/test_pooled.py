"""Several trainings of one tagger as one, number by number."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pytest

from pyg_jets.datasets import Task
from pyg_jets.metrics import Estimate
from pyg_jets.probing import AngularityScan, ControlledProbe, ProbeScore
from pyg_jets.study.chapters.maps.measure import planes_by_kind
from pyg_jets.study.chapters.probes.measure import read_embedding
from pyg_jets.study.map_over_trainings import MapOverTrainings
from pyg_jets.study.pooled import pooled
from pyg_jets.study.task import train_task


class Pair(NamedTuple):
    name: str
    number: Estimate


@dataclass(frozen=True)
class Nested:
    pairs: dict[str, Pair]
    values: list[float]
    nothing: None = None


def nested(value: float) -> Nested:
    pair = Pair("mass", Estimate(value, value - 0.01, value + 0.01))
    return Nested({"a": pair}, [value, 2 * value])


def test_numbers_are_put_together_wherever_they_lie() -> None:
    both = pooled([nested(0.5), nested(0.7)])
    assert isinstance(both, Nested)
    number = both.pairs["a"].number
    assert (number.value, number.spread) == pytest.approx((0.6, np.std([0.5, 0.7], ddof=1)))
    assert both.pairs["a"].name == "mass"
    assert both.values == pytest.approx([0.6, 1.2])
    assert both.nothing is None


def test_one_training_stays_as_it_is() -> None:
    one = nested(0.5)
    assert pooled([one]) is one


def test_scores_stay_scores() -> None:
    probes = [
        ControlledProbe(*(ProbeScore(value + add, value, value + 0.1, worst=add) for value in
                          (0.8, 0.7, 0.0, 0.6, 0.1)))
        for add in (0.0, 0.3)
    ]  # fmt: skip
    both = pooled(probes)
    assert both.trained.worst == 0.3
    assert both.trained.value == pytest.approx(0.95)
    assert both.rests_on_one_jet


def test_scans_have_the_larger_error() -> None:
    scans = [
        AngularityScan((0.0,), (0.0, 1.0), *(np.array([row]) for row in rows))
        for rows in (
            ((0.5, 0.5), (0.01, 0.3), (0.1, 0.1), (3.0, 4.0)),
            ((0.7, 0.5), (0.01, 0.3), (0.4, 0.1), (1.0, 1.0)),
        )
    ]
    both = pooled(scans)
    assert both.r2.tolist() == [[pytest.approx(0.6), 0.5]]
    # Of two trainings one more falls within 2.25 spreads: t = 1.837, times the root of 3 / 2.
    reach = 1.837 * 1.5**0.5 * np.std([0.5, 0.7], ddof=1)
    assert both.error.tolist() == [[pytest.approx(reach, rel=1e-3), pytest.approx(0.3)]]
    assert (both.worst.tolist(), both.limited.tolist()) == ([[0.4, 0.1]], [[4.0, 5.0]])


def test_what_has_no_mean_is_refused() -> None:
    odd: list[Any] = [object(), object()]
    with pytest.raises(TypeError, match=r"must be numbers, maps or collections .*\(got object\)"):
        pooled(odd)


def test_a_whole_training_and_its_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pyg_jets.study.chapters.probes.measure.MOST_READ_DEEPER", 300)
    trained = train_task(Task.named("w-qcd"), epochs=1, jets=500, progress=False)
    test = Task.named("w-qcd").test(jets=500)
    tagger = trained.training.tagger
    reading = read_embedding(tagger, trained.untrained, test)
    assert reading.beyond_linear is not None
    every, fewer = reading.linear["mass"].trained.total, reading.beyond_linear["mass"].kernel.total
    assert every is not None
    assert fewer is not None
    assert 150 <= fewer <= 300 < every
    assert pooled([reading, reading]).linear["mass"].trained.spread == 0
    planes = planes_by_kind(tagger, test, {"w": 1, "qcd": 0})
    one, both = planes["w", True], pooled([planes, planes])["w", True]
    assert isinstance(both, MapOverTrainings)
    assert both.num_jets == 2 * one.num_jets
    assert np.ma.allclose(one.mean, both.mean)
    assert pooled([trained, trained]).training is trained.training
