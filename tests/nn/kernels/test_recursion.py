"""The fused recursion against the plain one, and when the plain one must run."""

import threading
from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, cluster
from pyg_jets.datasets import sample
from pyg_jets.nn import RecNNConv, SimpleCell, recnn_conv


def _inputs(jets: Constituents, dtype: torch.dtype = torch.float64) -> tuple[Tensor, Tensor]:
    batch = cluster(jets).batch()
    return ((batch.x - 5) / 20).to(dtype), batch.edge_index


def _weighted_sum(states: Tensor) -> Tensor:
    return (
        states * torch.linspace(-1, 1, states.numel(), device=states.device).view_as(states)
    ).sum()


@pytest.mark.parametrize("cell", ["simple", "gated"])
@pytest.mark.parametrize("hidden", [5, 8])
@pytest.mark.parametrize("roots", [True, False])
@pytest.mark.parametrize("gated", [True, False])
@pytest.mark.parametrize(
    ("dtype", "tolerance"), [(torch.float64, 1e-11), (torch.float32, 2e-4)], ids=["f64", "f32"]
)
def test_equals_the_plain_one(  # noqa: PLR0917
    cell: str,
    hidden: int,
    roots: bool,
    gated: bool,
    dtype: torch.dtype,
    tolerance: float,
    toy_jets: Constituents,
) -> None:
    x, edge_index = _inputs(toy_jets, dtype)
    conv = RecNNConv(7, hidden, cell).to(dtype)
    gate = torch.randn(len(x), hidden, dtype=dtype).requires_grad_() if gated else None
    inputs = [x.requires_grad_(), *conv.parameters(), *([] if gate is None else [gate])]
    results = []
    for plain in (False, True):
        states = conv(x, edge_index, gate, roots=roots, plain=plain)
        results.append([states, *torch.autograd.grad(_weighted_sum(states), inputs)])
    for fused, expected in zip(*results, strict=True):
        torch.testing.assert_close(fused, expected, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("cell", ["simple", "gated"])
@pytest.mark.parametrize("frozen", [True, False])
def test_what_parents_see_equals_the_plain_one(
    cell: str, frozen: bool, toy_jets: Constituents, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Several blocks, factors below, at and above 0.
    monkeypatch.setattr(recnn_conv, "_BLOCK_NODES", 20)
    x, edge_index = _inputs(toy_jets)
    conv = RecNNConv(7, 5, cell).double()
    weight = torch.randn(edge_index.shape[1], dtype=torch.float64)
    weight[::3] = 0
    inputs = [weight.requires_grad_()]
    inputs += [] if frozen else [x.requires_grad_(), *conv.parameters()]
    results = []
    for plain in (False, True):
        states = conv(x, edge_index, edge_weight=weight, roots=True, plain=plain)
        assert ("Recursion" in type(states.grad_fn).__name__) != plain
        results.append([states, *torch.autograd.grad(_weighted_sum(states), inputs)])
    for fused, expected in zip(*results, strict=True):
        torch.testing.assert_close(fused, expected, rtol=1e-11, atol=1e-11)


def test_second_derivative_of_what_parents_see(toy_jets: Constituents) -> None:
    x, edge_index = _inputs(toy_jets[:6])
    conv = RecNNConv(7, 3, "gated").double()
    weight = torch.rand(edge_index.shape[1], dtype=torch.float64).requires_grad_()

    def roots(weight: Tensor) -> Tensor:
        states: Tensor = conv(x, edge_index, edge_weight=weight, roots=True)
        return states

    assert torch.autograd.gradgradcheck(roots, (weight,))


@pytest.mark.parametrize("cell", ["simple", "gated"])
def test_second_derivative(cell: str, toy_jets: Constituents) -> None:
    x, edge_index = _inputs(toy_jets[:6])
    conv = RecNNConv(7, 3, cell).double()
    gate = torch.zeros(len(x), 3, dtype=torch.float64)

    def roots(x: Tensor, gate: Tensor) -> Tensor:
        out: Tensor = conv(x, edge_index, gate, roots=True)
        return out

    inputs = (x.requires_grad_(), gate.requires_grad_())
    assert torch.autograd.gradcheck(roots, inputs)
    assert torch.autograd.gradgradcheck(roots, inputs)


@pytest.mark.parametrize("cell", ["simple", "gated"])
def test_backward_twice(cell: str, toy_jets: Constituents) -> None:
    x, edge_index = _inputs(toy_jets)
    conv = RecNNConv(7, 6, cell).double()
    loss = conv(x, edge_index).square().sum()
    first = torch.autograd.grad(loss, list(conv.parameters()), retain_graph=True)
    second = torch.autograd.grad(loss, list(conv.parameters()))
    assert all(map(torch.equal, first, second))
    with pytest.raises(RuntimeError, match="backward through the graph a second time"):
        loss.backward()


@pytest.mark.parametrize("cell", ["simple", "gated"])
def test_bit_for_bit_reproducible(cell: str, toy_jets: Constituents) -> None:
    x, edge_index = _inputs(toy_jets, torch.float32)
    conv = RecNNConv(7, 6, cell)
    results = []
    for _ in range(2):
        states = conv(x, edge_index)
        results.append(
            [states, *torch.autograd.grad(_weighted_sum(states), list(conv.parameters()))]
        )
    assert all(map(torch.equal, *results))


@pytest.mark.parametrize("cell", ["simple", "gated"])
def test_the_same_for_any_number_of_threads(cell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recnn_conv, "_BLOCK_NODES", 400)
    x, edge_index = _inputs(sample("w")[:600], torch.float32)
    conv = RecNNConv(7, 32, cell)
    threads, results = torch.get_num_threads(), []
    try:
        for number in (1, 3):
            torch.set_num_threads(number)
            states = conv(x, edge_index)
            gradients = torch.autograd.grad(_weighted_sum(states), list(conv.parameters()))
            results.append([states, *gradients])
    finally:
        torch.set_num_threads(threads)
    assert all(map(torch.equal, *results))


@pytest.mark.parametrize("cell", ["simple", "gated"])
def test_leaves_alone(cell: str) -> None:
    x, edge_index = torch.randn(3, 7), torch.empty(2, 0, dtype=torch.int64)
    conv = RecNNConv(7, 6, cell)
    conv(x, edge_index).square().sum().backward()
    expected = torch.autograd.grad(conv.lin_u(x).relu().square().sum(), conv.lin_u.weight)[0]
    torch.testing.assert_close(conv.lin_u.weight.grad, expected)
    gradients = [parameter.grad for parameter in conv.cell.parameters()]
    assert all(gradient is not None and not gradient.any() for gradient in gradients)
    assert conv(x[:0], edge_index).shape == (0, 6)


def test_hooks_see_every_call(toy_jets: Constituents) -> None:
    x, edge_index = _inputs(toy_jets)
    conv = RecNNConv(7, 6).double()
    fused, calls = conv(x, edge_index), []
    handle = conv.cell.lin_h.register_forward_hook(lambda *_: calls.append(1))
    torch.testing.assert_close(conv(x, edge_index), fused)
    assert len(calls) > 1
    handle.remove()
    calls.clear()
    conv(x, edge_index)
    assert not calls


def test_another_cell_runs(toy_jets: Constituents) -> None:
    class Doubled(SimpleCell):
        def forward(self, children: Tensor, u: Tensor) -> Tensor:
            return 2 * super().forward(children, u)

    x, edge_index = _inputs(toy_jets)
    conv = RecNNConv(7, 6).double()
    before = conv(x, edge_index, roots=True)
    cell = Doubled(6).double()
    cell.load_state_dict(conv.cell.state_dict())
    conv.cell = cell
    assert not torch.allclose(conv(x, edge_index, roots=True), before)


def test_other_precisions_run(toy_jets: Constituents) -> None:
    x, edge_index = _inputs(toy_jets, torch.float32)
    conv = RecNNConv(7, 6)
    expected = conv(x, edge_index)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        torch.testing.assert_close(
            conv(x.bfloat16().float(), edge_index), expected, rtol=0.1, atol=0.1
        )
    half = RecNNConv(7, 6).bfloat16()
    half.load_state_dict(conv.state_dict())
    states = half(x.bfloat16(), edge_index)
    assert states.dtype == torch.bfloat16
    torch.testing.assert_close(states.float(), expected, rtol=0.2, atol=0.2)


def test_torch_func(toy_jets: Constituents) -> None:
    x, edge_index = _inputs(toy_jets)
    conv = RecNNConv(7, 6).double()
    parameters: dict[str, Tensor] = dict(conv.named_parameters())

    def loss(parameters: dict[str, Tensor]) -> Tensor:
        states: Tensor = torch.func.functional_call(conv, parameters, (x, edge_index))
        return states.square().sum()

    found = torch.func.grad(loss)(parameters)
    expected = torch.autograd.grad(loss(parameters), list(parameters.values()))
    for name, gradient in zip(parameters, expected, strict=True):
        torch.testing.assert_close(found[name], gradient)


def test_not_a_number_stays_one(toy_jets: Constituents) -> None:
    x, edge_index = _inputs(toy_jets)
    conv = RecNNConv(7, 6).double()
    x[0] = torch.nan
    assert conv(x, edge_index, roots=True)[0].isnan().all()


def test_denormals_are_flushed_inside_alone(toy_jets: Constituents) -> None:
    x, edge_index = _inputs(toy_jets)
    tiny = torch.tensor(1e-40)
    RecNNConv(7, 6, "gated").double()(x, edge_index).sum().backward()
    assert float(tiny * 0.5) > 0


@pytest.mark.parametrize("cell", ["simple", "gated"])
def test_several_threads(cell: str, toy_jets: Constituents) -> None:
    x, edge_index = _inputs(toy_jets)
    conv = RecNNConv(7, 6, cell).double()
    parameters = list(conv.parameters())
    expected = torch.autograd.grad(_weighted_sum(conv(x, edge_index)), parameters)
    found: list[Any] = [None] * 4

    def run(number: int) -> None:
        for _ in range(5):
            found[number] = torch.autograd.grad(_weighted_sum(conv(x, edge_index)), parameters)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(torch.equal(a, b) for each in found for a, b in zip(each, expected, strict=True))


@pytest.mark.gpu
@pytest.mark.parametrize("cell", ["simple", "gated"])
def test_on_a_gpu(cell: str, toy_jets: Constituents) -> None:
    x, edge_index = _inputs(toy_jets)
    conv = RecNNConv(7, 6, cell).double()
    expected = [conv(x, edge_index)]
    expected += torch.autograd.grad(_weighted_sum(expected[0]), list(conv.parameters()))
    there = conv.cuda()
    found = [there(x.cuda(), edge_index.cuda())]
    found += torch.autograd.grad(_weighted_sum(found[0]), list(there.parameters()))
    for ours, of_cpu in zip(found, expected, strict=True):
        torch.testing.assert_close(ours.cpu(), of_cpu)
