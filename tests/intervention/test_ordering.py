"""Decision ordering against all pairs one by one."""

import numpy as np
import pytest

from pyg_jets.intervention import decision_ordering
from pyg_jets.metrics import roc_auc


def _one_by_one(f: np.ndarray, g: np.ndarray, labels: np.ndarray) -> float:
    pairs = [
        (np.sign(f[s] - f[b]), np.sign(g[s] - g[b]))
        for s in np.flatnonzero(labels == 1)
        for b in np.flatnonzero(labels == 0)
    ]
    return float(np.mean([1.0 if a == b else 0.5 if a * b == 0 else 0.0 for a, b in pairs]))


@pytest.mark.parametrize("values", [3, 10, 10**6])
def test_all_pairs_one_by_one(values: int) -> None:
    """With few values there are ties in one, the other and both."""
    rng = np.random.default_rng(values)
    for _ in range(20):
        f, g = rng.integers(values, size=(2, 40)).astype(float)
        labels = np.r_[0, 1, rng.integers(2, size=38)]
        found = decision_ordering(f, g, labels, resamples=1).value
        assert found == pytest.approx(_one_by_one(f, g, labels), abs=1e-14)


def test_with_the_labels_it_is_the_auc() -> None:
    rng = np.random.default_rng(0)
    f, labels = rng.integers(20, size=200).astype(float), rng.integers(2, size=200)
    assert decision_ordering(f, labels, labels).value == pytest.approx(roc_auc(f, labels).value)


def test_the_interval_covers_other_jets() -> None:
    """Of 40 samples of one population, 68 % of the intervals hold its value, within chance."""
    rng = np.random.default_rng(1)

    def jets(number: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        labels = np.arange(number) % 2
        f = labels + rng.normal(size=number)
        return f, f + rng.normal(size=number), labels

    truth = decision_ordering(*jets(20_000), resamples=1).value
    found = [decision_ordering(*jets(300), resamples=100) for _ in range(40)]
    assert 18 <= sum(one.low <= truth <= one.high for one in found) <= 36


def test_inverse_and_equal_functions() -> None:
    f, labels = np.arange(10.0), np.arange(10) % 2
    assert decision_ordering(f, -f, labels).value == 0
    assert decision_ordering(f, f**3, labels).value == 1
    assert decision_ordering(f, np.zeros(10), labels).value == 0.5


@pytest.mark.parametrize(
    ("f", "labels", "message"),
    [
        ([1.0, 2.0, 3.0], [0, 1], r"shape \(num_jets,\) \(got \(3,\), \(2,\), \(2,\)\)"),
        ([1.0, np.nan], [0, 1], "'f' must be finite .got 1 of 2"),
        ([1.0, 2.0], [0, 2], "got 0 ones and 1 zeros of 2"),
        ([1.0, 2.0], [1, 1], "got 2 ones and 0 zeros of 2"),
    ],
)
def test_bad_input_is_refused(f: list[float], labels: list[int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        decision_ordering(f, [1.0, 2.0], labels)
    with pytest.raises(ValueError, match="'resamples' must be at least 1"):
        decision_ordering([1.0, 2.0], [1.0, 2.0], [0, 1], resamples=0)
