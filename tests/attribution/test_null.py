"""The verdict: who looks at what was learnt differs from the null, who does not is flagged."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import JetTreeDataset, LundPlane
from pyg_jets.attribution import (
    NullTest,
    attribution_plane,
    differs_from_null,
    node_saliency,
    null_planes,
)
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
