"""Against the formula by hand; who does not look has 0, and who throws dice changes wholly."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, JetTreeDataset, cluster
from pyg_jets.attribution import branch_removal, node_saliency
from pyg_jets.evaluation import sensitivity
from pyg_jets.taggers import FCN, Tagger
from tests.attributed import made
from tests.unchanged import same, state


def _energy(_: Tagger, batch: Any) -> Tensor:
    return torch.where(batch.is_leaf, batch.p4[:, 3], 0.0)


def _multiplicity(_: Tagger, batch: Any) -> Tensor:
    counted: Tensor = batch.is_leaf.double()
    return counted


def test_is_the_formula(toy_jets: Constituents) -> None:
    found = sensitivity(_energy, FCN(), cluster(toy_jets).batch(), radius=0.1, samples=4, seed=3)
    change = np.random.default_rng(3).uniform(-0.1, 0.1, (20, 4))
    for jet, one in zip(toy_jets, found, strict=True):
        energy = jet.p4[:, 3].numpy()
        size = np.linalg.norm(energy[:, None] * change[: len(energy)], axis=0)
        assert float(one) == pytest.approx(size.max() / np.linalg.norm(energy))
        assert one <= 0.1


def test_is_the_largest_change_that_was_seen(toy_jets: Constituents) -> None:
    """Whatever is drawn: momenta are stretched within the radius, each by its own factor."""
    seen = []

    def watched(tagger: Tagger, batch: Any) -> Tensor:
        seen.append(batch)
        return _energy(tagger, batch)

    found = sensitivity(watched, FCN(), cluster(toy_jets).batch(), radius=0.1, samples=6)
    largest = [0.0] * 7
    factors: list[Tensor] = []
    for batch in seen:
        copies = batch.num_graphs // 7
        for graph in range(batch.num_graphs):
            p4 = batch.p4[batch.is_leaf & (batch.batch == graph)]
            before = toy_jets[graph // copies].p4
            factor = p4[:, 3] / before[:, 3]
            torch.testing.assert_close(p4, factor[:, None] * before)
            change = float((p4[:, 3] - before[:, 3]).norm() / before[:, 3].norm())
            largest[graph // copies] = max(largest[graph // copies], change)
            factors += factor.tolist() if change else []
    assert found.tolist() == pytest.approx(largest)
    assert len(factors) == 6 * 51
    assert 0.9 <= min(factors) < 0.91
    assert 1.09 < max(factors) <= 1.1
    seen.clear()
    usual = sensitivity(watched, FCN(), cluster(toy_jets).batch())
    assert sum(batch.num_graphs for batch in seen) == 7 * (1 + 10)
    assert usual.max() <= 0.02
    assert usual.max() > 0.012


def test_whoever_does_not_look_has_none(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    assert (sensitivity(_multiplicity, FCN(), batch) == 0).all()
    assert (sensitivity(_energy, FCN(), batch, radius=0) == 0).all()


def test_dice_are_more_sensitive_than_gradients(
    trained: Tagger, planted_trees: JetTreeDataset
) -> None:
    batch = planted_trees[:40].batch()

    def dice(_: Tagger, batch: Any) -> Tensor:
        return torch.randn(batch.num_nodes)

    of_dice, of_gradients, of_jets = (
        sensitivity(method, trained, batch) for method in (dice, node_saliency, branch_removal)
    )
    assert of_dice.mean() > 1
    assert 0 < of_gradients.mean() < 0.5
    assert 0 < of_jets.mean() < 0.5
    smaller = sensitivity(branch_removal, trained, batch, radius=0.002)
    assert smaller.mean() < of_jets.mean() / 3


@pytest.mark.parametrize("name", ["RecNN", "EFN", "LundNet"])
def test_jets_are_alone(name: str, toy_jets: Constituents) -> None:
    trees, tagger = cluster(toy_jets, frame="jet"), made(name, toy_jets)
    options: dict[str, Any] = {"samples": 2, "radius": 0.1}
    together = sensitivity(node_saliency, tagger, trees.batch(), **options)
    alone = torch.cat([sensitivity(node_saliency, tagger, tree, **options) for tree in trees])
    torch.testing.assert_close(alone, together, rtol=1e-4, atol=1e-6)
    assert (together >= 0).all()
    assert together.max() > 0


def test_leaves_no_trace(toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), made("LundNet", toy_jets).train()
    before = state(tagger)
    sensitivity(node_saliency, tagger, batch, samples=2)
    assert same(before, state(tagger))

    def failing(tagger: Tagger, _: Any) -> Tensor:
        tagger.train()
        raise RuntimeError("on purpose")

    tagger.eval()
    before = state(tagger)
    with pytest.raises(RuntimeError, match="on purpose"):
        sensitivity(failing, tagger, batch)
    assert same(before, state(tagger))


def test_bad_input(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    with pytest.raises(ValueError, match=r"'samples' must be at least 1 \(got 0\)"):
        sensitivity(_energy, FCN(), batch, samples=0)
    with pytest.raises(ValueError, match=r"'radius' must lie between 0 and 1 \(got 1.5\)"):
        sensitivity(_energy, FCN(), batch, radius=1.5)
