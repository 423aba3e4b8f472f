"""What Lightning keeps on disk, and training in two processes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
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


SCRIPT = """
import json, sys, torch
from pyg_jets import cluster, fit
from pyg_jets.datasets import binary_task
from pyg_jets.taggers import RecNN

processes, jets, out = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
train, val, _ = (cluster(part[::24]) for part in binary_task("w-qcd"))
torch.manual_seed(0)
result = fit(
    RecNN(8), train, val, epochs=2, batch_size=jets, lr=1e-2, progress=False, accelerator="cpu",
    devices=processes, strategy="ddp" if processes > 1 else "auto",
)
weights = [parameter.double().sum().item() for parameter in result.tagger.parameters()]
rank = torch.distributed.get_rank() if processes > 1 else 0
with open(f"{out}-{rank}.json", "w") as file:
    json.dump([result.history, result.best_epoch, weights], file)
"""


def test_two_processes_train_as_one_with_doubled_batches(tmp_path: Path) -> None:
    script = tmp_path / "train.py"
    script.write_text(SCRIPT, encoding="utf-8")
    for processes, jets in ((1, 32), (2, 16)):
        command = [sys.executable, str(script), str(processes), str(jets), str(tmp_path / "run")]
        command[-1] += str(processes)
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
    alone, *both = (
        json.loads((tmp_path / name).read_text())
        for name in ("run1-0.json", "run2-0.json", "run2-1.json")
    )
    assert both[0] == both[1]
    assert both[0][1] == alone[1]
    for found, expected in zip(both[0][0], alone[0], strict=True):
        assert found == pytest.approx(expected, rel=1e-4)
    assert both[0][2] == pytest.approx(alone[2], rel=1e-3, abs=1e-4)
