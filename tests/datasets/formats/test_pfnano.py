from pathlib import Path
from typing import Any

import awkward as ak
import numpy as np
import pytest
import torch

from pyg_jets import datasets
from pyg_jets.datasets import formats
from pyg_jets.jets import kinematics
from tests.written import expected, write_pfnano, write_tree

uproot = pytest.importorskip("uproot")


def test_weights_links_and_order(tmp_path: Path) -> None:
    write_pfnano(tmp_path / "p.root")
    jets, truth = formats.pfnano.read(tmp_path / "p.root"), expected()
    assert torch.equal(jets.ptr, truth.ptr)
    torch.testing.assert_close(jets.p4, truth.p4)
    assert jets.pid is not None
    assert truth.pid is not None
    assert torch.equal(jets.pid, truth.pid)
    assert jets.event is not None
    assert jets.event.tolist() == [100 + i // 2 for i in range(12)]


@pytest.mark.parametrize(
    "branch", ["FatJetPFCands_jetIdx", "PFCands_puppiWeight", "PFCands_mass", "nFatJet", "event"]
)
def test_missing_branch(branch: str, tmp_path: Path) -> None:
    write_pfnano(tmp_path / "p.root", without=branch)
    with pytest.raises(ValueError, match=f"no column {branch}"):
        datasets.read(tmp_path / "p.root")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"FatJetPFCands_jetIdx": [[0, 0], [1]]}, "link to a jet that does not exist"),
        ({"FatJetPFCands_jetIdx": [[0, 0], [-1]]}, "link to a jet that does not exist"),
        ({"FatJetPFCands_pFCandsIdx": [[0, 2], [0]]}, "link to a candidate that does not exist"),
        ({"FatJetPFCands_pFCandsIdx": [[1, 1], [0]]}, "linked to a jet twice"),
        ({"FatJetPFCands_pFCandsIdx": [[0], [0]]}, "other lengths than FatJetPFCands_jetIdx"),
        ({"PFCands_pt": [[1.0, 1.0], [-1.0]]}, r"jet 1: the pt of a particle .*\(got -1\)"),
    ],
)
def test_links_that_lead_nowhere(changed: Any, message: str, tmp_path: Path) -> None:
    columns: dict[str, Any] = {
        f"PFCands_{name}": [[1.0, 1.0], [1.0]]
        for name in ("pt", "eta", "phi", "mass", "puppiWeight")
    }
    columns |= {f"PFCands_{name}": [[1, 1], [1]] for name in ("pdgId", "charge")}
    columns |= {"FatJetPFCands_jetIdx": [[0, 0], [0]], "FatJetPFCands_pFCandsIdx": [[0, 1], [0]]}
    columns |= {"nFatJet": [1, 1], "event": [1, 2], **changed}
    write_tree(tmp_path / "p.root", "Events", {k: ak.Array(v) for k, v in columns.items()})
    with pytest.raises(ValueError, match=message):
        datasets.read(tmp_path / "p.root")


def columns(table: str = "PFCands", link: str = "pFCandsIdx", **changed: Any) -> dict[str, Any]:
    """Two events with two jets each; the second jet of the second has no candidates."""
    some: dict[str, Any] = {
        f"{table}_pt": [[150.0, 60.0, 30.0], [120.0, 10.0]],
        f"{table}_eta": [[0.0, 0.1, 0.0], [1.0, 1.1]],
        f"{table}_phi": [[0.0, 0.0, 2.0], [1.0, 1.0]],
        f"{table}_mass": [[0.14, 0.0, 0.0], [0.0, 0.0]],
        f"{table}_pdgId": [[-211, 22, 11], [130, 1]],
        f"FatJet{table}_jetIdx": [[0, 0, 1], [0, 0]],
        f"FatJet{table}_{link}": [[1, 0, 2], [0, 1]],
        "nFatJet": [2, 2],
        "event": [5, 9],
        **changed,
    }
    return {name: values for name, values in some.items() if values is not None}


def written(path: Path, some: dict[str, Any]) -> Path:
    write_tree(path, "Events", {k: ak.Array(v) for k, v in some.items()})
    return path


def test_nanoaod_15_is_weighted_in_the_file_and_knows_charges_by_code(tmp_path: Path) -> None:
    path = written(tmp_path / "n.root", columns("PFCand", "pfCandIdx"))
    assert datasets.recognise(path) == "pfnano"
    with pytest.warns(UserWarning, match="1 of 4 jets have no particles and are left out"):
        jets = datasets.read(path)
    assert kinematics.pt(jets.p4).tolist() == pytest.approx([150, 60, 30, 120, 10])
    assert jets.ptr.tolist() == [0, 2, 3, 5]
    assert jets.pid is not None
    assert jets.charge is not None
    assert jets.event is not None
    assert jets.pid.tolist() == [-211, 22, 11, 130, 1]
    assert jets.charge.tolist() == [-1, 0, -1, 0, 0]
    assert jets.event.tolist() == [5, 5, 9]


