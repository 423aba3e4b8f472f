"""What is known of toy jets: where signal and background differ, and what was planted."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from pyg_jets.jets.constituents import Constituents

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True)
class Region:
    r"""A rectangle of the Lund plane in which signal jets have other emissions than background.

    Args:
        ln_inv_delta: Its limits in :math:`\ln(1/\Delta)`.
        ln_kt: Its limits in :math:`\ln(k_t/\mathrm{GeV})`.
        factor: Density of the signal's emissions there over the background's; 0 for none.

    Raises:
        ValueError: If a limit does not rise, or ``factor`` is negative, 1 or not finite.
    """

    ln_inv_delta: tuple[float, float] = (0.5, 2.0)
    ln_kt: tuple[float, float] = (2.0, 3.7)
    factor: float = 6.0

    def __post_init__(self) -> None:
        """Refuse what is no region."""
        for name in ("ln_inv_delta", "ln_kt"):
            low, high = getattr(self, name)
            if not -math.inf < low < high < math.inf:
                raise ValueError(f"'{name}' must be two rising limits (got {low} and {high})")
        if not 0 <= self.factor < math.inf or self.factor == 1:
            raise ValueError(
                f"'factor' must be at least 0 and not 1, where nothing differs (got {self.factor})"
            )

    @property
    def area(self) -> float:
        """Its area."""
        return math.prod(high - low for low, high in (self.ln_inv_delta, self.ln_kt))

    def holds(self, ln_inv_delta: Floats, ln_kt: Floats) -> NDArray[np.bool_]:
        """Which places lie inside."""
        (left, right), (bottom, top) = self.ln_inv_delta, self.ln_kt
        inside: NDArray[np.bool_] = (left <= ln_inv_delta) & (ln_inv_delta < right)
        return inside & (bottom <= ln_kt) & (ln_kt < top)


@dataclass(frozen=True)
class ToyJets:
    r"""Jets and their truth, a row per constituent.

    Shapes:
        - **constituents:** the jets, labels 1 (signal) and 0; each jet's core comes first
        - **emission**, **in_region**, **prong:** ``(num_particles,)`` masks: emissions of the
          shower, those inside the region, and the softer prong of a resonance (no emission)
        - **ln_inv_delta**, **ln_kt:** ``(num_particles,)`` where emissions and prongs were
          planted; NaN for cores
    """

    constituents: Constituents
    emission: Tensor
    in_region: Tensor
    prong: Tensor
    ln_inv_delta: Tensor
    ln_kt: Tensor
