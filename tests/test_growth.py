"""The compiled loops against the obvious versions."""

from typing import Any

import numpy as np
import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets._growth import write_features
from pyg_jets.jet_tree import Frame, node_features


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
