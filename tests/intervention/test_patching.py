"""Patching: the exact checks, sums done by hand, and the derivative of roads."""

from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import JetTreeDataset
from pyg_jets.intervention import Level, layers_of, patching, roads, twins
from pyg_jets.intervention.centred_move import pairs
from pyg_jets.intervention.patching import places_of
from pyg_jets.intervention.response import read_from
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.part_heads import Head, heads_of
from tests.attributed import made

SPLITTINGS = torch.tensor([0, 7, 30, 45])


def _close(found: Tensor, expected: Tensor) -> None:
    torch.testing.assert_close(found, expected, rtol=1e-6, atol=1e-10)


def _logits(tagger: Tagger, jets: JetTreeDataset) -> Tensor:
    """Of features in float64, which those of stored batches are not."""
    batch = jets.batch()
    with torch.no_grad():
        logits: Tensor = tagger(read_from(batch.p4, batch, tagger))
    return logits


@pytest.mark.parametrize("name", ["gated", "LundNet", "EFN", "ParticleNet", "ParT"])
def test_what_all_passes_has_the_whole_and_what_nothing_passes_none(
    name: str, jets: JetTreeDataset
) -> None:
    tagger = made(name, jets.constituents)
    found = patching(tagger, jets, SPLITTINGS, places=["head", "head.0"])
    assert found.whole.abs().min() > 0
    for row in (0, 1):
        _close(found.put_in[row], found.whole)
        _close(found.taken_out[row], found.whole)
    none = patching(tagger, jets, SPLITTINGS, size=0.0, places=places_of(tagger, jets))
    assert (none.put_in.abs() < 1e-12).all()
    assert (none.taken_out.abs() < 1e-12).all()


@pytest.mark.parametrize("name", ["gated", "LundNet", "EFN"])
def test_the_whole_is_the_effect_of_the_twin(name: str, jets: JetTreeDataset) -> None:
    tagger = made(name, jets.constituents)
    found = patching(tagger, jets, SPLITTINGS, "ln_kt", 0.02)
    both = twins(jets, SPLITTINGS, "ln_kt", 0.02)
    expected = _logits(tagger, both.held) - _logits(tagger, jets.index_select(both.jet))
    _close(found.whole, expected)


@pytest.mark.parametrize("name", ["gated", "LundNet"])
def test_roads_together_are_the_whole_but_for_their_interaction(
    name: str, jets: JetTreeDataset
) -> None:
    tagger = made(name, jets.constituents)
    found = patching(tagger, jets, SPLITTINGS, places=["leaves", "inner", "ancestors"])
    # The moved jet without the leaves' part is the original with all others': by hand.
    both = twins(jets, SPLITTINGS, "ln_inv_delta", 0.1)
    original, moved = jets.index_select(both.jet).batch(), both.held.batch()
    others = torch.where(original.is_leaf[:, None], original.p4, moved.p4)
    with torch.no_grad():
        of_others = tagger(read_from(others, original, tagger))
    of_others = of_others - _logits(tagger, jets.index_select(both.jet))
    _close(found.put_in[0] + of_others + found.interaction[0], found.whole)


@pytest.mark.parametrize("name", ["gated", "LundNet"])
def test_small_moves_are_the_derivative_of_roads(name: str, jets: JetTreeDataset) -> None:
    tagger, size = made(name, jets.constituents), 1e-5
    found = patching(tagger, jets, SPLITTINGS, size=size, places=["leaves", "inner", "ancestors"])
    expected = torch.stack([road.ln_inv_delta[SPLITTINGS] for road in roads(tagger, jets)])
    scale = float(expected.abs().max())
    torch.testing.assert_close(found.put_in / size, expected, rtol=0.01, atol=0.01 * scale)
    assert (found.interaction.abs() / size).max() < 0.01 * scale


