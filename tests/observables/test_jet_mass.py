"""The jet mass by hand and against C++ FastJet."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch

from pyg_jets.jets.constituents import Constituents
from pyg_jets.observables import jet_mass

SHARED = Path(__file__).parents[2] / ".." / "shared"


def test_back_to_back_particles_by_hand() -> None:
    jets = Constituents(
        [[3.0, 0.0, 0.0, 3.0], [-3.0, 0.0, 0.0, 3.0], [0.0, 3.0, 4.0, 5.0]], [0, 2, 3]
    )
    assert jet_mass(jets).tolist() == [6.0, 0.0]


def test_a_spacelike_jet_has_fastjets_sign() -> None:
    rounded = Constituents([[5.0, 0.0, 0.0, 4.998]], [0, 1])
    assert jet_mass(rounded).tolist() == pytest.approx([-math.sqrt(25 - 4.998**2)])


def test_no_jets_give_no_values() -> None:
    assert jet_mass(Constituents(torch.empty(0, 4), [0])).shape == (0,)


def test_refuses_what_has_no_constituents() -> None:
    with pytest.raises(TypeError, match=r"'jets' must be Constituents .* \(got Tensor\)"):
        jet_mass(torch.zeros(3, 4))  # type: ignore[arg-type]


def test_agrees_with_fastjet() -> None:
    path = SHARED / "data" / "reference_substructure.npz"
    if not path.exists():
        pytest.skip("the folder 'shared' with the reference values is not beside the repository")
    data = np.load(path)
    p4 = np.stack([data[name] for name in ("px", "py", "pz", "E")], axis=1)
    value, expected = jet_mass(Constituents(p4, data["offsets"])).numpy(), data["jet_m"]
    # FastJet adds in the order of its clustering: m2 may differ by the rounding of E2.
    energy = np.add.reduceat(data["E"], data["offsets"][:-1])
    difference = np.abs(value * np.abs(value) - expected * np.abs(expected))
    assert (difference < 1e-14 * energy**2).all()
    np.testing.assert_allclose(value, expected, rtol=1e-10)
