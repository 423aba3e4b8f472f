"""Jets of several classes as jets of two: a class against the rest, or one of a pair."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pyg_jets.metrics.estimate import Floats, float64_array, weight_array

ClassTarget: TypeAlias = int | tuple[int, int] | None
"""A class against the rest, or a pair of signal and background; None: there are two classes."""

_TINY = np.finfo(np.float64).tiny


class TwoSides(NamedTuple):
    """Jets that weigh something, with the number by which they are ranked.

    Attributes:
        scores: Larger for the signal.
        is_signal: Which jets are signal.
        weight: How much each counts.
        label: The class that each had.
    """

    scores: Floats
    is_signal: NDArray[np.bool_]
    weight: Floats
    label: Floats


def two_sides(scores: Any, labels: Any, weight: Any = None, target: ClassTarget = None) -> TwoSides:
    r"""What metrics of two classes look at.

    With probabilities of several classes the score is the log odds of a class, :math:`\ln p_k - \ln
    \sum_{j \ne k} p_j`, of all jets; or :math:`\ln p_s - \ln p_b` of a pair, of its jets alone.

    Args:
        scores: One number per jet; or the probabilities of all classes, as
            :func:`pyg_jets.predict` gives them.
        labels: 1 for signal and 0 for background; or from 0 to k - 1.
        weight: How much each jet counts; equally if not given.
        target: Of several classes which are compared.

    Shapes:
        - **scores:** ``(num_jets,)`` or ``(num_jets, num_classes)``
        - **labels**, **weight:** ``(num_jets,)``

    Raises:
        TypeError: If the target is no class and no pair.
        ValueError: If shapes differ, a score is not finite or rows are no probabilities, a label is
            beyond the classes, a side is missing or weighs nothing, a weight is negative or not
            finite, or the target is missing, not needed or no class.
    """
    scores, labels = float64_array(scores), float64_array(labels)
    if of_classes(scores):
        return _of_target(*class_jets(scores, labels, weight), target)
    if target is not None:
        raise ValueError(
            "'target' is for scores of several classes, (num_jets, num_classes) "
            f"(got {target!r} and scores of shape {scores.shape})"
        )
    if scores.ndim != 1 or scores.shape != labels.shape:
        raise ValueError(
            f"'scores' and 'labels' must both have shape (num_jets,) "
            f"(got {scores.shape} and {labels.shape})"
        )
    if bad := int((~np.isfinite(scores)).sum()):
        raise ValueError(f"'scores' must be finite (got {bad} of {len(scores)} that are not)")
    weight = weight_array(weight, len(scores))
    if not np.isin(labels, (0, 1)).all():
        other = labels[~np.isin(labels, (0, 1))][0]
        raise ValueError(f"'labels' must be 1 (signal) or 0 (background) (got {other:g})")
    return _checked(scores, labels == 1, weight, labels)


def of_classes(scores: Any) -> bool:
    """Whether there is a number for each class of every jet."""
    shape = np.shape(float64_array(scores))
    return len(shape) == 2 and shape[1] > 1


def class_jets(
    probabilities: Any, labels: Any, weight: Any = None
) -> tuple[Floats, Floats, Floats]:
    """Probabilities of classes, labels and weights that fit each other.

    Raises:
        ValueError: If they do not.
    """
    table, labels = float64_array(probabilities), float64_array(labels)
    if table.ndim != 2 or table.shape[1] < 2 or table.shape[:1] != labels.shape:
        raise ValueError(
            "probabilities must have shape (num_jets, num_classes) and 'labels' (num_jets,) "
            f"(got {table.shape} and {labels.shape})"
        )
    rows = (table >= 0).all(1) & (np.abs(table.sum(1) - 1) < 1e-3)
    if bad := int((~rows).sum()):
        raise ValueError(
            "probabilities of a jet must lie between 0 and 1 and sum to 1 "
            f"(got {bad} of {len(table)} jets where they do not): predict gives them"
        )
    known = np.isin(labels, np.arange(table.shape[1]))
    if not known.all():
        raise ValueError(
            f"'labels' must be those of the classes, 0 to {table.shape[1] - 1} "
            f"(got {labels[~known][0]:g})"
        )
    return table, labels, weight_array(weight, len(table))


def log_odds(probabilities: Floats, target: int | tuple[int, int]) -> Floats:
    """Of a class against the rest, or of one class against another, ``(num_jets,)``.

    Probabilities below the smallest normal number count as that.
    """
    if isinstance(target, tuple):
        signal, background = (probabilities[:, k] for k in target)
    else:
        signal = probabilities[:, target]
        # Not one minus the other, which may round to 0.
        background = np.delete(probabilities, target, axis=1).sum(1)
    odds: Floats = np.log(signal.clip(min=_TINY)) - np.log(background.clip(min=_TINY))
    return odds


def _of_target(table: Floats, labels: Floats, weight: Floats, target: ClassTarget) -> TwoSides:
    target = _check_target(target, table.shape[1])
    here = np.isin(labels, target) if isinstance(target, tuple) else np.ones(len(labels), bool)
    signal = target[0] if isinstance(target, tuple) else target
    scores = log_odds(table[here], target)
    return _checked(scores, labels[here] == signal, weight[here], labels[here])


def _check_target(target: ClassTarget, num_classes: int) -> int | tuple[int, int]:
    of_two = (1, 0)
    if target is None and num_classes > 2:
        raise ValueError(
            f"'target' must be one of the classes 0 to {num_classes - 1} or a pair of two (got "
            "None); macro_auc takes the mean over all"
        )
    target = of_two if target is None else target
    numbers = target if isinstance(target, Sequence) and not isinstance(target, str) else (target,)
    try:
        classes = tuple(operator.index(each) for each in numbers)
    except TypeError:
        raise TypeError(f"'target' must be a class or a pair of two (got {target!r})") from None
    if (
        len(set(classes)) not in (1, 2)
        or len(classes) != len(set(classes))
        or not all(0 <= each < num_classes for each in classes)
    ):
        raise ValueError(
            f"'target' must be one of the classes 0 to {num_classes - 1} or a pair of two "
            f"(got {target!r})"
        )
    return classes[0] if len(classes) == 1 else (classes[0], classes[1])


def _checked(
    scores: Floats, is_signal: NDArray[np.bool_], weight: Floats, label: Floats
) -> TwoSides:
    here = weight > 0
    sides = TwoSides(scores[here], is_signal[here], weight[here], label[here])
    if sides.is_signal.all() or not sides.is_signal.any():
        raise ValueError(
            f"'labels' must hold both classes (got {int(sides.is_signal.sum())} signal and "
            f"{int((~sides.is_signal).sum())} background jets)"
        )
    return sides
