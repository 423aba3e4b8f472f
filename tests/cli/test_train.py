from collections.abc import Callable
from pathlib import Path

import pytest

from pyg_jets.cli import main
from pyg_jets.taggers import FCN, load_tagger


def test_missing_folder(tmp_path: Path, refused: Callable[..., str]) -> None:
    out = tmp_path / "no" / "w.safetensors"
    assert "folder" in refused("train", "--task", "w-qcd", "--out", out)
    out = tmp_path / "w.safetensors"
    said = refused("train", "--task", "w-qcd", "--tagger", "bdt", "--out", out)
    assert "must be one of" in said
    assert list(tmp_path.iterdir()) == []


def test_another_tagger_is_trained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "w.safetensors"
    options = ["--task", "w-qcd", "--tagger", "fcn", "--epochs", "1", "--jets", "100"]
    assert main(["train", *options, "--out", str(out)]) == 0
    assert "auc" in capsys.readouterr().out
    assert isinstance(load_tagger(out), FCN)
