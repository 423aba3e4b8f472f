"""The rule by which one held-out jet cannot decide a probe's score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pyg_jets.metrics import Floats


@dataclass(frozen=True)
class TrainingRange:
    r"""Ranges of the features of the jets that a probe was fitted to; other jets are put into them.

    .. math::
        x_f \mapsto \min(\max(x_f, \min_{i \in \text{fit}} x_{if}), \max_{i \in \text{fit}} x_{if})

    A straight line is known where it was fitted. Embeddings are unbounded, and some have a unit at
    sixty standard deviations in one jet of thousands: left to itself, the line's value there can be
    a hundred times the spread of the target, and that jet alone decides :math:`R^2`.

    Attributes:
        low: Least value of each feature.
        high: Greatest value of each feature.

    Shapes:
        - **low**, **high:** ``(num_features,)``

    Example:
        >>> seen = TrainingRange.of(np.array([[0.0, 1.0], [2.0, 3.0]]))
        >>> seen.clip(np.array([[5.0, 2.0]])).tolist(), seen.leave(np.array([[5.0, 2.0]])).tolist()
        ([[2.0, 2.0]], [True])
    """

    low: Floats
    high: Floats

    @classmethod
    def of(cls, values: Floats) -> TrainingRange:
        """Ranges of given jets ``(num_jets, num_features)``, or of one number a jet."""
        return cls(values.min(0), values.max(0))

    def clip(self, values: Floats) -> Floats:
        """Values with what lies outside put on the border, of the same shape."""
        return np.clip(values, self.low, self.high)

    def leave(self, values: Floats) -> NDArray[np.bool_]:
        """Jets of which a value lies outside, ``(num_jets,)``."""
        outside = np.asarray((values < self.low) | (values > self.high))
        return np.asarray(outside.reshape(len(values), -1).any(axis=1))
