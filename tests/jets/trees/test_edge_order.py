"""Edges in any order give the same numbers; trees that are none any more are refused."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch_geometric.transforms as T
from torch_geometric.utils import sort_edge_index

from pyg_jets import Constituents, attribution, cluster, lund_coordinates, predict
from pyg_jets.jets.trees.edge_order import in_order, permuted
from pyg_jets.jets.trees.jet_tree import JetTree
from pyg_jets.taggers.turning import turned
from tests.attributed import made

READERS = ("RecNN", "gated", "TreeNiN", "LundNet", "ParticleNet", "GCN on the tree")
METHODS = ("saliency", "branch_removal", "lrp", "gnn_shap", "occlusion", "shapley")


def _shuffled(trees: Any) -> Any:
    """The edges of the whole batch in a random order."""
    generator = torch.Generator().manual_seed(3)
    return permuted(trees, torch.randperm(trees.edge_index.shape[1], generator=generator))


ORDERS: dict[str, Callable[[Any], Any]] = {
    "shuffled": _shuffled,
    "backwards": lambda trees: permuted(trees, torch.arange(len(trees.branch)).flip(0)),
    "coalesced": lambda trees: trees.coalesce(),
    "sorted by child": lambda trees: trees.sort(),
    "sorted by parent": lambda trees: trees.sort(sort_by_row=False),
}


@pytest.fixture(params=list(ORDERS.values()), ids=list(ORDERS))
def reorder(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_branch_goes_with_its_edge(reorder: Callable[[Any], Any], toy_jets: Constituents) -> None:
    trees = cluster(toy_jets).batch()
    again = in_order(reorder(trees))
    assert torch.equal(again.edge_index, trees.edge_index)
    assert torch.equal(again.branch, trees.branch)
    assert reorder(trees).validate()
    assert in_order(trees) is trees


def test_coordinates_and_views(reorder: Callable[[Any], Any], toy_jets: Constituents) -> None:
    trees = cluster(toy_jets).batch()
    expected, found = lund_coordinates(trees), lund_coordinates(reorder(trees))
    for name in ("z", "psi", "ln_kt", "ln_inv_delta", "primary", "node", "root"):
        assert torch.equal(getattr(found, name), getattr(expected, name)), name


@pytest.mark.parametrize("name", READERS)
def test_taggers_and_attributions(name: str, toy_jets: Constituents) -> None:
    tagger, trees = made(name, toy_jets), cluster(toy_jets).batch()
    other = _shuffled(trees)
    torch.testing.assert_close(tagger(other), tagger(trees))
    for method in METHODS:
        function = attribution.METHODS[method]
        if function.takes(tagger):
            few = {"samples": 2} if method in ("gnn_shap", "shapley") else {}
            found, expected = (function(tagger, batch, **few) for batch in (other, trees))
            # Coalitions are drawn of edges in their order.
            if method != "gnn_shap":
                torch.testing.assert_close(found, expected)


def test_weights_stay_with_their_edges(toy_jets: Constituents) -> None:
    tagger, trees = made("gated", toy_jets), cluster(toy_jets).batch()
    trees.edge_weight = torch.rand(len(trees.branch), dtype=torch.float64)
    torch.testing.assert_close(tagger(_shuffled(trees)), tagger(trees))
    assert not torch.allclose(tagger(trees), tagger(cluster(toy_jets).batch()))


def test_as_a_transform_of_the_jets(toy_jets: Constituents) -> None:
    tagger, trees = made("RecNN", toy_jets), cluster(toy_jets)
    expected = predict(tagger, trees)
    for transform in (lambda tree: tree.coalesce(), lambda tree: tree.sort()):
        trees.transform = transform
        torch.testing.assert_close(predict(tagger, trees), expected)


def _bare_sort(tree: JetTree) -> JetTree:
    """PyG's function of edges alone, which leaves the branches where they were."""
    tree.edge_index = sort_edge_index(tree.edge_index)
    return tree


def _two_of_one_branch(tree: JetTree) -> JetTree:
    tree.branch = torch.zeros_like(tree.branch)
    return tree


def _softer_called_harder(tree: JetTree) -> JetTree:
    tree.branch = 1 - tree.branch
    return tree


CHANGES: dict[str, tuple[Callable[[JetTree], Any], str]] = {
    "bare sort": (_bare_sort, "two children before it, one with 'branch' 0|larger pt"),
    "one branch": (_two_of_one_branch, "one with 'branch' 0 and one with 1"),
    "branches swapped": (_softer_called_harder, "'branch' must be 0 on .* the larger pt"),
    "self loops": (T.AddSelfLoops(), r"an edge from every node but the roots, 14 \(got 29\)"),
    "both ways": (T.ToUndirected(), r"the roots, 14 \(got 28\)"),
    "sparse": (T.ToSparseTensor(layout=torch.sparse_csr), r"the roots, 14 \(got None\)"),
}


@pytest.mark.filterwarnings("ignore:Sparse")
@pytest.mark.parametrize(("change", "message"), CHANGES.values(), ids=CHANGES)
def test_what_is_no_tree_any_more(
    change: Callable[[JetTree], Any], message: str, toy_jets: Constituents
) -> None:
    tree = change(cluster(toy_jets)[4])
    readers: list[Callable[[Any], object]] = [
        lund_coordinates,
        made("RecNN", toy_jets),
        made("LundNet", toy_jets),
    ]
    if "branch" not in message:  # clouds have none
        readers.append(made("PFN", toy_jets))
    for read in readers:
        with pytest.raises(ValueError, match=message):
            read(tree)


def test_two_particles_sorted_by_a_bare_function(toy_jets: Constituents) -> None:
    """Two edges look in order, whatever is sorted: momenta say that they are not."""
    pair = cluster(Constituents([[3.0, 0, 0, 3], [4.0, 0.1, 0, 4.1]], [0, 2]))[0]
    assert pair.edge_index.tolist() == [[1, 0], [2, 2]]
    with pytest.raises(ValueError, match="larger pt"):
        lund_coordinates(_bare_sort(pair))
    assert lund_coordinates(cluster(toy_jets)[0]).node.tolist() == []


def test_turned_jets_keep_their_branches(toy_jets: Constituents) -> None:
    """Of two like pts the larger changes when jets are turned."""
    batch = cluster(toy_jets).batch()
    generator = torch.Generator().manual_seed(0)
    changed = 0
    for _ in range(20):
        other = turned(batch, generator)
        pt2 = (other.p4[:, :2] ** 2).sum(1)[other.edge_index[0]].view(-1, 2)
        changed += int((pt2[:, 0] < 0.999 * pt2[:, 1]).sum())
        assert torch.equal(in_order(other).edge_index, batch.edge_index)
    assert changed > 0
    assert "turned" not in batch
