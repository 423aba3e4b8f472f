"""Complete graphs, pair by pair."""

from itertools import pairwise

import torch

from pyg_jets.nn import complete_graph


def test_pair_by_pair() -> None:
    ptr = [0, 3, 4, 4, 9]
    expected = [
        (source, target)
        for first, last in pairwise(ptr)
        for target in range(first, last)
        for source in range(first, last)
        if source != target
    ]
    assert complete_graph(torch.tensor(ptr)).t().tolist() == [list(pair) for pair in expected]


def test_lonely_rows_have_no_edge() -> None:
    assert complete_graph(torch.tensor([0, 1, 2])).shape == (2, 0)
    assert complete_graph(torch.tensor([0])).shape == (2, 0)
