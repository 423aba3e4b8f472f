from pathlib import Path
from typing import Any

import awkward as ak
import pytest
import torch

from pyg_jets import datasets
from pyg_jets.datasets import formats
from tests.written import charges, expected, write_edm4hep, write_tree

uproot = pytest.importorskip("uproot")


@pytest.mark.parametrize("collection", ["ReconstructedParticles", "MCParticles"])
def test_each_event_gives_its_jet(collection: str, tmp_path: Path) -> None:
    write_edm4hep(tmp_path / "e.root")
    jets, truth = datasets.read(tmp_path / "e.root", collection=collection), expected()
    assert torch.equal(jets.ptr, truth.ptr)
    torch.testing.assert_close(jets.p4, truth.p4, rtol=1e-9, atol=1e-6)
    assert torch.equal(jets.pid, truth.pid)  # type: ignore[arg-type]
    assert jets.charge is not None
    assert jets.event is not None
    assert jets.charge.tolist() == charges(truth.pid.numpy()).tolist()  # type: ignore[union-attr]
    assert jets.event.tolist() == list(range(12))


@pytest.mark.parametrize(
    "branch", ["ReconstructedParticles.energy", "ReconstructedParticles.momentum.y"]
)
def test_what_is_missing_is_named(branch: str, tmp_path: Path) -> None:
    write_edm4hep(tmp_path / "e.root", without=branch)
    with pytest.raises(ValueError, match=f"no column {branch}; there are "):
        formats.edm4hep.read(tmp_path / "e.root")


def test_other_collections_are_listed(tmp_path: Path) -> None:
    write_edm4hep(tmp_path / "e.root")
    with pytest.raises(
        ValueError, match="no collection 'Jets'; collection= takes MCParticles, Reconstructed"
    ):
        datasets.read(tmp_path / "e.root", collection="Jets")


def change(path: Path, **changed: Any) -> Path:
    write_edm4hep(path)
    with uproot.open(path) as file:
        columns = {name: file["events"][name].array() for name in file["events"].keys()}  # noqa: SIM118
    columns = {name: array for name, array in columns.items() if not name.startswith("n")}
    columns |= {name.replace("_", "."): values for name, values in changed.items()}
    write_tree(path, "events", columns)
    return path


def test_leptons_and_entries_that_are_not_one_event(tmp_path: Path) -> None:
    write_edm4hep(tmp_path / "e.root")
    with uproot.open(tmp_path / "e.root") as file:
        pdg = file["events"]["MCParticles.PDG"].array()
    leptons = ak.where(pdg == 2212, 11, pdg)
    with pytest.raises(ValueError, match="collisions of leptons"):
        datasets.read(change(tmp_path / "e.root", MCParticles_PDG=leptons))
    numbers = ak.Array([[1, 2], *([i] for i in range(11))])
    with pytest.raises(ValueError, match="an entry that is not one event"):
        datasets.read(change(tmp_path / "e.root", EventHeader_eventNumber=numbers))
