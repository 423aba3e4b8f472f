"""A line for each epoch on standard error, and no more than a log file can take."""

from pathlib import Path

import pytest
import torch

from pyg_jets import Constituents, cluster, fit
from pyg_jets.taggers import RecNN


def test_a_log_file(toy_jets: Constituents, capfd: pytest.CaptureFixture[str]) -> None:
    trees = cluster(toy_jets)
    result = fit(RecNN(4), trees, trees, epochs=2, batch_size=3, seed=1)
    out, err = capfd.readouterr()
    assert out == ""
    assert "\r" not in err
    assert "\x1b" not in err
    begin, *lines = err.splitlines()
    assert begin.endswith(" training: 0 of 6 steps")
    epochs = [line.partition(" epoch ")[2] for line in lines if " epoch " in line]
    auc = [epoch["val_auc"] for epoch in result.history]
    assert epochs[0].startswith("1 of 2: training loss ")
    assert epochs[1].endswith(f"validation AUC {auc[1]:.4f}")
    assert any("training: 6 of 6 steps, " in line for line in lines)


def test_one_that_goes_on_begins_where_it_was(
    toy_jets: Constituents, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    trees = cluster(toy_jets)

    class Stops(RecNN):
        def forward(self, batch: object) -> torch.Tensor:
            if self.training and (tmp_path / "last.ckpt").exists():
                raise KeyboardInterrupt
            return super().forward(batch)

    settings = {"epochs": 2, "batch_size": 3, "seed": 1, "directory": tmp_path}
    torch.manual_seed(0)
    with pytest.raises(KeyboardInterrupt):
        fit(Stops(4), trees, trees, **settings)  # type: ignore[arg-type]
    capfd.readouterr()
    fit(RecNN(4), trees, trees, **settings)  # type: ignore[arg-type]
    assert capfd.readouterr().err.splitlines()[0].endswith(" training: 3 of 6 steps")
