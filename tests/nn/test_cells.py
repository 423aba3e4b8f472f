"""Cells against their formulas, unit by unit."""

import torch

from pyg_jets.nn import GatedCell, SimpleCell

H, N = 3, 5


def _inputs() -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    a = torch.randn(N, 3 * H, generator=generator, dtype=torch.float64)
    return a[:, : 2 * H], a[:, 2 * H :]


def test_simple_cell() -> None:
    children, u = _inputs()
    cell = SimpleCell(H).double()
    weight, bias = cell.lin_h.weight, cell.lin_h.bias
    expected = (torch.cat((children, u), 1) @ weight.T + bias).clamp(min=0)
    torch.testing.assert_close(cell(children, u), expected)


def test_gated_cell_chooses_for_each_unit() -> None:
    children, u = _inputs()
    cell = GatedCell(H).double()
    out = cell(children, u)
    for n in range(N):
        a = torch.cat((children[n], u[n]))
        r = 1 / (1 + torch.exp(-(cell.lin_r.weight @ a + cell.lin_r.bias)))
        new = (cell.lin_h.weight @ (r * a) + cell.lin_h.bias).clamp(min=0)
        choices = torch.cat((new, a))
        z = cell.lin_z.weight @ choices + cell.lin_z.bias
        for unit in range(H):
            weights = torch.exp(z[unit::H]) / torch.exp(z[unit::H]).sum()
            torch.testing.assert_close(out[n, unit], (weights * choices[unit::H]).sum())
