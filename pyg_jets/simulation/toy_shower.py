"""Jets with a known truth: soft emissions uniform in the Lund plane, and a planted difference."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.stats import poisson
from torch import Tensor

from pyg_jets.jets.packing import borders
from pyg_jets.simulation._toy_jets import toy_jets
from pyg_jets.simulation.toy_truth import Floats, Region, ToyJets


@dataclass(frozen=True)
class ToyShower:
    r"""Soft emissions of one hard core, and in signal jets other ones within a region.

    The number of emissions is Poisson's, and they are uniform in the primary Lund plane
    (`arXiv:1807.04758 <https://arxiv.org/abs/1807.04758>`_) with the soft and collinear limit's
    density at a fixed coupling,

    .. math::
        \rho = \frac{d^2 n}{d\ln(1/\Delta)\, d\ln k_t} = \frac{2 \alpha_s C}{\pi}

    within :math:`\Delta < R`, :math:`k_t` above a cut-off and :math:`z = k_t / (p_T \Delta) < 1/2`.
    Momenta are exact: an emission stands at :math:`\Delta` from what is inside it, with
    :math:`p_T = k_t / \Delta`, and its azimuth is drawn until Cambridge/Aachen undoes the planting.
    The core keeps its pt whatever it emits, and nothing that is emitted emits.

    Signal jets differ within ``region`` and nowhere else, so that the number n of emissions in it
    is all there is to know: the best classifier is any increasing function of

    .. math::
        \ln \frac{p(\text{jet} | S)}{p(\text{jet} | B)} =
        n \ln f - (f - 1) \rho A, \quad f \text{ the factor, } A \text{ the area}

    With ``resonance_mass`` the core of a signal jet is the harder one of two prongs, with the
    softer one's share of the pt uniform where they fit into R; their mass is right to
    :math:`\Delta^2/24`. The likelihood ratio is then not known.

    Args:
        alpha_s: The coupling.
        colour: 4/3 for a quark, 3 for a gluon.
        pt: Of the core in GeV.
        radius: Largest distance of an emission.
        min_kt: Cut-off in GeV.
        region: Where signal jets differ; nowhere if None.
        resonance_mass: Of signal jets in GeV; no resonance if None.

    Raises:
        ValueError: If a number is not positive, the triangle is empty, the region does not lie
            within it, or the resonance does not fit into the radius.

    Example:
        >>> toy = ToyShower().jets(1000, seed=1)
        >>> toy.constituents.label.bincount().tolist()
        [500, 500]
        >>> round(ToyShower().optimal_auc(), 3)
        0.837
    """

    alpha_s: float = 0.13
    colour: float = 4 / 3
    pt: float = 600.0
    radius: float = 0.8
    min_kt: float = 5.0
    region: Region | None = field(default_factory=Region)
    resonance_mass: float | None = None

    def __post_init__(self) -> None:
        """Refuse what has no plane."""
        for name in ("alpha_s", "colour", "pt", "radius", "min_kt"):
            if not 0 < getattr(self, name) < math.inf:
                raise ValueError(f"'{name}' must be positive (got {getattr(self, name)})")
        if self._leg <= 0:
            raise ValueError(
                f"'min_kt' must be below pt * radius / 2 = {self.pt * self.radius / 2:g} "
                f"(got {self.min_kt})"
            )
        self._check_region()
        mass = self.resonance_mass
        if mass is not None and not 0 < mass < self.pt * self.radius / 2:
            raise ValueError(
                "'resonance_mass' must lie between 0 and pt * radius / 2 = "
                f"{self.pt * self.radius / 2:g} (got {mass})"
            )

    def _check_region(self) -> None:
        if self.region is None:
            return
        (left, right), (bottom, top) = self.region.ln_inv_delta, self.region.ln_kt
        x, y = self._corner
        if left < x or bottom < y or right + top > x + y + self._leg:
            raise ValueError(
                f"'region' must lie within ln(1/Delta) > {x:.3g}, ln(kt) > {y:.3g} and their sum "
                f"below {x + y + self._leg:.3g} (got {left} to {right} and {bottom} to {top})"
            )

    @property
    def density(self) -> float:
        r"""Emissions per unit of :math:`\ln(1/\Delta)` and :math:`\ln k_t`."""
        return 2 * self.alpha_s * self.colour / math.pi

    @property
    def area(self) -> float:
        """Of the triangle that emissions fill."""
        return self._leg**2 / 2

    @property
    def _corner(self) -> tuple[float, float]:
        return -math.log(self.radius), math.log(self.min_kt)

    @property
    def _leg(self) -> float:
        return math.log(self.pt / 2) - sum(self._corner)

    def jets(self, jets: int, seed: int = 0) -> ToyJets:
        """Signal and background in turn.

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
        jet, x, y = self.emissions(label, rng)
        core_pt, prongs = self._resonances(label, rng)
        prong = np.arange(len(jet) + len(prongs[0])) >= len(jet)
        jet, x, y = (np.concatenate(both) for both in zip((jet, x, y), prongs, strict=True))
        region = np.zeros(len(jet), bool) if self.region is None else self.region.holds(x, y)
        return toy_jets(label, core_pt, (jet, x, y), region & ~prong, rng, prong=prong)

    def log_likelihood_ratio(self, toy: ToyJets) -> Tensor:
        """What the best classifier of signal against background gives, from the truth.

        Args:
            toy: Jets of this shower.

        Shapes:
            - **output:** ``(num_jets,)``; infinite where a region that the signal leaves empty is
              not

        Raises:
            ValueError: If it is not known: with a resonance, or without a region.
        """
        region, rate = self._difference()
        inside = borders(toy.in_region.long())[toy.constituents.ptr].diff().double()
        each = math.log(region.factor) if region.factor > 0 else -math.inf
        gained = torch.where(inside > 0, inside * each, 0.0)
        return gained - (region.factor - 1) * rate

    def optimal_auc(self) -> float:
        """Area under the ROC curve of the best classifier; no tagger can have a larger one.

        Raises:
            ValueError: As in :meth:`log_likelihood_ratio`.
        """
        region, rate = self._difference()
        rates = sorted((rate, region.factor * rate))
        counts = np.arange(int(poisson.isf(1e-15, rates[1])) + 2)
        few, many = (poisson.pmf(counts, each) for each in rates)
        return float((many * (poisson.cdf(counts, rates[0]) - few / 2)).sum())

    def _difference(self) -> tuple[Region, float]:
        if self.region is None or self.resonance_mass is not None:
            raise ValueError(
                "the likelihood ratio is known for a shower with a region and no resonance (got "
                f"region={self.region} and resonance_mass={self.resonance_mass})"
            )
        return self.region, self.density * self.region.area

    def emissions(
        self, label: NDArray[np.bool_], rng: np.random.Generator
    ) -> tuple[NDArray[np.int64], Floats, Floats]:
        r"""Jet and place of every emission: everywhere the background's, then the region anew.

        Args:
            label: Which jets are signal.
            rng: Draws everything.

        Shapes:
            - **label:** ``(num_jets,)``
            - **output:** three times ``(num_emissions,)``: the jet, :math:`\ln(1/\Delta)` and
              :math:`\ln(k_t/\mathrm{GeV})`
        """
        jet = np.repeat(np.arange(len(label)), rng.poisson(self.density * self.area, len(label)))
        # A square folded along its diagonal is uniform in the triangle.
        square = rng.random((2, len(jet)))
        triangle = np.where(square.sum(0) > 1, 1 - square, square)
        places = self._leg * triangle + np.array(self._corner)[:, None]
        if self.region is None:
            return jet, places[0], places[1]
        region = self.region
        kept = ~(label[jet] & region.holds(*places))
        rate = region.factor * self.density * region.area
        more = np.repeat(np.arange(len(label)), rng.poisson(rate * label))
        inside = [rng.uniform(*ends, len(more)) for ends in (region.ln_inv_delta, region.ln_kt)]
        x, y = np.concatenate((places[:, kept], inside), 1)
        return np.concatenate((jet[kept], more)), x, y

    def _resonances(
        self, label: NDArray[np.bool_], rng: np.random.Generator
    ) -> tuple[Floats, tuple[NDArray[np.int64], Floats, Floats]]:
        """Each core's pt, and jet and place of the softer prongs."""
        core_pt, mass = np.full(len(label), self.pt), self.resonance_mass
        if mass is None:
            return core_pt, (np.empty(0, np.int64), np.empty(0), np.empty(0))
        jet = label.nonzero()[0]
        least = 0.5 - math.sqrt(0.25 - (mass / (self.pt * self.radius)) ** 2)
        z = rng.uniform(least, 0.5, len(jet))
        core_pt[jet] = (1 - z) * self.pt
        delta = mass / self.pt / np.sqrt(z * (1 - z))
        return core_pt, (jet, -np.log(delta), np.log(z * self.pt * delta))
