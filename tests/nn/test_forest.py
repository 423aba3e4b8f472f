"""Rows of a forest: what each depth holds, in any numbering, and what is refused."""

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.nn.forest import breadth_first


def test_children_stand_behind_each_other(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    forest = breadth_first(batch.edge_index, batch.num_nodes)
    pairs = {int(p): c.tolist() for c, p in zip(*_pairs(batch.edge_index), strict=True)}
    for k, row in enumerate(forest.inner.tolist()):
        first = forest.num_roots + 2 * k
        assert forest.order[first : first + 2].tolist() == pairs[int(forest.order[row])]
    assert forest.order[: forest.num_roots].tolist() == batch.is_root.nonzero().flatten().tolist()
    assert torch.equal(forest.order[forest.rows], torch.arange(batch.num_nodes))
    assert forest.row_ptr[-1] == batch.num_nodes
    assert forest.inner_ptr[-1] == len(forest.inner) == batch.edge_index.shape[1] // 2


def _pairs(edge_index: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    child, parent = edge_index
    return child.view(-1, 2), parent[::2]


def test_every_depth_holds_its_inner_nodes(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets, "kt").batch()
    forest = breadth_first(batch.edge_index, batch.num_nodes)
    for depth, (first, last) in enumerate(
        zip(forest.inner_ptr, forest.inner_ptr[1:], strict=False)
    ):
        rows = forest.inner[first:last]
        assert (rows >= forest.row_ptr[depth]).all()
        assert (rows < forest.row_ptr[depth + 1]).all()
    assert sum(last - first for first, last in forest.depths) == len(forest.inner)


def test_leaves_alone() -> None:
    forest = breadth_first(torch.empty(2, 0, dtype=torch.int64), 3)
    assert (forest.num_roots, forest.depths) == (3, [])


def test_no_nodes() -> None:
    forest = breadth_first(torch.empty(2, 0, dtype=torch.int64), 0)
    assert (forest.num_roots, forest.depths, len(forest.order)) == (0, [], 0)


@pytest.mark.parametrize(
    ("edges", "message"),
    [
        ([[0], [1]], "two children"),
        ([[0, 1, 2], [3, 3, 3]], "two children"),
        ([[0, 1, 2, 3], [2, 2, 3, 2]], "two children"),
        ([[1, 2, 3, 0], [0, 0, 1, 1]], "below one root"),
        ([[0, 1, 0, 1], [2, 2, 3, 3]], "a shared child"),
        ([[0, 4], [2, 2]], r"join two of 4 nodes \(got node 4\)"),
        ([[0, -1], [2, 2]], "join two of 4 nodes"),
    ],
)
def test_what_is_no_binary_tree(edges: list[list[int]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        breadth_first(torch.tensor(edges), 4)


def test_the_message_names_the_node_that_is_not_there() -> None:
    with pytest.raises(ValueError, match=r"two of 3 nodes \(got node -1\)"):
        breadth_first(torch.tensor([[0, -1], [2, 2]]), 3)
