"""How alike two embeddings of the same jets are."""

from __future__ import annotations

from typing import Any

import numpy as np

from pyg_jets.metrics import Floats
from pyg_jets.probing.fitting.arrays import feature_array


def linear_cka(first: Any, second: Any, *, debiased: bool = True) -> float:
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

    Shapes:
        - **first**, **second:** ``(num_jets, num_features)`` each

    Raises:
        ValueError: If a shape is wrong, a value not finite, the numbers of jets differ or are
            below 4, or an embedding is constant.

    Example:
        >>> x = np.random.default_rng(0).normal(size=(50, 3))
        >>> round(linear_cka(x, 2 * x[:, ::-1] + 1), 6)
        1.0
    """
    x, y = embedding_pair(first, second)
    hsic = _unbiased_hsic if debiased else _hsic
    return float(hsic(x, y) / np.sqrt(hsic(x, x) * hsic(y, y)))


def embedding_pair(first: Any, second: Any) -> tuple[Floats, Floats]:
    """Centred embeddings of the same jets."""
    x, y = feature_array("first", first), feature_array("second", second)
    if len(x) != len(y) or len(x) < 4:
        raise ValueError(
            f"'first' and 'second' must embed the same jets, at least four "
            f"(got {len(x)} and {len(y)})"
        )
    for name, values in (("first", x), ("second", y)):
        if (values == values[0]).all():
            raise ValueError(f"'{name}' must vary between jets (got one embedding for all)")
    return x - x.mean(0), y - y.mean(0)


def _hsic(x: Floats, y: Floats) -> float:
    return float(((x.T @ y) ** 2).sum())


def _unbiased_hsic(x: Floats, y: Floats) -> float:
    """Of kernels without their diagonals, `Song et al. 2012`, in memory linear in the jets."""
    n = len(x)
    own_x, own_y = (x**2).sum(1), (y**2).sum(1)
    # Centred columns: each row of K sums to 0, so without its diagonal to -K_ii.
    trace = ((x.T @ y) ** 2).sum() - own_x @ own_y
    total = own_x.sum() * own_y.sum() / ((n - 1) * (n - 2))
    rows = 2 * (own_x @ own_y) / (n - 2)
    return float((trace + total - rows) / (n * (n - 3)))
