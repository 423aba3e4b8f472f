"""Cells are known by all that they depend on, and read as they were written."""

from pathlib import Path

import pytest
import torch

from pyg_jets.evaluation.benchmark.cells import Cell, Cells
from pyg_jets.metrics import Estimate

KEY = {"kind": "cell", "truth": "a", "seed": 1}


def test_written_and_read(tmp_path: Path) -> None:
    cells = Cells(tmp_path)
    cell = Cell(torch.tensor([1.0, 2.0]), {"auc": Estimate(0.5, 0.4, 0.6)}, 2.5)
    assert cells.load(KEY) is None
    cells.save(KEY, cell)
    cells.save({**KEY, "seed": 2}, Cell(None, {}, 0.0, "no"))
    again = cells.load(KEY)
    assert again is not None
    assert again.relevance is not None
    assert again.relevance.tolist() == [1, 2]
    assert again[1:] == cell[1:]
    assert cells.load({**KEY, "seed": 2}) == Cell(None, {}, 0.0, "no")
    assert cells.load({**KEY, "seed": 3}) is None
    assert len(list(tmp_path.iterdir())) == 2


def test_damaged_files_are_refused(tmp_path: Path) -> None:
    cells = Cells(tmp_path)
    cells.path(KEY).write_bytes(b"abc")
    with pytest.raises(ValueError, match=r"must be what a benchmark wrote .* remove it"):
        cells.load(KEY)
