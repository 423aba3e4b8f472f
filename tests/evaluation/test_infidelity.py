"""Against the formula by hand; values that say nothing are the worst, and the truth is exact."""

import sys
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, JetTreeDataset, cluster
from pyg_jets.attribution import branch_removal
from pyg_jets.attribution.pruning import histories, pruned_logits
from pyg_jets.evaluation import infidelity
from pyg_jets.evaluation.infidelity import _random_prunings
from pyg_jets.metrics import average
from pyg_jets.taggers import FCN, Tagger
from tests.attributed import made
from tests.unchanged import same, state


class _Multiplicity(FCN):
    """Its logit is the number of constituents."""

    def forward(self, batch: Any) -> Tensor:
        return torch.bincount(batch.batch[batch.is_leaf]).double()


def test_what_a_pruning_takes_away(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    gone = _random_prunings(histories(trees.batch()), samples=6, seed=1).view(7, 6, 39).bool()
    assert 0.2 < gone[6].double().mean() < 0.8
    for tree, of_jet in zip(trees, gone, strict=True):
        for row in of_jet:
            n = tree.num_nodes
            assert not row[n:].any()
            assert not row[: (n + 1) // 2].all()
            # A splitting goes if all of its softer branch does.
            for k in range((n + 1) // 2, n):
                softer = int(tree.edge_index[0, 2 * (k - (n + 1) // 2) + 1])
                assert row[k] == row[_below(tree, softer)].all()


def _below(tree: Any, node: int) -> list[int]:
    children = tree.edge_index[0, tree.edge_index[1] == node].tolist()
    return [leaf for child in children for leaf in _below(tree, child)] or [node]


@pytest.mark.parametrize("normalised", [True, False])
@pytest.mark.parametrize("name", ["RecNN", "EFN"])
def test_is_the_formula(normalised: bool, name: str, toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), made(name, toy_jets)
    values = torch.randn(batch.num_nodes)
    found = infidelity(tagger, batch, values, samples=5, normalised=normalised, seed=2)
    jets = histories(batch)
    gone = _random_prunings(jets, 5, 2).view(7, 5, -1)
    whole = tagger(batch).detach()
    for k, jet in enumerate(jets):
        n = len(jet.p4)
        kept = [(~gone[k, :, :n].bool()).numpy()]
        lost = whole[k] - pruned_logits(tagger, batch, [jet], kept)[0]
        told = gone[k, :, : 2 * n - 1] @ values[batch.batch == k].double()
        beta = (told * lost).mean() / (told**2).mean() if normalised and told.any() else 1
        expected = ((beta * told - lost) ** 2).mean()
        torch.testing.assert_close(found[k], expected, rtol=1e-5, atol=1e-9)


def test_of_prunings_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three constituents, the logit is their number; 0 and 1 are one branch, 1 is the softer."""
    p4 = [[50.0, 0, 0, 50.0], [20.0, 1.0, 0, 20.1], [30.0, 24.0, 0, 40.0]]
    batch = cluster(Constituents(p4, [0, 3])).batch()
    assert batch.edge_index.tolist() == [[0, 1, 3, 2], [3, 3, 4, 4]]
    # Constituent 1 goes, with the splitting that shed it; then 2 with the root; then both.
    gone = torch.tensor([[0, 1, 0, 1, 0], [0, 0, 1, 0, 1], [0, 1, 1, 1, 1]], dtype=torch.float64)
    module = sys.modules[infidelity.__module__]
    monkeypatch.setattr(module, "_random_prunings", lambda *_: gone)
    values = torch.tensor([7.0, 1.0, 2.0, 0.0, -0.5])
    told, lost = np.array([1.0, 1.5, 2.5]), np.array([1.0, 1.0, 2.0])
    plain = infidelity(_Multiplicity(), batch, values, samples=3, normalised=False)
    assert plain.tolist() == pytest.approx([((told - lost) ** 2).mean()])
    beta = (told * lost).sum() / (told**2).sum()
    scaled = infidelity(_Multiplicity(), batch, values, samples=3)
    assert scaled.tolist() == pytest.approx([((beta * told - lost) ** 2).mean()])


def test_the_share_that_goes_differs_from_sample_to_sample(toy_jets: Constituents) -> None:
    """Uniform shares p: a splitting goes in half of the samples, two leaves' fates go together."""
    jets = histories(cluster(toy_jets)[1])  # two constituents
    gone = _random_prunings(jets, samples=4000, seed=3).numpy()
    assert gone[:, 2].mean() == pytest.approx(0.5, abs=4 * 0.5 / 4000**0.5)
    (jet,) = histories(cluster(toy_jets)[6])
    alone = np.flatnonzero(jet.softer.sum(1) == 1)
    shed = jet.softer[alone].argmax(1)
    gone = _random_prunings([jet], samples=4000, seed=3).numpy()[:, shed]
    # Who goes with a larger branch goes more often; p^2 is a third on average, not a quarter.
    assert (gone[:, 0] * gone[:, 1]).mean() > 1 / 3 - 4 * 0.5 / 4000**0.5


def test_counting_constituents_tells_the_multiplicity(toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), _Multiplicity()
    leaves = batch.is_leaf.double()
    exact, too_much, nothing = (
        infidelity(tagger, batch, values, normalised=False)
        for values in (leaves, 3 * leaves, 0 * leaves)
    )
    assert (exact == 0).all()
    torch.testing.assert_close(too_much, 4 * nothing)
    assert (infidelity(tagger, batch, -3 * leaves) < 1e-9).all()
    # Zeros tell nothing: all of the squared change is left.
    torch.testing.assert_close(infidelity(tagger, batch, 0 * leaves), nothing)
    assert nothing[0] == 0  # one constituent: nothing can go
    assert (nothing[1:] > 0).all()


def test_columns_are_methods_and_jets_are_alone(toy_jets: Constituents) -> None:
    trees, tagger = cluster(toy_jets), made("RecNN", toy_jets)
    values = torch.randn(95, 3)
    together = infidelity(tagger, trees.batch(), values, samples=4)
    assert together.shape == (7, 3)
    for k in range(3):
        torch.testing.assert_close(
            infidelity(tagger, trees.batch(), values[:, k], samples=4), together[:, k]
        )
    parts = values.split([tree.num_nodes for tree in trees])
    alone = [infidelity(tagger, t, v, samples=4) for t, v in zip(trees, parts, strict=True)]
    torch.testing.assert_close(torch.cat(alone), together, rtol=1e-5, atol=1e-9)
    single = infidelity(tagger, trees.batch(), values, samples=1)
    assert (single < 1e-9).sum() > 7  # one sample is always told, but by values of nodes that stay


def test_who_knows_the_network_tells_more(trained: Tagger, planted_trees: JetTreeDataset) -> None:
    jets = planted_trees[:400:2]
    batch = jets.batch()
    removed = branch_removal(trained, batch).double()
    # The same numbers on other splittings of the same jet.
    shuffled = removed.clone()
    for first, last in zip(batch.ptr[:-1].tolist(), batch.ptr[1:].tolist(), strict=True):
        inner = torch.arange((first + last + 1) // 2, last)
        shuffled[inner] = removed[inner[torch.randperm(len(inner))]]
    columns = torch.stack((removed, shuffled, 0 * removed), 1)
    found = infidelity(trained, batch, columns)
    knows, chance, nothing = (average(found[:, k]) for k in range(3))
    assert knows.high < chance.low
    assert chance.high < nothing.low
    assert (found[:, 2:] + 1e-9 >= found).all()


def test_leaves_no_trace(toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), made("ParticleNet", toy_jets).train()
    before = state(tagger)
    found = infidelity(tagger, batch, torch.ones(95), samples=2)
    assert same(before, state(tagger))
    assert not found.requires_grad
    assert torch.equal(found, infidelity(tagger, batch, torch.ones(95), samples=2))
    tagger.head.append(torch.nn.Linear(3, 1))
    before = state(tagger)
    with pytest.raises(RuntimeError):
        infidelity(tagger, batch, torch.ones(95), samples=2)
    assert same(before, state(tagger))


def test_bad_input(toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), made("RecNN", toy_jets)
    with pytest.raises(ValueError, match=r"'samples' must be at least 1 \(got 0\)"):
        infidelity(tagger, batch, torch.ones(95), samples=0)
    with pytest.raises(ValueError, match=r"a row for each of 95 nodes \(got shape \(9,\)"):
        infidelity(tagger, batch, torch.ones(9))
    batch.frame = ["jet", "laboratory"]
    with pytest.raises(ValueError, match=r"must be in one frame \(got jet, laboratory\)"):
        infidelity(tagger, batch, torch.ones(95))


def test_draws_do_not_depend_on_the_largest_jet(toy_jets: Constituents) -> None:
    jets = histories(cluster(toy_jets).batch())
    few, all_of_them = (_random_prunings(some, 4, 0).numpy() for some in (jets[:5], jets))
    assert np.array_equal(few, all_of_them[: 5 * 4, : few.shape[1]])
