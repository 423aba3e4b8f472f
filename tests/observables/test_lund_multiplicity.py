"""Lund multiplicity against the Lund coordinates, C++ declusterings and counts by hand."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
import torch

from pyg_jets import cluster, lund_coordinates
from pyg_jets.jets.constituents import Constituents
from pyg_jets.observables import lund_multiplicity


def massless(pt: float, y: float, phi: float) -> list[float]:
    return [pt * math.cos(phi), pt * math.sin(phi), pt * math.sinh(y), pt * math.cosh(y)]


@pytest.mark.parametrize("kt_cut", [0.1, 1.0, 5.0])
def test_counts_the_lund_coordinates(kt_cut: float, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    coordinates = lund_coordinates(batch)
    above = batch.batch[coordinates.node[coordinates.ln_kt >= math.log(kt_cut)]]
    expected = torch.bincount(above, minlength=len(toy_jets))
    assert lund_multiplicity(toy_jets, kt_cut).equal(expected.double())


def test_primary_splittings_are_those_of_fjcontrib(
    reference: Constituents, reference_arrays: dict[str, np.ndarray]
) -> None:
    kt = reference_arrays["lund"][:, reference_arrays["lund_columns"].tolist().index("kt")]
    offsets = reference_arrays["lund_offsets"]
    primary = [(kt[a:b] >= 2).sum() for a, b in pairwise(offsets)]
    every = lund_multiplicity(reference, kt_cut=2.0).numpy()
    assert (every >= primary).all()
    batch = cluster(reference).batch()
    coordinates = lund_coordinates(batch)
    secondary = ~coordinates.primary & (coordinates.ln_kt >= math.log(2))
    rest = torch.bincount(batch.batch[coordinates.node[secondary]], minlength=len(reference))
    np.testing.assert_array_equal(every - rest.numpy(), primary)


def test_secondary_splittings_count() -> None:
    # C/A joins 40 and 30 (0.1 apart, kt = 3), then their sum with 100 (kt about 70 * 0.5).
    jets = Constituents.from_list(
        [[massless(40, 0, 0.5), massless(30, 0, 0.6), massless(100, 0, 0)]]
    )
    assert [lund_multiplicity(jets, cut).item() for cut in (2.9, 3.1, 40)] == [2, 1, 0]


def test_one_particle_has_none() -> None:
    assert lund_multiplicity(Constituents([[3.0, 0.0, 4.0, 5.0]], [0, 1])).tolist() == [0]


def test_no_jets_give_no_values() -> None:
    assert lund_multiplicity(Constituents(torch.empty(0, 4), [0])).shape == (0,)


def test_refuses_what_has_no_constituents() -> None:
    with pytest.raises(TypeError, match=r"'jets' must be Constituents .* \(got list\)"):
        lund_multiplicity([])  # type: ignore[arg-type]


@pytest.mark.parametrize("kt_cut", [0.0, -1.0, math.nan, math.inf])
def test_refuses_a_cut_out_of_range(kt_cut: float, toy_jets: Constituents) -> None:
    with pytest.raises(ValueError, match="'kt_cut' must be finite and positive"):
        lund_multiplicity(toy_jets, kt_cut)


def test_is_irc_safe() -> None:
    assert lund_multiplicity.irc_safe


def test_a_splitting_at_the_cut_counts() -> None:
    """A right angle and 4 GeV: kt is 2 pi; the usual cut is 1 GeV."""
    jets = Constituents([[6.0, 0.0, 0.0, 6.0], [0.0, 4.0, 0.0, 4.0]], [0, 2])
    assert lund_multiplicity(jets, 2 * math.pi).item() == 1
    assert lund_multiplicity(jets, math.nextafter(2 * math.pi, 7)).item() == 0
    near = [[massless(50, 0, 0), massless(pt, 0.1, 0)] for pt in (9.9, 10.1)]
    assert lund_multiplicity(Constituents.from_list(near)).tolist() == [0, 1]
