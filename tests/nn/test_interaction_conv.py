"""The interaction network edge by edge, as the paper writes it."""

import torch

from pyg_jets.nn import InteractionConv, complete_graph


def test_edge_by_edge() -> None:
    conv = InteractionConv(3, 8, 5, 2)
    x, edges = torch.randn(6, 3), complete_graph(torch.tensor([0, 4, 5, 6]))
    out = conv(x, edges)
    assert out.shape == (6, 2)
    for i in range(6):
        received = torch.zeros(5)
        for j in edges[0, edges[1] == i]:
            received = received + conv.edge(conv.lin_edge(torch.cat((x[i], x[j]))))
        torch.testing.assert_close(out[i], conv.node(conv.lin_node(torch.cat((x[i], received)))))


def test_size() -> None:
    # Dense layers of 2 P, h, h / 2, D_E and of P + D_E, h, h / 2, D_O.
    sizes = [(32, 30), (30, 15), (15, 10), (26, 30), (30, 15), (15, 10)]
    expected = sum(first * second + second for first, second in sizes)
    assert sum(p.numel() for p in InteractionConv(16, 30, 10, 10).parameters()) == expected


def test_gradients() -> None:
    conv = InteractionConv(2, 4, 3, 2).double()
    x, edges = torch.randn(4, 2, dtype=torch.float64), complete_graph(torch.tensor([0, 3, 4]))
    assert torch.autograd.gradcheck(lambda x: conv(x, edges), x.requires_grad_())
