"""Perturbed jets: an identity gives exact zeros, and the tagger stays as it was."""

import copy

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.simulation import ToyShower
from pyg_jets.study.irc_scan import multiplicity_score
from pyg_jets.study.robustness import robustness, usual_perturbations
from pyg_jets.taggers import EFN, RecNN
from pyg_jets.transforms import CollinearSplits, PtShift, Smearing, SoftParticles


@pytest.fixture(scope="module")
def jets() -> Constituents:
    return ToyShower(min_kt=0.5).jets(2000, 1).constituents


def test_identities_give_exact_zeros(jets: Constituents) -> None:
    changes = {
        "soft": SoftParticles(0),
        "split": CollinearSplits(0),
        "smearing": Smearing(0),
        "pt": PtShift(1.0),
    }
    tagger = RecNN(hidden_channels=8)
    tagger.fit_scaling(cluster(jets))
    for found in robustness(tagger, jets, changes).values():
        assert max(found.response.quantiles) == 0
        change = found.response.auc_change
        assert (change.low, change.high) == (0, 0)
        for maps in found.maps.values():
            assert maps.correlation == pytest.approx(1)
            assert abs(maps.difference.value).max() == 0


def test_a_counting_logit_moves_and_efn_does_not(jets: Constituents) -> None:
    changes = {"soft": SoftParticles(10, pt=1e-6), "split": CollinearSplits(10)}
    counting = robustness(multiplicity_score(jets), jets, changes)
    efn = EFN()
    efn.fit_scaling(cluster(jets))
    safe = robustness(efn, jets, changes)
    for name in changes:
        assert counting[name].maps == {}
        assert safe[name].response.relative < 1e-3 < counting[name].response.relative
        assert safe[name].maps[1].correlation > 0.99


def test_the_tagger_stays_as_it_was(jets: Constituents) -> None:
    tagger = RecNN(hidden_channels=8)
    before, state = copy.deepcopy(tagger.state_dict()), torch.get_rng_state()
    found = robustness(tagger, jets, {"10 soft": SoftParticles(10)})["10 soft"]
    assert found.response.relative > 1e-3
    assert all(torch.equal(before[key], value) for key, value in tagger.state_dict().items())
    assert tagger.training
    assert torch.equal(torch.get_rng_state(), state)
    assert all(p.grad is None for p in tagger.parameters())


def test_few_splittings_have_no_correlation(toy_jets: Constituents) -> None:
    found = robustness(RecNN(hidden_channels=8), toy_jets, {"pt": PtShift(1.02)})["pt"]
    assert all(maps.correlation != maps.correlation for maps in found.maps.values())  # NaN


def test_usual_ones_are_seeded(toy_jets: Constituents) -> None:
    one, same, other = (usual_perturbations(seed)["smearing"](toy_jets).p4 for seed in (1, 1, 2))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)


def test_labels_are_needed(toy_jets: Constituents) -> None:
    with pytest.raises(ValueError, match="'jets' must have labels"):
        robustness(RecNN(), Constituents(toy_jets.p4, toy_jets.ptr), {})
