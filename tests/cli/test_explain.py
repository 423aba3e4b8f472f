from collections.abc import Callable
from pathlib import Path

import pytest

from pyg_jets.cli import main
from pyg_jets.taggers import FCN, RecNN


def test_maps_tables_and_nulls_are_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    RecNN(hidden_channels=6).save(tmp_path / "w.safetensors")
    options = ["--tagger", str(tmp_path / "w.safetensors"), "--task", "w-qcd", "--jets", "40"]
    out = tmp_path / "new" / "out"
    assert main(["explain", *options, "--nulls", "3", "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert "w-qcd: saliency: map beside 3 nulls" in said.err
    assert "Node saliency of W jets does not differ from untrained networks' (p = " in said.out
    assert "| saliency | 40 QCD | do NOT differ |" in said.out
    assert "is largest on a splitting of the decay" in said.out
    tables = ("nulls-w-qcd", "faithfulness-w-qcd", "randomised-w-qcd")
    assert {path.name for path in out.iterdir()} == {
        "explained-w-qcd-saliency.png",
        *(f"{table}.{ending}" for table in tables for ending in ("md", "csv", "json")),
    }


def test_refusals_are_one_line(tmp_path: Path, refused: Callable[..., str]) -> None:
    RecNN(hidden_channels=6).save(tmp_path / "good")
    FCN().save(tmp_path / "fcn")
    (tmp_path / "file").write_text("")
    task = ("--task", "w-qcd")
    for arguments, words in (
        (("--tagger", tmp_path / "no", "--out", tmp_path / "out"), "no tagger"),
        (("--tagger", tmp_path / "good", "--out", tmp_path / "file"), "must be a folder"),
        (
            ("--tagger", tmp_path / "good", "--method", "lrp", "tea", "--out", tmp_path / "out"),
            "got 'tea': no such method",
        ),
        (
            ("--tagger", tmp_path / "fcn", "--method", "lrp", "--out", tmp_path / "out"),
            "got 'lrp': 'tagger' must be a ParticleNet",
        ),
    ):
        assert words in refused("explain", *task, *arguments)
    assert {path.name for path in tmp_path.iterdir()} == {"good", "fcn", "file"}


def test_one_null_is_bad_usage(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    options = ["--tagger", "w", "--task", "w-qcd", "--out", str(tmp_path / "out")]
    with pytest.raises(SystemExit):
        main(["explain", *options, "--nulls", "1"])
    assert "expected an integer from 2 on (got '1')" in capsys.readouterr().err
