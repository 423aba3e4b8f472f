"""Quark and gluon jets from small files of EnergyFlow's form."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from pyg_jets import Constituents
from pyg_jets.datasets import QuarkGluon
from pyg_jets.datasets.quark_gluon import _files


@pytest.fixture
def jets(labelled: Callable[[int, int], Constituents]) -> Constituents:
    return labelled(60, 2)


@pytest.fixture
def root(tmp_path: Path, written: dict[str, Callable[..., None]], jets: Constituents) -> Path:
    (tmp_path / "raw").mkdir()
    for k in (16, 17):
        written["QuarkGluon"](tmp_path / "raw" / f"QG_jets_{k}.npz", jets[30 * (k - 16) :][:30])
    written["QuarkGluon"](tmp_path / "raw" / "QG_jets_withbc_18.npz", jets)
    return tmp_path


def test_files_one_after_the_other(root: Path, jets: Constituents) -> None:
    val = QuarkGluon(root, "val")
    assert torch.equal(val.y, jets.label)  # type: ignore[arg-type]
    batch = val.batch()
    torch.testing.assert_close(batch.p4[batch.is_leaf], jets.p4, rtol=1e-5, atol=1e-4)
    pid = val.shard(0).constituents.pid
    assert pid is not None
    assert pid.unique().tolist() == [22]
    for tree in val:
        tree.validate()


def test_parts(root: Path, jets: Constituents) -> None:
    second = QuarkGluon(root, "val", parts=[1])
    assert second.raw_file_names == ["QG_jets_17.npz"]
    assert torch.equal(second.y, jets.label[30:])  # type: ignore[index,arg-type]
    assert len(QuarkGluon(root, "test", with_heavy=True, parts=[0])) == 60
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
