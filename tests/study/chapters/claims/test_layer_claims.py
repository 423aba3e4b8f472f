"""Scores made up so that each margin is known."""

import math

import pytest

from pyg_jets.metrics.estimate import Estimate
from pyg_jets.probing import ProbeScore
from pyg_jets.study.chapters.claims.layer_claims import layer_claims
from pyg_jets.study.chapters.layers.measure import LATEST

NAMES = ("multiplicity", "width", "mass", "pt_d", "tau_1", "tau_2", "tau_3", "tau_21", "tau_32")
Scores = dict[str, dict[str, dict[str, Estimate]]]


def _layer(others: float, **r2: float) -> dict[str, Estimate]:
    return {
        name: ProbeScore(value, value, value)
        for name, value in ((name, r2.get(name, others)) for name in NAMES)
    }


def _same(by_tagger: dict[str, float]) -> Scores:
    """Every observable of a layer the same; Hidden(-2) knows 0.1 more, Hidden(-1) 0.1 less."""
    steps = dict(zip(LATEST, (0.0, 0.1, -0.1), strict=True))
    return {
        tagger: {layer: _layer(value + step) for layer, step in steps.items()}
        for tagger, value in by_tagger.items()
    }


TRAINED = {"RecNN": 0.8, "FCN": 0.5, "LSTM": 0.6, "CNN": 0.04}
UNTRAINED = {"RecNN": 0.7, "FCN": 0.1, "LSTM": 0.2, "CNN": 0.65}


def test_which_claims_there_are() -> None:
    claims = layer_claims([(_same(TRAINED), _same(UNTRAINED))])
    assert [claim.name for claim in claims] == [
        "dominate-fcn",
        "dominate-lstm",
        "dominate-cnn",
        "flatten-near-zero",
        "dense-rises",
        "recnn-surpasses",
    ]
    assert {claim.task for claim in claims} == {"top-qcd"}
    some = {"RecNN": 0.5, "LSTM": 0.4}
    assert [claim.name for claim in layer_claims([(_same(some), _same(some))])] == ["dominate-lstm"]
    assert layer_claims([]) == []


def test_the_cnn_and_the_recnn() -> None:
    claims = layer_claims([(_same(TRAINED), _same(UNTRAINED))])
    near_zero, rises, surpasses = claims[3:]
    assert (near_zero.margins[0], near_zero.control[0]) == pytest.approx((0.06, -0.55))
    assert rises.margins == pytest.approx([0.1])
    assert surpasses.margins == pytest.approx([0.9 - 0.7])  # the LSTM's best layer
    assert surpasses.control == pytest.approx([0.8 - 0.75])  # the CNN's


def test_the_worst_layer_decides_who_dominates() -> None:
    trained = _same(TRAINED)
    trained["FCN"] = {
        "Hidden(-3)": _layer(0.3, width=0.9, mass=0.8, tau_1=0.7, tau_2=0.95, pt_d=0.5),
        "Hidden(-2)": _layer(0.3, width=0.6, mass=0.7, tau_1=0.8, tau_32=0.65),
        "Hidden(-1)": _layer(0.3, width=0.9, mass=0.9, tau_1=0.9),
    }
    fcn, lstm, _, *_ = layer_claims([(trained, _same(UNTRAINED)), (_same(TRAINED), trained)])
    assert fcn.margins == pytest.approx([0.6 - 0.65, 0.0])
    assert fcn.control == pytest.approx([0.0, -0.05])
    assert lstm.margins == pytest.approx([0.0, 0.0])


@pytest.mark.parametrize("observable", ["multiplicity", "tau_3", "tau_21"])
def test_every_other_observable_may_be_above(observable: str) -> None:
    trained = _same(TRAINED)
    for layer in trained["CNN"]:
        trained["CNN"][layer] = _layer(
            0.1, width=0.5, mass=0.5, tau_1=0.5, tau_2=0.9, **{observable: 0.7}
        )
    cnn = layer_claims([(trained, trained)])[2]
    assert cnn.margins == pytest.approx([-0.2])


def test_a_score_of_one_jet_decides_nothing() -> None:
    trained = _same(TRAINED)
    trained["CNN"]["Hidden(-3)"]["tau_32"] = ProbeScore(-9.0, -9.0, -9.0, worst=0.9)
    fcn, _, cnn, near_zero, rises, surpasses = layer_claims([(trained, _same(UNTRAINED))])
    assert not math.isnan(fcn.margins[0])
    assert all(math.isnan(claim.margins[0]) for claim in (cnn, near_zero, rises, surpasses))
