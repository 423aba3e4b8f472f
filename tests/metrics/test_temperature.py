"""Temperatures that were put in are found; against a scan, in closed form, and with weights."""

import numpy as np
import pytest
from scipy.special import expit, softmax

from pyg_jets.metrics import at_temperature, calibration, roc_auc, temperature


def _signal(number: int, too_sure: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Logits are too large by a factor."""
    rng = np.random.default_rng(seed)
    logits = 2 * rng.normal(size=number)
    labels = (rng.random(number) < expit(logits)).astype(int)
    return expit(too_sure * logits), labels


def _classes(number: int, too_sure: float) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    logits = 1.5 * rng.normal(size=(number, 3))
    labels = (softmax(logits, 1).cumsum(1) < rng.random((number, 1))).sum(1)
    return softmax(too_sure * logits, 1), labels


@pytest.mark.parametrize("too_sure", [0.5, 1.0, 3.0])
def test_what_was_put_in_is_found(too_sure: float) -> None:
    for probabilities, labels in (_signal(4000, too_sure), _classes(4000, too_sure)):
        found = temperature(probabilities, labels, resamples=40)
        assert found.value == pytest.approx(too_sure, rel=0.06)
        assert found.low < found.value < found.high < 1.1 * found.low
        # Undone, temperature and error are those of a calibrated tagger.
        cooled = at_temperature(probabilities, found.value)
        assert temperature(cooled, labels, resamples=1).value == pytest.approx(1, abs=1e-4)
        target = None if cooled.ndim == 1 else 0
        assert calibration(cooled, labels, target=target).error.value < 0.025


def test_no_likelihood_is_higher() -> None:
    probabilities, labels = _classes(300, 2.0)

    def minus_log(t: float) -> float:
        p = probabilities ** (1 / t)
        return -float(np.log((p / p.sum(1, keepdims=True))[np.arange(300), labels]).sum())

    best = temperature(probabilities, labels, resamples=1).value
    scan = np.geomspace(0.2, 20, 401)
    assert minus_log(best) <= min(map(minus_log, scan)) + 1e-9


def test_two_classes_are_a_signal() -> None:
    probabilities, labels = _signal(500, 2.0)
    both = np.column_stack((1 - probabilities, probabilities))
    one, other = (temperature(p, labels, resamples=1).value for p in (probabilities, both))
    assert one == pytest.approx(other)
    np.testing.assert_allclose(at_temperature(both, 3.0)[:, 1], at_temperature(probabilities, 3.0))


def test_order_and_certainty() -> None:
    probabilities, labels = _signal(500, 2.0)
    cooled = at_temperature(probabilities, 5.0)
    assert roc_auc(cooled, labels).value == roc_auc(probabilities, labels).value
    np.testing.assert_allclose(at_temperature(probabilities, 1.0), probabilities)
    assert 0.4 < at_temperature([0.0, 1.0], 1e3).min() < at_temperature([0.0, 1.0], 1e3).max() < 0.6


def test_whole_weights_are_jets_repeated() -> None:
    probabilities, labels = _signal(200, 2.0)
    weight = np.random.default_rng(2).integers(0, 4, 200)
    copies = np.repeat(np.arange(200), weight)
    one = temperature(probabilities, labels, weight=weight, resamples=1).value
    other = temperature(probabilities[copies], labels[copies], resamples=1).value
    assert one == pytest.approx(other)


def test_refusals() -> None:
    with pytest.raises(ValueError, match="told without error, or worse than by chance"):
        temperature([0.2, 0.3, 0.8, 0.9], [0, 0, 1, 1])
    with pytest.raises(ValueError, match="told without error, or worse than by chance"):
        temperature([0.2, 0.3, 0.8, 0.9], [1, 1, 0, 0])
    with pytest.raises(ValueError, match="must lie between 0 and 1"):
        temperature([-2.0, 3.0], [0, 1])
    with pytest.raises(ValueError, match="must lie between 0 and 1"):
        at_temperature([-2.0, 3.0], 1.0)
    for bad in (0.0, -1.0, float("nan")):
        with pytest.raises(ValueError, match="'temperature' must be positive"):
            at_temperature([0.5], bad)
