"""Sizes that errors are compared with, and the warning, by hand."""

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.attribution import integrated_gradients
from pyg_jets.attribution.straight_path import _Panels, logit_scale, warn_incomplete
from pyg_jets.evaluation.completeness import shared_out
from pyg_jets.evaluation.padding import padded
from tests.attributed import made


def test_a_jets_scale_is_the_largest_of_three() -> None:
    change = torch.tensor([2.0, -0.1, 0.0])
    variation = torch.tensor([3.0, 4.0, 0.0])
    logits = torch.tensor([0.0, 0.0, 9.0])
    rounding = 100 * torch.finfo(torch.float32).eps * 10
    expected = torch.tensor([2.0, 0.4, rounding])
    torch.testing.assert_close(logit_scale(change, variation, logits), expected)


def test_a_line_in_parts_has_the_change_of_all_of_them() -> None:
    """Two jets; the logit of the first goes from 0 to 1 to 3, that of the other there and back."""
    low, high = torch.tensor([[0.0, 1.0], [1.0, 5.0]]), torch.tensor([[1.0, 5.0], [3.0, 1.0]])
    error = torch.tensor([[0.02, 0.005], [0.02, -0.004]])
    panels = _Panels(low, low, low, high, error, torch.zeros(2, 4))
    assert panels.scale().tolist() == pytest.approx([3.0, 0.8])
    # 0.04 of 3, and 0.001 of 0.8 with 0.009 in parts that cancel.
    assert panels.unfinished(0.01).tolist() == [True, False]
    assert panels.unfinished(0.014).tolist() == [False, False]
    assert panels.unfinished(0.001).tolist() == [True, True]


def test_jets_that_are_off_are_counted_and_the_worst_named() -> None:
    off, scale = torch.tensor([0.01, -0.3, 0.1]), torch.tensor([1.0, 1.0, 2.0])
    with pytest.warns(UserWarning, match=r"of 2 of 3 jets .* within 0.02 after 7 .* off by 0.3 of"):
        warn_incomplete(off, scale, 0.02, 7)


def test_sums_that_are_complete_warn_of_nothing() -> None:
    warn_incomplete(torch.tensor([0.01, -0.02]), torch.ones(2), 0.02, 7)


def test_the_default_is_complete_where_gradients_change_fast(toy_jets: Constituents) -> None:
    tagger, batch = made("ParT", toy_jets), cluster(toy_jets).batch()
    sums = padded(integrated_gradients(tagger, batch).double(), batch).sum(1)
    expected = shared_out(integrated_gradients, tagger, batch)
    assert expected is not None
    scale = expected.abs().clamp(min=0.05 * float(expected.abs().max()))
    assert float(((sums - expected).abs() / scale).max()) < 0.05
