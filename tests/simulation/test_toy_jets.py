"""Emissions come in any order, and the columns of the truth go with them."""

import numpy as np
import torch

from pyg_jets.simulation._toy_jets import toy_jets


def test_columns_follow_their_emissions() -> None:
    label, core = np.array([True, False]), np.full(2, 600.0)
    places = np.array([1, 0, 0]), np.array([1.0, 0.5, 2.0]), np.array([2.0, 3.0, 1.5])
    toy = toy_jets(label, core, places, np.array([False, True, False]), np.random.default_rng(0))
    assert toy.constituents.ptr.tolist() == [0, 3, 5]
    assert toy.in_region.tolist() == [False, False, True, False, False]
    assert toy.emission.tolist() == [False, True, True, False, True]
    assert not toy.prong.any()
    torch.testing.assert_close(
        toy.ln_inv_delta, torch.tensor([np.nan, 2.0, 0.5, np.nan, 1.0]).double(), equal_nan=True
    )
    pt = toy.constituents.p4[:, :2].norm(dim=1)
    there = toy.emission
    torch.testing.assert_close(pt[there].log(), (toy.ln_kt + toy.ln_inv_delta)[there])
