from pathlib import Path
from typing import Any

import awkward as ak
import numpy as np
import pytest
import torch

from pyg_jets import Constituents, datasets
from pyg_jets.datasets import formats
from pyg_jets.jets import kinematics
from pyg_jets.jets.jet_finding import JetFinder
from tests.written import charges, expected, write_delphes, write_tree

uproot = pytest.importorskip("uproot")

LEAVES = ("PT", "Eta", "Phi", "Mass", "PID", "Charge")


def test_each_event_gives_its_jet(tmp_path: Path) -> None:
    write_delphes(tmp_path / "d.root")
    jets, truth = formats.delphes.read(tmp_path / "d.root"), expected()
    assert torch.equal(jets.ptr, truth.ptr)
    torch.testing.assert_close(jets.p4, truth.p4, rtol=1e-5, atol=1e-4)
    for column in ("pid", "charge"):
        assert truth.pid is not None
        values = truth.pid if column == "pid" else charges(truth.pid.numpy())
        assert getattr(jets, column).tolist() == list(values)
    assert jets.event is not None
    assert jets.event.tolist() == list(range(12))
    assert len(datasets.read(tmp_path / "d.root", finder=JetFinder(pt_min=600))) < 12


@pytest.mark.parametrize(
    "leaf", ["EFlowTrack.PT", "EFlowTrack.PID", "EFlowPhoton.Eta", "Event.Number"]
)
def test_missing_leaf(leaf: str, tmp_path: Path) -> None:
    write_delphes(tmp_path / "d.root", without=leaf)
    with pytest.raises(ValueError, match=f"no column {leaf}"):
        datasets.read(tmp_path / "d.root")


def candidates(path: Path, number: list[list[int]], pt: float) -> None:
    columns = {f"ParticleFlowCandidate.{leaf}": ak.Array([[1.0], [1.0]]) for leaf in LEAVES[:4]}
    columns |= {f"ParticleFlowCandidate.{leaf}": ak.Array([[211], [211]]) for leaf in LEAVES[4:]}
    columns["ParticleFlowCandidate.Charge"] = ak.Array([[1], [1]])
    columns["ParticleFlowCandidate.PT"] = ak.Array([[300.0], [pt]])
    write_tree(path, "Delphes", {**columns, "Event.Number": ak.Array(number)})


def test_events_that_are_not_one_and_momenta_that_are_none(tmp_path: Path) -> None:
    candidates(tmp_path / "d.root", [[5], [6]], 100.0)
    jets = datasets.read(tmp_path / "d.root")
    assert jets.event is not None
    assert jets.event.tolist() == [5]
    candidates(tmp_path / "d.root", [[5], [6, 7]], 100.0)
    with pytest.raises(ValueError, match="not one event"):
        datasets.read(tmp_path / "d.root")
    candidates(tmp_path / "d.root", [[5], [6]], float("nan"))
    with pytest.raises(ValueError, match="particle without finite momentum"):
        datasets.read(tmp_path / "d.root")


def test_real_candidates_give_delphes_own_jets(shared: Path) -> None:
    path = shared / "data" / "real" / "sophon_events_delphes_example.root"
    jets = datasets.read(path, finder=JetFinder(eta_max=10.0))
    own = uproot.open(path)["Delphes"]["JetPUPPIAK8.PT"].array()
    assert jets.event is not None
    assert np.bincount(jets.event.numpy()).tolist() == ak.num(own).tolist()
    total = torch.segment_reduce(jets.p4, "sum", offsets=jets.ptr)
    change = kinematics.pt(total).numpy() / ak.to_numpy(ak.flatten(own)) - 1
    assert np.abs(change).max() < 0.01
    assert np.median(np.abs(change)) < 1e-6


def test_a_tree_without_energy_flow_is_refused_with_the_reason(shared: Path) -> None:
    path = shared / "data" / "real" / "k4SimDelphes_gev91ee_zboson_100events.root"
    with pytest.raises(ValueError, match="a Delphes tree without energy-flow branches EFlowTrack"):
        datasets.read(path)


def flow(path: Path, **leaves: Any) -> Path:
    """One event; leaves by branch and leaf with ``_`` for the dot."""
    columns = {"Event.Number": ak.Array([[3]])}
    for name, values in leaves.items():
        columns[name.replace("_", ".")] = ak.Array([values])
    write_tree(path, "Delphes", columns)
    return path


TRACKS = {
    "EFlowTrack_PT": [150.0, 0.0, 80.0],
    "EFlowTrack_Eta": [0.0, -999.9, 0.0],
    "EFlowTrack_Phi": [0.0, 0.0, 0.0],
    "EFlowTrack_PID": [211, -211, 321],
    "EFlowTrack_Charge": [1, -1, 1],
}


def towers(name: str, energy: float) -> dict[str, list[float]]:
    return {f"{name}_ET": [energy, 0.0], f"{name}_Eta": [0.0, 999.9], f"{name}_Phi": [0.0, 0.0]}


def pts(jets: Constituents) -> list[float]:
    return kinematics.pt(torch.segment_reduce(jets.p4, "sum", offsets=jets.ptr)).tolist()


def test_what_has_no_pt_is_left_out_and_old_towers_are_read(tmp_path: Path) -> None:
    jets = datasets.read(flow(tmp_path / "d", **TRACKS, **towers("EFlowTower", 100.0)))
    assert pts(jets) == pytest.approx([330.0])
    assert jets.pid is not None
    assert jets.pid.tolist() == [211, 0, 321]
    parts = towers("EFlowPhoton", 60.0) | towers("EFlowNeutralHadron", 40.0)
    jets = datasets.read(flow(tmp_path / "d", **TRACKS, **parts, **towers("EFlowTower", 100.0)))
    assert pts(jets) == pytest.approx([330.0])
    assert jets.pid is not None
    assert jets.pid.tolist() == [211, 321, 22, 0]


def test_a_part_of_the_energy_flow_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.warns(
        UserWarning, match=r"the energy flow is only EFlowTrack, not .*lack the rest"
    ):
        jets = datasets.read(flow(tmp_path / "d", **TRACKS))
    assert pts(jets) == pytest.approx([230.0])
    with pytest.warns(UserWarning, match=r"is only EFlowPhoton \+ EFlowTrack, not"):
        jets = datasets.read(flow(tmp_path / "d", **TRACKS, **towers("EFlowPhoton", 60.0)))
    assert pts(jets) == pytest.approx([290.0])


def test_a_negative_pt_names_its_event(tmp_path: Path) -> None:
    tracks = {**TRACKS, "EFlowTrack_PT": [150.0, -3.0, 80.0]}
    with pytest.raises(ValueError, match=r"entry 0: EFlowTrack\.PT must not be negative \(got -3"):
        datasets.read(flow(tmp_path / "d", **tracks, **towers("EFlowTower", 100.0)))
