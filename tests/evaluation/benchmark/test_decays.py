"""Decays of the generator: the signal's splittings part its quarks, and QCD has none."""

import sys
from pathlib import Path

import pytest
import torch

from pyg_jets.evaluation.benchmark.decays import HARDEST, decay, kept_decay
from pyg_jets.evaluation.benchmark.truths import TRUTHS


def test_answers_of_the_generator_and_of_its_file(tmp_path: Path) -> None:
    pytest.importorskip("pythia8mc")
    answer = decay("w", 6, 1)
    assert answer.jets.y is not None
    assert answer.jets.y.tolist() == [1, 1, 1, 0, 0, 0]
    of_jet = answer.jets.batch().batch[answer.mask].bincount(minlength=6)
    assert of_jet[:3].sum() >= 2
    assert of_jet.max() == 1
    assert of_jet[3:].sum() == 0
    assert answer.jets.constituents.ptr.diff().max() == HARDEST
    path = tmp_path / "jets.safetensors"
    for _ in range(2):
        again = kept_decay("w", path, 6, 1)
        assert torch.equal(again.mask, answer.mask)
    before = path.stat().st_mtime_ns
    kept_decay("w", path, 6, 1)
    assert path.stat().st_mtime_ns == before


def test_without_the_generator_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pythia8mc", None)
    for name in ("w", "top", "hbb"):
        with pytest.raises(ImportError, match=r"pyg-jets\[simulation\]"):
            TRUTHS[name].make(4, 1)
