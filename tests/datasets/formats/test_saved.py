from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from pyg_jets import datasets
from pyg_jets.datasets import formats
from tests.written import expected, write_saved


def test_every_column_comes_back(tmp_path: Path) -> None:
    jets = datasets.sample("top")[:30]
    jets.save(tmp_path / "jets")
    again = datasets.read(tmp_path / "jets")
    for column in ("p4", "ptr", "pid", "charge", "event"):
        assert torch.equal(getattr(again, column), getattr(jets, column))
    assert again.partons is not None
    assert jets.partons is not None
    assert torch.equal(again.partons.p4, jets.partons.p4)


@pytest.mark.parametrize("column", ["p4", "ptr"])
def test_missing_column(column: str, tmp_path: Path) -> None:
    write_saved(tmp_path / "jets", without=column)
    with pytest.raises(ValueError, match=f"jets'.*{column}"):
        datasets.read(tmp_path / "jets")


def test_other_safetensors_are_refused(tmp_path: Path) -> None:
    save_file({"p4": expected().p4}, tmp_path / "other", metadata={"format": "another"})
    assert not formats.saved.recognises(tmp_path / "other")
    with pytest.raises(ValueError, match="another header"):
        formats.saved.read(tmp_path / "other")


def test_damaged_numbers_are_refused_when_their_piece_is_read(tmp_path: Path) -> None:
    jets = expected()
    jets.p4[-1, 0] = float("nan")
    jets.save(tmp_path / "jets")
    pieces = datasets.stream(tmp_path / "jets", jets=4)
    assert len(next(pieces)) == 4
    assert len(next(pieces)) == 4
    with pytest.raises(ValueError, match=r"after jet 7: jet 11: momenta must be finite"):
        next(pieces)
