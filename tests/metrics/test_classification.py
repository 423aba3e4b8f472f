"""Metrics against scikit-learn, hand-counted cases and the coverage of their intervals."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch
from sklearn.metrics import accuracy_score, roc_auc_score

from pyg_jets.metrics import (
    CONFIDENCE,
    accuracy,
    background_rejection,
    confusion,
    float64_array,
    macro_auc,
    roc_auc,
    share,
)
from tests.metrics.test_classes import toy_classes


def toy_scores(num_jets: int, seed: int, separation: float = 1.0) -> tuple[Any, Any]:
    rng = np.random.default_rng(seed)
    labels = np.arange(num_jets) % 2
    return rng.normal(separation * labels), labels


@pytest.mark.parametrize("digits", [0, 1, 8])
def test_auc_agrees_with_sklearn_with_and_without_ties(digits: int) -> None:
    scores, labels = toy_scores(500, seed=1)
    scores = scores.round(digits)
    assert roc_auc(scores, labels).value == pytest.approx(roc_auc_score(labels, scores), abs=1e-13)


def test_auc_by_hand() -> None:
    assert roc_auc([1.0, 2.0, 3.0, 4.0], [0, 0, 1, 1]).value == 1
    assert roc_auc([1.0, 2.0, 3.0, 4.0], [1, 1, 0, 0]).value == 0
    assert roc_auc([7.0, 7.0, 7.0], [0, 1, 1]).value == 0.5


def test_auc_is_a_function_of_its_seed() -> None:
    scores, labels = toy_scores(200, seed=2)
    assert roc_auc(scores, labels, seed=5) == roc_auc(scores, labels, seed=5)
    assert roc_auc(scores, labels, seed=5).low != roc_auc(scores, labels, seed=6).low


def test_auc_replicas_resample_each_class_by_itself() -> None:
    # One jet of a class is drawn in every replica: nothing varies.
    estimate = roc_auc([0.0, 1.0, 1.0], [0, 1, 1])
    assert (estimate.low, estimate.value, estimate.high) == (1, 1, 1)


def test_auc_interval_covers_the_truth() -> None:
    truth = 0.5 * math.erfc(-0.5)  # P(x > y) for unit Gaussians one apart
    hits = 0
    for seed in range(200):
        estimate = roc_auc(*toy_scores(200, seed), resamples=100)
        hits += estimate.low <= truth <= estimate.high
    # 200 trials at 68 %: 137 +- 7, and a bootstrap's own bias.
    assert 115 < hits < 155


def test_accuracy_counts() -> None:
    scores, labels = toy_scores(301, seed=3)
    estimate = accuracy(scores, labels, threshold=0.7)
    assert estimate.value == accuracy_score(labels, scores >= 0.7)
    assert estimate.count == round(estimate.value * 301)
    assert estimate.total == 301
    assert estimate.low < estimate.value < estimate.high


def test_a_score_on_the_threshold_counts_as_signal() -> None:
    assert accuracy([0.5, 0.4], [1, 0]).value == 1
    assert accuracy([0.5, 0.6], [0, 1]).value == 0.5


def test_accuracy_interval_covers_the_truth() -> None:
    truth = 0.5 * math.erfc(-0.5 / math.sqrt(2))
    hits = 0
    for seed in range(300):
        estimate = accuracy(*toy_scores(100, seed), threshold=0.5)
        hits += estimate.low <= truth <= estimate.high
    # An exact interval covers at least what it says: 68 %, here 205 +- 8.
    assert 190 < hits < 255


@pytest.mark.parametrize(
    ("signal_efficiency", "count"), [(0.2, 0), (0.25, 0), (0.3, 1), (0.5, 1), (0.75, 2), (1.0, 3)]
)
def test_rejection_by_hand(signal_efficiency: float, count: int) -> None:
    scores = torch.tensor([0.9, 0.7, 0.5, 0.2, 0.8, 0.6, 0.3, 0.1])
    labels = torch.tensor([1, 1, 1, 1, 0, 0, 0, 0])
    estimate = background_rejection(scores, labels, signal_efficiency)
    assert (estimate.count, estimate.total) == (count, 4)
    assert estimate.value == (4 / count if count else math.inf)


def test_rejection_lets_ties_with_the_threshold_pass() -> None:
    assert background_rejection([0.5, 0.5, 0.5, 0.1], [1, 1, 0, 0], 0.5).count == 1


def test_rejection_is_not_misled_by_rounding() -> None:
    # 0.28 * 25 is a little more than 7 in floating point; seven jets are 28 %: 18 to 24.
    assert 0.28 * 25 > 7
    scores = [*range(25), 17.5]
    assert background_rejection(scores, [1] * 25 + [0], 0.28).count == 0


def test_rejection_interval_is_the_binomial_one_turned_over() -> None:
    # Clopper and Pearson: P(k >= 2 | low) = P(k <= 2 | high) = (1 - 0.6827) / 2 for 2 of 20.
    scores, labels = [1.0] + [2.0] * 2 + [0.0] * 18, [1] + [0] * 20
    estimate = background_rejection(scores, labels, 1.0)
    tail = (1 - CONFIDENCE) / 2
    p_high, p_low = 1 / estimate.low, 1 / estimate.high

    def at_most(k: int, p: float) -> float:
        return sum(math.comb(20, i) * p**i * (1 - p) ** (20 - i) for i in range(k + 1))

    assert estimate.value == 10
    assert at_most(2, p_high) == pytest.approx(tail)
    assert 1 - at_most(1, p_low) == pytest.approx(tail)


def test_rejection_without_passing_background_is_a_lower_bound() -> None:
    estimate = background_rejection([1.0] + [0.0] * 1600, [1] + [0] * 1600, 0.5)
    assert (estimate.value, estimate.high, estimate.count) == (math.inf, math.inf, 0)
    assert 1 / estimate.low == pytest.approx(1 - ((1 - CONFIDENCE) / 2) ** (1 / 1600))
    assert str(estimate) == "> 870 (0 of 1600)"


def test_tensors_with_gradient_and_half_precision_are_read() -> None:
    scores, labels = toy_scores(50, seed=4)
    tensor = torch.tensor(scores, dtype=torch.bfloat16, requires_grad=True)
    expected = roc_auc(tensor.detach().float().numpy(), labels)
    assert roc_auc(tensor, torch.tensor(labels) == 1) == expected
    assert float64_array(tensor).dtype == np.float64


@pytest.mark.parametrize(
    "metric", [roc_auc, accuracy, lambda s, y: background_rejection(s, y, 0.5)]
)
@pytest.mark.parametrize(
    ("scores", "labels", "message"),
    [
        ([0.1, 0.2, 0.3], [0, 1], r"shape \(num_jets,\) \(got \(3,\) and \(2,\)\)"),
        ([[0.1], [0.2]], [[0], [1]], r"shape \(num_jets,\) \(got \(2, 1\) and \(2, 1\)\)"),
        ([0.1, math.nan, math.inf], [0, 1, 1], r"'scores' must be finite \(got 2 of 3"),
        ([0.1, 0.2, 0.3], [0, 1, 2], r"'labels' must be 1 .* or 0 .* \(got 2\)"),
        ([0.1, 0.2], [1, 1], r"must hold both classes \(got 2 signal and 0 background jets\)"),
        ([0.1, 0.2], [0, 0], r"must hold both classes \(got 0 signal and 2 background jets\)"),
        ([], [], r"must hold both classes \(got 0 signal and 0 background jets\)"),
    ],
)
def test_bad_input_is_refused(metric: Any, scores: Any, labels: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        metric(scores, labels)


def test_a_bootstrap_without_samples_is_refused() -> None:
    with pytest.raises(ValueError, match="'resamples' must be at least 1"):
        roc_auc([0.1, 0.2], [0, 1], resamples=0)


def test_a_threshold_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'threshold' must be a number \(got nan\)"):
        accuracy([0.1, 0.2], [0, 1], threshold=math.nan)


@pytest.mark.parametrize("signal_efficiency", [0.0, -0.1, 1.01, math.nan])
def test_a_signal_efficiency_out_of_range_is_refused(signal_efficiency: float) -> None:
    with pytest.raises(ValueError, match=r"'signal_efficiency' must lie in \(0, 1\]"):
        background_rejection([0.1, 0.2], [0, 1], signal_efficiency)


def test_share_and_accuracy_are_one() -> None:
    assert share(3, 4) == accuracy([0.1, 0.6, 0.5, 0.9], [0, 0, 1, 1])


def test_at_least_one_signal_jet_is_kept() -> None:
    estimate = background_rejection([0.9, 0.5, 0.95, 0.7], [1, 1, 0, 0], 1e-12)
    assert (estimate.count, estimate.total) == (1, 2)


def test_usual_thresholds_and_seeds() -> None:
    scores, labels = toy_scores(100, seed=6)
    assert accuracy(scores, labels) == accuracy(scores, labels, threshold=0.5)
    assert accuracy([0.5, 0.52], [1, 0]).value == 0.5
    assert roc_auc(scores, labels) == roc_auc(scores, labels, seed=0, resamples=200)


def _copies() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Scores with ties, labels, whole weights, and which jets a sample with copies has."""
    rng = np.random.default_rng(5)
    labels = rng.integers(0, 2, 60)
    scores, weight = rng.integers(0, 12, 60) + 3.0 * labels, rng.integers(0, 5, 60)
    return scores, labels, weight, np.repeat(np.arange(60), weight)


