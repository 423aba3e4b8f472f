"""One task: what is thinned, trained, and mapped."""

import pytest
import torch

from pyg_jets import cluster
from pyg_jets.datasets import binary_task
from pyg_jets.study import evaluate, held_out_jets, task_jets, train_task
from pyg_jets.study.chapters.maps.measure import saliency_planes
from pyg_jets.taggers import RecNN


def test_thinned_parts_keep_both_classes() -> None:
    trained = train_task("top-qcd", epochs=1, jets=100, progress=False)
    assert all(50 <= size <= 100 for size in trained.jets)
    _, _, test = task_jets("top-qcd", jets=100)
    assert len(test) == trained.jets[2]
    assert test.y is not None
    assert set(test.y.tolist()) == {0, 1}
    assert evaluate(trained.training.tagger, test) == trained.metrics
    assert set(trained.metrics) == {
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
    total = [
        plane.histogram.view(flow=True)["sum_of_weights"].sum()
        for plane in (everything, without_root)
    ]
    assert total[0] - total[1] == pytest.approx(40)


def test_held_out_jets_are_the_last_of_the_three() -> None:
    *_, test = task_jets("w-qcd", seed=3)
    held_out = held_out_jets("w-qcd", seed=3, frame="laboratory")
    assert held_out.constituents.p4.equal(test.constituents.p4)
    assert (test.frame, held_out.frame) == ("jet", "laboratory")
    few, *_, wanted = held_out_jets("w-qcd", 3, jets=50), *task_jets("w-qcd", 3, 50)
    assert few.constituents.p4.equal(wanted.constituents.p4)
    assert few.merges.equal(wanted.merges)


def test_other_trees() -> None:
    usual, chains = (task_jets("w-qcd", jets=50, algorithm=a)[2] for a in ("antikt", "desc_pt"))
    assert usual.constituents.p4.equal(chains.constituents.p4)
    assert not usual.merges.equal(chains.merges)
