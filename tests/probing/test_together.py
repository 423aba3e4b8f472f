"""Heads on two embeddings, alone and side by side."""

import numpy as np
import pytest

from pyg_jets.probing import probe_labels, stacked_auc


def test_two_halves_know_more_together() -> None:
    rng = np.random.default_rng(5)
    x = rng.normal(size=(800, 2))
    labels = x.sum(1) + 0.3 * rng.normal(size=800) > 0
    result = stacked_auc(x[:, :1], x[:, 1:], labels)
    assert result.first == probe_labels(x[:, :1], labels)
    assert result.both.value > 0.95
    better = max(result.first.value, result.second.value)
    assert result.gain.value == pytest.approx(result.both.value - better, abs=1e-6)
    assert 0 < result.gain.low < result.gain.high
    again = stacked_auc(x, x, labels)
    assert abs(again.gain.value) < 0.003


def test_samples_of_one_class_are_left_out_of_the_gain() -> None:
    x = np.arange(8.0)[:, None]
    labels = np.arange(8) > 5
    gain = stacked_auc(x, -x, labels, folds=2).gain
    assert np.isfinite([gain.low, gain.high]).all()


def test_other_jets_are_refused() -> None:
    x = np.arange(8.0)[:, None]
    with pytest.raises(ValueError, match=r"embed the same jets, .* \(got 8 and 7\)"):
        stacked_auc(x, x[1:], np.arange(8) > 3)
