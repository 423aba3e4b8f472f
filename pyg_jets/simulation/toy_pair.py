"""Toy jets that a pair of emissions tells apart, and neither of the two alone."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from pyg_jets.simulation._toy_jets import toy_jets
from pyg_jets.simulation.toy_shower import ToyShower
from pyg_jets.simulation.toy_truth import Floats, Region, ToyJets


def _strips() -> tuple[Region, Region]:
    return Region((0.3, 0.8), (1.4, 3.8)), Region((1.6, 2.1), (1.2, 3.6))


@dataclass(frozen=True)
class ToyPair:
    r"""A shower with one emission in each of two strips of the Lund plane.

    A strip has a lower and an upper third in :math:`\ln k_t`, and its emission is in one or the
    other, as often in both classes. In signal jets both emissions are in thirds of the same name,
    in background jets in different ones: each alone says nothing, both together say all, so that
    the best AUC is 1. Elsewhere the jets of both classes are those of a :class:`ToyShower`.

    Args:
        shower: Of all other emissions; without a region or a resonance.
        strips: The wide and the narrow one; their ``factor`` is not looked at.

    Raises:
        ValueError: If the shower has a region or a resonance.

    Example:
        >>> toy = ToyPair().jets(100, seed=1)
        >>> int(toy.in_region.sum())
        200
    """

    shower: ToyShower = field(
        default_factory=lambda: ToyShower(0.2, colour=3, min_kt=2.0, region=None)
    )
    strips: tuple[Region, Region] = field(default_factory=_strips)

    def __post_init__(self) -> None:
        """Refuse a shower that tells the classes apart by itself."""
        if self.shower.region is not None or self.shower.resonance_mass is not None:
            raise ValueError(
                "'shower' must be the same for both classes (got "
                f"region={self.shower.region} and resonance_mass={self.shower.resonance_mass})"
            )

    def jets(self, jets: int, seed: int = 0) -> ToyJets:
        """Signal and background in turn; ``in_region`` marks the pair.

        Args:
            jets: How many.
            seed: Of everything.

        Raises:
            ValueError: If ``jets`` is below 1.
        """
        if jets < 1:
            raise ValueError(f"'jets' must be at least 1 (got {jets})")
        rng = np.random.default_rng(seed)
        label = np.arange(jets) % 2 == 0
        jet, x, y = self.shower.emissions(label, rng)
        free = ~np.logical_or.reduce([strip.holds(x, y) for strip in self.strips])
        upper = rng.random(jets) < 0.5
        wide = _drawn(self.strips[0], upper, rng)
        narrow = _drawn(self.strips[1], np.where(label, upper, ~upper), rng)
        number = np.arange(jets)
        places = (
            np.concatenate((jet[free], number, number)),
            np.concatenate((x[free], wide[0], narrow[0])),
            np.concatenate((y[free], wide[1], narrow[1])),
        )
        of_pair = np.arange(len(places[0])) >= free.sum()
        return toy_jets(label, np.full(jets, self.shower.pt), places, of_pair, rng)


def _drawn(strip: Region, upper: np.ndarray, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """A place in each jet, in the upper or the lower third of a strip."""
    low, high = strip.ln_kt
    third = rng.uniform(0, (high - low) / 3, len(upper))
    y = np.where(upper, high - third, low + third)
    return rng.uniform(*strip.ln_inv_delta, len(upper)), y
