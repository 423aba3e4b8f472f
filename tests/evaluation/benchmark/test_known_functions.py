"""Grooming against soft drop of the observables, and features of another frame."""

import pytest
import torch

from pyg_jets import cluster
from pyg_jets.evaluation.benchmark.known_functions import KnownFunction, KnownPairs, groomed
from pyg_jets.jets.kinematics import mass
from pyg_jets.observables import soft_drop
from pyg_jets.simulation import ToyShower
from pyg_jets.transforms._one_or_many import sum_per_jet


def test_groomed_jets_have_the_mass_of_soft_drop() -> None:
    jets = cluster(ToyShower(0.3, colour=3, min_kt=2.0).jets(80, 1).constituents)
    batch = jets.batch()
    kept = groomed(batch) & batch.is_leaf
    p4 = sum_per_jet(batch.p4[kept], batch.batch[kept], 80)
    expected = soft_drop(jets, z_cut=0.1, beta=0.0).mass
    torch.testing.assert_close(mass(p4), expected, rtol=1e-6, atol=1e-4)
    assert (kept.sum() < batch.is_leaf.sum()).item()


def test_states_are_the_terms_and_take_a_gate() -> None:
    batch = cluster(ToyShower().jets(4, 1).constituents, frame="laboratory").batch()
    for tagger in (KnownFunction(), KnownPairs()):
        gate = torch.ones(batch.num_nodes, tagger.state_channels, dtype=torch.float64)
        moved = tagger.states(batch, gate) - tagger.states(batch)
        torch.testing.assert_close(moved, gate)
        assert (tagger.states(batch)[~batch.is_leaf] == 0).all()


def test_features_of_another_frame_are_refused_once_it_has_one() -> None:
    jets = ToyShower().jets(4, 1).constituents
    tagger = KnownFunction()
    tagger.frame_number.fill_(1)
    with pytest.raises(ValueError, match=r"trained on features in the 'laboratory' frame"):
        tagger(cluster(jets, frame="jet").batch())
