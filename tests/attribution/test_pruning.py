"""Pruned jets are valid, and those that they should be."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, cluster
from pyg_jets.attribution import pruning
from pyg_jets.attribution.pruning import histories, pruned, pruned_logits, without_branches
from pyg_jets.taggers import RecNN
from tests.attributed import made


def _below(tree: object, node: int) -> set[int]:
    children = tree.edge_index[0, tree.edge_index[1] == node].tolist()  # type: ignore[attr-defined]
    return set().union(*(_below(tree, child) for child in children)) if children else {node}


def test_histories_by_hand(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    for tree, jet in zip(trees, histories(trees.batch()), strict=True):
        n = len(jet.p4)
        node, line = tree.num_nodes - 1, set()
        for k in range(n - 1):
            harder, softer = tree.edge_index[0, tree.edge_index[1] == n + k].tolist()
            assert jet.children[k].tolist() == [harder, softer]
            assert set(np.flatnonzero(jet.softer[k]).tolist()) == _below(tree, softer)
        while node >= n:
            line.add(node - n)
            node = int(tree.edge_index[0, tree.edge_index[1] == node][0])
        assert set(np.flatnonzero(jet.primary).tolist()) == line


@pytest.mark.parametrize("algorithm", ["cambridge_aachen", "antikt", "random", "desc_pt"])
def test_pruned_jets_are_valid(algorithm: str, toy_jets: Constituents) -> None:
    trees = cluster(toy_jets, algorithm).batch()
    jets = histories(trees)
    drawn = np.random.default_rng(0)
    kept = [drawn.random((4, len(jet.p4))) < 0.6 for jet in jets]
    for of_jet in kept:
        of_jet[:, 0] = True
    batch = pruned(trees, jets, kept)
    assert batch.validate()
    rows = [jet.p4[row] for jet, many in zip(jets, kept, strict=True) for row in many]
    p4 = torch.from_numpy(np.concatenate(rows))
    assert torch.equal(batch.p4[batch.is_leaf], p4)


def test_all_kept_is_the_jet_itself(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets, "kt", frame="laboratory").batch()
    jets = histories(trees)
    batch = pruned(trees, jets, [np.ones((1, len(jet.p4)), bool) for jet in jets])
    for field in ("x", "p4", "edge_index", "branch", "level"):
        assert torch.equal(batch[field], trees[field])


def test_a_pruned_chain_is_that_of_the_rest(toy_jets: Constituents) -> None:
    """Chains of falling pt do not depend on who else is in them."""
    jet = toy_jets[5]
    kept = np.arange(12) % 3 != 1
    trees = cluster(jet, "desc_pt").batch()
    found = pruned(trees, histories(trees), [kept[None]])
    rest = cluster(Constituents.from_list([jet.p4[torch.from_numpy(kept)]]), "desc_pt").batch()
    assert torch.equal(found.edge_index, rest.edge_index)
    torch.testing.assert_close(found.x, rest.x)


def test_chunks_do_not_matter(toy_jets: Constituents, monkeypatch: pytest.MonkeyPatch) -> None:
    batch, tagger = cluster(toy_jets).batch(), made("RecNN", toy_jets)
    jets = histories(batch)
    kept = [np.ones((3, len(jet.p4)), bool) for jet in jets]
    together = pruned_logits(tagger, batch, jets, kept)
    torch.testing.assert_close(torch.stack(together)[:, 1], tagger(batch).detach())
    monkeypatch.setattr(pruning, "_LEAVES", 20)
    for one, other in zip(pruned_logits(tagger, batch, jets, kept), together, strict=True):
        torch.testing.assert_close(one, other)


def _by_hand(tree: Any, splittings: set[int]) -> list[int]:
    """Leaves that stay, by walking up from each."""
    up = {
        int(c): (int(p), int(b)) for (c, p), b in zip(tree.edge_index.t(), tree.branch, strict=True)
    }
    kept = []
    for leaf in tree.is_leaf.nonzero().flatten().tolist():
        node, stays = leaf, True
        while node in up:
            node, branch = up[node]
            stays &= not (branch and node in splittings)
        if stays:
            kept.append(leaf)
    return kept


@pytest.mark.parametrize("name", ["RecNN", "LundNet"])
def test_without_branches_by_hand(name: str, toy_jets: Constituents) -> None:
    """In a chain of falling pt, what is left is the chain of the others."""
    trees, tagger = cluster(toy_jets, "desc_pt"), made(name, toy_jets)
    batch = trees.batch()
    gone = torch.rand(batch.num_nodes, 3) < 0.3
    gone[:, 2] = True
    found = without_branches(tagger, batch, gone)
    for jet, tree in enumerate(trees):
        for variant, mask in enumerate(gone[batch.batch == jet].t()):
            kept = _by_hand(tree, set(mask.nonzero().flatten().tolist()))
            assert len(kept) == 1 or variant < 2
            rest = cluster(Constituents.from_list([toy_jets[jet].p4[kept]]), "desc_pt")
            expected = tagger(rest.batch()).detach()[0]
            torch.testing.assert_close(found[jet, variant], expected, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("mask", [torch.ones(95, 1), torch.ones(95, dtype=torch.bool)])
def test_what_is_no_mask(mask: Tensor, toy_jets: Constituents) -> None:
    with pytest.raises(ValueError, match=r"mask of the nodes in variants, \(95, variants\)"):
        without_branches(RecNN(6), cluster(toy_jets).batch(), mask)


def test_several_frames(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets[:2]).batch()
    batch.frame = ["jet", "laboratory"]
    with pytest.raises(ValueError, match=r"must be in one frame \(got jet, laboratory\)"):
        pruned_logits(RecNN(6), batch, [], [])


def test_other_recombination_schemes_are_refused(toy_jets: Constituents) -> None:
    fastjet = pytest.importorskip("fastjet")
    definition = fastjet.JetDefinition(fastjet.cambridge_algorithm, 1000.0, fastjet.WTA_pt_scheme)
    with pytest.raises(ValueError, match="clustered with the E scheme"):
        histories(cluster(toy_jets, definition).batch())
    histories(cluster(toy_jets, fastjet.JetDefinition(fastjet.cambridge_algorithm, 1000.0)).batch())


def test_features_of_a_transform_are_not_made_anew(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets).batch()
    trees.x = trees.x / 1000
    with pytest.raises(ValueError, match="features 'x' must be those of the momenta"):
        histories(trees)
    for frame in ("jet", "laboratory"):
        assert len(histories(cluster(toy_jets, frame=frame).batch())) == 7
