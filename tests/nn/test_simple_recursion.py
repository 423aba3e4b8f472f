"""What stands between the simple cell's products, on two inner nodes by hand."""

import numpy as np
import torch

from pyg_jets.nn import SimpleCell
from pyg_jets.nn._buffers import Buffers
from pyg_jets.nn._simple_recursion import (
    SimpleRecursion,
    _relu_backward_from_rows,
    _relu_into_rows,
)


def test_one_depth_equals_the_cell() -> None:
    cell, h = SimpleCell(8).double(), torch.rand(6, 8, dtype=torch.float64)
    u = torch.rand(2, 8, dtype=torch.float64)
    expected = cell(h[2:].view(2, 16), u)
    none = torch.empty(0, 8, dtype=torch.float64)
    with torch.no_grad():
        run = SimpleRecursion(
            u, h, torch.tensor([0, 1]), none, tuple(cell.parameters()), 8, Buffers(u.dtype)
        )
        run.forward(0, 2, h[2:].view(2, 16))
    torch.testing.assert_close(h[:2], expected.detach())
    torch.testing.assert_close(run.states, expected.detach())


def test_relu_writes_rows_and_keeps_states_without_the_gate() -> None:
    states, h = np.array([[-2.0, 1.0], [np.nan, -0.5]]), np.zeros((3, 2))
    gate = np.full((3, 2), 10.0)
    _relu_into_rows(states, np.array([0.0, 1.0]), np.array([2, 0]), gate, 0, 2, h)
    np.testing.assert_array_equal(states, [[0, 2], [np.nan, 0.5]])
    np.testing.assert_array_equal(h, [[np.nan, 10.5], [0, 0], [10, 12]])


def test_relu_has_no_gradient_at_zero() -> None:
    out = np.full((2, 2), 9.0)
    g, states = np.arange(6.0).reshape(3, 2) + 1, np.array([[0.0, 1.0], [2.0, 0.0]])
    _relu_backward_from_rows(g, np.array([2, 1]), states, 0, 2, out)
    np.testing.assert_array_equal(out, [[0, 6], [3, 0]])
