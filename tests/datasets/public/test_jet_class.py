"""JetClass from a small archive of ROOT files."""

import shutil
import tarfile
from pathlib import Path

import awkward as ak
import pytest
import torch

from pyg_jets import Constituents
from pyg_jets.datasets import JetClass, read
from pyg_jets.datasets.formats.jetclass import LABELS
from pyg_jets.datasets.public.jet_class import _MD5, _PREFIXES
from tests.written import jetclass_columns, write_jetclass, write_tree


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Archives of three files, each with six jets of QCD and six of Higgs bosons."""
    (tmp_path / "raw").mkdir()
    write_jetclass(tmp_path / "a.root")
    archive = tmp_path / "raw" / "JetClass_Pythia_val_5M.tar"
    with tarfile.open(archive, "w") as tar:
        for prefix in ("ZJetsToNuNu", "TTBar", "HToBB"):
            tar.add(tmp_path / "a.root", f"val_5M/{prefix}_120.root")
        tar.add(tmp_path / "a.root", "val_5M/README")
    shutil.copy(archive, archive.with_name("JetClass_Pythia_train_100M_part3.tar"))
    return tmp_path


def test_all_kinds(root: Path) -> None:
    val, jets = JetClass(root, "val"), read(root / "a.root")
    expected = Constituents.concat([jets] * 3)
    assert torch.equal(val.y, expected.label)  # type: ignore[arg-type]
    assert torch.equal(val.batch().p4[val.batch().is_leaf], expected.p4)
    for name in ("pid", "charge"):
        assert torch.equal(getattr(val.shard(0).constituents, name), getattr(expected, name))
    for tree in val:
        tree.validate()


def test_two_kinds_are_signal_and_background(root: Path) -> None:
    jets = read(root / "a.root")
    for kinds, flipped in ((("Hbb", "QCD"), False), (("QCD", "Hbb"), True)):
        y = JetClass(root, "val", kinds=kinds).y
        expected = Constituents.concat([jets] * 2).label
        assert torch.equal(y, (expected == 1) != flipped)  # type: ignore[arg-type]


def test_one_kind_and_a_part(root: Path) -> None:
    train = JetClass(root, parts=[3], kinds=("Hbb",))
    assert train.raw_file_names == ["JetClass_Pythia_train_100M_part3.tar"]
    assert train.y is not None
    assert train.y.tolist() == [1] * 6
    jets = read(root / "a.root")
    bosons = [float(jet.p4.sum(0)[3]) for jet in jets[jets.label == 1]]
    batch = train.batch()
    energies = batch.p4[batch.is_root, 3].tolist()
    assert sorted(energies) == pytest.approx(sorted(bosons))
    assert energies != sorted(energies)


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
    columns = {key: value for key, value in jetclass_columns().items() if key[:5] != "label"}
    write_tree(
        tmp_path / "b.root", "tree", {key: ak.Array(value) for key, value in columns.items()}
    )
    with tarfile.open(root / "raw" / "JetClass_Pythia_val_5M.tar", "w") as archive:
        archive.add(tmp_path / "b.root", "TTBar_120.root")
    with pytest.raises(ValueError, match=r"'TTBar_120.root' must have labels \(got none\)"):
        JetClass(root, "val")


def test_bad_options(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"'parts' must be .* from 0 to 9 \(got \[10\]\)"):
        JetClass(tmp_path, parts=[10])
    with pytest.raises(ValueError, match=r"'kinds' must be different ones of QCD, .* \(got top\)"):
        JetClass(tmp_path, kinds=("top",))
    with pytest.raises(ValueError, match=r"'split' must be one of train, val, test \(got 'all'\)"):
        JetClass(tmp_path, "all")
