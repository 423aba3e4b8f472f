"""Planted truths: where signal differs, and where it does not."""

import pytest
import torch

from pyg_jets import lund_coordinates
from pyg_jets.evaluation.benchmark.truths import TRUTHS, truth_named


@pytest.mark.parametrize("name", ["planted", "pair", "veto"])
def test_answers_are_pure_functions_of_their_seed(name: str) -> None:
    one, other = (TRUTHS[name].make(30, 5) for _ in range(2))
    assert torch.equal(one.mask, other.mask)
    assert torch.equal(one.jets.constituents.p4, other.jets.constituents.p4)
    assert one.mask.any()
    assert not one.mask[one.jets.batch().is_leaf].any()


def test_signal_has_more_in_the_planted_region_and_nothing_in_the_vetoed_one() -> None:
    counts = {}
    for name in ("planted", "veto", "pair"):
        answer = TRUTHS[name].make(400, 5)
        jet = answer.jets.batch().batch[answer.mask]
        of_jet = jet.bincount(minlength=400).double()
        assert answer.jets.y is not None
        counts[name] = [float(of_jet[answer.jets.y == label].mean()) for label in (0, 1)]
    assert counts["planted"][1] > 4 * counts["planted"][0] > 0
    assert counts["veto"][1] == 0
    assert counts["veto"][0] > 0.5
    assert counts["pair"] == pytest.approx([2, 2], abs=0.02)


def test_the_planted_splittings_are_in_the_region() -> None:
    answer = TRUTHS["planted"].make(100, 5)
    where = lund_coordinates(answer.jets)
    inside = answer.mask[where.node]
    near = (where.ln_kt - 2.1).abs() < 0.51, (where.ln_inv_delta - 1.3).abs() < 0.51
    # Now and then another emission is clustered first, and the coordinates move.
    assert (near[0] & near[1])[inside].double().mean() > 0.95


def test_a_truth_of_ones_own_is_itself() -> None:
    assert truth_named(TRUTHS["veto"]) is TRUTHS["veto"]
    with pytest.raises(ValueError, match=r"one of planted, pair, .* \(got 'b'\)"):
        truth_named("b")
