"""Noise is noise over many samples, also where splittings of a jet go together; a bump is seen."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, JetTreeDataset, LundPlane, cluster, lund_coordinates
from pyg_jets.lund import bootstrap_error, map_difference, paired_map_difference

FEW: Any = {"permutations": 60, "min_count": 10}


def _plane() -> LundPlane:
    return LundPlane(bins=(4, 4), range=((0.0, 4.0), (1.6, 5.6)))


def _of_jets(jets: JetTreeDataset, seed: int) -> Tensor:
    """One number for all splittings of a jet."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(len(jets), generator=generator, dtype=torch.float64)[jets.batch().batch]


def _bump(jets: JetTreeDataset) -> Tensor:
    """Nodes in one bin of the plane."""
    where, batch = lund_coordinates(jets), jets.batch()
    inside = (where.ln_inv_delta - 1.5).abs().lt(0.5) & (where.ln_kt - 2.1).abs().lt(0.5)
    marked = torch.zeros(batch.num_nodes, dtype=torch.float64)
    marked[where.node[inside]] = 1.0
    return marked


def test_errors_are_those_of_resampled_jets(planted_trees: JetTreeDataset) -> None:
    one, other = planted_trees[:1500], planted_trees[1500:]
    values, others = _of_jets(one, 1), _of_jets(other, 2)
    found = map_difference(_plane(), (one, values), (other, others), **FEW).difference
    planes = [
        _plane().fill(lund_coordinates(jets), v) for jets, v in ((one, values), (other, others))
    ]
    enough = (planes[0].count >= 30) & (planes[1].count >= 30)
    assert enough.sum() > 3
    expected = planes[0].mean - planes[1].mean
    np.testing.assert_allclose(found.value[enough], expected[enough], atol=1e-12)
    errors = [
        bootstrap_error(plane, jets, v, resamples=400)
        for plane, jets, v in zip(planes, (one, other), (values, others), strict=True)
    ]
    np.testing.assert_allclose(found.error[enough], np.hypot(*errors)[enough], rtol=0.25)


def _by_splitting(
    plane: LundPlane, jets: JetTreeDataset, values: Tensor
) -> dict[tuple[int, int], list[list[float]]]:
    """The values in every bin, jet by jet; found by counting the edges that are passed."""
    where, jet_of = lund_coordinates(jets), jets.batch().batch
    found: dict[tuple[int, int], list[list[float]]] = {}
    x, y = (edges.tolist() for edges in plane.edges)
    for node, *at in zip(
        where.node.tolist(), where.ln_inv_delta.tolist(), where.ln_kt.tolist(), strict=True
    ):
        place = tuple(sum(edge <= v for edge in e) - 1 for v, e in zip(at, (x, y), strict=True))
        if all(0 <= k < 4 for k in place):
            of_jets = found.setdefault((place[0], place[1]), [[] for _ in range(len(jets))])
            of_jets[int(jet_of[node])].append(float(values[node]))
    return found


def _variance(of_jets: list[list[float]]) -> float:
    """The formula for a bin, with loops."""
    count = sum(map(len, of_jets))
    mean = sum(map(sum, of_jets)) / count
    squares = sum((sum(each) - mean * len(each)) ** 2 for each in of_jets)
    return squares / count**2 * len(of_jets) / (len(of_jets) - 1)


def test_errors_are_the_formulas(planted_trees: JetTreeDataset) -> None:
    """With a mean that is not 0: it goes up with the number of splittings."""
    one, other = planted_trees[:80], planted_trees[80:200]
    values, others = 3 + _of_jets(one, 1), 7 + _of_jets(other, 2)
    usual = map_difference(_plane(), (one, values), (other, others))
    assert usual.p_value * 201 == pytest.approx(round(usual.p_value * 201))
    found = usual.difference
    sides = _by_splitting(_plane(), one, values), _by_splitting(_plane(), other, others)
    both = [k for k in sides[0] if all(sum(map(len, s.get(k, []))) >= 10 for s in sides)]
    assert len(both) > 3
    assert len(both) == (~np.ma.getmaskarray(found.value)).sum()
    for k in both:
        means = [sum(map(sum, side[k])) / sum(map(len, side[k])) for side in sides]
        assert found.value[k] == pytest.approx(means[0] - means[1])
        variance = sum(_variance(side[k]) for side in sides)
        assert found.error[k] == pytest.approx(variance**0.5)
    minus = map_difference(_plane(), (other, others), (one, values), **FEW).difference
    np.testing.assert_allclose(minus.error, found.error)
    paired = paired_map_difference(_plane(), one, values, 1 - 2 * values)
    assert paired.p_value * 201 == pytest.approx(round(paired.p_value * 201))
    differences = _by_splitting(_plane(), one, 3 * values - 1)
    enough = [k for k, of_jets in differences.items() if sum(map(len, of_jets)) >= 10]
    assert len(enough) == (~np.ma.getmaskarray(paired.difference.value)).sum()
    for k in enough:
        error = _variance(differences[k]) ** 0.5
        assert paired.difference.error[k] == pytest.approx(error)


def test_noise_is_noise(planted_trees: JetTreeDataset) -> None:
    p_values = []
    coarse = LundPlane(bins=(2, 2), range=((0.0, 4.0), (1.6, 5.6)))
    for k in range(40):
        one, other = planted_trees[k::80], planted_trees[k + 40 :: 80]
        sides = (one, _of_jets(one, k)), (other, _of_jets(other, k + 100))
        found = map_difference(coarse, *sides, permutations=40, min_count=5, seed=k)
        p_values.append(found.p_value)
    assert 0.35 < np.mean(p_values) < 0.65
    assert np.mean(np.array(p_values) <= 0.1) <= 0.25


