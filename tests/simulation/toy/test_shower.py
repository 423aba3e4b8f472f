"""The toy's plane is what was asked for, and the best possible score is known."""

import math
from typing import Any

import numpy as np
import pytest
import torch
from scipy.stats import chi2

from pyg_jets import JetTreeDataset, LundPlane, cluster, lund_coordinates
from pyg_jets.jets.kinematics import mass
from pyg_jets.metrics import roc_auc
from pyg_jets.simulation import Region, ToyJets, ToyShower

SHOWER = ToyShower(
    alpha_s=0.12, colour=3.0, min_kt=1.0, region=Region((1.0, 2.5), (1.0, 2.5), factor=4.0)
)


@pytest.fixture(scope="module")
def toy() -> ToyJets:
    return SHOWER.jets(8000, seed=1)


@pytest.fixture(scope="module")
def trees(toy: ToyJets) -> JetTreeDataset:
    return cluster(toy.constituents)


def _counts(trees: JetTreeDataset, label: int) -> tuple[np.ndarray, float]:
    """Primary splittings in bins wholly inside the triangle, and how many rho predicts in each."""
    jets = trees[trees.y == label]
    coordinates = lund_coordinates(jets.batch())
    plane = LundPlane((9, 9), ((0.5, 5.0), (0.0, 4.5)))
    plane.fill(coordinates[coordinates.primary])
    x, y = plane.edges
    inside = x[1:, None] + y[None, 1:] < math.log(SHOWER.pt / 2)
    return plane.count[inside], SHOWER.density * 0.25 * len(jets)


def test_background_is_a_plateau_of_the_density(trees: JetTreeDataset) -> None:
    counts, expected = _counts(trees, 0)
    assert len(counts) > 40
    assert chi2.sf(((counts - expected) ** 2 / expected).sum(), len(counts)) > 0.001
    assert counts.sum() == pytest.approx(expected * len(counts), rel=0.03)


def test_signal_exceeds_it_in_the_region_and_only_there(trees: JetTreeDataset) -> None:
    signal, expected = _counts(trees, 1)
    background, _ = _counts(trees, 0)
    more = signal > 2 * background
    assert more.sum() == 9  # bins of 0.5 x 0.5 in a square of 1.5 x 1.5
    assert signal[more].sum() == pytest.approx(9 * 4 * expected, rel=0.05)
    assert signal[~more].sum() == pytest.approx(background[~more].sum(), rel=0.04)


def test_reclustering_gives_the_emissions_back(toy: ToyJets, trees: JetTreeDataset) -> None:
    found = lund_coordinates(trees.batch())
    planted = toy.emission
    same = (found.ln_inv_delta - toy.ln_inv_delta[planted]).abs() < 1e-6
    same &= (found.ln_kt - toy.ln_kt[planted]).abs() < 1e-6
    assert same.double().mean() > 0.99
    assert found.primary.double().mean() > 0.995
    assert found.z.max() < 0.5


def test_truth_is_that_of_the_constituents(toy: ToyJets) -> None:
    jets = toy.constituents
    core = torch.zeros(len(jets.p4), dtype=torch.bool)
    core[jets.ptr[:-1]] = True
    assert torch.equal(~core, toy.emission)
    assert torch.equal(core, toy.ln_kt.isnan())
    assert not toy.prong.any()
    x, y = toy.ln_inv_delta, toy.ln_kt
    assert torch.equal(toy.in_region, (x >= 1) & (x < 2.5) & (y >= 1) & (y < 2.5))
    pt = torch.hypot(*jets.p4[:, :2].unbind(1))
    torch.testing.assert_close((pt.log() - x)[toy.emission], y[toy.emission])


def test_no_score_beats_the_optimal_auc(toy: ToyJets) -> None:
    label, best = toy.constituents.label, SHOWER.optimal_auc()
    assert label is not None
    reached = roc_auc(SHOWER.log_likelihood_ratio(toy), label)
    assert abs(reached.value - best) < 3 * (reached.high - reached.low) / 2
    number = toy.constituents.ptr.diff().double()
    assert 0.6 < roc_auc(number, label).value < best - 0.05


def test_likelihood_ratio_is_normalised(toy: ToyJets) -> None:
    ratio = SHOWER.log_likelihood_ratio(toy).exp()
    assert ratio[toy.constituents.label == 0].mean() == pytest.approx(1, abs=0.1)


def test_a_region_that_signal_jets_leave_empty() -> None:
    shower = ToyShower(min_kt=1.0, region=Region((1.0, 3.0), (0.5, 2.5), factor=0.0))
    toy = shower.jets(4000, seed=2)
    ratio, label = shower.log_likelihood_ratio(toy), toy.constituents.label
    assert label is not None
    assert ratio[label == 1].isfinite().all()
    assert (ratio[label == 0] == -math.inf).double().mean() == pytest.approx(
        1 - math.exp(-shower.density * 4), abs=0.03
    )
    exact = 0.5 + 0.5 * (1 - math.exp(-shower.density * 4))
    assert shower.optimal_auc() == pytest.approx(exact, abs=1e-12)
    assert roc_auc(ratio.clamp(min=-1e9), label).value == pytest.approx(exact, abs=0.02)


def test_resonance() -> None:
    shower = ToyShower(alpha_s=1e-6, region=None, resonance_mass=80.4)
    toy = shower.jets(600, seed=3)
    jets = cluster(toy.constituents)
    of_jets = mass(jets.batch().p4[jets.batch().is_root])
    signal = jets.y == 1
    assert (of_jets[signal] - 80.4).abs().max() < 0.03 * 80.4
    assert of_jets[~signal].max() < 1
    splitting = lund_coordinates(jets[signal].batch())
    torch.testing.assert_close(splitting.ln_kt, toy.ln_kt[toy.prong])
    assert int(toy.prong.sum()) == 300
    assert splitting.z.max() <= 0.5
    with pytest.raises(ValueError, match="with a region and no resonance"):
        shower.optimal_auc()
    with pytest.raises(ValueError, match="with a region and no resonance"):
        shower.log_likelihood_ratio(toy)


def test_seeds() -> None:
    first, again, other = (SHOWER.jets(20, seed).constituents for seed in (5, 5, 6))
    assert torch.equal(first.p4, again.p4)
    assert not torch.equal(first.p4[:5], other.p4[:5])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"pt": 0.0}, r"'pt' must be positive \(got 0.0\)"),
        ({"alpha_s": math.nan}, r"'alpha_s' must be positive"),
        ({"min_kt": 300.0}, r"'min_kt' must be below pt \* radius / 2 = 240"),
        (
            {"region": Region((1.0, 2.5), (2.0, 4.0), factor=2.0)},
            r"their sum below 5.7 \(got 1.0 to 2.5 and 2.0 to 4.0\)",  # ln 300, and 2.5 + 4 above
        ),
        ({"min_kt": 10.0}, r"'region' must lie within .* ln\(kt\) > 2.3"),
        ({"resonance_mass": 300.0}, r"'resonance_mass' must lie between 0 and .* = 240"),
    ],
)
def test_no_shower(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ToyShower(**arguments)


def test_the_usual_shower_is_that_of_a_quark() -> None:
    """2 alpha_s C_F / pi emissions per unit area, C_F = 4/3."""
    assert ToyShower().density == pytest.approx(0.13 * 8 / (3 * math.pi))
    assert ToyShower().area == pytest.approx(math.log(300 * 0.8 / 5) ** 2 / 2)


def test_no_jets() -> None:
    with pytest.raises(ValueError, match=r"'jets' must be at least 1 \(got 0\)"):
        SHOWER.jets(0)
