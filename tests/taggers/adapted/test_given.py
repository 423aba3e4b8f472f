"""Rows of nodes and slots of jets."""

import torch

from pyg_jets.taggers.adapted.given import Given
from pyg_jets.transforms import SubGraph

X = torch.arange(10.0).view(5, 2)
GRAPH = SubGraph(X, torch.zeros(2, 0, dtype=torch.int64), torch.tensor([0, 0, 0, 1, 1]), X, 2)


def test_slots() -> None:
    given = Given(GRAPH, {})
    assert given.slots.tolist() == [0, 1, 2, 0, 1]
    assert given.filled().tolist() == [[True, True, True], [True, True, False]]
    assert given.padded(X).tolist() == [[[0, 1], [2, 3], [4, 5]], [[6, 7], [8, 9], [0, 0]]]
    assert Given(GRAPH, {}, 7).padded(X).shape == (2, 7, 2)
    assert torch.equal(given.with_rows(2 * X).graph.x, 2 * X)


def test_no_jets() -> None:
    none = SubGraph(X[:0], GRAPH.edge_index, GRAPH.batch[:0], X[:0], 0)
    assert Given(none, {}).padded(X[:0]).shape == (0, 0, 2)
