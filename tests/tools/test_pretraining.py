"""What a tagger of the package is trained on: nothing of the bundled sample."""

from pathlib import Path

import pytest
import torch

from pyg_jets import Constituents
from pyg_jets.datasets import sample
from tools.pretraining import pretraining_jets


def events(jets: Constituents) -> set[int]:
    assert jets.event is not None
    return set(jets.event.tolist())


def test_the_bundled_sample_is_the_test_and_nothing_else(larger: Path) -> None:
    train, val, test, of_source, left_out = pretraining_jets("w-qcd", larger, seed=1)
    assert of_source == {"w": 5100, "qcd": 5100}
    assert left_out == {"w": 4800, "qcd": 4800}
    assert test.p4.equal(torch.cat([sample("w").p4, sample("qcd").p4]))
    assert test.label is not None
    assert test.label.tolist() == [1] * 4800 + [0] * 4800
    assert len(train) + len(val) == 600
    assert 0.08 < len(val) / 600 < 0.12
    for part in (train, val):
        assert part.label is not None
        assert set(part.label.tolist()) == {0, 1}
        assert not events(part) & events(test)


def test_seed_and_size(larger: Path) -> None:
    one, same, other = (pretraining_jets("w-qcd", larger, seed).train.p4 for seed in (1, 1, 2))
    assert one.equal(same)
    assert not (one.shape == other.shape and one.equal(other))
    train, val, test, *_ = pretraining_jets("w-qcd", larger, jets=50)
    assert len(train) <= 50
    assert len(val) <= 50
    assert len(test) == 9600


def test_what_cannot_be_trained_on(larger: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="the task 'w' must have two or more kinds"):
        pretraining_jets("w", larger)
    with pytest.raises(FileNotFoundError, match="a file or a finished simulation 'top'"):
        pretraining_jets("top-qcd", larger)
    sample("w")[:100].save(tmp_path / "w.safetensors")
    with pytest.raises(ValueError, match="must hold the 4800 jets of the bundled sample"):
        pretraining_jets("w-qcd", tmp_path)
