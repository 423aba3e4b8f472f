"""The recursion against itself, written node by node."""

import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, cluster
from pyg_jets.jets.clustering import ALGORITHMS
from pyg_jets.nn import RecNNConv
from pyg_jets.taggers import RecNN


def _slow(conv: RecNNConv, x: Tensor, edge_index: Tensor) -> Tensor:
    children: dict[int, list[int]] = {}
    for child, parent in edge_index.t().tolist():
        children.setdefault(parent, []).append(child)
    states: dict[int, Tensor] = {}

    def state(i: int) -> Tensor:
        if i not in states:
            u = conv.lin_u(x[i : i + 1]).relu()
            both = [state(child) for child in children.get(i, [])]
            states[i] = conv.cell(torch.cat(both, 1), u) if both else u
        return states[i]

    return torch.cat([state(i) for i in range(len(x))])


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize("cell", ["simple", "gated"])
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_outputs_and_every_gradient(
    algorithm: str, cell: str, plain: bool, toy_jets: Constituents
) -> None:
    batch = cluster(toy_jets, algorithm).batch()
    conv = RecNNConv(7, 6, cell).double()
    x = ((batch.x.double() - 5) / 20).requires_grad_()
    gate = torch.zeros(len(x), 6, dtype=torch.float64, requires_grad=True)
    fast = conv(x, batch.edge_index, gate, plain=plain)
    slow = _slow(conv, x, batch.edge_index)
    torch.testing.assert_close(fast, slow, rtol=1e-10, atol=1e-10)
    roots = batch.is_root
    parameters = [x, *conv.parameters()]
    gradients = [
        torch.autograd.grad(h[roots].cos().sum(), parameters, retain_graph=True)
        for h in (fast, slow)
    ]
    for ours, expected in zip(*gradients, strict=True):
        torch.testing.assert_close(ours, expected, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("cell", ["simple", "gated"])
def test_numbering_of_nodes_and_edges_does_not_matter(cell: str, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    conv = RecNNConv(7, 6, cell).double()
    x = batch.x.double()
    new = torch.randperm(len(x), generator=torch.Generator().manual_seed(1))
    edges = new[batch.edge_index]
    pairs = torch.randperm(edges.shape[1] // 2, generator=torch.Generator().manual_seed(2))
    shuffled = edges.view(2, -1, 2)[:, pairs].reshape(2, -1)
    moved = torch.empty_like(x)
    moved[new] = x
    torch.testing.assert_close(
        conv(moved, shuffled)[new], conv(x, batch.edge_index), rtol=1e-12, atol=1e-12
    )


def test_alone_equals_in_a_batch(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    conv = RecNNConv(7, 6).double()
    together = conv(trees.batch().x.double(), trees.batch().edge_index)
    alone = torch.cat([conv(tree.x.double(), tree.edge_index) for tree in trees])
    torch.testing.assert_close(together, alone, rtol=1e-12, atol=1e-12)


def test_what_is_no_binary_tree() -> None:
    with pytest.raises(ValueError, match="two children"):
        RecNNConv(7, 6)(torch.ones(4, 7), torch.tensor([[0], [1]]))


def test_unknown_cell() -> None:
    with pytest.raises(ValueError, match=r"one of simple, gated \(got 'lstm'\)"):
        RecNNConv(7, 6, "lstm")


@pytest.mark.parametrize("cell", ["simple", "gated"])
def test_edge_weights_scale_the_children(cell: str) -> None:
    torch.manual_seed(0)
    conv = RecNNConv(7, 5, cell)
    x = torch.randn(5, 7)
    edge_index = torch.tensor([[0, 1, 3, 2], [3, 3, 4, 4]])
    ones = torch.ones(4)
    torch.testing.assert_close(conv(x, edge_index, edge_weight=ones), conv(x, edge_index))
    weight = torch.tensor([1.0, 0.5, 0.25, 1.0])
    states = conv(x, edge_index, edge_weight=weight)
    u = conv.lin_u(x).relu()
    inner = conv.cell(torch.cat((u[0], 0.5 * u[1]))[None], u[3:4])
    root = conv.cell(torch.cat((0.25 * inner[0], u[2]))[None], u[4:5])
    torch.testing.assert_close(states, torch.cat((u[:3], inner, root)))


@pytest.mark.filterwarnings("ignore:The .grad attribute of a Tensor")  # torch looks at it
def test_a_compiled_network_runs_it_as_it_is(toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), RecNN(8)
    compiled = torch.compile(tagger, backend="eager")
    torch.testing.assert_close(compiled(batch), tagger(batch))


def test_it_is_recorded_operation_by_operation_only_if_asked_for(toy_jets: Constituents) -> None:
    batch, conv = cluster(toy_jets).batch(), RecNNConv(7, 8)
    states = {
        (plain, roots): conv(batch.x, batch.edge_index, plain=plain, roots=roots)
        for plain in (True, False)
        for roots in (True, False)
    }
    for (plain, roots), found in states.items():
        assert ("Recursion" in type(found.grad_fn).__name__) == (not plain)
        expected = states[True, False][batch.is_root] if roots else states[True, False]
        torch.testing.assert_close(found, expected)


def test_features_in_another_precision(toy_jets: Constituents) -> None:
    batch, conv = cluster(toy_jets).batch(), RecNNConv(7, 8)
    x = batch.x.double()
    plain = conv(x, batch.edge_index, plain=True)
    torch.testing.assert_close(plain, conv(x, batch.edge_index))
