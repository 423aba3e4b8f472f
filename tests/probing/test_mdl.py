"""Codelengths against slow, obvious ones and entropies."""

from itertools import pairwise

import numpy as np
import pytest

from pyg_jets.probing import codelength, label_codelength, logistic_probe
from pyg_jets.probing.mdl import FRACTIONS


def _labelled(num_jets: int = 1000, separation: float = 2.0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    labels = rng.permutation(np.arange(num_jets) % 2)
    return rng.normal(size=(num_jets, 3)) + separation * labels[:, None], labels


def test_labels_block_by_block() -> None:
    features, labels = _labelled()
    order = np.random.default_rng(4).permutation(1000)
    x, y = features[order], labels[order]
    ends = [10] + [round(1000 * share) for share in FRACTIONS if 1000 * share > 10]
    bits = 10.0
    for first, last in pairwise(ends):
        p = logistic_probe().fit(x[:first], y[:first]).predict_proba(x[first:last])
        for row, label in zip(p, y[first:last], strict=True):
            bits -= np.log2(0.999 * row[label] + 0.0005)
    result = label_codelength(features, labels, seed=4)
    assert result.bits == pytest.approx(bits)
    assert (result.bits_without, result.count, result.total) == (1000, 1000, 1000)
    assert result.compression == pytest.approx(1000 / bits)
    assert result.saved == pytest.approx(1 - bits / 1000)


def test_better_features_make_shorter_messages() -> None:
    lengths = [label_codelength(*_labelled(separation=s)).bits for s in (0.0, 0.5, 1.0, 3.0)]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] == pytest.approx(1000, rel=0.1)


def test_labels_cost_a_bit_until_both_classes_are_seen() -> None:
    labels = np.zeros(100)
    labels[np.random.default_rng(0).permutation(100)[-1]] = 1
    assert label_codelength(np.ones((100, 1)), labels).bits == 100


def test_what_is_saved_is_the_mutual_information() -> None:
    # Gaussian signal and noise of equal variance: half a bit per jet.
    rng = np.random.default_rng(0)
    x = rng.normal(size=(20_000, 1))
    y = x[:, 0] + rng.normal(size=20_000)
    assert codelength(x, y).saved == pytest.approx(0.5, abs=0.02)
    assert codelength(rng.normal(size=(20_000, 1)), y).saved == pytest.approx(0, abs=0.005)


def test_entropy_is_what_it_costs_without_embedding() -> None:
    rng = np.random.default_rng(1)
    y = 3 * rng.normal(size=20_000)
    entropy = 0.5 * np.log2(2 * np.pi * np.e * 9)
    assert codelength(rng.normal(size=(20_000, 1)), y).bits_without / 20_000 == pytest.approx(
        entropy, abs=0.01
    )


def test_the_unit_of_the_target_does_not_matter_and_nan_is_counted() -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(size=(500, 2))
    y = x[:, 0] + 0.1 * rng.normal(size=500)
    assert codelength(x, 1e-6 * y + 5).saved == pytest.approx(codelength(x, y).saved, rel=1e-4)
    y[:50] = np.nan
    result = codelength(x, y)
    assert (result.count, result.total) == (450, 500)
    assert result.saved == codelength(x[50:], y[50:]).saved


def test_a_perfect_line_is_told_in_finite_bits() -> None:
    x = np.tile(np.arange(10.0), 10)[:, None]
    assert 5 < codelength(x, 2 * x[:, 0]).saved < 40


def test_jets_beyond_the_range_are_counted_and_cost_no_more_than_a_surprise() -> None:
    rng = np.random.default_rng(3)
    x = rng.uniform(-1, 1, size=(500, 2))
    y = x[:, 0] + 0.3 * rng.normal(size=500)
    healthy = codelength(x, y)
    order = np.random.default_rng(0).permutation(500)
    x[order[480], 0] = 1e6  # among the last to be told
    spoilt = codelength(x, y)
    assert spoilt.limited == healthy.limited + 1
    # log2(1000) bits is the price of a surprise, beside what the jet costs without an embedding.
    assert 0 < spoilt.bits - healthy.bits < 14
    assert 0 < healthy.worst < 0.05


def test_misuse_is_refused() -> None:
    features, labels = _labelled(30)
    with pytest.raises(ValueError, match=r"at least 20 jets \(got 19\)"):
        label_codelength(features[:19], labels[:19])
    with pytest.raises(ValueError, match=r"at least 20 jets \(got 19\)"):
        codelength(features[:19], features[:19, 0])
    with pytest.raises(ValueError, match=r"'labels' must be 1 \(signal\) or 0 .*\(got 2\)"):
        label_codelength(features, labels + 1)
    with pytest.raises(ValueError, match=r"'target' must vary between jets \(got 4 for all\)"):
        codelength(features, np.full(30, 4.0))
    with pytest.raises(ValueError, match="must vary between jets"):
        codelength(features, np.full(30, 0.1))  # whose variance is not 0 but rounding
    with pytest.raises(ValueError, match=r"at least 20 jets \(got 0\)"):
        codelength(features, np.full(30, np.nan))
