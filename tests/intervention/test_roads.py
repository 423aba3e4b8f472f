"""Roads against the network run with some nodes' features moved and the others as they were."""

import copy

import pytest
import torch
from torch import Tensor

from pyg_jets import JetTreeDataset
from pyg_jets.intervention import response, roads, twins
from pyg_jets.intervention.centred_move import DIRECTIONS, pairs
from pyg_jets.jets.trees.jet_tree import node_features
from pyg_jets.taggers import Tagger
from tests.attributed import made
from tests.intervention.conftest import Known


@pytest.mark.parametrize("name", ["gated", "LundNet", "EFN"])
def test_they_sum_to_the_response(name: str, jets: JetTreeDataset) -> None:
    tagger = made(name, jets.constituents)
    found, whole = roads(tagger, jets), response(tagger, jets)
    for k in range(3):
        torch.testing.assert_close(sum(road[k] for road in found), whole[k], rtol=1e-9, atol=1e-12)


def test_the_mass_is_heard_through_the_root_alone(jets: JetTreeDataset) -> None:
    found, whole = roads(Known(1, 0), jets), response(Known(1, 0), jets)
    for k in range(3):
        assert (found.leaves[k] == 0).all()
        assert (found.inner[k] == 0).all()
        torch.testing.assert_close(found.ancestors[k], whole[k])


def test_what_reads_constituents_has_nothing_on_inner_nodes(jets: JetTreeDataset) -> None:
    found = roads(made("EFN", jets.constituents), jets)
    assert all((column == 0).all() for column in found.inner)
    assert all((column != 0).any() for column in found.leaves)


@pytest.mark.parametrize("number", range(3))
def test_each_is_the_effect_of_its_nodes_alone(jets: JetTreeDataset, number: int) -> None:
    """A finite move patched into the leaves, the pseudojets below, or the ancestors."""
    tagger, few = made("gated", jets.constituents), jets[:2]
    rows, size = torch.arange(0, len(few.merges), 6), 1e-4
    found = roads(tagger, few)
    for row in rows.tolist():
        ends = [_patched(tagger, few, row, number, sign * size) for sign in (1, -1)]
        effects = (ends[0] - ends[1]) / (2 * size)
        expected = torch.stack([road[number][row] for road in found])
        scale = torch.stack([road[number] for road in found]).square().mean().sqrt()
        assert (effects - expected).abs().max() < 0.1 * max(float(scale), float(expected.norm()))


def _patched(tagger: Tagger, jets: JetTreeDataset, row: int, number: int, size: float) -> Tensor:
    """Logits with the moved features on some nodes only, three numbers, in float64."""
    moved = twins(jets, row, DIRECTIONS[number], size)
    original = jets[int(moved.jet)]
    p4 = moved.held.batch().p4
    x = node_features(p4, p4[-1:].expand_as(p4))
    before = node_features(original.p4, original.p4[-1:].expand_as(p4))
    node = pairs(original).node[row - int(jets.merge_ptr[int(moved.jet)])]
    below = torch.zeros(len(p4), dtype=torch.bool)
    below[node] = True
    for child, parent in reversed(original.edge_index.t().tolist()):
        below[child] |= below[parent]
    below[node] = False
    logits = []
    # The frame is the jet's own, whose axis is an ancestor: it moves every node's features.
    turned = node_features(original.p4, p4[-1:].expand_as(p4))
    held = node_features(p4, original.p4[-1:].expand_as(p4))
    for some in (below & original.is_leaf, below & ~original.is_leaf):
        logits.append(torch.where(some[:, None], held, before))
    logits.append(torch.where(below[:, None], turned, x))
    batch = copy.copy(original)
    outputs = []
    for features in logits:
        batch.x = features
        outputs.append(tagger(batch).detach().double())
    return torch.cat(outputs)
