"""Decision ordering: how often two functions put a signal and a background jet in one order."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from pyg_jets.jobs.compiled import compiled
from pyg_jets.metrics import Estimate, float64_array, weight_array


def decision_ordering(
    f: Any, g: Any, labels: Any, *, seed: int = 0, resamples: int = 200, weight: Any = None
) -> Estimate:
    r"""Average decision ordering, from `arXiv:2010.11998 <https://arxiv.org/abs/2010.11998>`_.

    .. math::
        \mathrm{ADO}(f, g) = P\bigl((f(s) - f(b)) \, (g(s) - g(b)) > 0\bigr)

    over all pairs of a signal jet s and a background jet b. A pair that only one of the two leaves
    undecided counts half, one that both leave undecided is in the same order. 1: both decide alike
    whatever the threshold; 0.5: they have nothing to do with each other; 0: they decide inversely.
    With the labels as g it is the AUC of f.

    The interval is the central 68 % of a bootstrap over jets, each class by itself.

    Args:
        f: A number per jet, such as a tagger's logit; tensor or array.
        g: Another one, such as an observable.
        labels: 1 for signal, 0 for background.
        seed: Of the bootstrap.
        resamples: Number of bootstrap samples.
        weight: How much each jet counts, a pair as the product of both: as many equal jets. Jets
            are drawn with their weights.

    Shapes:
        - **f**, **g**, **labels**, **weight:** ``(num_jets,)``

    Raises:
        ValueError: If the shapes differ, a number is not finite, a label is neither 0 nor 1, a
            class is missing or weighs nothing, a weight is negative or not finite, or ``resamples``
            is below 1.

    Example:
        >>> decision_ordering([1, 3, 2, 4], [1, 2, 3, 5], [0, 0, 1, 1]).value  # but for 3 and 2
        0.75
    """
    functions, is_signal, weights = _checked(f, g, labels, weight)
    # Ranks have the same order, and a tree of counts can be indexed by them.
    ranks = np.stack([np.unique(values, return_inverse=True)[1] for values in functions], 1)
    classes = [(ranks[mask], weights[mask]) for mask in (is_signal, ~is_signal)]
    rng = np.random.default_rng(seed)
    replicas = []
    for _ in range(resamples):
        drawn = [rng.integers(len(own), size=len(own)) for own, _ in classes]
        replicas.append(
            _share(*((own[k], w[k]) for (own, w), k in zip(classes, drawn, strict=True)))
        )
    return Estimate.from_replicas(_share(*classes), np.array(replicas))


def _checked(
    f: Any, g: Any, labels: Any, weight: Any
) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    arrays = [float64_array(values) for values in (f, g, labels)]
    if any(values.ndim != 1 or values.shape != arrays[0].shape for values in arrays):
        raise ValueError(
            "'f', 'g' and 'labels' must all have shape (num_jets,) "
            f"(got {', '.join(str(values.shape) for values in arrays)})"
        )
    for name, values in zip("fg", arrays, strict=False):
        if bad := int((~np.isfinite(values)).sum()):
            raise ValueError(f"'{name}' must be finite (got {bad} of {len(values)} that are not)")
    of_class = [int((arrays[2] == label).sum()) for label in (1, 0)]
    if sum(of_class) != len(arrays[2]) or 0 in of_class:
        raise ValueError(
            "'labels' must be 1 (signal) or 0 (background), and hold both (got "
            f"{of_class[0]} ones and {of_class[1]} zeros of {len(arrays[2])})"
        )
    weights = weight_array(weight, len(arrays[2]))
    there = weights > 0
    if min(weights[arrays[2] == label].sum() for label in (0, 1)) == 0:
        raise ValueError("'weight' must be above 0 for jets of both classes (got one without)")
    return [values[there] for values in arrays[:2]], arrays[2][there] == 1, weights[there]


Weighted: TypeAlias = tuple[np.ndarray, np.ndarray]
"""Ranks ``(num_jets, 2)`` and weights ``(num_jets,)``."""


def _share(of_signal: Weighted, of_background: Weighted) -> float:
    """Of all pairs."""
    (signal, w), (background, v) = map(_by_f, (of_signal, of_background))
    size = 1 + max(int(signal[:, 1].max()), int(background[:, 1].max()))
    below, not_above, tied_f, tied_g, tied = _pairs(signal, w, background, v, size)
    pairs = w.sum() * v.sum()
    f_above, g_above = (_not_above(signal[:, k], w, background[:, k], v) for k in (0, 1))
    # Both above: all pairs but those where f, or g, or both are not.
    above = pairs - f_above - g_above + not_above
    return float((below + above + tied + 0.5 * (tied_f + tied_g - 2 * tied)) / pairs)


def _by_f(jets: Weighted) -> Weighted:
    order = np.argsort(jets[0][:, 0])
    return jets[0][order], jets[1][order]


def _not_above(signal: np.ndarray, w: np.ndarray, background: np.ndarray, v: np.ndarray) -> float:
    """Pairs whose background is not above the signal."""
    order = np.argsort(background)
    upto = np.append(0.0, v[order].cumsum())
    return float(w @ upto[np.searchsorted(background[order], signal, side="right")])


@compiled()
def _pairs(
    signal: np.ndarray, w: np.ndarray, background: np.ndarray, v: np.ndarray, size: int
) -> tuple[float, float, float, float, float]:
    """Pairs of sorted jets: background below in both, not above in both, tied in f, g, both.

    A binary indexed tree holds the weight of the background jets so far by their rank in g.
    """
    tree, at, here = np.zeros(size + 1), np.zeros(size), np.zeros(size)
    for b in range(len(background)):
        at[background[b, 1]] += v[b]
    below = not_above = tied_f = tied_g = tied = 0.0
    inserted, first = 0, 0
    while first < len(signal):
        f = signal[first, 0]
        last = first
        while last < len(signal) and signal[last, 0] == f:
            last += 1
        while inserted < len(background) and background[inserted, 0] < f:
            _insert(tree, background[inserted, 1], v[inserted])
            inserted += 1
        for s in range(first, last):
            below += w[s] * _count(tree, signal[s, 1])
            tied_g += w[s] * at[signal[s, 1]]
        before, together = inserted, 0.0
        while inserted < len(background) and background[inserted, 0] == f:
            _insert(tree, background[inserted, 1], v[inserted])
            here[background[inserted, 1]] += v[inserted]
            together += v[inserted]
            inserted += 1
        for s in range(first, last):
            not_above += w[s] * _count(tree, signal[s, 1] + 1)
            tied_f += w[s] * together
            tied += w[s] * here[signal[s, 1]]
        for b in range(before, inserted):
            here[background[b, 1]] = 0
        first = last
    return below, not_above, tied_f, tied_g, tied


@compiled()
def _insert(tree: np.ndarray, rank: int, weight: float) -> None:
    node = rank + 1
    while node < len(tree):
        tree[node] += weight
        node += node & -node


@compiled()
def _count(tree: np.ndarray, ranks: int) -> float:
    """The weight of all that were inserted with a rank below ``ranks``."""
    total = 0.0
    while ranks > 0:
        total += tree[ranks]
        ranks -= ranks & -ranks
    return total
