"""Sparse features: planted directions are found; what is ablated and rebuilt is as computed."""

from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import JetTreeDataset
from pyg_jets.intervention import SparseFeatures, sparse_features
from pyg_jets.intervention.features import _top, node_states
from pyg_jets.taggers import RecNN, Tagger
from pyg_jets.training import embed, predict_logits
from tests.attributed import made


class Planted(Tagger):
    """Every node's state is one of four directions of five, longer or shorter."""

    directions = torch.linalg.qr(torch.randn(5, 5, generator=torch.Generator().manual_seed(3)))[0]

    def __init__(self) -> None:
        super().__init__(5)

    def states(self, batch: Any, gate: Tensor | None = None) -> Tensor:
        """By the number of the node."""
        node = torch.arange(batch.num_nodes)
        states = (1 + (node % 7) / 7)[:, None] * self.directions[node % 4]
        moved: Tensor = states if gate is None else states + gate
        return moved

    def readout(self, states: Tensor, batch: Any) -> Tensor:
        """Of the root."""
        return states[batch.is_root]


@pytest.fixture(scope="module")
def gated(jets: JetTreeDataset) -> Tagger:
    return made("gated", jets.constituents)


@pytest.fixture(scope="module")
def found(gated: Tagger, jets: JetTreeDataset) -> SparseFeatures:
    return sparse_features(gated, jets, 10, 3, epochs=300, lr=1e-2)


def test_planted_directions_are_found(jets: JetTreeDataset) -> None:
    tagger = Planted()
    found = sparse_features(tagger, jets, 8, 2, epochs=60, lr=1e-2)
    states = node_states(tagger, jets)
    rest = (found.rebuilt(states) - states).square().sum()
    assert rest < 0.03 * (states - states.mean(0)).square().sum()
    codes = found.activations(states)
    assert int((codes > 0).sum(1).max()) <= 2
    assert (codes >= 0).all()


def test_activations_and_what_is_rebuilt_by_hand(
    found: SparseFeatures, gated: Tagger, jets: JetTreeDataset
) -> None:
    state = node_states(gated, jets)[5]
    values = found.encoder @ ((state - found.mean) / found.size) + found.bias
    order = values.argsort(descending=True)[:3]
    by_hand = torch.zeros(10, dtype=values.dtype)
    by_hand[order] = values[order].clamp(min=0)
    torch.testing.assert_close(found.activations(state[None])[0], by_hand)
    whole = found.mean + found.size * sum(by_hand[k] * found.directions[k] for k in range(10))
    torch.testing.assert_close(found.rebuilt(state[None])[0], whole)
    torch.testing.assert_close(found.directions.norm(dim=1), torch.ones(10).double())


def test_an_ablated_feature_changes_the_logit_as_its_gate_does(
    found: SparseFeatures, gated: Tagger, jets: JetTreeDataset
) -> None:
    ablated = [found.without(gated, jets, feature) for feature in range(10)]
    before = predict_logits(gated, jets)
    assert max(float((logits - before).abs().max()) for logits in ablated) > 1e-4
    batch = jets[:1].batch()
    states = gated.states(batch)
    gate = -found.size * found.activations(states)[:, 4:5] * found.directions[4]
    by_hand = gated.head(gated.readout(gated.states(batch, gate), batch)).squeeze(-1)
    torch.testing.assert_close(ablated[4][:1], by_hand.detach())


def test_a_feature_that_no_node_has_changes_nothing(
    found: SparseFeatures, gated: Tagger, jets: JetTreeDataset
) -> None:
    silent = SparseFeatures(
        found.mean, found.size, found.encoder, found.bias - 1e6, found.directions, 3
    )
    torch.testing.assert_close(silent.without(gated, jets, 0), predict_logits(gated, jets))


def test_states_are_where_the_tagger_has_them(jets: JetTreeDataset) -> None:
    leaves = int(jets.batch().is_leaf.sum())
    for name, number in (("gated", jets.batch().num_nodes), ("EFN", leaves)):
        assert len(node_states(made(name, jets.constituents), jets)) == number


def test_the_seed_decides(gated: Tagger, jets: JetTreeDataset, found: SparseFeatures) -> None:
    again = sparse_features(gated, jets, 10, 3, epochs=300, lr=1e-2)
    assert torch.equal(again.directions, found.directions)
    other = sparse_features(gated, jets, 10, 3, epochs=300, lr=1e-2, seed=1)
    assert not torch.equal(other.directions, found.directions)


def test_bad_input_is_refused(found: SparseFeatures, gated: Tagger, jets: JetTreeDataset) -> None:
    for active in (0, 11):
        with pytest.raises(ValueError, match=rf"'active' must be from 1 to 10 .got {active}"):
            sparse_features(gated, jets, 10, active)
    with pytest.raises(ValueError, match=r"'feature' must be from 0 to 9 .got 10"):
        found.without(gated, jets, 10)
    dead = RecNN(4)
    with torch.no_grad():
        for parameter in dead.parameters():
            parameter.zero_()
    with pytest.raises(ValueError, match=r"states must vary .got one for all"):
        sparse_features(dead, jets, 10, 3)
    assert _top(torch.tensor([[1.0, -1.0, 2.0]]), 2).tolist() == [[1.0, 0.0, 2.0]]
    assert embed(gated, jets).shape == (12, 6)
