"""LSTM: sizes of the paper's network, its output step by step, and no trace of empty slots."""

from typing import Any

import torch
from torch import Tensor

from pyg_jets import Constituents, cluster
from pyg_jets.taggers import LSTM
from pyg_jets.transforms import Sequence


def test_sizes() -> None:
    tagger = LSTM()
    assert sum(p.numel() for p in tagger.parameters()) == 25_871
    layers = [layer for layer in tagger.head if isinstance(layer, torch.nn.Linear)]
    assert [layer.out_features for layer in layers] == [50, 20, 1]
    assert LSTM(hidden_channels=8, length=5).config == {"hidden_channels": 8, "length": 5}


def _slow(tagger: LSTM, particles: Tensor) -> Tensor:
    """One jet, particle by particle."""
    weights: Any = dict(tagger.lstm.named_parameters())
    h = c = torch.zeros(tagger.hidden_channels, dtype=torch.float64)
    for particle in particles:
        gates = (
            weights["weight_ih_l0"] @ particle
            + weights["bias_ih_l0"]
            + weights["weight_hh_l0"] @ h
            + weights["bias_hh_l0"]
        )
        i, f, g, o = gates.chunk(4)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        h = o.sigmoid() * c.tanh()
    return h


def test_particle_by_particle(toy_jets: Constituents) -> None:
    tagger = LSTM(hidden_channels=6, length=9)
    tagger.fit_scaling(cluster(toy_jets))
    tagger.double()
    batch = Sequence(length=9, oriented=False)(cluster(toy_jets).batch())
    expected = [
        _slow(tagger, sequence[mask] / tagger.scale)
        for sequence, mask in zip(batch.sequence.double(), batch.sequence_mask, strict=True)
    ]
    torch.testing.assert_close(tagger.embed(batch), torch.stack(expected))


def test_empty_slots_do_not_matter(toy_jets: Constituents) -> None:
    short, long = LSTM(hidden_channels=6, length=20), LSTM(hidden_channels=6, length=40)
    long.load_state_dict(short.state_dict())
    batch = cluster(toy_jets).batch()
    torch.testing.assert_close(short(batch), long(batch))
    prepared = Sequence(length=20, oriented=False)(batch)
    prepared.sequence[~prepared.sequence_mask] = 1e6
    torch.testing.assert_close(short(prepared), long(batch))
