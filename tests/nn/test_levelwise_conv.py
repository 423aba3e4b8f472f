"""The general layer against a per-node recursion, on any DAG."""

import pytest
import torch
import torch_geometric.typing
from torch import Tensor

from pyg_jets import Constituents, cluster
from pyg_jets.nn import LevelwiseConv, MeanCell, RecNNConv, SimpleCell, dag_levels


def _random_dag(n: int = 30, seed: int = 0) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    upper = torch.rand(n, n, generator=generator).triu(1) > 0.85
    relabel = torch.randperm(n, generator=generator)
    edges = relabel[upper.nonzero()].t()
    return edges[:, torch.randperm(edges.shape[1], generator=generator)]


def test_levels_by_hand() -> None:
    edges = torch.tensor([[3, 3, 0, 1, 0], [0, 1, 1, 2, 2]])
    assert dag_levels(edges, 5).tolist() == [1, 2, 3, 0, 0]


def test_cycle_is_refused() -> None:
    with pytest.raises(ValueError, match="must be acyclic"):
        dag_levels(torch.tensor([[0, 1], [1, 0]]), 3)


def test_equals_a_recursion_over_the_nodes() -> None:
    edges = _random_dag()
    cell = MeanCell(4, 6)
    conv = LevelwiseConv(cell).double()
    x = torch.randn(30, 4, dtype=torch.float64, requires_grad=True)

    def state(i: int) -> Tensor:
        before = [state(int(j)) for j in edges[0, edges[1] == i]]
        out: Tensor = cell.lin_x(x[i])
        if before:
            out = out + cell.lin_h(torch.stack(before).mean(0))
        return out.relu()

    slow, fast = torch.stack([state(i) for i in range(30)]), conv(x, edges)
    torch.testing.assert_close(fast, slow, rtol=1e-12, atol=1e-12)
    parameters = [x, *conv.parameters()]
    gradients = [torch.autograd.grad(h.square().sum(), parameters) for h in (fast, slow)]
    for a, b in zip(*gradients, strict=True):
        torch.testing.assert_close(a, b, rtol=1e-10, atol=1e-10)


def test_gate_gradient_is_the_total_derivative() -> None:
    edges = _random_dag()
    conv = LevelwiseConv(MeanCell(4, 6)).double()
    x = torch.randn(30, 4, dtype=torch.float64)
    gate = torch.zeros(30, 6, dtype=torch.float64, requires_grad=True)
    level = dag_levels(edges, 30)
    last = level == level.max()
    (gradient,) = torch.autograd.grad(conv(x, edges, gate=gate)[last].sum(), gate)
    step = 1e-6
    for node in range(0, 30, 5):
        moved = torch.zeros(30, 6, dtype=torch.float64)
        moved[node, 2] = step
        change = (conv(x, edges, gate=moved) - conv(x, edges, gate=-moved))[last].sum().item()
        assert gradient[node, 2].item() == pytest.approx(change / (2 * step), abs=1e-6)


class _Ordered(torch.nn.Module):
    """A binary cell on the general layer: leaves pass their input on."""

    def __init__(self, conv: RecNNConv) -> None:
        super().__init__()
        self.conv = conv

    def forward(self, x: Tensor, h: Tensor, _: Tensor) -> Tensor:
        u = self.conv.lin_u(x).relu()
        assert isinstance(self.conv.cell, SimpleCell)
        return torch.as_tensor(self.conv.cell(h.view(len(u), -1), u) if len(h) else u)


