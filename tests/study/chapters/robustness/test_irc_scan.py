"""A safe logit stands still in both limits; one that counts particles does not."""

import numpy as np
import pytest
import torch

from pyg_jets import Constituents, observables
from pyg_jets.jets import kinematics
from pyg_jets.metrics import Floats
from pyg_jets.study.chapters.robustness.changes import logits_of
from pyg_jets.study.chapters.robustness.irc_scan import irc_scan, multiplicity_score
from pyg_jets.taggers import EFN


def _width(jets: Constituents) -> Floats:
    width: Floats = observables.angularity(jets, 1.0, 1.0).numpy()
    return width


def test_a_safe_observable_is_safe(toy_jets: Constituents) -> None:
    scans = irc_scan(_width, toy_jets, n=3)
    for scan in scans.values():
        assert scan.safe
        assert scan.quantiles.shape == (len(scan.at), 3)
    for name in ("soft", "soft_far"):
        soft = scans[name].quantiles[:, 2]
        np.testing.assert_allclose(soft[4:], 10 * np.append(soft[5:], soft[-1] / 10), rtol=1e-2)


def test_multiplicity_is_not(toy_jets: Constituents) -> None:
    scans = irc_scan(multiplicity_score(toy_jets), toy_jets, n=3)
    for scan in scans.values():
        assert not scan.safe
        assert scan.quantiles[0, 2] == pytest.approx(scan.quantiles[-1, 2])


def test_soft_particles_in_the_jet_and_far_from_it(toy_jets: Constituents) -> None:
    """Counted are particles farther than 0.5 from the axis that the jet had before."""
    axes = [jet.p4.sum(0) for jet in toy_jets]

    def far_away(jets: Constituents) -> Floats:
        counts = [
            int((kinematics.delta_r(jet.p4, axis) > 0.5).sum())
            for jet, axis in zip(jets, axes, strict=True)
        ]
        numbers: Floats = np.array(counts, dtype=float)
        return numbers

    spread = far_away(toy_jets).std()
    assert spread > 0
    scans = irc_scan(far_away, toy_jets, n=40, radius=0.5)
    assert list(scans) == ["soft", "soft_far", "collinear"]
    assert scans["soft"].quantiles.max() == 0
    assert (scans["soft_far"].quantiles > 30 / spread).all()
    assert irc_scan(far_away, toy_jets, n=40, radius=0.8)["soft"].quantiles.min() > 10 / spread


def test_infrared_safe_but_not_collinear(toy_jets: Constituents) -> None:
    def pt_d(jets: Constituents) -> Floats:
        values: Floats = observables.angularity(jets, 2.0, 0.0).numpy()
        return values

    scans = irc_scan(pt_d, toy_jets)
    assert scans["soft"].safe
    assert not scans["collinear"].safe


@pytest.mark.filterwarnings("error")
def test_efn_is_safe_whatever_its_parameters(toy_jets: Constituents) -> None:
    torch.manual_seed(3)
    scans = irc_scan(logits_of(EFN()), toy_jets)
    assert all(scan.safe for scan in scans.values())
    assert scans["soft"].quantiles[0, 2] > 10 * scans["soft"].quantiles[-1, 2]


def test_bad_scores(toy_jets: Constituents) -> None:
    with pytest.raises(ValueError, match=r"must be finite and differ .* spread 0.0"):
        irc_scan(lambda jets: np.zeros(len(jets)), toy_jets)

    def infinite_later(jets: Constituents) -> Floats:
        values: Floats = np.arange(len(jets)).astype(float)
        return values if len(jets.p4) == len(toy_jets.p4) else values + np.inf

    with pytest.raises(ValueError, match="finite after every change"):
        irc_scan(infinite_later, toy_jets)


def test_labels_are_needed(toy_jets: Constituents) -> None:
    with pytest.raises(ValueError, match="'train' must have labels"):
        multiplicity_score(Constituents(toy_jets.p4, toy_jets.ptr))