def test_whole_weights_are_jets_repeated() -> None:
    scores, labels, weight, copies = _copies()
    at_seven = partial(accuracy, threshold=7.0)
    for metric in (roc_auc, at_seven, partial(background_rejection, signal_efficiency=0.7)):
        weighted = metric(scores, labels, weight=weight)
        repeated = metric(scores[copies], labels[copies])
        assert weighted.value == pytest.approx(repeated.value, rel=1e-12)
        assert weighted.value != pytest.approx(metric(scores, labels).value, rel=1e-3)
        # Copies are no new jets.
        assert weighted.high - weighted.low > 1.1 * (repeated.high - repeated.low)


def test_the_threshold_of_weighted_jets() -> None:
    scores, labels, weight, copies = _copies()
    for efficiency in (0.05, 0.28, 0.5, 0.99, 1.0):
        weighted = background_rejection(scores, labels, efficiency, weight=weight)
        repeated = background_rejection(scores[copies], labels[copies], efficiency)
        assert weighted.value == pytest.approx(repeated.value)


def test_equal_weights_change_nothing() -> None:
    scores, labels, _, _ = _copies()
    for metric in (roc_auc, accuracy, partial(background_rejection, signal_efficiency=0.7)):
        plain, equal = metric(scores, labels), metric(scores, labels, weight=np.full(60, 0.25))
        assert (equal.value, equal.low, equal.high) == pytest.approx(
            (plain.value, plain.low, plain.high)
        )
        assert (equal.count, equal.total) == (plain.count, plain.total)


