"""The simple cell's products over a block of two depths, against the cell and autograd."""

import numpy as np
import pytest
import torch

from pyg_jets.nn import SimpleCell
from pyg_jets.nn.kernels.shares import whole
from pyg_jets.nn.kernels.simple_recursion import SimpleRecursion

SIZE = 6
# Inner node 0 is the root, 1 is its first child; the root's state comes last.
INNER_SLOT, PTR = np.array([6, 0]), np.array([0, 1, 2])


def _slots() -> torch.Tensor:
    slots = torch.randn(7, SIZE, dtype=torch.float64)
    slots[[0, 6]] = torch.nan
    return slots


def test_states_are_the_cells() -> None:
    cell, slots = SimpleCell(SIZE).double(), _slots()
    child = cell(slots[3:5].view(1, -1), slots[5:6])
    root = cell(torch.cat((child, slots[1:2]), 1), slots[2:3])
    SimpleRecursion([p.detach() for p in cell.parameters()]).forward(
        slots.numpy(), INNER_SLOT, PTR, whole(slots.numpy())
    )
    torch.testing.assert_close(slots[[0, 6]], torch.cat((child, root)).detach())


@pytest.mark.parametrize("accumulate", [False, True])
def test_gradients_are_autograds(accumulate: bool) -> None:
    cell, slots = SimpleCell(SIZE).double(), _slots()
    given = torch.randn(7, SIZE, dtype=torch.float64)
    if not accumulate:
        given[:6] = 0
    leaves = slots[1:6].clone().requires_grad_()
    child = cell(leaves[2:4].view(1, -1), leaves[4:5])
    root = cell(torch.cat((child, leaves[:1]), 1), leaves[1:2])
    loss = (torch.cat((child, leaves, root)) * given).sum()
    of_leaves, *of_parameters = torch.autograd.grad(loss, (leaves, *cell.parameters()))
    run = SimpleRecursion([p.detach() for p in cell.parameters()])
    run.forward(slots.numpy(), INNER_SLOT, PTR, whole(slots.numpy()))
    # Without accumulation nothing is read but the root's gradient.
    g = given.clone() if accumulate else torch.where(given == 0, torch.nan, given)
    totals = run.backward(
        slots.numpy(), INNER_SLOT, PTR, whole(slots.numpy()), g.numpy(), accumulate, True, True
    )
    torch.testing.assert_close(g[1:6], of_leaves)
    of_states = given.clone()
    run.backward(
        slots.numpy(),
        INNER_SLOT,
        PTR,
        whole(slots.numpy()),
        of_states.numpy(),
        accumulate,
        False,
        False,
    )
    torch.testing.assert_close(of_states[[1, 3, 4]], of_leaves[[0, 2, 3]])
    for found, expected in zip(run.parameter_gradients(totals), of_parameters, strict=True):
        torch.testing.assert_close(found, expected)
