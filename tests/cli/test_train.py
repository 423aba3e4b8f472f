from collections.abc import Callable
from pathlib import Path

import pytest

from pyg_jets.cli import main
from pyg_jets.datasets import sample
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


def test_a_tagger_of_the_laboratory_frame_is_read_in_its_frame(tmp_path: Path) -> None:
    """A tagger refuses features of another frame, so these commands would fail."""
    for kind in ("w", "qcd"):
        sample(kind)[:600].save(tmp_path / f"{kind}.safetensors")
    out, of = tmp_path / "lab.safetensors", ["--task", "w-qcd", "--source", str(tmp_path)]
    options = ["--tagger", "recnn", "--epochs", "1", "--frame", "laboratory", "--out", str(out)]
    assert main(["train", *of, *options]) == 0
    assert load_tagger(out).frame == "laboratory"
    of += ["--tagger", str(out)]
    assert main(["saliency", *of, "--out", str(tmp_path / "map.png")]) == 0
    assert main(["probe", *of, "--out", str(tmp_path / "probes.md")]) == 0
    nulls = ["--method", "saliency", "--jets", "20", "--nulls", "2"]
    assert main(["explain", *of, *nulls, "--out", str(tmp_path / "explained")]) == 0


def test_another_frame_is_bad_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--task", "w-qcd", "--frame", "rest", "--out", str(tmp_path / "t.safetensors")]
    with pytest.raises(SystemExit):
        main(["train", *options])
    assert "choose from" in capsys.readouterr().err
