"""Where a top's three quarks part: by hand in every order, and by the masses of W and top."""

from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, cluster
from pyg_jets.datasets import sample
from pyg_jets.evaluation.truth.decay import decay_truth
from pyg_jets.jets.constituents import Partons
from pyg_jets.jets.kinematics import mass


def _p4(*particles: tuple[float, float, float]) -> Tensor:
    """Massless particles from (pt, rapidity, phi)."""
    pt, y, phi = torch.tensor(particles, dtype=torch.float64).t()
    return torch.stack((pt * phi.cos(), pt * phi.sin(), pt * y.sinh(), pt * y.cosh()), 1)


def _jet(quarks: list[tuple[float, float, float]], kinds: list[int], *more: Any) -> Constituents:
    """A constituent on each quark, and more of them."""
    p4 = _p4(*quarks, *more)
    pid = torch.tensor(kinds, dtype=torch.int32)
    partons = Partons(
        p4[: len(quarks)], torch.tensor([0, len(quarks)]), pid, torch.full_like(pid, -23)
    )
    return Constituents(p4, [0, len(p4)], partons=partons)


B, Q, ANTIQ = (100.0, 0.0, 0.6), (90.0, 0.2, 0.0), (80.0, -0.2, 0.0)


def test_the_b_leaves_the_whole_w() -> None:
    # Nodes 3 = q + q' (0.4 apart), 4 = 3 + b.
    for order in ([0, 1, 2], [2, 0, 1], [1, 2, 0]):
        quarks, kinds = [[B, Q, ANTIQ][i] for i in order], [[5, 1, -2][i] for i in order]
        found = decay_truth(cluster(_jet(quarks, kinds)))
        assert (found.w.tolist(), found.b.tolist()) == ([3], [4])
        assert found.parted.tolist() == [True]
        assert found.splittings.nonzero().flatten().tolist() == [3, 4]
        assert found.products.nonzero().flatten().tolist() == [3, 4]


def test_the_b_is_clustered_with_a_quark_of_the_w() -> None:
    # q and b are the nearest: 3 = b + q, 4 = 3 + q' parts the W's quarks.
    near = (100.0, 0.3, 0.1)
    found = decay_truth(cluster(_jet([near, Q, ANTIQ], [-5, 1, -2])))
    assert (found.w.tolist(), found.b.tolist()) == ([4], [-1])
    assert found.splittings.nonzero().flatten().tolist() == [3, 4]
    assert found.efficiency()["the b parted from the whole W"].value == 0
    assert found.efficiency()["all quarks parted"].value == 1


def test_of_two_bottom_quarks_the_w_chooses() -> None:
    # m(q q') = sqrt(2 * 200 * 200 * (cosh 0.4 - 1)) = 80.7 GeV; other pairs are lighter or heavier.
    b, q, antib = (300.0, 0.0, 0.9), (200.0, 0.2, 0.0), (200.0, -0.2, 0.0)
    found = decay_truth(cluster(_jet([antib, b, q], [-5, 5, 4])))
    assert (found.w.tolist(), found.b.tolist()) == ([3], [4])


def test_soft_radiation_is_not_true_and_a_broken_quark_is_missed() -> None:
    jets = cluster(_jet([Q, ANTIQ], [1, -2], (2.0, 0.1, 0.7)))
    found = decay_truth(jets)
    assert found.splittings.nonzero().flatten().tolist() == [3]
    # The root parts nothing, but both quarks are below it.
    assert found.products.nonzero().flatten().tolist() == [3, 4]
    # A quark's pt is in parts far from each other, none of which has half of it.
    parts = [(30.0, 0.2, 0.6), (30.0, 0.2, -0.6), (30.0, 0.8, 0.0)]
    broken = decay_truth(cluster(_jet([(10.0, 0.2, 0.0), ANTIQ], [1, -2], *parts)))
    assert (broken.parted.tolist(), broken.w.tolist()) == ([False], [-1])
    assert not broken.splittings.any()


def test_real_tops_have_the_masses_of_w_and_top() -> None:
    jets = cluster(sample("top")[:400])
    batch, found = jets.batch(), decay_truth(jets)
    assert found.efficiency()["all quarks parted"].value > 0.96
    number = torch.bincount(batch.batch[found.splittings], minlength=400)
    assert number.max() == 2
    assert torch.equal(number == 2, found.parted)
    whole = found.b >= 0
    assert 0.3 < whole.double().mean() < 0.5
    assert mass(batch.p4[found.b[whole]]).median() == pytest.approx(172.6, abs=4)
    assert mass(batch.p4[found.w[whole & (found.w >= 0)]]).median() == pytest.approx(80.4, abs=4)
    # Where quarks part, they are held.
    assert found.products[found.splittings].all()
    assert torch.equal(found.mask("products"), found.products)


def test_w_jets_have_one_splitting() -> None:
    jets = cluster(sample("w")[:50])
    found = decay_truth(jets)
    rows = found.w[found.w >= 0]
    assert len(rows) > 30
    assert found.mask("splittings").nonzero().flatten().tolist() == rows.tolist()
    assert (found.b == -1).all()


def test_bad_input() -> None:
    with pytest.raises(ValueError, match=r"two partons, .* or each three, .* \(got 1 in jet 0\)"):
        decay_truth(cluster(sample("qcd")[:2]))
    mixed = Constituents.concat([sample("w")[:2], sample("top")[:1]])
    with pytest.raises(ValueError, match=r"\(got 3 in jet 2\)"):
        decay_truth(cluster(mixed))
    with pytest.raises(ValueError, match="jet 0: one of three partons must be a bottom quark"):
        decay_truth(cluster(_jet([B, Q, ANTIQ], [3, 1, -2])))
    name: Any = "roots"
    with pytest.raises(ValueError, match=r"one of splittings, products \(got 'roots'\)"):
        decay_truth(cluster(sample("w")[:2])).mask(name)
