"""The block set by set, with torch's own attention layer, as the published code is written."""

import pytest
import torch
from torch import Tensor
from torch.nn import MultiheadAttention

from pyg_jets.nn import AttentionBlock, SetGroup, one_group

COUNTS = (3, 1, 4)
SIZE = 4


@pytest.fixture
def block() -> AttentionBlock:
    block = AttentionBlock(12, 3, 0.0).double()
    with torch.no_grad():
        for parameter in block.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
    return block


def _attention(block: AttentionBlock) -> MultiheadAttention:
    layer = MultiheadAttention(12, 3, batch_first=True).double()
    state = {
        "in_proj_weight": block.lin_qkv.weight,
        "in_proj_bias": block.lin_qkv.bias,
        "out_proj.weight": block.lin_out.weight,
        "out_proj.bias": block.lin_out.bias,
    }
    layer.load_state_dict(state)
    return layer


def _after(block: AttentionBlock, x: Tensor, attended: Tensor) -> Tensor:
    scale = block.head_scale.repeat_interleave(4)
    y = x + block.norm_out(scale * attended)
    out: Tensor = block.residual_scale * y + block.dense(y)
    return out


def _sets() -> tuple[Tensor, SetGroup, Tensor]:
    """Rows, their places, and a bias that is at its lowest on what is padded."""
    x = torch.randn(sum(COUNTS), 12, dtype=torch.float64)
    bias = torch.randn(3, 3, SIZE, SIZE, dtype=torch.float64)
    for k, n in enumerate(COUNTS):
        bias[k, :, :, n:] = torch.finfo(torch.float64).min
    return x, one_group(torch.tensor(COUNTS)), bias


def test_members_set_by_set(block: AttentionBlock) -> None:
    x, group, bias = _sets()
    out, layer = block(x, [group], [bias]).split(COUNTS), _attention(block)
    for rows, result, n, of_set in zip(x.split(COUNTS), out, COUNTS, bias, strict=True):
        normed = block.norm_in(rows)[None]
        attended = layer(normed, normed, normed, attn_mask=of_set[:, :n, :n])[0][0]
        torch.testing.assert_close(result, _after(block, rows, attended))


def test_token_set_by_set(block: AttentionBlock) -> None:
    (x, group, _), token = _sets(), torch.randn(3, 12, dtype=torch.float64)
    out, layer = block.token(token, x, group), _attention(block)
    for row, rows, result in zip(token, x.split(COUNTS), out, strict=True):
        keys = block.norm_in(torch.cat((row[None], rows)))[None]
        attended = layer(row[None, None], keys, keys)[0][0]
        torch.testing.assert_close(result, _after(block, row[None], attended)[0])


def test_groups_are_apart(block: AttentionBlock) -> None:
    x, group, bias = _sets()
    parts = one_group(torch.tensor(COUNTS[:2])), one_group(torch.tensor(COUNTS[2:]))
    biases = bias[:2, :, :3, :3], bias[2:]
    torch.testing.assert_close(block(x, parts, biases), block(x, [group], [bias]))


def test_gradients_do_not_come_from_padding(block: AttentionBlock) -> None:
    x, group, bias = _sets()
    bias.requires_grad_()
    block(x, [group], [bias]).sum().backward()
    assert bias.grad is not None
    assert bias.grad.isfinite().all()
    assert (bias.grad[1, :, 1:] == 0).all()
    assert (bias.grad[0, :, :3, :3] != 0).any()


def test_dropout_is_for_training() -> None:
    block, (x, group, bias) = AttentionBlock(12, 3, 0.5).double(), _sets()
    assert not torch.equal(block(x, [group], [bias]), block(x, [group], [bias]))
    block.eval()
    assert torch.equal(block(x, [group], [bias]), block(x, [group], [bias]))


def test_weights_are_those_of_torch(block: AttentionBlock) -> None:
    x, group, bias = _sets()
    query, key, value = group.padded(block.lin_qkv(x)).tensor_split(3, dim=2)
    found = block.attention.weights(query, key, bias)
    assert found.shape == (3, 3, SIZE, SIZE)
    layer, rows = _attention(block), group.padded(x)
    for k, n in enumerate(COUNTS):
        of_set = rows[k : k + 1, :n]
        options = {"average_attn_weights": False, "attn_mask": bias[k, :, :n, :n]}
        expected = layer(of_set, of_set, of_set, **options)[1]
        torch.testing.assert_close(found[k, :, :n, :n], expected[0])
        assert (found[k, :, :, n:] == 0).all()
    by_head = value.unflatten(2, (3, -1)).transpose(1, 2)
    attended = (found @ by_head).transpose(1, 2).flatten(2)
    torch.testing.assert_close(block.attention(query, key, value, bias), attended)
