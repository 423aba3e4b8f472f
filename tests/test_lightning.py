"""What Lightning keeps on disk."""

from pathlib import Path

import torch

from pyg_jets import cluster, fit
from pyg_jets.datasets import binary_task
from pyg_jets.taggers import RecNN


def test_best_and_last_epoch_are_kept_without_pickled_code(tmp_path: Path) -> None:
    train, val, _ = (cluster(part[::40]) for part in binary_task("w-qcd"))
    result = fit(RecNN(8), train, val, epochs=2, progress=False, directory=tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"best.ckpt", "last.ckpt"}
    last = torch.load(tmp_path / "last.ckpt", weights_only=True)
    assert last["settings"]["epochs"] == 2
    assert last["history"] == result.history
    assert last["epoch"] == 1
