"""The compiled loops against the obvious versions."""

from typing import Any

import numpy as np
import pytest
import torch

from pyg_jets import Constituents, JetTreeDataset, cluster
from pyg_jets.jets.algorithms.growth import grow, write_features
from pyg_jets.jets.trees.jet_tree import Frame, node_features


def _written(p4: torch.Tensor, ptr: list[int], frame: Frame) -> torch.Tensor:
    x = torch.empty(len(p4), 7, dtype=torch.float64)
    write_features(p4, torch.tensor(ptr), frame == "jet", x)
    return x


@pytest.mark.parametrize("frame", ["jet", "laboratory"])
def test_features(frame: Frame, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets, frame=frame).batch()
    root_p4 = batch.p4[batch.ptr[1:] - 1][batch.batch]
    expected = node_features(batch.p4, root_p4, frame)
    found = _written(batch.p4, batch.ptr.tolist(), frame)
    torch.testing.assert_close(found, expected, rtol=1e-12, atol=1e-12)
    torch.testing.assert_close(batch.x, expected.float())


def test_features_along_the_beam_are_finite() -> None:
    p4 = torch.tensor([[0, 0, 5.0, 5], [0, 0, -5.0, 5], [0, 0, 0.0, 0], [3.0, 4, 0, 5]])
    p4 = p4.double()
    expected = node_features(p4, p4[[3] * 4], "laboratory")
    torch.testing.assert_close(_written(p4, [0, 4], "laboratory"), expected)


def test_nodes_and_edges(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    for number, tree in enumerate(trees):
        first = int(toy_jets.ptr[number])
        merges: Any = trees.merges[int(trees.merge_ptr[number]) :].tolist()
        n = int(toy_jets.ptr[number + 1]) - first
        momenta = toy_jets.p4[first : first + n].tolist()
        level = [0] * n
        for node, pair in zip(range(n, 2 * n - 1), merges, strict=False):
            harder, softer = sorted(pair, key=lambda i: -np.hypot(*momenta[i][:2]))
            momenta.append([a + b for a, b in zip(momenta[pair[0]], momenta[pair[1]], strict=True)])
            level.append(1 + max(level[harder], level[softer]))
            edge = 2 * (node - n)
            assert tree.edge_index[:, edge : edge + 2].tolist() == [[harder, softer], [node, node]]
        assert tree.p4.tolist() == momenta
        assert tree.level.tolist() == level


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_of_children_with_equal_pt_the_first_stays_first(order: list[int]) -> None:
    jets = Constituents([[3.0, 4.0, 0.0, 6.0], [-5.0, 0.0, 1.0, 6.0]], [0, 2])
    tree = JetTreeDataset(jets, torch.tensor([order]))[0]
    assert tree.edge_index.tolist() == [order, [2, 2]]
    assert tree.branch.tolist() == [0, 1]


def _grown(merges: list[list[int]], energy: float = 3.0) -> int:
    """What the loop says of a whole jet of two and of one of three with these merges."""
    leaves = np.array([[1.0, 0, 0, 2], [2.0, 0, 0, 3], *[[1.0, 1, 0, energy]] * 3])
    written = np.zeros((8, 4)), np.zeros((2, 6), np.int64), np.zeros(6, np.int64)
    both = np.array([[0, 1], *merges])
    jets, ptr, none = np.array([0, 1]), np.array([0, 2, 5]), np.zeros((0, 4))
    nodes = np.zeros(8, np.int64), np.zeros(8, np.int64)
    place: int = grow(jets, leaves, ptr, both, none, np.array([0, 3, 8]), *written, *nodes)
    return place


@pytest.mark.parametrize(
    "merges",
    [
        [first, second]
        for first, second in (
            ([0, 3], [2, 3]),
            ([3, 0], [2, 3]),
            ([0, 4], [2, 3]),
            ([0, 0], [2, 3]),
            ([-1, 0], [2, 3]),
            ([0, -1], [2, 3]),
            ([0, 1], [2, 4]),
            ([0, 1], [4, 2]),
        )
    ],
)
def test_damaged_merges_are_found_where_they_are(merges: list[list[int]]) -> None:
    assert _grown([[0, 1], [2, 3]]) == -1
    assert _grown([[1, 2], [0, 3]]) == -1
    assert _grown(merges) == 1
    assert _grown([[0, 1], [2, 3]], energy=np.inf) == 1


def test_features_by_hand() -> None:
    """A particle of 3-4-5 in the middle, and one at pt 4, pz -3, in the laboratory."""
    p4 = torch.tensor([[3.0, 4.0, 0.0, 10.0], [0.0, -4.0, -3.0, 5.0], [3.0, 0.0, -3.0, 15.0]])
    x = _written(p4.double(), [0, 3], "laboratory")
    eta = -np.arcsinh(3 / 4)
    expected = [
        [5.0, 0.0, np.arctan2(4, 3), 10.0, 10 / 15, 5.0, np.pi / 2],
        [5.0, eta, -np.pi / 2, 5.0, 5 / 15, 4.0, np.pi - np.arctan2(4, 3)],
        [18**0.5, -np.arcsinh(1), 0.0, 15.0, 1.0, 3.0, 3 * np.pi / 4],
    ]
    torch.testing.assert_close(x, torch.tensor(expected, dtype=torch.float64))
