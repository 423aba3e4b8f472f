"""Commands on kinds of one's own: two files in a folder, by their names or by a task file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pyg_jets.cli import main
from pyg_jets.taggers import RecNN


def test_train_then_read(
    own_kinds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    of = ["--task", "hbb-qcd", "--source", str(own_kinds)]
    tagger, short = str(tmp_path / "hbb.safetensors"), ["--epochs", "1", "--jets", "60"]
    assert main(["train", *of, *short, "--tagger", "recnn", "--out", tagger]) == 0
    assert "auc" in capsys.readouterr().out
    out = ["--out", str(tmp_path / "map.png")]
    assert main(["saliency", *of, "--tagger", tagger, *out]) == 0
    RecNN(hidden_channels=8).save(tmp_path / "small")  # the probes of a few jets have few features
    out = ["--tagger", str(tmp_path / "small"), "--out", str(tmp_path / "probes.md")]
    assert main(["probe", *of, *out]) == 0
    assert "| hbb-qcd |" in (tmp_path / "probes.md").read_text()


def test_compare(own_kinds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    of = ["--task", "hbb-qcd", "--source", str(own_kinds), "--epochs", "1", "--jets", "60"]
    assert main(["compare", *of, "--taggers", "fcn", "--out", str(tmp_path / "out")]) == 0
    assert "| FCN |" in capsys.readouterr().out


def test_names_that_are_not_there_are_refused_before_the_work(
    own_kinds: Path, tmp_path: Path, refused: Callable[..., str]
) -> None:
    tagger = tmp_path / "tagger.safetensors"
    RecNN(hidden_channels=4).save(tagger)
    (tmp_path / "task.yaml").write_text("kinds: [w, {name: hbb, jets: hbb.root}]")
    out = tmp_path / "new"
    commands = [
        ("train", "--out", out),
        ("probe", "--out", tmp_path / "new.md"),
        ("saliency", "--tagger", tagger, "--out", tmp_path / "new.png"),
        ("explain", "--tagger", tagger, "--out", out),
        ("robustness", "--tagger", tagger, "--out", out),
        ("compare", "--taggers", "fcn", "--out", out),
        ("layers", "--out", tmp_path / "new.png"),
    ]
    for command, *options in commands:
        for task, words in (
            (("hbb-qcd",), "must be kinds of the bundled sample, w, top, qcd, quark, gluon"),
            (("zqq-qcd", "--source", own_kinds), "simulation 'zqq' (got neither): it has hbb, qcd"),
            (("w",), "must have two or more kinds"),
            ((tmp_path / "task.yaml",), "'jets' of the kind 'hbb' must be a file"),
            ((tmp_path / "task.yaml", "--source", tmp_path), "is for tasks by their names"),
        ):
            assert words in refused(command, "--task", *task, *options), command
    assert {path.name for path in tmp_path.iterdir()} == {"task.yaml", tagger.name}
