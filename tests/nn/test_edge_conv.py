"""Edge convolutions edge by edge, in training and out of it, alone and in blocks."""

from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn.functional import batch_norm

from pyg_jets.nn import EdgeConv, edge_conv


def _conv(in_channels: int, channels: tuple[int, ...]) -> EdgeConv:
    """A convolution whose batch normalisations are not those of a fresh one."""
    conv = EdgeConv(in_channels, channels).double()
    for name, value in conv.state_dict().items():
        if "norm" in name and "num" not in name:
            value.copy_(0.5 + torch.rand_like(value))
    return conv


def _normed(norm: Any, rows: Tensor, training: bool) -> Tensor:
    mean, var = norm.running_mean, norm.running_var
    if training:
        mean, var = rows.mean(0), rows.var(0, unbiased=False)
    normed: Tensor = (rows - mean) / (var + 1e-5).sqrt() * norm.weight + norm.bias
    return normed


def _slow(conv: EdgeConv, x: Tensor, neighbours: list[list[int]], training: bool) -> Tensor:
    """From the definition: the state of a neighbour that is not there is 0."""
    states = torch.cat((x, torch.zeros_like(x[:1])))
    rows = [
        conv.theta.weight @ (states[j] - x[i]) + conv.phi.weight @ x[i]
        for i, near in enumerate(neighbours)
        for j in near
    ]
    edges = _normed(conv.norms[0], torch.stack(rows), training).relu()
    for dense, norm in zip(conv.dense, conv.norms[1:], strict=True):
        edges = _normed(norm, torch.stack([dense.weight @ e for e in edges]), training).relu()
    parts = edges.split([len(near) for near in neighbours])
    mean = torch.stack([part.sum(0) / max(len(part), 1) for part in parts])
    if conv.shortcut is None:
        return mean + x
    return mean + _normed(conv.shortcut_norm, x @ conv.shortcut.weight.t(), training)


NEAR = [[1, 2], [2, 0], [4, 1], [5, 5], [3, 5]]
SOME = [[1], [0, 2, 3], [1], [1], []]


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("channels", [(4,), (6, 4), (6, 5, 3)])
def test_edge_by_edge(channels: tuple[int, ...], training: bool) -> None:
    conv, x = _conv(4, channels), torch.randn(5, 4, dtype=torch.float64)
    assert (conv.shortcut is None) == (channels[-1] == 4)
    expected = _slow(conv, x, NEAR, training)
    torch.testing.assert_close(conv.train(training)(x, torch.tensor(NEAR)), expected)
    conv = _conv(4, channels)
    expected = _slow(conv, x, SOME, training)
    source = torch.tensor([j for near in SOME for j in near])
    degree = torch.tensor([len(near) for near in SOME])
    torch.testing.assert_close(conv.train(training)(x, source, degree), expected)


def test_blocks_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    conv, x = _conv(4, (6, 4)).eval(), torch.randn(5, 4, dtype=torch.float64, requires_grad=True)
    whole = conv(x, torch.tensor(NEAR))
    expected = torch.autograd.grad(whole.sum(), [x, *conv.parameters()])
    monkeypatch.setattr(edge_conv, "_BLOCK_EDGES", 4)
    blocks = conv(x, torch.tensor(NEAR))
    torch.testing.assert_close(blocks, whole)
    gradients = torch.autograd.grad(blocks.sum(), [x, *conv.parameters()])
    torch.testing.assert_close(gradients, expected)


def test_training_learns_the_statistics_of_all_edges() -> None:
    conv, x = _conv(4, (6, 4)), torch.randn(5, 4, dtype=torch.float64)
    first = torch.stack(
        [
            conv.theta.weight @ (torch.cat((x, 0 * x))[j] - x[i]) + conv.phi.weight @ x[i]
            for i, near in enumerate(NEAR)
            for j in near
        ]
    )
    norm: Any = conv.norms[0]
    mean, var = norm.running_mean.clone(), norm.running_var.clone()
    batch_norm(first, mean, var, training=True)
    conv(x, torch.tensor(NEAR))
    torch.testing.assert_close(norm.running_mean, mean)
    torch.testing.assert_close(norm.running_var, var)


def test_a_graph_without_edges() -> None:
    conv, x = _conv(2, (3,)), torch.randn(2, 2, dtype=torch.float64)
    nothing = torch.zeros(0, dtype=torch.int64), torch.zeros(2, dtype=torch.int64)
    for training in (True, False):
        conv.train(training)
        expected = _normed(conv.shortcut_norm, x @ conv.shortcut.weight.t(), training)  # type: ignore[union-attr]
        torch.testing.assert_close(conv(x, *nothing), expected)


def test_representation() -> None:
    assert repr(EdgeConv(4, (6, 4))).startswith("EdgeConv(\n  4, (6, 4)\n")
