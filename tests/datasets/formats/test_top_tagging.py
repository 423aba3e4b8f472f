import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from pyg_jets.datasets import formats
from tests.written import expected, write_fixed_top_tagging, write_top_tagging

h5py = pytest.importorskip("h5py")
both = pytest.mark.parametrize("write", [write_top_tagging, write_fixed_top_tagging])


@both
def test_momenta_and_labels(write: Any, tmp_path: Path) -> None:
    write(tmp_path / "top.h5")
    jets, truth = formats.top_tagging.read(tmp_path / "top.h5"), expected()
    assert torch.equal(jets.ptr, truth.ptr)
    torch.testing.assert_close(jets.p4, truth.p4, rtol=1e-6, atol=1e-5)
    assert jets.label is not None
    assert jets.label.tolist() == [0, 1] * 6


@pytest.mark.parametrize("column", ["E_13", "PX_2", "PZ_13", "is_signal_new"])
def test_missing_column(column: str, tmp_path: Path) -> None:
    write_top_tagging(tmp_path / "top.h5", without=column)
    with pytest.raises(ValueError, match=f"no column {column}"):
        formats.top_tagging.read(tmp_path / "top.h5")


@pytest.mark.parametrize("column", ["axis1", "block0_values", "block0_items", "block1_values"])
def test_missing_part_of_the_fixed_layout(column: str, tmp_path: Path) -> None:
    write_fixed_top_tagging(tmp_path / "top.h5", without=column)
    with pytest.raises(ValueError, match=r"top\.h5"):
        formats.top_tagging.read(tmp_path / "top.h5")


def test_tables_that_contradict_themselves(tmp_path: Path) -> None:
    for name, value, message in (
        ("NROWS", 13, "number of rows differs"),
        ("values_block_0_kind", np.bytes_(pickle.dumps(["E_0"], 0)), "1 names for 60 columns"),
        ("values_block_0_kind", np.bytes_(pickle.dumps(print, 0)), r"builtin.*\.print"),
        ("values_block_0_kind", None, "without the names"),
    ):
        write_top_tagging(tmp_path / "top.h5")
        with h5py.File(tmp_path / "top.h5", "a") as file:
            attributes = file["table/table"].attrs
            del attributes[name]
            if value is not None:
                attributes[name] = value
        with pytest.raises(ValueError, match=message):
            formats.top_tagging.read(tmp_path / "top.h5")
    write_fixed_top_tagging(tmp_path / "top.h5", without="axis1")
    with h5py.File(tmp_path / "top.h5", "a") as file:
        file["table/axis1"] = np.arange(11)
    with pytest.raises(ValueError, match=r"shape \(12, 60\) for 11 rows"):
        formats.top_tagging.read(tmp_path / "top.h5")


def test_hdf5_without_a_table(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["x"] = [1]
    assert not formats.top_tagging.recognises(tmp_path / "other.h5")
    with pytest.raises(ValueError, match="no table of pandas"):
        formats.top_tagging.read(tmp_path / "other.h5")


def test_events_of_the_lhc_olympics_are_named(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "o.h5", "w") as file:
        group = file.create_group("df")
        group["axis0"], group["axis1"] = np.arange(7), np.arange(3)
        group["block0_items"], group["block0_values"] = np.arange(7), np.ones((3, 7))
    with pytest.raises(ValueError, match="7 numbered columns: LHC Olympics files hold"):
        formats.top_tagging.read(tmp_path / "o.h5")
