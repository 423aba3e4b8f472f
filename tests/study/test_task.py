"""One task: what is thinned, trained, and mapped."""

import pytest
import torch

from pyg_jets import cluster
from pyg_jets.datasets import Task, binary_task
from pyg_jets.study import evaluate, train_task
from pyg_jets.study.chapters.maps.measure import saliency_planes
from pyg_jets.study.task import built
from pyg_jets.taggers import RecNN


def test_thinned_parts_keep_both_classes() -> None:
    trained = train_task(Task.named("top-qcd"), epochs=1, jets=100, progress=False)
    assert all(50 <= size <= 100 for size in trained.jets)
    _, _, test = Task.named("top-qcd").split(jets=100)
    assert len(test) == trained.jets[2]
    assert test.y is not None
    assert set(test.y.tolist()) == {0, 1}
    assert evaluate(trained.training.tagger, test) == trained.metrics
    assert set(trained.metrics) == {
        "auc",
        "accuracy",
        "rejection_at_0.3",
        "rejection_at_0.5",
        "calibration_error",
        "temperature",
    }


def test_planes_differ_by_one_root_per_jet() -> None:
    jets = cluster(binary_task("w-qcd").test[:40])
    with torch.random.fork_rng():
        torch.manual_seed(0)
        everything, without_root = saliency_planes(RecNN(hidden_channels=8), jets)
    assert everything.num_jets == without_root.num_jets == 40
    total = [
        plane.histogram.view(flow=True)["sum_of_weights"].sum()
        for plane in (everything, without_root)
    ]
    assert total[0] - total[1] == pytest.approx(40)


def test_a_tagger_of_other_classes_is_refused() -> None:
    task = Task.named("w-top-qcd")
    with pytest.raises(TypeError, match=r"task 'w-top-qcd' must take 'num_classes', 3"):
        built(lambda: RecNN(4), task)
    with pytest.raises(ValueError, match=r"'w-top-qcd' must have 3 classes \(got 2\)"):
        built(lambda **_: RecNN(4), task)
