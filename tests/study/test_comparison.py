"""Small trainings side by side."""

import pytest
import torch

from pyg_jets.metrics import roc_auc
from pyg_jets.study import Compared, baseline_auc, compare
from pyg_jets.study.saliency import saliency_planes
from pyg_jets.study.task import task_jets
from pyg_jets.taggers import FCN, RecNN
from pyg_jets.taggers.recipe import Recipe
from pyg_jets.training import predict


@pytest.fixture(scope="module")
def compared() -> list[Compared]:
    builders = {"small": lambda: RecNN(hidden_channels=8), "FCN": FCN}
    options = {"epochs": 1, "jets": 300, "progress": False}
    return list(compare(builders, "top-qcd", seeds=(1, 2), **options))  # type: ignore[arg-type]


def test_every_tagger_with_every_seed(compared: list[Compared]) -> None:
    assert [(each.name, each.seed) for each in compared] == [
        ("small", 1),
        ("FCN", 1),
        ("small", 2),
        ("FCN", 2),
    ]
    assert [bool(each.planes) for each in compared] == [True, True, False, False]
    assert list(compared[0].planes) == ["top", "qcd"]


def test_numbers_are_those_of_the_test_jets(compared: list[Compared]) -> None:
    for each in compared:
        test = task_jets("top-qcd", each.seed, 300)[2]
        torch.testing.assert_close(predict(each.tagger, test).double(), torch.tensor(each.scores))
        assert each.metrics["auc"] == roc_auc(each.scores, test.y, seed=each.seed)
        assert each.train_rate > 0
        assert each.predict_rate > 0
    assert compared[0].parameters < compared[1].parameters


def test_the_recipe_is_each_tagger_s_own_unless_epochs_are_given(compared: list[Compared]) -> None:
    assert [each.epochs for each in compared] == [1] * 4

    class Short(RecNN):
        recipe = Recipe(epochs=2)

    found = list(compare({"short": lambda: Short(8)}, "top-qcd", jets=200, progress=False))
    assert found[0].epochs == 2


def test_trees_are_those_of_the_algorithm() -> None:
    options = {"epochs": 1, "jets": 200, "progress": False, "algorithm": "kt"}
    one = next(compare({"small": lambda: RecNN(4)}, "top-qcd", **options))  # type: ignore[arg-type]
    test = task_jets("top-qcd", 0, 200, algorithm="kt")[2]
    torch.testing.assert_close(predict(one.tagger, test).double(), torch.tensor(one.scores))
    own = saliency_planes(one.tagger, test[test.y == 1])[0]
    assert (one.planes["top"][0].mean == own.mean).all()


def test_the_splits_are_the_same(compared: list[Compared]) -> None:
    assert (compared[0].labels == compared[1].labels).all()


def test_mass_and_multiplicity_tell_tops() -> None:
    estimate = baseline_auc("top-qcd", seed=1, jets=600)
    assert 0.85 < estimate.low < estimate.high < 1
