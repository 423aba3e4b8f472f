"""``order`` on a saved tagger, from the command line to its files."""

from pathlib import Path

import pytest
import torch

from pyg_jets.cli import main
from pyg_jets.datasets import Task
from pyg_jets.taggers import RecNN

ENDINGS = ("md", "csv", "json")


def test_everything_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    torch.manual_seed(0)
    tagger, out = tmp_path / "tagger.safetensors", tmp_path / "out"
    network = RecNN(hidden_channels=8)
    network.fit_scaling(Task.named("w-qcd").test(jets=60))
    network.save(tagger)
    options = ("order", "--task", "w-qcd", "--tagger", tagger, "--jets", "120", "--out", out)
    assert main([*map(str, options)]) == 0
    # Formulas only where the package that breeds them is there.
    assert {path.name for path in out.iterdir() if path.stem != "formulas"} == {
        f"{name}.{ending}" for name in ("ordering", "ordering-search") for ending in ENDINGS
    } | {"ordering-search.png"}
    said = capsys.readouterr().out
    assert "| w-qcd |" in said
    assert f"written: {out}" in said
