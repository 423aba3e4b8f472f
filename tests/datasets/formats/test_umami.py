from pathlib import Path

import numpy as np
import pytest
import torch

from pyg_jets import datasets
from pyg_jets.datasets import formats
from pyg_jets.datasets.kind_files import jets_of
from tests.written import charges, expected, write_umami

h5py = pytest.importorskip("h5py")


def changed(path: Path, group: str, drop: str = "", **fields: np.ndarray) -> Path:
    """The file with a field of a group dropped, or others replaced."""
    write_umami(path)
    with h5py.File(path, "a") as file:
        old = file[group][:]
        new = np.zeros(old.shape, [(n, old.dtype[n]) for n in old.dtype.names if n != drop])
        for name in new.dtype.names or ():
            new[name] = fields.get(name, old[name])
        del file[group]
        file[group] = new
    return path


def test_records_in_mev_relative_to_their_jets(tmp_path: Path) -> None:
    write_umami(tmp_path / "u.h5")
    jets, truth = datasets.read(tmp_path / "u.h5"), expected()
    assert torch.equal(jets.ptr, truth.ptr)
    torch.testing.assert_close(jets.p4, truth.p4, rtol=1e-5, atol=1e-4)
    assert jets.label is not None
    assert jets.charge is not None
    assert truth.pid is not None
    assert jets.label.tolist() == [0, 1] * 6
    assert jets.charge.tolist() == charges(truth.pid.numpy()).tolist()
    assert jets.particle_columns["d0"].unique().tolist() == [0.5]
    assert jets.jet_columns["mass"].tolist() == [5.0] * 12


def test_units_of_gev_and_no_azimuth_of_the_jet(tmp_path: Path) -> None:
    path = changed(tmp_path / "u.h5", "jets", "phi", pt=np.full(12, 500.0))
    with pytest.warns(UserWarning, match="momenta must be in GeV"):  # which they are not here
        jets = datasets.read(path)
    truth = expected()
    turn = torch.atan2(jets.p4[:, 1], jets.p4[:, 0]) - torch.atan2(truth.p4[:, 1], truth.p4[:, 0])
    torch.testing.assert_close(turn, torch.full_like(turn, 0.5), rtol=0, atol=1e-5)
    torch.testing.assert_close(jets.p4[:, 3], 1000 * truth.p4[:, 3], rtol=1e-5, atol=1e-2)
    assert jets.jet_columns["mass"].tolist() == [5000.0] * 12


def test_fat_jets_by_their_truth_label(tmp_path: Path) -> None:
    """Four classes of one file, of whose particles there are flows and tracks."""
    write_umami(tmp_path / "u.h5")
    codes = np.resize([11, 12, 1, 10], 12)
    with h5py.File(tmp_path / "u.h5", "a") as file:
        jets, rows = file["jets"][:], file["constituents"][:]
        names = [name for name in jets.dtype.names if name != "flavour_label"]
        fat = np.zeros(12, [*((n, "f4") for n in names), ("R10TruthLabel_R22v1", "i4")])
        for name in names:
            fat[name] = jets[name]
        fat["R10TruthLabel_R22v1"] = codes
        for name in ("jets", "constituents"):
            del file[name]
        file["jets"], file["flows"], file["tracks"] = fat, rows, rows[:, :1]
    jets, truth = datasets.read(tmp_path / "u.h5"), expected()
    torch.testing.assert_close(jets.p4, truth.p4, rtol=1e-5, atol=1e-4)
    assert jets.label is not None
    assert jets.label.tolist() == codes.tolist()
    for name, label in (("hbb", 11), ("hcc", 12), ("top", 1), ("qcd", 10)):
        own = jets_of(datasets.Kind(name, jets=tmp_path / "u.h5", label=label))
        assert torch.equal(own.p4, jets[jets.label == label].p4)
        assert len(own) == 3


def test_tracks_of_which_only_the_curvature_is_known(tmp_path: Path) -> None:
    write_umami(tmp_path / "u.h5")
    with h5py.File(tmp_path / "u.h5", "a") as file:
        rows = np.zeros((12, 2), [("qOverP", "f4"), ("deta", "f4"), ("dphi", "f4"), ("valid", "?")])
        rows[:, 0] = -1 / 50_000, 0.75, 0.0, True
        file["tracks"] = rows
    jets = datasets.read(tmp_path / "u.h5", particles="tracks")
    assert jets.charge is not None
    assert jets.charge.tolist() == [-1] * 12
    p3 = jets.p4[:, :3]
    np.testing.assert_allclose(p3.norm(dim=1), 50.0, rtol=1e-6)
    np.testing.assert_allclose(torch.asinh(p3[:, 2] / p3[:, :2].norm(dim=1)), 1.0, rtol=1e-6)
    np.testing.assert_allclose(jets.p4[:, 3] ** 2 - (p3**2).sum(1), 0.13957039**2, rtol=1e-6)


@pytest.mark.parametrize(
    ("group", "field"), [("constituents", "pt"), ("constituents", "dphi"), ("jets", "eta")]
)
def test_what_is_missing_is_named(group: str, field: str, tmp_path: Path) -> None:
    path = changed(tmp_path / "u.h5", group, field)
    with pytest.raises(ValueError, match=f"no column {field}; there are "):
        formats.umami.read(path)


def test_groups_that_are_missing_or_no_records(tmp_path: Path) -> None:
    path = tmp_path / "u.h5"
    write_umami(path, without="constituents")
    with pytest.raises(ValueError, match="no column flows; there are jets"):
        formats.umami.read(path)
    with pytest.raises(ValueError, match="no column hits; there are jets"):
        formats.umami.read(path, particles="hits")
    for rows, message in (
        (np.ones((12, 3)), "'jets' and 'flows' must be records"),
        (np.zeros((11, 3), [("pt", "f4")]), "one length are needed .*jets 12, flows 11"),
    ):
        with h5py.File(path, "a") as file:
            file.pop("flows", None)
            file["flows"] = rows
        with pytest.raises(ValueError, match=message):
            formats.umami.read(path)
