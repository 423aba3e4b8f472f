"""Branch removal against jets that are pruned by hand."""

from typing import Any

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.attribution import branch_removal
from pyg_jets.taggers import FCN, Tagger
from tests.attributed import made


def _leaves(tree: Any, node: int) -> set[int]:
    children = tree.edge_index[0, tree.edge_index[1] == node].tolist()
    return set().union(*(_leaves(tree, child) for child in children)) if children else {node}


def _logit(tagger: Tagger, jet: Constituents, removed: set[int]) -> torch.Tensor:
    kept = [i for i in range(len(jet.p4)) if i not in removed]
    rest = cluster(Constituents.from_list([jet.p4[kept]]), "desc_pt")
    logits: torch.Tensor = tagger(rest.batch())
    return logits.detach()[0]


@pytest.mark.parametrize("name", ["RecNN", "FCN", "LundNet"])
def test_is_the_logit_without_the_branch(name: str, toy_jets: Constituents) -> None:
    """In a chain of falling pt, what is left is the chain of the others."""
    tagger = made(name, toy_jets)
    trees = cluster(toy_jets, "desc_pt")
    found = branch_removal(tagger, trees.batch())
    assert (found[trees.batch().is_leaf] == 0).all()
    parts = found.split([tree.num_nodes for tree in trees])
    for tree, jet, values in zip(trees, toy_jets, parts, strict=True):
        for child, parent in tree.edge_index[:, tree.branch == 1].t().tolist():
            expected = _logit(tagger, jet, set()) - _logit(tagger, jet, _leaves(tree, child))
            torch.testing.assert_close(values[parent], expected, rtol=1e-5, atol=1e-7)


class _Multiplicity(FCN):
    """Its logit is the number of constituents."""

    def forward(self, batch: Any) -> torch.Tensor:
        return torch.bincount(batch.batch[batch.is_leaf]).double()


def test_multiplicity_counts_the_branch(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    found = branch_removal(_Multiplicity(), trees.batch())
    parts = found.split([tree.num_nodes for tree in trees])
    for tree, values in zip(trees, parts, strict=True):
        for child, parent in tree.edge_index[:, tree.branch == 1].t().tolist():
            assert values[parent] == len(_leaves(tree, child))
