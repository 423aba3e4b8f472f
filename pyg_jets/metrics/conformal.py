"""Sets of classes that hold the true one as often as was asked for, whatever the tagger is."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pyg_jets.metrics.classes import class_jets
from pyg_jets.metrics.estimate import float64_array


def conformal_sets(
    probabilities: Any,
    known: Any,
    labels: Any,
    coverage: float = 0.9,
    *,
    weight: Any = None,
) -> NDArray[np.bool_]:
    r"""Split conformal sets (`arXiv:2107.07511 <https://arxiv.org/abs/2107.07511>`_, section 1).

    .. math::
        C(x) = \{ k : p_k(x) \ge 1 - \hat q \}, \qquad
        \hat q = \text{the } \lceil (n + 1)(1 - \alpha) \rceil \text{ smallest of } 1 - p_{y_i}(x_i)

    over n jets with known classes that the tagger was not trained on. The true class is in the set
    of a new jet from the same mixture with a probability of at least :math:`1 - \alpha`, the
    coverage, on average over jets and over the n known ones; not for each class or region by
    itself, and not for jets of another simulation. A sure tagger has small sets; a set may be
    empty, where no class is likely enough.

    With weights the quantile is that of the weighted jets, and a new jet counts as the heaviest of
    the known ones (`arXiv:1904.06019 <https://arxiv.org/abs/1904.06019>`_): sets are somewhat too
    large then, never too small.

    Args:
        probabilities: Of new jets, as :func:`pyg_jets.predict` gives them.
        known: Of the jets whose classes are known.
        labels: Their classes, 0 to k - 1.
        coverage: :math:`1 - \alpha`.
        weight: How much each known jet counts.

    Shapes:
        - **probabilities**, **output:** ``(num_jets, num_classes)``, or ``(num_jets,)`` of the
          signal, whose sets are of background and signal, ``(num_jets, 2)``
        - **known:** as probabilities, with n rows; **labels**, **weight:** ``(n,)``

    Raises:
        ValueError: If ``coverage`` is not between 0 and 1, no known jet weighs anything, or rows
            are no probabilities, labels no classes, or weights negative.

    Example:
        >>> known = [[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.4, 0.6]]
        >>> conformal_sets([[0.95, 0.05], [0.35, 0.65], [0.5, 0.5]], known, [0, 0, 1, 1], 0.7)
        array([[ True, False],
               [False,  True],
               [False, False]])
    """
    if not 0 < coverage < 1:
        raise ValueError(f"'coverage' must lie between 0 and 1 (got {coverage})")
    table, classes, weights = class_jets(_both(known), labels, weight)
    if not weights.sum() > 0:
        raise ValueError("there must be known jets that weigh something (got none)")
    new, *_ = class_jets(_both(probabilities), np.zeros(len(float64_array(probabilities))))
    if new.shape[1] != table.shape[1]:
        raise ValueError(
            f"new and known jets must have as many classes (got {new.shape[1]} and "
            f"{table.shape[1]})"
        )
    own = np.take_along_axis(table, classes.astype(int)[:, None], axis=1)[:, 0]
    order = np.argsort(-own, kind="stable")
    below = np.cumsum(weights[order])
    # A new jet may be the least likely of all: with few known ones every class must stay.
    wanted = coverage * (below[-1] + weights.max())
    reached = np.flatnonzero(below >= wanted * (1 - 1e-12))
    return new >= (own[order][reached[0]] if len(reached) else 0.0)


def _both(probabilities: Any) -> Any:
    """Of the signal alone: with the background's in front."""
    p = float64_array(probabilities)
    return np.column_stack((1 - p, p)) if p.ndim == 1 else p
