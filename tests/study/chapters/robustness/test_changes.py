"""Perturbed jets: an identity gives exact zeros, and the tagger stays as it was."""

import copy

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.jets import kinematics
from pyg_jets.jets.trees.jet_tree import Frame
from pyg_jets.metrics import roc_auc
from pyg_jets.simulation import ToyShower
from pyg_jets.study.chapters.maps.measure import saliency_planes
from pyg_jets.study.chapters.robustness.changes import logits_of, robustness, usual_perturbations
from pyg_jets.study.chapters.robustness.irc_scan import multiplicity_score
from pyg_jets.taggers import EFN, RecNN
from pyg_jets.training import predict_logits
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


@pytest.mark.parametrize("frame", ["jet", "laboratory"])
def test_jets_are_clustered_as_the_tagger_was_trained(jets: Constituents, frame: Frame) -> None:
    """In its frame, with the algorithm that is named: maps, logits and AUC."""
    few, change = jets[:120], SoftParticles(5, radius=0.8)
    tagger = RecNN(hidden_channels=8)
    tagger.fit_scaling(cluster(few, "kt", frame=frame))
    result = robustness(tagger, few, {"soft": change}, algorithm="kt")["soft"]
    before, after = (cluster(each, "kt", frame=frame) for each in (few, change(few)))
    expected, moved = predict_logits(tagger, before), predict_logits(tagger, after)
    assert result.response.auc == roc_auc(moved, few.label, seed=0, resamples=200)
    middle = float((moved - expected).abs().double().quantile(0.5))
    assert result.response.quantiles[0] == pytest.approx(middle, rel=1e-5)
    for label, maps in result.maps.items():
        for plane, trees in ((maps.before, before), (maps.after, after)):
            own = saliency_planes(tagger, trees[trees.y == label])[0]
            assert (plane.mean == own.mean).all()
    assert torch.equal(torch.tensor(logits_of(tagger, "kt")(few)), expected.double())
    assert not torch.equal(torch.tensor(logits_of(tagger)(few)), expected.double())


def test_the_usual_soft_particles_come_first_and_are_in_the_jet(jets: Constituents) -> None:
    usual = usual_perturbations(3, radius=0.4)
    names = list(usual)
    assert names[:4] == [
        "1 soft in the jet",
        "10 soft in the jet",
        "1 soft far from the jet",
        "10 soft far from the jet",
    ]
    few = jets[:200]
    axis = torch.stack([jet.p4.sum(0) for jet in few])
    for name in names[:4]:
        changed = usual[name](few)
        number = int(name.split()[0])
        assert torch.equal(changed.ptr.diff(), few.ptr.diff() + number)
        new = torch.stack([jet.p4[-number:] for jet in changed])
        assert kinematics.pt(new).max() == pytest.approx(1e-4)
        distance = kinematics.delta_r(new, axis[:, None])
        inside = float((distance < 0.4).double().mean())
        assert inside == 1 if "in the jet" in name else inside < 0.05


def test_usual_ones_are_seeded(toy_jets: Constituents) -> None:
    one, same, other = (usual_perturbations(seed)["smearing"](toy_jets).p4 for seed in (1, 1, 2))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)


def test_labels_are_needed(toy_jets: Constituents) -> None:
    with pytest.raises(ValueError, match="'jets' must have labels"):
        robustness(RecNN(), Constituents(toy_jets.p4, toy_jets.ptr), {})
