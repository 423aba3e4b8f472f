"""Another jet energy scale."""

from __future__ import annotations

import math
from typing import Any

from pyg_jets.jets.constituents import Constituents
from pyg_jets.transforms.changes.perturbation import Perturbation, with_momenta


class PtShift(Perturbation):
    r"""Multiply all momenta by one factor: a wrong jet energy scale.

    :math:`p^\mu \to f p^\mu` for every constituent, so that pt and mass of the jet scale with f and
    no direction changes.

    Takes ``Constituents``, or a ``JetTree``, a batch of them or a ``JetTreeDataset``, which is
    clustered again. Nothing is random.

    Args:
        factor: f; 1.02 is a scale that is 2 % too high.
        algorithm: That the trees were made with, if trees are given; see :func:`pyg_jets.cluster`.

    Raises:
        ValueError: If ``factor`` is not positive; or if trees were made with another algorithm.
        TypeError: If the data are none of these.

    Example:
        >>> PtShift(2.0)(Constituents([[3.0, 4.0, 0.0, 5.0]], [0, 1])).p4.tolist()
        [[6.0, 8.0, 0.0, 10.0]]
    """

    def __init__(self, factor: float, *, algorithm: str | Any = "cambridge_aachen") -> None:
        super().__init__(0, algorithm)
        if not 0 < factor < math.inf:
            raise ValueError(f"'factor' must be positive (got {factor})")
        self.factor = factor

    def perturbed(self, jets: Constituents) -> Constituents:
        """The jets with other momenta."""
        return with_momenta(jets, jets.p4 * self.factor)

    def __repr__(self) -> str:
        """Its option."""
        return f"{type(self).__name__}(factor={self.factor})"
