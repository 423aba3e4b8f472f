"""One task: what is thinned, trained, and mapped."""

import pytest
import torch

from pyg_jets.clustering import cluster
from pyg_jets.datasets import binary_task
from pyg_jets.study import evaluate, saliency_planes, train_task
from pyg_jets.taggers import RecNN


def test_thinned_parts_keep_both_classes() -> None:
    trained = train_task("top-qcd", epochs=1, jets=100, progress=False)
    assert all(50 <= size <= 100 for size in trained.jets)
    assert trained.test.y is not None
    assert set(trained.test.y.tolist()) == {0, 1}
    assert set(evaluate(trained.training.tagger, trained.test)) == {
        "auc",
        "accuracy",
        "rejection_at_0.3",
        "rejection_at_0.5",
    }


def test_planes_differ_by_one_root_per_jet() -> None:
    jets = cluster(binary_task("w-qcd").test[:40])
    with torch.random.fork_rng():
        torch.manual_seed(0)
        everything, without_root = saliency_planes(RecNN(hidden_channels=8), jets)
    assert everything.num_jets == without_root.num_jets == 40
    total = [plane.histogram.view(flow=True).count.sum() for plane in (everything, without_root)]
    assert total[0] - total[1] == pytest.approx(40)