def test_weights_beside_nanoaods_candidates_must_be_explained(tmp_path: Path) -> None:
    weight = [[0.5, 1.0, 1.0], [1.0, 0.0]]
    some = columns("PFCand", "PFCandIdx", PFCand_puppiWeight=weight, nFatJet=[2, 1])
    path = written(tmp_path / "n.root", some)
    with pytest.raises(ValueError, match=r"'puppi' must say whether the pt of PFCand is to be"):
        datasets.read(path)
    as_it_is = datasets.read(path, puppi=False)
    assert kinematics.pt(as_it_is.p4).tolist() == pytest.approx([150, 60, 30, 120, 10])
    once = datasets.read(path, puppi=True)
    assert kinematics.pt(once.p4).tolist() == pytest.approx([75, 60, 30, 120])


def test_other_jets_and_no_weights_on_request(tmp_path: Path) -> None:
    charge = [[-1, 0, -1], [0, 0]]
    some = columns(link="candIdx", nFatJet=[2, 1], PFCands_charge=charge)
    some = {name.replace("FatJet", "Jet"): values for name, values in some.items()}
    path = written(tmp_path / "n.root", some)
    with pytest.raises(
        ValueError, match=r"no candidates of 'FatJet'; collection= takes 'Jet' .AK4"
    ):
        datasets.read(path, "pfnano")
    with pytest.raises(ValueError, match=r"no column PFCands_puppiWeight; there are "):
        datasets.read(path, collection="Jet")
    jets = datasets.read(path, collection="Jet", puppi=False)
    assert kinematics.pt(jets.p4).tolist() == pytest.approx([150, 60, 30, 120, 10])
    with pytest.raises(ValueError, match=r"take no 'jet' .got it; they take collection, puppi"):
        datasets.read(path, jet="Jet")


def test_plain_nanoaod_is_refused_with_the_reason(tmp_path: Path) -> None:
    write_tree(tmp_path / "n.root", "Events", {"FatJet_pt": ak.Array([[1.0], [2.0]])})
    with pytest.raises(ValueError, match="no column FatJetPFCands_jetIdx"):
        datasets.read(tmp_path / "n.root")


def test_real_sums_are_the_raw_jets(shared: Path) -> None:
    path = shared / "data" / "real" / "coffea_pfnano.root"
    jets = datasets.read(path)
    names = ["FatJet_pt", "FatJet_mass", "FatJet_rawFactor", "event"]
    truth = uproot.open(path)["Events"].arrays(names)
    assert len(jets) == 24
    assert jets.event is not None
    assert sorted(set(jets.event.tolist())) == sorted(truth.event.tolist())
    raw = 1 - truth.FatJet_rawFactor
    total = torch.segment_reduce(jets.p4, "sum", offsets=jets.ptr)
    for mine, own in (
        (kinematics.pt(total), truth.FatJet_pt * raw),
        (kinematics.mass(total), truth.FatJet_mass * raw),
    ):
        change = np.abs(mine.numpy() / ak.to_numpy(ak.flatten(own)) - 1)
        assert np.median(change) < 0.001
        assert change.max() < 0.0035


def test_other_branches_keep_their_names(tmp_path: Path) -> None:
    some = columns(
        PFCands_puppiWeight=[[0.5, 1.0, 1.0], [1.0, 0.0]],
        PFCands_d0=[[0.1, 0.2, 0.3], [0.4, 0.5]],
        FatJet_msoftdrop=[[80.0, 10.0], [20.0, 30.0]],
        FatJet_area=[[2.0, 2.0], [2.0, 2.0]],
    )
    with pytest.warns(UserWarning, match="1 of 4 jets have no particles"):
        jets = datasets.read(written(tmp_path / "n.root", some))
    assert list(jets.particle_columns) == ["PFCands_puppiWeight", "PFCands_d0"]
    # By falling pt times weight, and without the candidate of weight zero.
    assert jets.particle_columns["PFCands_puppiWeight"].tolist() == [0.5, 1, 1, 1]
    assert jets.particle_columns["PFCands_d0"].tolist() == [0.1, 0.2, 0.3, 0.4]
    assert dict(jets.jet_columns)["FatJet_msoftdrop"].tolist() == [80, 10, 20]
    assert list(jets.jet_columns) == ["FatJet_msoftdrop"]
