from collections.abc import Callable
from pathlib import Path

import pytest

from pyg_jets.cli import main
from pyg_jets.taggers import load_tagger


def test_missing_folder(tmp_path: Path, refused: Callable[..., str]) -> None:
    out = tmp_path / "no" / "w.safetensors"
    assert "folder" in refused("train", "--task", "w-qcd", "--out", out)
    assert list(tmp_path.iterdir()) == []


def test_a_simple_cell_is_trained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "w.safetensors"
    options = ["--task", "w-qcd", "--cell", "simple", "--epochs", "1", "--jets", "100"]
    assert main(["train", *options, "--out", str(out)]) == 0
    assert "auc" in capsys.readouterr().out
    assert load_tagger(out).config["cell"] == "simple"
