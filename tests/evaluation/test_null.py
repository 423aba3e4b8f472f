"""The verdict: who looks at what was learnt differs from the null, who does not is flagged."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from scipy.stats import chi2
from torch import Tensor

from pyg_jets import JetTreeDataset, LundPlane
from pyg_jets.attribution import node_saliency
from pyg_jets.evaluation import NullTest, attribution_plane, differs_from_null, null_planes
from pyg_jets.lund import LundCoordinates, lund_coordinates
from pyg_jets.taggers import Tagger

Method = Callable[[Tagger, Any], Tensor]


def test_an_attribution_that_sees_no_network_is_flagged(
    trained: Tagger, planted_trees: JetTreeDataset, ln_kt: Method
) -> None:
    plane = attribution_plane(ln_kt, trained, planted_trees)
    nulls = null_planes(ln_kt, trained, planted_trees, number=3)
    for null in (nulls[0], nulls):
        test = differs_from_null(plane, null)
        assert test.statistic == pytest.approx(0, abs=1e-6)
        assert test.p_value == 1
        assert not test.differs
    assert str(test).startswith("does not differ from its null (chi2 0 over")


def test_one_that_sees_it_differs_and_the_untrained_does_not(
    trained: Tagger, planted_trees: JetTreeDataset
) -> None:
    plane = attribution_plane(node_saliency, trained, planted_trees)
    nulls = null_planes(node_saliency, trained, planted_trees, number=19)
    test = differs_from_null(plane, nulls)
    assert test.differs
    assert test.p_value == pytest.approx(0.05)
    assert differs_from_null(plane, nulls[0]).differs
    untrained = attribution_plane(node_saliency, trained.untrained(100), planted_trees)
    assert not differs_from_null(untrained, nulls).differs


def _test(coordinates: LundCoordinates, values: Tensor, null: Tensor) -> NullTest:
    plane, other = (LundPlane(bins=(6, 6)).fill(coordinates, each) for each in (values, null))
    return differs_from_null(plane, other)


def test_p_values_of_one_null_are_right(planted_trees: JetTreeDataset) -> None:
    coordinates = lund_coordinates(planted_trees)
    below = 0
    for _ in range(100):
        noise = 5 + torch.randn(2, len(coordinates), dtype=torch.float64)
        test = _test(coordinates, noise[0], 3 * noise[1])
        below += test.p_value < 0.2
    assert 10 <= below <= 32


def test_p_values_of_several_nulls_are_right(planted_trees: JetTreeDataset) -> None:
    """Each of some maps beside the others: every rank occurs once, and so the smallest p-value."""
    coordinates = lund_coordinates(planted_trees)
    for shift in (0, 5):
        noise = shift + torch.randn(6, len(coordinates), dtype=torch.float64)
        planes = [LundPlane(bins=(5, 5)).fill(coordinates, each) for each in noise]
        tests = [
            differs_from_null(plane, [other for other in planes if other is not plane])
            for plane in planes
        ]
        found = sorted(test.p_value for test in tests)
        assert found == pytest.approx([k / 6 for k in range(1, 7)])


def test_a_bump_is_seen_and_a_scale_is_not(planted_trees: JetTreeDataset) -> None:
    coordinates = lund_coordinates(planted_trees)
    noise = 5 + torch.randn(2, len(coordinates), dtype=torch.float64)
    bump = noise[0] + (coordinates.ln_kt > 3)
    scaled = _test(coordinates, 1e6 * noise[0], noise[1])
    assert not scaled.differs
    assert _test(coordinates, bump, noise[1]).p_value < 1e-6
    turned = _test(coordinates, noise[1], 1e6 * noise[0])
    assert turned.statistic == pytest.approx(scaled.statistic, rel=1e-6)


def test_constant_maps_are_alike(planted_trees: JetTreeDataset) -> None:
    coordinates = lund_coordinates(planted_trees)
    ones = torch.ones(len(coordinates))
    assert not _test(coordinates, ones, 2 * ones).differs
    assert not _test(coordinates, 0 * ones, 0 * ones).differs
    assert _test(coordinates, ones, coordinates.ln_kt).differs


def test_no_null(planted_trees: JetTreeDataset) -> None:
    plane = LundPlane().fill(lund_coordinates(planted_trees))
    with pytest.raises(ValueError, match=r"'null' must hold at least one map \(got none\)"):
        differs_from_null(plane, [])
    with pytest.raises(ValueError, match=r"at least two bins must have 9999 .* \(got 0\)"):
        differs_from_null(plane, plane, min_count=9999)


def test_verdict() -> None:
    assert str(NullTest(61.2, 30, 0.001)) == (
        "differs from its null (chi2 61.2 over 30 bins, p = 0.001)"
    )


def _plane(means: list[float], seed: int) -> LundPlane:
    """Bins in a row, 12 entries each around the means."""
    number = len(means)
    generator = torch.Generator().manual_seed(seed)
    at = torch.repeat_interleave(torch.arange(number) + 0.5, 12).double()
    noise = torch.randn(len(at), generator=generator, dtype=torch.float64)
    values = torch.tensor(means).repeat_interleave(12) + noise
    return LundPlane((number, 1), ((0.0, float(number)), (0.0, 1.0))).fill(
        _At(at, at * 0 + 0.5), values
    )


class _At(NamedTuple):
    ln_inv_delta: Tensor
    ln_kt: Tensor
    num_jets: int = 1


@pytest.mark.parametrize("sign", [1, -1])
def test_the_distance_is_the_least_over_all_scales(sign: int) -> None:
    plane, null = _plane([4.0, 1.0, 2.0, 7.0], 1), _plane([8.0 * sign, 3.0, 5.0, 9.0], 2)
    m, m0 = (each.mean.ravel() for each in (plane, null))
    variance, variance0 = (each.error.ravel() ** 2 for each in (plane, null))
    scales = np.linspace(-3, 3, 60_001)[:, None]
    every = ((m - scales * m0) ** 2 / (variance + scales**2 * variance0)).sum(1)
    found = differs_from_null(plane, null)
    assert found.statistic == pytest.approx(every.min(), rel=1e-6)
    assert found.bins == 4
    assert found.p_value == pytest.approx(chi2.sf(every.min(), 3), rel=1e-4)


def test_several_nulls_are_compared_by_the_median() -> None:
    planes = [_plane([float(k), 2.0, 3.0, 1.0 + k], k) for k in range(5)]
    distance = np.array(
        [[differs_from_null(a, b).statistic for b in planes if b is not a] for a in planes]
    )
    medians = np.median(distance, 1)
    found = differs_from_null(planes[0], planes[1:])
    assert found.statistic == pytest.approx(medians[0], rel=1e-6)
    assert found.p_value == (medians >= medians[0] * (1 - 1e-9)).mean()


def test_a_bin_needs_ten_entries_in_all_maps() -> None:
    plane = _plane([1.0, 2.0, 3.0], 1)
    few = LundPlane((3, 1), ((0.0, 3.0), (0.0, 1.0)))
    few.fill(
        _At(torch.tensor([0.5] * 10 + [1.5] * 9 + [2.5] * 11).double(), torch.full((30,), 0.5))
    )
    assert differs_from_null(plane, few).bins == 2
    assert differs_from_null(plane, [plane, few]).bins == 2
    assert differs_from_null(plane, few, min_count=9).bins == 3


def test_the_level_itself_differs() -> None:
    assert NullTest(1.0, 2, 0.05).differs
    assert not NullTest(1.0, 2, 0.0501).differs


def test_nulls_have_seeds_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def untrained(seed: int) -> Any:
        return seed

    def plane(method: Any, tagger: Any, jets: Any, target: Any) -> Any:
        assert target is None
        return method, tagger, jets

    monkeypatch.setattr("pyg_jets.evaluation.null.attribution_plane", plane)
    tagger: Any = SimpleNamespace(untrained=untrained)
    jets: Any = "jets"
    found: Any = null_planes(node_saliency, tagger, jets, number=3, seed=7)
    assert found == [(node_saliency, seed, "jets") for seed in (7, 8, 9)]
    usual: Any = null_planes(node_saliency, tagger, jets)
    assert [row[1] for row in usual] == list(range(19))
