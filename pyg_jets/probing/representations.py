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
    a rotation, a shift and a common factor; not invariant under other linear maps, as
    :func:`svcca` is.

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


def svcca(first: Any, second: Any, *, variance: float = 0.99) -> float:
    r"""Canonical correlations, from `arXiv:1706.05806 <https://arxiv.org/abs/1706.05806>`_.

    Each embedding is cut to the fewest principal directions that keep this share of its variance;
    canonical correlations between the two subspaces are averaged over the smaller dimension.
    Independent embeddings of d dimensions have about :math:`\sqrt{d / n}` with n jets, not 0.

    Args:
        first: Embeddings.
        second: Embeddings of the same jets, of any width.
        variance: Share that is kept.

    Shapes:
        - **first**, **second:** ``(num_jets, num_features)`` each

    Raises:
        ValueError: As in :func:`linear_cka`, or if ``variance`` is not in (0, 1].
    """
    if not 0 < variance <= 1:
        raise ValueError(f"'variance' must lie in (0, 1] (got {variance})")
    x, y = embedding_pair(first, second)
    correlations = np.linalg.svd(_main(x, variance).T @ _main(y, variance), compute_uv=False)
    return float(correlations.clip(0, 1).mean())


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


def _main(x: Floats, variance: float) -> Floats:
    """Orthonormal scores of the jets along the main directions."""
    scores, spread, _ = np.linalg.svd(x, full_matrices=False)
    share = np.cumsum(spread**2) / (spread**2).sum()
    # Rounding may leave the last share below 1.
    kept = int((share < variance - 1e-12).sum()) + 1
    main: Floats = scores[:, :kept]
    return main
