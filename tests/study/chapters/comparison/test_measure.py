"""Small trainings side by side."""

from typing import Any

import pytest
import torch

from pyg_jets import JetTreeDataset
from pyg_jets.datasets import Task
from pyg_jets.metrics import roc_auc
from pyg_jets.study.chapters.comparison.measure import (
    TrainedTagger,
    baseline_auc,
    train_and_measure,
)
from pyg_jets.study.chapters.maps.measure import saliency_planes
from pyg_jets.taggers import FCN, RecNN
from pyg_jets.taggers.recipe import Recipe
from pyg_jets.training import predict


@pytest.fixture(scope="module")
def parts() -> tuple[JetTreeDataset, ...]:
    return Task.named("top-qcd").split(1, 300)


@pytest.fixture(scope="module")
def trained(parts: tuple[JetTreeDataset, ...]) -> list[TrainedTagger]:
    builders: dict[str, Any] = {"small": lambda: RecNN(hidden_channels=8), "FCN": FCN}
    options: dict[str, Any] = {
        "epochs": 1,
        "progress": False,
        "kinds": Task.named("top-qcd").labels,
    }
    return [train_and_measure(name, build, parts, 1, **options) for name, build in builders.items()]


def test_numbers_are_those_of_the_test_jets(
    trained: list[TrainedTagger], parts: tuple[JetTreeDataset, ...]
) -> None:
    test = parts[2]
    for one in trained:
        torch.testing.assert_close(predict(one.tagger, test).double(), torch.tensor(one.scores))
        assert one.metrics["auc"] == roc_auc(one.scores, test.y, seed=1)
        assert one.train_rate > 0
        assert one.predict_rate > 0
        assert list(one.planes) == ["top", "qcd"]
        own = saliency_planes(one.tagger, test[test.y == 1])[0]
        assert (one.planes["top"][0].mean == own.mean).all()
    assert trained[0].parameters < trained[1].parameters


def test_the_recipe_is_each_tagger_s_own_unless_epochs_are_given(
    trained: list[TrainedTagger], parts: tuple[JetTreeDataset, ...]
) -> None:
    assert [one.epochs for one in trained] == [1, 1]

    class Short(RecNN):
        recipe = Recipe(epochs=2)

    few = [part[::4] for part in parts]
    short = train_and_measure("short", lambda: Short(8), few, progress=False)
    assert short.epochs == 2
    assert not short.planes
    assert not short.folded


def test_mass_and_multiplicity_tell_tops() -> None:
    train, _, test = Task.named("top-qcd").split(1, 600)
    estimate = baseline_auc(train, test, seed=1)
    assert 0.85 < estimate.low < estimate.high < 1
