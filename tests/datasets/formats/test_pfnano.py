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
        ({"nFatJet": [1, 2]}, "jet 2: .*an empty jet"),
        ({"PFCands_puppiWeight": [[1.0, 1], [0]]}, "jet 1: .*an empty jet"),
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
