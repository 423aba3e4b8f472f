"""What the network goes by beats chance both ways; another random order does not."""

from typing import Any

import torch
from torch import Tensor

from pyg_jets import cluster, fit
from pyg_jets.packing import packed_rows
from pyg_jets.simulation import ToyShower
from pyg_jets.study import faithfulness, planted_splittings
from pyg_jets.taggers import RecNN, Tagger


def test_truth_beats_chance() -> None:
    shower = ToyShower(min_kt=2.0)
    train, val = (cluster(shower.jets(n, seed).constituents) for n, seed in ((4000, 1), (500, 2)))
    tagger = RecNN(hidden_channels=24)
    fit(tagger, train, val, epochs=5, lr=1e-2, batch_size=64, progress=False)
    toy = shower.jets(2000, seed=3)
    # Signal and background come in turn.
    jets = cluster(toy.constituents)[::2]
    particles, _ = packed_rows(toy.constituents.ptr, torch.arange(0, 2000, 2))
    truth = toy.in_region[particles]

    def method(_: Tagger, batch: Any) -> Tensor:
        return planted_splittings(truth, batch).double()

    found = faithfulness(tagger, jets, {"truth": method}, seed=1, steps=4)
    assert list(found) == ["truth", "largest kt", "largest mass drop", "random", "smallest kt"]
    for gain in ("deletion_gain", "insertion_gain"):
        gains = {name: getattr(each, gain) for name, each in found.items()}
        by_truth, by_chance = gains.pop("truth"), gains["random"]
        assert by_truth.low > max(0, *(other.high for other in gains.values()))
        assert abs(by_chance.value) < 3 * (by_chance.high - by_chance.low) / 2
    assert found["truth"].deletion.outputs.shape == (1000, 5)
    torch.testing.assert_close(found["truth"].deletion.mean[0], found["random"].insertion.mean[-1])
