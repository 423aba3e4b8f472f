"""The bundled jets are what their description says."""

from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
import torch

from pyg_jets.datasets import KINDS, sample, write_sample
from pyg_jets.datasets.sample import _read
from pyg_jets.jets import kinematics


@pytest.mark.parametrize("kind", KINDS)
def test_selection(kind: str) -> None:
    jets = sample(kind)
    assert len(jets) >= 4000
    p4 = torch.segment_reduce(jets.p4, "sum", offsets=jets.ptr)
    pt = kinematics.pt(p4)
    assert pt.min() > 499.9
    assert pt.max() < 700.1
    assert kinematics.eta(p4).abs().max() < 2.01
    assert jets.partons is not None
    partons = {"w": 2, "top": 3}.get(kind, 1)
    assert set(jets.partons.ptr.diff().tolist()) == {partons}


def test_size() -> None:
    data = Path(str(files("pyg_jets.datasets") / "data"))
    assert sum(path.stat().st_size for path in data.iterdir()) <= 12e6


def test_masses_and_charges() -> None:
    jets = sample("w")[:200]
    assert jets.pid is not None
    assert jets.charge is not None
    mass = kinematics.mass2(jets.p4).abs().sqrt()
    hadrons = jets.pid.abs() >= 211
    assert (mass[hadrons & (jets.p4[:, 3] < 20)] - 0.13957).abs().max() < 1e-3
    assert (jets.charge[hadrons] == jets.pid[hadrons].sign()).all()
    assert (jets.charge[(jets.pid == 22) | (jets.pid == 0)] == 0).all()
    assert (jets.charge[jets.pid == 11] == -1).all()


def test_same_as_the_source(shared: Path) -> None:
    jets = sample("gluon")
    with np.load(shared / "data" / "delphes_jets" / "gluon.npz") as source:
        n = len(jets.p4)
        np.testing.assert_array_equal(jets.p4[:, :3].numpy(), source["p4"][:n, :3])
        np.testing.assert_allclose(jets.p4[:, 3].numpy(), source["p4"][:n, 3], rtol=1e-5)
        np.testing.assert_array_equal(jets.pid, source["pid"][:n])
        np.testing.assert_array_equal(jets.charge, source["charge"][:n])
        np.testing.assert_array_equal(jets.event, source["event"][: len(jets)])
        assert jets.partons is not None
        rows = len(jets.partons.p4)
        np.testing.assert_array_equal(jets.partons.p4.numpy(), source["partons"][:rows, 1:5])
        np.testing.assert_array_equal(jets.partons.pid, source["partons"][:rows, 0])


def test_round_trip_and_truncation(tmp_path: Path) -> None:
    jets, path = sample("top")[:20], tmp_path / "top.npz"
    write_sample(jets, path)
    again = _read(path)
    assert torch.equal(again.p4, jets.p4)
    assert torch.equal(again.ptr, jets.ptr)
    (tmp_path / "cut.npz").write_bytes(path.read_bytes()[:-50])
    with pytest.raises(ValueError, match=r"cut\.npz' is no sample"):
        _read(tmp_path / "cut.npz")


def test_bad_input(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"one of w, top, qcd, quark, gluon \(got 'higgs'\)"):
        sample("higgs")
    jets = sample("w")[:2]
    jets.partons = None
    with pytest.raises(ValueError, match="must have the column 'partons'"):
        write_sample(jets, tmp_path / "w.npz")
    for name, value in (("weight", torch.ones(2)), ("jet_columns", {"b": torch.ones(2)})):
        more = sample("w")[:2]
        setattr(more, name, value)
        with pytest.raises(ValueError, match=r"no place for weights and columns .*save"):
            write_sample(more, tmp_path / "w.npz")
    assert list(tmp_path.iterdir()) == []
