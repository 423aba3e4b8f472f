from pathlib import Path

import numpy as np
import pytest
import torch

from pyg_jets.jets import kinematics
from pyg_jets.jets.jet_finding import JetFinder, antikt_jets


@pytest.mark.parametrize("radius", [0.4, 0.7, 1.0])
def test_fastjets_own_jets_of_a_real_event(shared: Path, radius: float) -> None:
    folder = shared / "data" / "real" / "fastjet" / "go-hep"
    p4 = np.loadtxt(folder / "single-pp-event.dat")
    reference = np.loadtxt(folder / f"antikt_r{radius}_escheme_best.ref")
    found = antikt_jets(p4, np.array([0, len(p4)]), radius, 0.0)
    jets = torch.from_numpy(np.add.reduceat(p4[found.rows], found.ptr[:-1]))
    assert len(jets) == len(reference)
    phi = kinematics.phi(jets) % (2 * np.pi)
    mine = np.column_stack((kinematics.rapidity(jets), phi, kinematics.pt(jets)))
    np.testing.assert_allclose(mine, reference[:, 1:], atol=1.1e-8)
    assert sorted(found.rows.tolist()) == list(range(len(p4)))


def event(*particles: tuple[float, float, float]) -> np.ndarray:
    """Massless particles of pt, eta, phi."""
    pt, eta, phi = np.array(particles).reshape(-1, 3).T
    return np.column_stack(
        (pt * np.cos(phi), pt * np.sin(phi), pt * np.sinh(eta), pt * np.cosh(eta))
    )


def test_events_are_apart_and_the_hardest_comes_first() -> None:
    one = event((10, 0, 0), (300, 0, 0.1), (900, 1, 3))
    two = event((400, -1, 1))
    p4 = np.concatenate((one, two))
    found = antikt_jets(p4, np.array([0, 3, 3, 4]), 0.8, 50.0)
    assert found.event.tolist() == [0, 0, 2]
    assert found.rows.tolist() == [2, 1, 0, 3]
    assert found.ptr.tolist() == [0, 1, 3, 4]


def test_cuts() -> None:
    p4 = event((500, 0, 0), (150, 1, 2), (300, 2.6, -2))
    ptr = np.array([0, 3])
    assert JetFinder()(p4, ptr).rows.tolist() == [0]
    assert JetFinder(pt_min=100)(p4, ptr).rows.tolist() == [0, 1]
    assert JetFinder(eta_max=3)(p4, ptr).rows.tolist() == [0, 2]
    assert len(JetFinder(pt_min=1000)(p4, ptr).event) == 0
    assert len(JetFinder()(p4[:0], np.array([0])).event) == 0
    backwards = event((500, -2.6, 0))
    assert len(JetFinder()(backwards, np.array([0, 1])).event) == 0


@pytest.mark.parametrize(
    "cuts", [{"radius": 0.0}, {"radius": 11.0}, {"pt_min": -1.0}, {"eta_max": float("nan")}]
)
def test_cuts_that_are_none(cuts: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=f"'{next(iter(cuts))}' of a jet finder must"):
        JetFinder(**cuts)
