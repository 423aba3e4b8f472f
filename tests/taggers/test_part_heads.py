"""Heads of the Particle Transformer, against the whole."""

from typing import Any

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.taggers import ParT, part
from pyg_jets.taggers.part_heads import (
    Head,
    embed_with_heads,
    head_attention,
    head_outputs,
    heads_of,
)


@pytest.fixture
def tagger(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(part, "_TOGETHER", 3)  # three groups of jets
    made = ParT(16, heads=2, blocks=2, class_blocks=1, pair_channels=6).double().eval()
    # As after training: else all heads count alike.
    for block in (*made.blocks, *made.class_blocks):
        block.head_scale.data = torch.tensor([0.5, 2.0], dtype=torch.float64)
    return made


def test_there_is_one_for_each_block_and_number(tagger: ParT) -> None:
    assert heads_of(tagger) == [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1)]


def test_outputs_are_attention_times_values(tagger: Any, toy_jets: Constituents) -> None:
    """The first block and the token's, jet by jet, from weights and values by hand."""
    batch = tagger.view(cluster(toy_jets).batch())
    outputs, looks = head_outputs(tagger, batch), head_attention(tagger, batch)
    assert set(outputs) == set(looks) == set(heads_of(tagger))
    assert outputs[Head(0, 0)].shape == (batch.num_nodes, 8)
    assert outputs[Head(2, 1)].shape == (7, 8)
    x = tagger.particle_embedding(batch.cloud.double())
    states = tagger.states(batch)
    for jet in range(7):
        node = ((batch.batch == jet) & batch.cloud_mask).nonzero().flatten()
        for number, block, rows in (
            (0, tagger.blocks[0], x[node]),
            (2, tagger.class_blocks[0], torch.cat((tagger.token[None], states[node]))),
        ):
            values = block.lin_qkv(block.norm_in(rows))[:, 32:]
            for head, own in enumerate(values.split(8, dim=1)):
                weights = looks[Head(number, head)][jet]
                assert weights.shape == ((len(rows),) if number else (len(rows), len(rows)))
                torch.testing.assert_close(weights.sum(-1), torch.ones_like(weights[..., 0]))
                given = outputs[Head(number, head)]
                torch.testing.assert_close(given[jet if number else node], weights @ own)


def test_own_outputs_change_nothing(tagger: Any, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    plain, outputs = tagger.embed(batch), head_outputs(tagger, batch)
    torch.testing.assert_close(embed_with_heads(tagger, batch, outputs), plain)
    for key in heads_of(tagger):
        changed = embed_with_heads(tagger, batch, {key: torch.zeros(8)})
        # Beside the root of one particle, whose attention is 1 whatever a head says.
        assert (changed - plain).abs().amax(1)[1:].min() > 1e-6
        torch.testing.assert_close(
            embed_with_heads(tagger, batch, {key: 0 * outputs[key]}), changed
        )
    assert all(not block.attention._forward_hooks for block in tagger.blocks)


def test_a_head_without_weight_does_nothing(tagger: Any, toy_jets: Constituents) -> None:
    batch, block = cluster(toy_jets).batch(), tagger.blocks[1]
    block.lin_out.weight.data[:, 8:] = 0
    plain = tagger.embed(batch)
    without = embed_with_heads(tagger, batch, {Head(1, 1): torch.zeros(1, 8)})
    torch.testing.assert_close(without, plain)


def test_jets_are_patched_one_by_one(tagger: ParT, toy_jets: Constituents) -> None:
    """What the last jet's token looked at comes from the jet before it: the others stay."""
    batch, key = cluster(toy_jets).batch(), Head(2, 0)
    outputs = head_outputs(tagger, batch)[key].clone()
    outputs[6] = outputs[5]
    plain, patched = tagger.embed(batch), embed_with_heads(tagger, batch, {key: outputs})
    torch.testing.assert_close(patched[:6], plain[:6])
    assert not torch.allclose(patched[6], plain[6])


def test_gradients_pass(tagger: ParT, toy_jets: Constituents) -> None:
    batch, row = cluster(toy_jets).batch(), torch.zeros(8, dtype=torch.float64, requires_grad=True)
    embed_with_heads(tagger, batch, {Head(0, 1): row}).sum().backward()
    assert row.grad is not None
    assert row.grad.abs().sum() > 0


def test_refusals(tagger: ParT, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    with pytest.raises(ValueError, match=r"between \(0, 0\) and \(2, 1\) \(got \(3, 0\)\)"):
        embed_with_heads(tagger, batch, {Head(3, 0): torch.zeros(8)})
    with pytest.raises(
        ValueError, match=r"\(2, 0\) gives must have shape \(7, 8\) .* \(got \(3, 8"
    ):
        embed_with_heads(tagger, batch, {Head(2, 0): torch.zeros(3, 8)})
