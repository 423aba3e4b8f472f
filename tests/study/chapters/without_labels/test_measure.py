"""Few labelled jets, and the ways from an encoder to a number."""

from dataclasses import replace
from typing import Any

import pytest
import torch

from pyg_jets import JetTreeDataset, predict
from pyg_jets.datasets import Task
from pyg_jets.metrics import roc_auc
from pyg_jets.study.chapters.without_labels import measure
from pyg_jets.study.chapters.without_labels.measure import WAYS, few_labelled, worth
from pyg_jets.taggers import RecNN, Tagger
from pyg_jets.training import embed, fit, transfer

TASK = Task.named("w-qcd")


@pytest.fixture(scope="module")
def encoder() -> Tagger:
    with torch.random.fork_rng():
        torch.manual_seed(3)
        tagger = RecNN(6)
    tagger.fit_scaling(TASK.split(1, 80)[0])
    return tagger


def _momenta(jets: JetTreeDataset) -> set[tuple[float, ...]]:
    return {tuple(row) for row in jets.constituents.p4.tolist()}


def test_as_many_of_each_class() -> None:
    train = TASK.split(0, 400)[0]
    assert train.y is not None
    few = few_labelled(train, 30, 1)
    assert few.y is not None
    assert few.y.bincount().tolist() == [15, 15]
    momenta = _momenta(train)
    assert _momenta(few) < momenta
    assert torch.equal(few.constituents.p4, few_labelled(train, 30, 1).constituents.p4)
    assert _momenta(few) != _momenta(few_labelled(train, 30, 2))
    assert few_labelled(train, None, 0) is few_labelled(train, 10_000, 0) is train
    with pytest.raises(ValueError, match=r"'labels' must be at least 2.*\(got 1\)"):
        few_labelled(train, 1, 0)


@pytest.mark.parametrize("way", WAYS)
def test_each_way(way: str, encoder: Tagger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "STEPS", 2)
    before = {name: value.clone() for name, value in encoder.state_dict().items()}
    one = worth(encoder, TASK, 40, way, seed=1, jets=80)
    again = worth(encoder, TASK, 40, way, seed=1, jets=80)
    assert one == again
    assert (one.task, one.labels, one.every, one.way, one.seed) == ("w-qcd", 40, False, way, 1)
    assert worth(encoder, TASK, None, way, seed=1, jets=80).every
    for name, value in encoder.state_dict().items():
        assert torch.equal(value, before[name])


def test_frozen_is_a_standardised_head_on_the_encoder(encoder: Tagger) -> None:
    train, val, test = TASK.split(1, 80)
    drawn = few_labelled(train, 40, 1), few_labelled(val, 40, 1)
    tuned = WAYS["fine_tuned"](encoder, drawn, 1)
    frozen = WAYS["frozen"](encoder, drawn, 1)
    assert torch.equal(embed(frozen, test), embed(encoder, test))
    assert not torch.equal(embed(tuned, test), embed(encoder, test))
    options: dict[str, Any] = measure._options(drawn, 1)
    expected = transfer(encoder, *drawn, standardised=True, **options).tagger
    auc = roc_auc(predict(expected, test), test.y, 1)
    assert worth(encoder, TASK, 40, "frozen", seed=1, jets=80).auc == auc


def _fresh() -> RecNN:
    """The network of the encoder before it has learnt anything, by the seed of the measurement."""
    with torch.random.fork_rng():
        torch.manual_seed(1)
        network = RecNN(6)
    network.fit_scaling(TASK.split(1, 80)[0])
    return network


def test_controls_are_of_a_fresh_network(encoder: Tagger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both are made by hand, from a network that was never the encoder."""
    monkeypatch.setattr(measure, "STEPS", 60)
    train, val, test = TASK.split(1, 80)
    drawn = few_labelled(train, 40, 1), few_labelled(val, 40, 1)
    options: dict[str, Any] = measure._options(drawn, 1)
    head = transfer(_fresh(), *drawn, standardised=True, **options).tagger
    assert torch.equal(embed(head, test), embed(_fresh(), test))
    learnt = fit(_fresh(), *drawn, **options).tagger
    frozen = transfer(encoder, *drawn, standardised=True, **options).tagger
    tuned = fit(frozen, *drawn, **{**options, "recipe": replace(options["recipe"], lr=2e-4)}).tagger
    expected = {"untrained": head, "from_nothing": learnt, "fine_tuned": tuned}
    for way, tagger in expected.items():
        own = WAYS[way](encoder, drawn, 1)
        for name, value in tagger.state_dict().items():
            torch.testing.assert_close(own.state_dict()[name], value)
        auc = roc_auc(predict(tagger, test), test.y, 1)
        assert worth(encoder, TASK, 40, way, seed=1, jets=80).auc == auc
    scores = [predict(tagger, test) for tagger in expected.values()]
    assert not torch.equal(scores[0], scores[1])


def test_unknown_way(encoder: Tagger) -> None:
    with pytest.raises(ValueError, match=r"'way' must be one of untrained.*\(got 'thawed'\)"):
        worth(encoder, TASK, 40, "thawed")
