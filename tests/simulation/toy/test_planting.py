"""Momenta are light-like, stand where they should, and follow the seed."""

import numpy as np
import pytest
import torch

from pyg_jets import Constituents, cluster, lund_coordinates
from pyg_jets.jets.kinematics import mass2, pt
from pyg_jets.simulation.toy.planting import planted


def _planted(seed: int) -> torch.Tensor:
    jet = np.array([0, 0, 2])
    ln_inv_delta, ln_kt = np.array([3.0, 1.0, 2.0]), np.array([0.5, 1.5, 2.5])
    rng = np.random.default_rng(seed)
    return planted(np.array([400.0, 500.0, 600.0]), jet, ln_inv_delta, ln_kt, rng)


def test_places_come_back() -> None:
    p4 = _planted(0)
    assert pt(p4)[[0, 3, 4]].tolist() == pytest.approx([400.0, 500.0, 600.0], rel=1e-12)
    assert mass2(p4).abs().max() < 1e-8
    found = lund_coordinates(cluster(Constituents(p4, [0, 3, 4, 6])).batch())
    assert found.ln_inv_delta.tolist() == pytest.approx([3.0, 1.0, 2.0], rel=1e-9)
    assert found.ln_kt.tolist() == pytest.approx([0.5, 1.5, 2.5], rel=1e-9)
    assert found.primary.all()


def test_azimuths_are_drawn_again_where_two_emissions_would_meet() -> None:
    n = 500
    jet = np.repeat(np.arange(n), 4)
    ln_inv_delta = np.tile([1.03, 1.02, 1.01, 1.0], n)
    p4 = planted(np.full(n, 600.0), jet, ln_inv_delta, np.zeros(4 * n), np.random.default_rng(0))
    found = lund_coordinates(cluster(Constituents(p4, np.arange(0, 5 * n + 1, 5))).batch())
    torch.testing.assert_close(found.ln_inv_delta, torch.from_numpy(ln_inv_delta))
    # Independent azimuths of four emissions at one angle would often lie within 60 degrees.
    assert found.primary.all()


def test_seeds() -> None:
    assert torch.equal(_planted(3), _planted(3))
    assert not torch.equal(_planted(3), _planted(4))


def test_no_emissions() -> None:
    nothing = np.empty(0)
    rng = np.random.default_rng(0)
    p4 = planted(np.array([10.0, 20.0]), np.empty(0, np.int64), nothing, nothing, rng)
    assert pt(p4).tolist() == pytest.approx([10.0, 20.0])
