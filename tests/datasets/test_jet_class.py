"""JetClass from a small archive of ROOT files."""

import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from pyg_jets import Constituents
from pyg_jets.datasets import JetClass
from pyg_jets.datasets.formats.jetclass import LABELS
from pyg_jets.datasets.jet_class import _MD5, _PREFIXES


@pytest.fixture
def jets(labelled: Callable[[int, int], Constituents]) -> Constituents:
    return labelled(50, 10)


@pytest.fixture
def root(tmp_path: Path, written: dict[str, Callable[..., None]], jets: Constituents) -> Path:
    (tmp_path / "raw").mkdir()
    archive = tmp_path / "raw" / "JetClass_Pythia_val_5M.tar"
    written["JetClass"](archive, jets, _PREFIXES)
    shutil.copy(archive, archive.with_name("JetClass_Pythia_train_100M_part3.tar"))
    return tmp_path


def test_all_kinds(root: Path, jets: Constituents) -> None:
    val = JetClass(root, "val")
    by_name = sorted(range(10), key=lambda k: f"{list(_PREFIXES.values())[k]}_120.root")
    assert val.y is not None
    assert val.y.tolist() == [k for k in by_name for _ in range(5)]
    assert val.num_classes == 10
    expected = torch.cat([jets[jets.label == k].p4 for k in by_name])
    batch = val.batch()
    assert torch.equal(batch.p4[batch.is_leaf], expected)
    for tree in val:
        tree.validate()


def test_two_kinds_and_a_part(root: Path, jets: Constituents) -> None:
    train = JetClass(root, parts=[3], kinds=("Tbqq", "QCD"))
    assert train.raw_file_names == ["JetClass_Pythia_train_100M_part3.tar"]
    assert train.y is not None
    assert sorted(train.y.tolist()) == [0] * 5 + [1] * 5
    assert train.y.tolist() not in ([0] * 5 + [1] * 5, [1] * 5 + [0] * 5)
    batch = train.batch()
    tops = batch.p4[batch.is_root][train.y == 1, 0].sort().values
    expected = torch.stack([jet.p4.sum(0) for jet in jets[jets.label == 8]])[:, 0].sort().values
    torch.testing.assert_close(tops, expected)


def test_the_files_are_those_of_the_labels() -> None:
    assert tuple(f"label_{kind}" for kind in _PREFIXES) == LABELS
    assert tuple(_PREFIXES) == JetClass.KINDS
    assert len(set(_MD5.values())) == 12


def test_damaged_archives(root: Path) -> None:
    path = root / "raw" / "JetClass_Pythia_val_5M.tar"
    whole = path.read_bytes()
    for content in (b"no archive", whole[: len(whole) // 2]):
        path.write_bytes(content)
        with pytest.raises(ValueError, match=r"val_5M\.tar' must be a whole archive"):
            JetClass(root, "val")
    with tarfile.open(path, "w") as archive:
        folder = tarfile.TarInfo("HToBB_000.root")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
    with pytest.raises(ValueError, match=r"'HToBB_000.root' must be a file \(got something"):
        JetClass(root, "val")


def test_a_damaged_file_in_an_archive(root: Path, tmp_path: Path) -> None:
    (tmp_path / "a.root").write_bytes(b"root, or not")
    with tarfile.open(root / "raw" / "JetClass_Pythia_val_5M.tar", "w") as archive:
        archive.add(tmp_path / "a.root", "TTBar_120.root")
    with pytest.raises(ValueError, match=r"archive of JetClass files .*TTBar_120.root' must"):
        JetClass(root, "val")


def test_without_labels(root: Path, tmp_path: Path) -> None:
    import awkward
    import uproot

    names = ("part_px", "part_py", "part_pz", "part_energy")
    with uproot.recreate(tmp_path / "a.root") as file:
        file.mktree("tree", dict.fromkeys(names, "var * float64"))
        file["tree"].extend(dict.fromkeys(names, awkward.Array([[1.0, 2.0], [3.0]])))
    with tarfile.open(root / "raw" / "JetClass_Pythia_val_5M.tar", "w") as archive:
        archive.add(tmp_path / "a.root", "TTBar_120.root")
    with pytest.raises(ValueError, match=r"'TTBar_120.root' must have labels \(got none\)"):
        JetClass(root, "val")


def test_bad_options(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"'parts' must be .* from 0 to 9 \(got \[10\]\)"):
        JetClass(tmp_path, parts=[10])
    with pytest.raises(ValueError, match=r"'kinds' must be different ones of QCD, .* \(got top\)"):
        JetClass(tmp_path, kinds=("top",))
    with pytest.raises(ValueError, match=r"'split' must be one of train, val, test \(got 'all'\)"):
        JetClass(tmp_path, "all")