def test_levels_of_a_recursion_end_in_the_whole(jets: JetTreeDataset) -> None:
    tagger = made("gated", jets.constituents)
    found = patching(tagger, jets, SPLITTINGS, places=[Level(0), Level(1), Level(999)])
    _close(found.put_in[2], found.whole)
    _close(found.taken_out[2], found.whole)
    assert not torch.equal(found.put_in[0], found.whole)
    # All below the splitting, its own momentum and what is above it as they were: by hand.
    both = twins(jets, SPLITTINGS, "ln_inv_delta", 0.1)
    original, moved = jets.index_select(both.jet).batch(), both.held.batch()
    for k, row in enumerate((SPLITTINGS - jets.merge_ptr[both.jet]).tolist()):
        nodes = (original.batch == k).nonzero().flatten()
        below = {int(pairs(original).node[pairs(original).node >= nodes[0]][row])}
        for child, parent in reversed(original.edge_index.t().tolist()):
            below |= {child} if parent in below else set()
        mask = torch.zeros(original.num_nodes, dtype=torch.bool)
        mask[list(below)] = True
        x = read_from(original.p4, original, tagger)
        # Features in one frame: the root keeps its momentum but for its mass.
        p4 = torch.where(mask[:, None], moved.p4, original.p4)
        with torch.no_grad():
            mixed = tagger(read_from(p4, original, tagger)) - tagger(x)
        torch.testing.assert_close(found.put_in[0][k], mixed[k], rtol=1e-3, atol=1e-8)


def test_a_layer_by_hand(jets: JetTreeDataset) -> None:
    tagger = made("LundNet", jets.constituents)
    found = patching(tagger, jets, SPLITTINGS, places=["fusion"])
    both = twins(jets, SPLITTINGS, "ln_inv_delta", 0.1)
    batch = jets.index_select(both.jet).batch()
    with torch.no_grad():
        gate = tagger.states(both.held.batch()) - tagger.states(batch)
        by_hand = tagger.head(tagger.embed(batch, gate)).squeeze(-1) - tagger(batch)
    _close(found.put_in[0], by_hand)
    _close(found.put_in[0], found.whole)  # all passes the fused blocks


def test_heads_of_a_transformer(jets: JetTreeDataset) -> None:
    tagger: Any = made("ParT", jets.constituents)
    places: list[Any] = [*heads_of(tagger), "norm"]
    found = patching(tagger, jets, SPLITTINGS, places=places)
    _close(found.put_in[-1], found.whole)  # the token after all blocks
    heads = found.put_in[:-1]
    assert heads.shape == (8, len(SPLITTINGS))
    assert (heads.abs().max(1).values > 0).all()
    # The values that a head of the token's first block has for the other jet, put in by hand.
    from pyg_jets.taggers.part_heads import embed_with_heads, head_outputs

    both = twins(jets, SPLITTINGS, "ln_inv_delta", 0.1)
    batch, moved = jets.index_select(both.jet).batch(), both.held.batch()
    head = Head(2, 1)
    with torch.no_grad():
        other = {head: head_outputs(tagger, moved)[head]}
        by_hand = tagger.head(embed_with_heads(tagger, batch, other)).squeeze(-1) - tagger(batch)
    _close(heads[heads_of(tagger).index(head)], by_hand)


def test_default_places(jets: JetTreeDataset) -> None:
    assert places_of(made("gated", jets.constituents), jets)[3:] == [Level(0)]
    assert layers_of(made("LundNet", jets.constituents), jets) == ["blocks.0", "blocks.1"]
    part = made("ParT", jets.constituents)
    assert Head(0, 0) in places_of(part, jets)
    assert layers_of(part, jets) == ["blocks.0", "blocks.1"]  # the token's run without their call


def test_bad_places_are_refused(jets: JetTreeDataset) -> None:
    lund: Tagger = made("LundNet", jets.constituents)
    with pytest.raises(TypeError, match=r"heads are of a ParT .got LundNet"):
        patching(lund, jets, 0, places=[Head(0, 0)])
    with pytest.raises(TypeError, match=r"levels are of a recursive network .got LundNet"):
        patching(lund, jets, 0, places=[Level(0)])
    with pytest.raises(ValueError, match=r"such as head .got 'nowhere'"):
        patching(lund, jets, 0, places=["nowhere"])
    with pytest.raises(ValueError, match=r"'splitting' must be rows of lund_coordinates"):
        patching(lund, jets, 10**6)
    wide = torch.arange(len(jets.merges))
    with pytest.raises(ValueError, match=r"must stay the harder one .* .got [0-9]+ that swap"):
        patching(lund, jets, wide, "ln_kt", 1.0)
    lund.spare = torch.nn.Linear(1, 1)
    with pytest.raises(ValueError, match=r"module 'spare' must run when jets are read"):
        patching(lund, jets, 0, places=["spare"])
    lstm = made("LSTM", jets.constituents)
    inner = next(name for name, part in lstm.named_modules() if isinstance(part, torch.nn.LSTM))
    with pytest.raises(TypeError, match=r"must give a tensor .got tuple"):
        patching(lstm, jets, 0, places=[inner])
