"""Message passing on a learnt graph, node by node."""

import torch

from pyg_jets.nn import AdjacencyConv, groups_by_size


def test_node_by_node() -> None:
    conv, counts = AdjacencyConv(5).double(), [4, 1, 3]
    h = torch.randn(8, 5, dtype=torch.float64)
    order, groups = groups_by_size(torch.tensor(counts), 2)
    out = torch.empty_like(h)
    out[order] = conv(h[order], groups)
    for before, after in zip(h.split(counts), out.split(counts), strict=True):
        for state, updated in zip(before, after, strict=True):
            scores = torch.stack([conv.adjacency(state) @ other for other in before])
            message = scores.softmax(0) @ conv.message(before)
            expected = conv.update(message.tanh()[None], state[None])[0]
            torch.testing.assert_close(updated, expected)


def test_the_adjacency_is_of_the_node() -> None:
    conv = AdjacencyConv(5)
    order, groups = groups_by_size(torch.tensor([3]), 1)
    h = torch.randn(3, 5, requires_grad=True)
    gradient = torch.autograd.grad(conv(h[order], groups)[0].sum(), h)[0]
    assert (gradient != 0).all()
