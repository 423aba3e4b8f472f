"""As many jets of one kind as are wanted: generator, detector and jet finding in turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import index

import numpy as np

from pyg_jets.jets.constituents import Constituents
from pyg_jets.simulation.detectors import Detector, detector_named
from pyg_jets.simulation.jet_finding import find_jets
from pyg_jets.simulation.process import Process, process_of
from pyg_jets.simulation.pythia import SEEDS, Pythia, pythia_settings

_BATCH, _LEAST_BATCH = 200, 20
_TRIALS, _HOPELESS = 2000, 1 / 1000
_EVENTS_OF_SHARD = 1_000_000_000
MOST_RADIUS = 1.5
"""Of jets; two of them would hold a whole collision's azimuth."""


@dataclass(frozen=True)
class Recipe:
    """All of a sample but its size and its seed; the arguments of :func:`simulate`."""

    kind: str | Process
    detector: str | Detector = "none"
    pt_window: tuple[float, float] = (500.0, 700.0)
    eta_max: float = 2.0
    energy: float = 14000.0
    mpi: bool = True
    settings: tuple[str, ...] = ()
    radius: float = 0.8
    weights: bool = True

    @property
    def pythia(self) -> tuple[str, ...]:
        """All of Pythia's settings but its seed."""
        return pythia_settings(
            self.kind,
            pt_window=self.pt_window,
            energy=self.energy,
            mpi=self.mpi,
            settings=self.settings,
        )


def simulate(
    kind: str | Process,
    jets: int,
    seed: int = 0,
    detector: str | Detector = "none",
    *,
    pt_window: tuple[float, float] = (500.0, 700.0),
    eta_max: float = 2.0,
    energy: float = 14000.0,
    mpi: bool = True,
    settings: Sequence[str] = (),
    radius: float = 0.8,
    weights: bool = True,
) -> Constituents:
    r"""Jets of one kind from Pythia 8, a detector and anti-kt, matched to partons.

    Args:
        kind: ``"w"``, ``"z"``, ``"top"``, ``"qcd"``, ``"quark"`` or ``"gluon"``; ``"z_quark"`` and
            ``"z_gluon"`` recoil against a Z that is not seen; ``"wqq"`` and ``"zqq"`` are bosons
            beside a parton, not in pairs; ``"hbb"``, ``"hcc"`` and ``"hgg"``. Or a process of one's
            own, see :class:`pyg_jets.simulation.Process`.
        jets: How many; exactly so many come.
        seed: Of everything random, 0 or more; the same seed gives the same jets.
        detector: ``"none"``, ``"cms"``, ``"atlas"``, ``"delphes"``, or a function of the events.
        pt_window: Least and greatest transverse momentum of the jets in GeV.
        eta_max: Greatest pseudorapidity, :math:`|\eta|`.
        energy: Centre-of-mass energy in GeV.
        mpi: Whether there are multiple parton interactions.
        settings: More of Pythia's settings, ``"Name = value"``; read last.
        radius: Of the jets, and of the matching.
        weights: Whether the jets have the ``weight`` of their event. The spectrum of pt is drawn
            nearly flat; with the weights it falls as that of the process does. Without, jets of all
            pt count the same, and what is learnt of two kinds does not rest on their spectra.

    Returns:
        Constituents by falling pt with the columns ``pid``, ``charge``, ``event``, ``weight`` and
        ``partons``: the products of the resonance's decay (the bottom quark of a top first), else
        the nearest parton.

    Raises:
        ImportError: If ``pythia8mc`` is not installed.
        ValueError: If an argument is out of range, Pythia refuses a setting or cannot start, or
            next to no event has such a jet.

    Example::

        jets = simulate("w", 1000, seed=1, detector="cms")
    """
    recipe = Recipe(
        kind,
        detector,
        pt_window,
        eta_max,
        energy,
        mpi,
        settings=tuple(settings),
        radius=radius,
        weights=weights,
    )
    return simulated_shard(recipe, jets, seed, 0)


def simulated_shard(recipe: Recipe, jets: int, seed: int, shard: int) -> Constituents:
    """Part ``shard`` of a sample: a pure function of its arguments, with events of its own."""
    if index(jets) < 1:
        raise ValueError(f"'jets' must be at least 1 (got {jets})")
    own_seed = _pythia_seed(process_of(recipe.kind).name, seed, shard)
    detector = recipe.detector
    if isinstance(detector, str):
        detector = detector_named(detector, own_seed)
    sample = _filled(recipe, jets, _pythia(recipe, own_seed), detector)
    assert sample.event is not None
    sample.event += _EVENTS_OF_SHARD * shard
    return sample


def check_recipe(recipe: Recipe) -> None:
    """Refuse, before anything is made, what :func:`simulate` would refuse.

    Raises:
        ImportError: If ``pythia8mc`` is not installed.
        ValueError: If an argument is out of range, or Pythia refuses a setting or cannot start.
    """
    if isinstance(recipe.detector, str):
        detector_named(recipe.detector, 0)
    _pythia(recipe, 1)


def _pythia(recipe: Recipe, seed: int) -> Pythia:
    if not recipe.eta_max > 0:
        raise ValueError(f"'eta_max' must be positive (got {recipe.eta_max})")
    if not 0 < recipe.radius <= MOST_RADIUS:
        raise ValueError(
            f"'radius' must be above 0 and at most {MOST_RADIUS} (got {recipe.radius}): wider "
            "jets hold half of the collision"
        )
    return Pythia(
        recipe.kind,
        seed,
        pt_window=recipe.pt_window,
        energy=recipe.energy,
        mpi=recipe.mpi,
        settings=recipe.settings,
    )


def _filled(recipe: Recipe, jets: int, pythia: Pythia, detector: Detector) -> Constituents:
    parts: list[Constituents] = []
    matched = tried = 0
    while matched < jets:
        events = pythia.events(min(_BATCH, max(jets - matched, _LEAST_BATCH)))
        part = find_jets(
            detector(events if recipe.weights else replace(events, weight=None)),
            process_of(recipe.kind).prongs,
            pt_window=recipe.pt_window,
            eta_max=recipe.eta_max,
            radius=recipe.radius,
        )
        parts.append(part)
        matched, tried = matched + len(part), tried + len(events)
        if tried >= _TRIALS and matched < _HOPELESS * tried:
            raise ValueError(
                f"at least one event in {1 / _HOPELESS:.0f} must have a jet of this kind in the "
                f"window (got {matched} in {tried}): widen 'pt_window', 'eta_max' or 'radius', or "
                "see to the settings"
            )
    return Constituents.concat(parts)[:jets]


def _pythia_seed(kind: str, seed: int, shard: int) -> int:
    """Shards of one sample never share a seed; those of two samples, or kinds, hardly ever."""
    if seed < 0:
        raise ValueError(f"'seed' must not be negative (got {seed})")
    start = np.random.SeedSequence((seed, *kind.encode())).generate_state(1, np.uint64)
    return 1 + (int(start[0]) + shard) % SEEDS
