"""Torch's batch normalisation where it works, and something finite where it does not."""

import pytest
import torch
from torch.nn import BatchNorm1d

from pyg_jets.nn import RowBatchNorm


def _trained() -> RowBatchNorm:
    norm = RowBatchNorm(3)
    torch.nn.init.normal_(norm.weight)
    torch.nn.init.normal_(norm.bias)
    norm(3 * torch.randn(20, 3) + 1)
    return norm


def test_many_rows_are_torchs() -> None:
    ours, theirs = _trained(), BatchNorm1d(3)
    theirs.load_state_dict(ours.state_dict())
    rows = torch.randn(9, 3)
    assert torch.equal(ours(rows), theirs(rows))
    for name, value in ours.state_dict().items():
        assert torch.equal(value, theirs.state_dict()[name])
    assert torch.equal(ours.eval()(rows), theirs.eval()(rows))


@pytest.mark.parametrize("number", [0, 1])
def test_few_rows_use_what_was_learnt(number: int) -> None:
    norm = _trained()
    before = {name: value.clone() for name, value in norm.state_dict().items()}
    rows = torch.randn(number, 3, requires_grad=True)
    trained = norm(rows)
    trained.sum().backward()
    assert rows.grad is not None
    assert rows.grad.isfinite().all()
    assert all(torch.equal(before[name], value) for name, value in norm.state_dict().items())
    assert torch.equal(norm.eval()(rows), trained)


def test_as_factor_and_shift() -> None:
    norm, rows = _trained().eval(), torch.randn(9, 3)
    factor, shift = norm.learnt()
    torch.testing.assert_close(rows * factor + shift, norm(rows))
