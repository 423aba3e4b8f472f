"""Layers of the Particle Transformer: sizes, ends, and pairs put into both places."""

import pytest
import torch
from torch.nn import GELU

from pyg_jets.nn import RowBatchNorm, groups_by_size
from pyg_jets.taggers._part_layers import both_ways, pair_embedding, part_head, particle_embedding


def test_pairs_stand_both_ways() -> None:
    _, (group,) = groups_by_size(torch.tensor([2, 3]), 16)
    size = group.size
    # Slots of the pair (0, 1) of the first set, and of (2, 0) and (1, 1) of the second.
    slots = torch.tensor([[0, size + 2, size + 1], [1, size, size + 1]])
    values = torch.tensor([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]])
    bias = both_ways(group, values, slots)
    assert bias.shape == (2, 2, size, size)
    for channel, factor in enumerate((1.0, 10.0)):
        assert bias[0, channel, 0, 1] == bias[0, channel, 1, 0] == factor
        assert bias[1, channel, 2, 0] == bias[1, channel, 0, 2] == 2 * factor
        assert bias[1, channel, 1, 1] == 3 * factor
    assert (bias == torch.finfo(torch.float32).min).sum() == 2 * (2 * size**2 - 5)


def test_sizes_and_ends() -> None:
    embedding = particle_embedding(5, 8)
    assert embedding(torch.randn(6, 5)).shape == (6, 8)
    assert [layer.out_features for layer in embedding if hasattr(layer, "out_features")] == [
        8,
        32,
        8,
    ]
    assert isinstance(pair_embedding([6, 2], activation=True)[-1], GELU)
    assert isinstance(pair_embedding([6, 2], activation=False)[-1], RowBatchNorm)
    assert part_head(8, None, 1, 0)(torch.ones(3, 8)).shape == (3, 1)
    head = part_head(8, 4, 3, 1)
    scores = head[0](torch.ones(3, 8))
    torch.testing.assert_close(head(torch.ones(3, 8))[:, 0], scores[:, 3] - scores[:, 1])
    with pytest.raises(ValueError, match="two of the classes 0 to 3"):
        part_head(8, 4, 4, 1)