def test_weights_that_leave_no_class() -> None:
    with pytest.raises(ValueError, match="got 1 signal and 0 background"):
        roc_auc([0.1, 0.2], [0, 1], weight=[0, 1])
    with pytest.raises(ValueError, match="'weight' must be finite and not negative"):
        roc_auc([0.1, 0.2], [0, 1], weight=[-1, 1])


def test_classes_agree_with_sklearn() -> None:
    p, labels = toy_classes(300, 4)
    for k in range(4):
        expected = roc_auc_score(labels == k, p[:, k])
        assert roc_auc(p, labels, target=k).value == pytest.approx(expected, abs=1e-12)
    both = (labels == 2) | (labels == 1)
    expected = roc_auc_score(labels[both] == 2, np.log(p[both, 2] / p[both, 1]))
    assert roc_auc(p, labels, target=(2, 1)).value == pytest.approx(expected, abs=1e-12)
    expected = roc_auc_score(labels, p, multi_class="ovr", average="macro")
    assert macro_auc(p, labels).value == pytest.approx(expected, abs=1e-12)
    right = accuracy_score(labels, p.argmax(1))
    assert accuracy(p, labels).value == pytest.approx(right)


def test_two_scores_are_one() -> None:
    p, labels = toy_classes(200, 2)
    one, two = roc_auc(p[:, 1], labels), roc_auc(p, labels)
    assert two.value == pytest.approx(one.value)
    assert roc_auc(p, labels, target=(0, 1)).value == pytest.approx(
        roc_auc(p, labels, target=0).value
    )
    assert background_rejection(p, labels, 0.5) == background_rejection(p[:, 1], labels, 0.5)
    assert macro_auc(p, labels).value == pytest.approx(one.value)


def test_a_pair_is_the_same_jets_as_two_classes() -> None:
    p, labels = toy_classes(120)
    here = labels != 0
    odds = np.log(p[here, 1]) - np.log(p[here, 2])
    expected = background_rejection(odds, labels[here] == 1, 0.3)
    assert background_rejection(p, labels, 0.3, target=(1, 2)) == expected


def test_confusion_by_hand_and_its_rows_sum_to_one() -> None:
    p, labels = toy_classes(90)
    table = confusion(p, labels)
    for k, row in enumerate(table):
        taken = p[labels == k].argmax(1)
        assert [each.count for each in row] == np.bincount(taken, minlength=3).tolist()
        assert sum(each.value for each in row) == pytest.approx(1)
    with pytest.raises(ValueError, match=r"hold all classes \(got no jet of class 2\)"):
        confusion(p[labels != 2], labels[labels != 2])


def test_whole_weights_are_jets_repeated_of_several_classes() -> None:
    p, labels = toy_classes(60)
    weight = 1 + np.arange(60) % 3
    copies = np.repeat(np.arange(60), weight)
    often, known = p[copies], labels[copies]
    for target in (0, (2, 1)):
        for metric in (roc_auc, partial(background_rejection, signal_efficiency=0.5)):
            one = metric(p, labels, weight=weight, target=target).value
            assert one == pytest.approx(metric(often, known, target=target).value)
    assert macro_auc(p, labels, weight=weight).value == pytest.approx(macro_auc(often, known).value)
    assert accuracy(p, labels, weight=weight).value == pytest.approx(accuracy(often, known).value)
    for row, other in zip(
        confusion(p, labels, weight=weight), confusion(often, known), strict=True
    ):
        assert [e.value for e in row] == pytest.approx([e.value for e in other])


def test_the_macro_interval_covers_the_truth_as_often_as_it_should() -> None:
    truth = macro_auc(*toy_classes(60_000), resamples=1).value
    hits = 0
    for seed in range(100):
        found = macro_auc(*toy_classes(150, seed=seed + 1), resamples=60)
        hits += found.low <= truth <= found.high
    assert 55 <= hits <= 81
