from pathlib import Path
from typing import Any

import awkward as ak
import numpy as np
import pytest
import torch

from pyg_jets import datasets
from pyg_jets.datasets import formats
from tests.written import expected, write_hepmc_root, write_tree

pytest.importorskip("uproot")


def test_each_event_gives_its_jet_and_neutrinos_are_not_seen(tmp_path: Path) -> None:
    write_hepmc_root(tmp_path / "e.root")
    jets, truth = datasets.read(tmp_path / "e.root"), expected()
    assert torch.equal(jets.ptr, truth.ptr)
    torch.testing.assert_close(jets.p4, truth.p4)
    assert torch.equal(jets.pid, truth.pid)  # type: ignore[arg-type]
    assert jets.event is not None
    assert jets.event.tolist() == list(range(12))


@pytest.mark.parametrize(
    "branch", ["particles.pid", "particles.momentum.m_v4", "event_number", "momentum_unit"]
)
def test_what_is_missing_is_named(branch: str, tmp_path: Path) -> None:
    write_hepmc_root(tmp_path / "e.root", without=branch)
    with pytest.raises(ValueError, match=f"no column {branch}; there are "):
        formats.hepmc_root.read(tmp_path / "e.root")


def event(path: Path, beam: int = 2212, status: int = 4, **changed: Any) -> Path:
    """Two beams, which end in a vertex, and two particles that come from it."""
    columns: dict[str, Any] = {
        "particles.pid": [[beam, -beam, 211, 51]],
        "particles.status": [[status, status, 1, 1]],
        "event_number": [4],
        "momentum_unit": [1],
        "links1": [[1, 2, -1, -1]],
        "links2": [[-1, -1, 3, 4]],
        **{f"particles.momentum.m_v{i}": [[1.0, 1.0, 0.0, 0.0]] for i in (2, 3)},
        **{f"particles.momentum.m_v{i}": [[1.0, 1.0, 250.0, 90.0]] for i in (1, 4)},
        **{name.replace("_dot_", "."): values for name, values in changed.items()},
    }
    write_tree(path, "hepmc3_tree", {name: ak.Array(values) for name, values in columns.items()})
    return path


@pytest.mark.parametrize("status", [4, 3])
def test_beams_of_any_status(status: int, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="collisions of leptons"):
        datasets.read(event(tmp_path / "e", 11, status))
    jets = datasets.read(event(tmp_path / "e", 2212, status))
    assert jets.p4.tolist() == [[250.0, 0, 0, 250]]


def test_units_and_events_without_stable_particles(tmp_path: Path) -> None:
    mev: dict[str, Any] = {
        f"particles_dot_momentum.m_v{i}": [[1.0, 1.0, 250e3, 90e3]] for i in (1, 4)
    }
    jets = datasets.read(event(tmp_path / "e", momentum_unit=[0], **mev))
    np.testing.assert_allclose(jets.p4.tolist(), [[250.0, 0, 0, 250]])
    with pytest.raises(ValueError, match=r"unit of momenta must be 0 .MeV. or 1 .GeV. .got 7"):
        datasets.read(event(tmp_path / "e", momentum_unit=[7]))
    with pytest.raises(ValueError, match="no particle of status 1 in 1 events"):
        datasets.read(event(tmp_path / "e", particles_dot_status=[[4, 4, 2, 2]]))
