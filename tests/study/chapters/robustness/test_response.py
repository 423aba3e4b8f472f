"""Changes of metrics on the same jets: what is common to both cancels."""

import math

import numpy as np
import pytest

from pyg_jets.study.chapters.robustness.response import response

LABELS = np.tile([0, 1], 400)
BEFORE = np.random.default_rng(1).normal(size=800) + LABELS


def test_no_change_is_exactly_none() -> None:
    found = response(BEFORE, BEFORE, LABELS)
    for estimate, value in ((found.auc_change, 0), (found.rejection_ratio, 1)):
        assert (estimate.value, estimate.low, estimate.high) == (value, value, value)
    assert max(found.quantiles) == 0
    assert found.relative == 0


def test_noise_costs_auc_and_rejection() -> None:
    noise = 2 * np.random.default_rng(2).normal(size=800)
    found = response(BEFORE, BEFORE + noise, LABELS)
    assert found.auc_change.high < 0
    assert found.rejection_ratio.high < 1
    assert found.quantiles[0] == pytest.approx(2 * 0.6745, rel=0.1)
    assert found.relative == pytest.approx(found.quantiles[0] / BEFORE.std())


def test_pairs_are_narrower_than_two_samples() -> None:
    after = BEFORE + 0.05 * np.random.default_rng(3).normal(size=800)
    found = response(BEFORE, after, LABELS)
    alone, paired = (e.high - e.low for e in (found.auc, found.auc_change))
    assert paired < alone / 5


def test_bad_scores() -> None:
    bad = np.where(np.arange(800) == 3, math.nan, BEFORE)
    for before, after in ((bad, BEFORE), (BEFORE, bad)):
        with pytest.raises(ValueError, match="'scores' must be finite"):
            response(before, after, LABELS)
