"""What stands between the gated cell's products, against autograd."""

from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets.nn import GatedCell
from pyg_jets.nn import _gated_recursion as module
from pyg_jets.nn._buffers import Buffers
from pyg_jets.nn._gated_recursion import GatedRecursion

compiled: Any = module
N, SIZE = 3, 8


def _random(*shape: int) -> Tensor:
    return torch.randn(shape, dtype=torch.float64)


def test_one_depth_equals_the_cell() -> None:
    cell, h, u = GatedCell(SIZE).double(), _random(3 * N, SIZE), _random(N, SIZE)
    children = h[N:].view(N, 2 * SIZE)
    expected = cell(children, u)
    with torch.no_grad():
        inner, none = torch.arange(N), torch.empty(0, SIZE, dtype=torch.float64)
        run = GatedRecursion(u, h, inner, none, tuple(cell.parameters()), SIZE, Buffers(u.dtype))
        run.forward(0, N, children)
    torch.testing.assert_close(h[:N], expected.detach())


@pytest.mark.parametrize("beta", [0, 1])
def test_choice_and_its_gradient(beta: int) -> None:
    logits, new = _random(N, 4 * SIZE).requires_grad_(), _random(N, SIZE).requires_grad_()
    children, u = _random(N, 2 * SIZE).requires_grad_(), _random(N, SIZE).requires_grad_()
    z = logits.view(N, 4, SIZE).softmax(1)
    expected = (z * torch.cat((new, children, u), 1).view(N, 4, SIZE)).sum(1)
    g = _random(N, SIZE)
    gradients = torch.autograd.grad(expected, (logits, new, children, u), g)
    h, gate = torch.zeros(N, SIZE, dtype=torch.float64), _random(N, SIZE)
    rows = torch.tensor([2, 0, 1])
    exponentials = logits.detach().clone()
    compiled._below_the_largest(exponentials.numpy(), torch.zeros(4 * SIZE).double().numpy())
    exponentials.exp_()
    values: Any = [each.detach().numpy() for each in (exponentials, new, children, u)]
    compiled._choose(*values, rows.numpy(), gate.numpy(), h.numpy())
    torch.testing.assert_close(h[rows] - gate[rows], expected.detach())
    d_logits, d_new, d_u = _random(N, 4 * SIZE), _random(N, SIZE), _random(N, SIZE)
    before = _random(N, 2 * SIZE) if beta else torch.full((N, 2 * SIZE), torch.nan).double()
    d_children, scattered = before.clone(), torch.empty_like(g)
    scattered[rows] = g
    written: Any = [each.numpy() for each in (d_logits, d_new, d_children, d_u)]
    compiled._choose_backward(scattered.numpy(), rows.numpy(), *values, *written, beta)
    found = (d_logits, d_new, d_children - before if beta else d_children, d_u)
    torch.testing.assert_close(found, gradients)


def test_reset_and_its_gradient() -> None:
    arguments = _random(N, 3 * SIZE).requires_grad_()
    children, u = _random(N, 2 * SIZE).requires_grad_(), _random(N, SIZE).requires_grad_()
    r = arguments.sigmoid()
    expected, g = r * torch.cat((children, u), 1), _random(N, 3 * SIZE)
    gradients = torch.autograd.grad(expected, (arguments, children, u), g)
    found = torch.empty_like(g)
    values: Any = [each.detach().numpy() for each in (r, children, u)]
    compiled._reset(*values, 0, N, found.numpy())
    torch.testing.assert_close(found, expected.detach())
    d_children, d_u = torch.zeros_like(children), torch.zeros_like(u)
    compiled._reset_backward(*values, g.numpy(), d_children.detach().numpy(), d_u.detach().numpy())
    torch.testing.assert_close((g, d_children, d_u), gradients)
