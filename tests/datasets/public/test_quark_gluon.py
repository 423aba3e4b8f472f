"""Quark and gluon jets from small files of EnergyFlow's form."""

from pathlib import Path

import pytest
import torch

from pyg_jets import Constituents
from pyg_jets.datasets import QuarkGluon, read
from pyg_jets.datasets.public.quark_gluon import _files
from tests.written import write_energyflow


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Where files fetched by hand lie already."""
    (tmp_path / "raw").mkdir()
    for name in ("QG_jets_16", "QG_jets_17", "QG_jets_withbc_18"):
        write_energyflow(tmp_path / "raw" / f"{name}.npz")
    return tmp_path


def test_files_one_after_the_other(root: Path) -> None:
    val, jets = QuarkGluon(root, "val"), read(root / "raw" / "QG_jets_16.npz")
    both = Constituents.concat([jets, jets])
    assert torch.equal(val.y, both.label)  # type: ignore[arg-type]
    assert torch.equal(val.batch().p4[val.batch().is_leaf], both.p4)
    assert torch.equal(val.shard(0).constituents.pid, both.pid)  # type: ignore[arg-type]
    for tree in val:
        tree.validate()


def test_parts(root: Path) -> None:
    second = QuarkGluon(root, "val", parts=[1])
    assert second.raw_file_names == ["QG_jets_17.npz"]
    assert len(second) == 12
    assert len(QuarkGluon(root, "test", with_heavy=True, parts=[0])) == 12
    with pytest.raises(ValueError, match=r"'parts' must be .* from 0 to 1 \(got \[2\]\)"):
        QuarkGluon(root, "val", parts=[2])


def test_the_recommended_split() -> None:
    for with_heavy in (False, True):
        files = _files(with_heavy)
        assert len({file.md5 for file in files}) == 20
        assert {len(file.md5 or "") for file in files} == {32}
        assert {file.record for file in files} == {3164691}
    assert [file.name for file in _files(False)[:3]] == [
        "QG_jets.npz",
        "QG_jets_1.npz",
        "QG_jets_2.npz",
    ]


def test_unknown_split(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"'split' must be one of train, val, test \(got 'all'\)"):
        QuarkGluon(tmp_path, "all")
