"""Similarities against slow, obvious versions and their invariances."""

import numpy as np
import pytest
from scipy.linalg import qr

from pyg_jets.probing import linear_cka


def _embeddings(num_jets: int = 60) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(num_jets, 5)) * [3.0, 2.0, 1.0, 1.0, 0.5] + 4.0
    return x, np.hstack(
        (x[:, :2] + 0.5 * rng.normal(size=(num_jets, 2)), rng.normal(size=(num_jets, 1)))
    )


def _slow_cka(x: np.ndarray, y: np.ndarray, debiased: bool) -> float:
    """Through the kernels of all pairs of jets."""
    n = len(x)

    def hsic(k: np.ndarray, el: np.ndarray) -> float:
        if not debiased:
            centring = np.eye(n) - 1 / n
            return float(np.trace(k @ centring @ el @ centring))
        k, el = k - np.diag(np.diag(k)), el - np.diag(np.diag(el))
        ones = np.ones(n)
        total = np.trace(k @ el) + (ones @ k @ ones) * (ones @ el @ ones) / ((n - 1) * (n - 2))
        return float((total - 2 / (n - 2) * (ones @ k @ el @ ones)) / (n * (n - 3)))

    k, el = x @ x.T, y @ y.T
    return float(hsic(k, el) / np.sqrt(hsic(k, k) * hsic(el, el)))


@pytest.mark.parametrize("debiased", [True, False])
def test_cka_agrees_with_the_kernels(debiased: bool) -> None:
    x, y = _embeddings()
    assert linear_cka(x, y, debiased=debiased) == pytest.approx(_slow_cka(x, y, debiased))


def test_plain_cka_is_the_formula() -> None:
    x, y = _embeddings()
    x, y = x - x.mean(0), y - y.mean(0)
    expected = np.linalg.norm(y.T @ x) ** 2 / (np.linalg.norm(x.T @ x) * np.linalg.norm(y.T @ y))
    assert linear_cka(x, y, debiased=False) == pytest.approx(expected)


@pytest.mark.parametrize("debiased", [True, False])
def test_cka_ignores_rotations_shifts_and_a_factor_but_not_a_stretch(debiased: bool) -> None:
    x, y = _embeddings()
    rotation = qr(np.random.default_rng(1).normal(size=(5, 5)))[0]
    value = linear_cka(x, y, debiased=debiased)
    assert linear_cka(3 * x @ rotation + 7, y, debiased=debiased) == pytest.approx(value)
    assert linear_cka(y, x, debiased=debiased) == pytest.approx(value)
    assert linear_cka(x, x @ rotation, debiased=debiased) == pytest.approx(1)
    stretch = np.diag([1.0, 1.0, 1.0, 1.0, 20.0])
    assert linear_cka(x @ stretch, y, debiased=debiased) < value - 0.1


def test_independent_embeddings_have_nothing_in_common_once_debiased() -> None:
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=(2, 100, 80))
    assert linear_cka(x, y, debiased=False) > 0.4
    assert abs(linear_cka(x, y)) < 0.05


def test_misuse_is_refused() -> None:
    x, y = _embeddings()
    with pytest.raises(ValueError, match=r"embed the same jets, .* \(got 60 and 59\)"):
        linear_cka(x, y[1:])
    with pytest.raises(ValueError, match=r"at least four \(got 3 and 3\)"):
        linear_cka(x[:3], y[:3])
    with pytest.raises(ValueError, match="'second' must vary between jets"):
        linear_cka(x, np.ones((60, 2)))
