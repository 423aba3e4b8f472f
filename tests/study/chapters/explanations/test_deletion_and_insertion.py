"""What the network goes by beats chance both ways; another random order does not."""

from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import cluster
from pyg_jets.evaluation.truth.planted_splittings import planted_splittings
from pyg_jets.jets.packing import packed_rows
from pyg_jets.simulation import ToyShower
from pyg_jets.study.chapters.explanations.deletion_and_insertion import deletion_and_insertion
from pyg_jets.taggers import Tagger


def test_the_truth_beats_chance(shower: ToyShower, toy_tagger: Tagger) -> None:
    toy = shower.jets(2000, seed=3)
    # Signal and background come in turn.
    jets = cluster(toy.constituents)[::2]
    particles, _ = packed_rows(toy.constituents.ptr, torch.arange(0, 2000, 2))
    truth = toy.in_region[particles]

    def method(_: Tagger, batch: Any) -> Tensor:
        return planted_splittings(truth, batch).double()

    curves = deletion_and_insertion(toy_tagger, jets, {"truth": method}, seed=1, steps=4)
    assert list(curves) == ["truth", "largest kt", "largest mass drop", "random", "smallest kt"]
    for gain in ("deletion_gain", "insertion_gain"):
        of_truth, chance, kt = (
            getattr(curves[name], gain) for name in ("truth", "random", "smallest kt")
        )
        assert of_truth.value > 4 * (of_truth.high - of_truth.low) / 2
        assert of_truth.low > max(chance.high, kt.high)
        assert abs(chance.value) < 3 * (chance.high - chance.low) / 2
    for gain in ("deletion_over_kt", "insertion_over_kt"):
        assert getattr(curves["largest kt"], gain).value == 0
        of_truth, against = (
            getattr(curves["truth"], each) for each in (gain, gain.replace("over_kt", "gain"))
        )
        of_kt = getattr(curves["largest kt"], gain.replace("over_kt", "gain"))
        assert of_truth.value == pytest.approx(against.value - of_kt.value)
    assert curves["truth"].deletion.outputs.shape == (1000, 5)
    torch.testing.assert_close(
        curves["truth"].deletion.mean[0], curves["random"].insertion.mean[-1]
    )