def test_a_bump_is_seen_where_it_is(planted_trees: JetTreeDataset) -> None:
    one, other = planted_trees[:1500], planted_trees[1500:]
    values = _of_jets(one, 1) + 2 * _bump(one)
    found = map_difference(_plane(), (one, values), (other, _of_jets(other, 2)), **FEW)
    assert found.look_elsewhere.place == (1.5, 2.1)
    assert found.p_value == pytest.approx(1 / 61)
    assert found.look_elsewhere.p_value < 1e-3
    assert str(found).endswith("(0.016 by permutations)")


def test_pairs_see_what_two_samples_do_not(planted_trees: JetTreeDataset) -> None:
    jets = planted_trees[:1000]
    values, little = 5 * _of_jets(jets, 1), 0.3 * _bump(jets)
    noise = 0.2 * _of_jets(jets, 3)
    paired = paired_map_difference(_plane(), jets, values + little + noise, values, **FEW)
    assert paired.look_elsewhere.place == (1.5, 2.1)
    assert paired.p_value == pytest.approx(1 / 61)
    apart = map_difference(_plane(), (jets, values + little + noise), (jets, values), **FEW)
    np.testing.assert_allclose(paired.difference.value, apart.difference.value, atol=1e-12)
    assert apart.p_value > 0.2
    nothing = paired_map_difference(_plane(), jets, values + noise, values, **FEW)
    assert nothing.p_value > 0.02


def test_bins_that_are_too_empty_as_seen_do_not_count_in_exchanges() -> None:
    """Exchanges by hand: a bin that is full in one of them only is in none."""
    x = torch.tensor([0.5] * 8 + [1.5] * 8)
    jets = cluster(_two_particles(x.exp().reciprocal()))
    values = torch.zeros(jets.batch().num_nodes, dtype=torch.float64)
    numbers = torch.linspace(-1, 1, 16, dtype=torch.float64) ** 3 + 10 * (x > 1)
    values[lund_coordinates(jets).node] = numbers
    plane = LundPlane(bins=(2, 1), range=((0.0, 2.0), (-9.0, 9.0)))
    order = torch.tensor([0, 2, 4, 6, 8, 1, 3, 5, 7, 9, 10, 11, 12, 13, 14, 15])
    one, other = order[:5], order[5:]
    sides = [(jets[k], values.view(16, 3)[k].reshape(-1)) for k in (one, other)]
    found = map_difference(plane, *sides, permutations=30, min_count=3)
    assert np.ma.getmaskarray(found.difference.value).ravel().tolist() == [False, True]
    first, rng, far = np.repeat([True, False], (5, 11)), np.random.default_rng(0), []
    for mask in (first, *(rng.permutation(first) for _ in range(30))):
        groups = [numbers[order][m & (x[order] < 1).numpy()].numpy() for m in (mask, ~mask)]
        far.append(_significance(groups, (5, 11)) if min(map(len, groups)) >= 3 else 0.0)
    assert found.p_value == np.mean(np.array(far) >= far[0] * (1 - 1e-9))


def _two_particles(delta: Tensor) -> Constituents:
    p4 = torch.zeros(2 * len(delta), 4, dtype=torch.float64)
    p4[::2, 0] = 10.0
    p4[1::2, 0], p4[1::2, 1] = 4 * delta.double().cos(), 4 * delta.double().sin()
    p4[:, 3] = p4.norm(dim=1)
    return Constituents(p4, range(0, len(p4) + 1, 2))


def _significance(groups: list[np.ndarray], jets: tuple[int, int]) -> float:
    """Of one splitting a jet, where jets without one have no part in it."""
    pairs = list(zip(groups, jets, strict=True))
    variances = [g.var() / len(g) * n / (n - 1) for g, n in pairs]
    return float(abs(groups[0].mean() - groups[1].mean()) / sum(variances) ** 0.5)


def test_the_seed_is_the_permutations(planted_trees: JetTreeDataset) -> None:
    one, other = planted_trees[:200], planted_trees[200:400]
    sides = (one, _of_jets(one, 1)), (other, _of_jets(other, 2))
    first, again = (map_difference(_plane(), *sides, seed=4, **FEW).p_value for _ in range(2))
    assert first == again


def test_without_roots_or_secondary_ones(planted_trees: JetTreeDataset) -> None:
    one, other = planted_trees[:1500], planted_trees[1500:]
    bump = _bump(one) + 0.01 * _of_jets(one, 1)
    sides = (one, bump), (other, 0.01 * _of_jets(other, 2))
    primary = map_difference(_plane(), *sides, part="primary", root=False, **FEW)
    whole = map_difference(_plane(), *sides, **FEW)
    assert not np.array_equal(primary.difference.error, whole.difference.error)
    assert primary.look_elsewhere.place == (1.5, 2.1)


def test_what_cannot_be_tested(planted_trees: JetTreeDataset) -> None:
    jets = planted_trees[:5]
    values = torch.zeros(jets.batch().num_nodes)
    with pytest.raises(ValueError, match=r"at least two jets .* \(got 1 and 200\)"):
        map_difference(_plane(), (jets, values), (jets[:1], values[: jets[:1].batch().num_nodes]))
    with pytest.raises(ValueError, match=r"'permutations' at least 1 \(got 5 and 0\)"):
        paired_map_difference(_plane(), jets, values, values, permutations=0)
    with pytest.raises(ValueError, match=r"'permutations' at least 1 \(got 5 and 0\)"):
        map_difference(_plane(), (jets, values), (jets, values), permutations=0)
    with pytest.raises(ValueError, match="at least one bin must have a difference"):
        paired_map_difference(_plane(), jets, values, values)
