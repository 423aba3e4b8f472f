"""Another energy scale: what scales, and what stays."""

import math

import pytest
import torch

from pyg_jets import Constituents, cluster, observables
from pyg_jets.transforms import PtShift


def test_mass_scales_and_shape_stays(toy_jets: Constituents) -> None:
    shifted = PtShift(1.5)(toy_jets)
    torch.testing.assert_close(
        observables.jet_mass(shifted), 1.5 * observables.jet_mass(toy_jets), rtol=1e-9, atol=1e-6
    )
    torch.testing.assert_close(
        observables.angularity(shifted, 1.0, 1.0), observables.angularity(toy_jets, 1.0, 1.0)
    )
    assert torch.equal(shifted.ptr, toy_jets.ptr)
    assert torch.equal(shifted.label, toy_jets.label)  # type: ignore[arg-type]


def test_trees_are_those_of_the_shifted_jets(toy_jets: Constituents) -> None:
    change = PtShift(0.9)
    assert torch.equal(change(cluster(toy_jets)).batch().p4, cluster(change(toy_jets)).batch().p4)


def test_one_changes_nothing(toy_jets: Constituents) -> None:
    assert torch.equal(PtShift(1.0)(toy_jets).p4, toy_jets.p4)


def test_bad_factor() -> None:
    for factor in (0.0, -1.0, math.nan, math.inf):
        with pytest.raises(ValueError, match=r"'factor' must be positive \(got"):
            PtShift(factor)


def test_representation() -> None:
    assert repr(PtShift(1.02)) == "PtShift(factor=1.02)"
