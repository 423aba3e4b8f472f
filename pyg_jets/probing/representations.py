"""How alike two embeddings of the same jets are."""

from __future__ import annotations

from typing import Any

import numpy as np

from pyg_jets.metrics import Floats, weight_array, weighted_mean
from pyg_jets.probing.fitting.arrays import feature_array


def linear_cka(first: Any, second: Any, *, debiased: bool = True, weight: Any = None) -> float:
    r"""Linear centred kernel alignment, from `arXiv:1905.00414 <https://arxiv.org/abs/1905.00414>`_.

    .. math::
        \mathrm{CKA} = \frac{\mathrm{HSIC}(K, L)}{\sqrt{\mathrm{HSIC}(K, K)\,\mathrm{HSIC}(L, L)}},
        \qquad K = X X^T, \quad L = Y Y^T

    With the plain HSIC this is :math:`\|Y^T X\|_F^2 / (\|X^T X\|_F \|Y^T Y\|_F)` of centred
    columns, which is biased upwards where features are not few beside the jets; the unbiased HSIC
    removes the diagonals of K and L and may be slightly negative. 1 for embeddings that differ by
    a rotation, a shift and a common factor; other linear maps change it.

    Args:
        first: Embeddings X.
        second: Embeddings Y of the same jets, of any width.
        debiased: Use the unbiased HSIC.
        weight: How much each jet counts: in the plain HSIC as many equal jets. The unbiased one
            leaves out every pair of a jet with itself, whatever it weighs: copies that are listed
            as jets of their own raise it. Embeddings are centred at their weighted mean.

    Shapes:
        - **first**, **second:** ``(num_jets, num_features)`` each; **weight:** ``(num_jets,)``

    Raises:
        ValueError: If a shape is wrong, a value not finite, the numbers of jets differ or are
            below 4, an embedding is constant, or a weight is negative or not finite; jets that
            weigh nothing are no jets.

    Example:
        >>> x = np.random.default_rng(0).normal(size=(50, 3))
        >>> round(linear_cka(x, 2 * x[:, ::-1] + 1), 6)
        1.0
    """
    x, y, w = embedding_pair(first, second, weight)
    hsic = _unbiased_hsic if debiased else _hsic
    return float(hsic(x, y, w) / np.sqrt(hsic(x, x, w) * hsic(y, y, w)))


def embedding_pair(first: Any, second: Any, weight: Any = None) -> tuple[Floats, Floats, Floats]:
    """Centred embeddings of the same jets, and their weights with mean 1."""
    x, y = feature_array("first", first), feature_array("second", second)
    weights = weight_array(weight, len(x))
    there = weights > 0
    if len(x) != len(y) or there.sum() < 4:
        raise ValueError(
            f"'first' and 'second' must embed the same jets, at least four "
            f"(got {there.sum()} and {len(y)})"
        )
    x, y, weights = x[there], y[there], weights[there] / weights[there].mean()
    for name, values in (("first", x), ("second", y)):
        if (values == values[0]).all():
            raise ValueError(f"'{name}' must vary between jets (got one embedding for all)")
    return x - weighted_mean(x, weights), y - weighted_mean(y, weights), weights


def _hsic(x: Floats, y: Floats, weight: Floats) -> float:
    return float(((x.T @ (weight[:, None] * y)) ** 2).sum())


def _unbiased_hsic(x: Floats, y: Floats, weight: Floats) -> float:
    """Of kernels without their diagonals, `Song et al. 2012`, in memory linear in the jets.

    Means over two, three and four different jets of K_ij L_ij, K_ij L_ik and K_ij L_kl; a jet
    enters each product with its weight.
    """
    w = weight
    own = (x**2).sum(1), (y**2).sum(1)
    first, second = (w[:, None] ** k * y for k in (1, 2))
    cross, other = x.T @ first, x.T @ second
    pairs = (cross**2).sum() - (w**2 * own[0]) @ own[1]
    lopsided = (cross * other).sum() - (w**3 * own[0]) @ own[1]
    squared = (other**2).sum() - (w**4 * own[0]) @ own[1]
    # Columns are centred: each row of K sums to 0, so without its diagonal to -w_i K_ii.
    rows = w * own[0], w * own[1]
    triples = (w * rows[0]) @ rows[1] - lopsided
    sums = (w @ rows[0]) * (w @ rows[1])
    quadruples = sums - 4 * ((w**2 * rows[0]) @ rows[1]) + 2 * squared
    two, three, four = _of_different(w)
    return float(pairs / two - 2 * triples / three + quadruples / four)


def _of_different(w: Floats) -> tuple[float, float, float]:
    """Sums of the products of the weights of two, three and four different jets."""
    a, b, c, d = (float((w**k).sum()) for k in (1, 2, 3, 4))
    two, three = a**2 - b, a**3 - 3 * a * b + 2 * c
    return two, three, a**4 - 6 * a**2 * b + 3 * b**2 + 8 * a * c - 6 * d
