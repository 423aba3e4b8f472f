from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from pyg_jets.cli import main
from pyg_jets.cli.pretrain import METHODS
from pyg_jets.taggers import RecNN, load_tagger
from pyg_jets.unsupervised import METHODS as KNOWN


def test_an_encoder_in_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "encoder.safetensors"
    options = ["--task", "w-qcd", "--method", "autoencoder", "--epochs", "1", "--jets", "60"]
    assert main(["pretrain", *options, "--labels", "20", "--out", str(out)]) == 0
    encoder = load_tagger(out)
    assert isinstance(encoder, RecNN)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        fresh = RecNN()
    assert not torch.equal(encoder.conv.lin_u.weight, fresh.conv.lin_u.weight)
    said = capsys.readouterr().out
    assert "w-qcd" in said
    assert "without labels, frozen" in said
    assert str(out) in said


def test_refused_before_the_work(tmp_path: Path, refused: Callable[..., str]) -> None:
    out = tmp_path / "no" / "encoder.safetensors"
    assert "folder" in refused("pretrain", "--task", "w-qcd", "--out", out)


def test_methods_are_those_of_the_library() -> None:
    assert set(METHODS) == set(KNOWN)