def test_binary_trees_are_a_special_case(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    special = RecNNConv(7, 5).double()
    x = batch.x.double()
    general = LevelwiseConv(_Ordered(special))(x, batch.edge_index, batch.level)
    torch.testing.assert_close(general, special(x, batch.edge_index), rtol=1e-12, atol=1e-12)


def test_levels_must_grow() -> None:
    conv = LevelwiseConv(MeanCell(4, 6))
    with pytest.raises(ValueError, match="'level' must grow along every edge"):
        conv(torch.ones(2, 4), torch.tensor([[0], [1]]), torch.tensor([0, 0]))


def test_what_is_learnt_is_what_the_formula_has() -> None:
    """W, b and V: published weights have no other."""
    shapes = {name: tuple(value.shape) for name, value in MeanCell(4, 6).named_parameters()}
    assert shapes == {"lin_x.weight": (6, 4), "lin_x.bias": (6,), "lin_h.weight": (6, 6)}


def test_torch_scatter_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch_scatter", reason="torch-scatter is not installed")
    edges, x = _random_dag(), torch.randn(30, 4)
    conv = LevelwiseConv(MeanCell(4, 6))
    assert torch_geometric.typing.WITH_TORCH_SCATTER
    with_scatter = conv(x, edges)
    monkeypatch.setattr(torch_geometric.typing, "WITH_TORCH_SCATTER", False)
    torch.testing.assert_close(conv(x, edges), with_scatter)


def test_edge_weights_scale_what_arrives() -> None:
    torch.manual_seed(0)
    edge_index = torch.tensor([[0, 1, 0, 2], [2, 2, 3, 3]])
    x, weight = torch.randn(4, 3), torch.tensor([1.0, 0.0, 1.0, 1.0])
    cell = MeanCell(3, 5)
    conv = LevelwiseConv(cell)
    assert torch.equal(conv(x, edge_index, edge_weight=torch.ones(4)), conv(x, edge_index))
    changed = conv(x, edge_index, edge_weight=weight)
    first = cell.lin_x(x[:2]).relu()
    expected = (cell.lin_x(x[2]) + cell.lin_h(first[0] / 2)).relu()
    torch.testing.assert_close(changed[2], expected)
    torch.testing.assert_close(changed[:2], first)


def test_edge_weights_stay_with_their_edges() -> None:
    """In any order of the edges, against the recursion over the nodes."""
    edges = _random_dag(20, seed=3)
    cell = MeanCell(4, 6)
    conv = LevelwiseConv(cell).double()
    x, weight = torch.randn(20, 4).double(), torch.rand(edges.shape[1]).double()

    def state(i: int) -> Tensor:
        out: Tensor = cell.lin_x(x[i])
        before = (edges[1] == i).nonzero().flatten().tolist()
        if before:
            weighted = [weight[e] * state(int(edges[0, e])) for e in before]
            out = out + cell.lin_h(torch.stack(weighted).mean(0))
        return out.relu()

    slow = torch.stack([state(i) for i in range(20)])
    torch.testing.assert_close(conv(x, edges, edge_weight=weight), slow, rtol=1e-12, atol=1e-12)


class _Path(torch.nn.Module):
    """Ten times what arrives first, what arrives last, and the input."""

    def forward(self, x: Tensor, h: Tensor, ptr: Tensor) -> Tensor:
        out = x.clone()
        for k in range(len(x)):
            if len(arrived := h[ptr[k] : ptr[k + 1]]):
                out[k] += 10 * arrived[0] + arrived[-1]
        return out


def test_states_by_hand() -> None:
    """Messages arrive in the order of the edges; gates are added to what goes on."""
    edges = torch.tensor([[3, 0, 1, 1], [1, 2, 2, 0]])
    x = torch.tensor([[2.0], [3.0], [5.0], [7.0]])
    conv = LevelwiseConv(_Path())
    # 3 -> 1 -> 0 -> 2 and 1 -> 2, where 0 comes first.
    one = 3 + 11 * 7.0
    zero = 2 + 11 * one
    assert conv(x, edges).flatten().tolist() == [zero, one, 5 + 10 * zero + one, 7.0]
    swapped = conv(x, edges[:, [0, 2, 1, 3]])
    assert swapped.flatten().tolist() == [zero, one, 5 + 10 * one + zero, 7.0]
    gate = torch.tensor([[0.0], [1.0], [0.0], [0.0]])
    gated = conv(x, edges, gate=gate).flatten().tolist()
    assert gated == [zero + 11, one + 1, 5 + 10 * (zero + 11) + one + 1, 7.0]
    assert torch.equal(conv(x, edges[:, :0]), x)
    # A level may leave one out.
    assert torch.equal(conv(x, edges, torch.tensor([2, 1, 5, 0])), conv(x, edges))


def test_lengths_are_those_of_the_graph() -> None:
    conv, x = LevelwiseConv(MeanCell(3, 5)), torch.randn(5, 3)
    edges, level = torch.tensor([[0, 1, 2], [1, 2, 3]]), torch.tensor([0, 1, 2, 3, 0])
    assert torch.equal(conv(x, edges, level), conv(x, edges))
    with pytest.raises(ValueError, match=r"'level' must have a row for each of 5 nodes \(got 4\)"):
        conv(x, edges, level[:4])
    with pytest.raises(ValueError, match=r"'gate' .* 5 nodes \(got 6\)"):
        conv(x, edges, level, torch.zeros(6, 5))
    with pytest.raises(ValueError, match=r"'edge_weight' .* 3 edges \(got 2\)"):
        conv(x, edges, edge_weight=torch.ones(2))


def test_a_graph_without_nodes() -> None:
    conv, edges = LevelwiseConv(MeanCell(3, 5)), torch.zeros(2, 0, dtype=torch.int64)
    out = conv(torch.zeros(0, 3), edges)
    assert out.shape == (0, 5)
    assert torch.nn.Linear(5, 1)(out).shape == (0, 1)
    out.sum().backward()
