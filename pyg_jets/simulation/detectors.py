"""Detectors by name: each is a function from events to events."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

import numpy as np

from pyg_jets.simulation.delphes import Delphes
from pyg_jets.simulation.detector import detect
from pyg_jets.simulation.detector.cards import CARDS
from pyg_jets.simulation.events import Events

Detector: TypeAlias = Callable[[Events], Events]
"""What a detector makes of the particles of many events."""

DETECTORS = ("none", *CARDS, "delphes")
"""Their names."""


def detector_named(name: str, seed: int) -> Detector:
    """A detector that draws its random numbers from ``seed`` on, event after event.

    Args:
        name: ``"none"`` leaves the particles as they are; ``"cms"`` and ``"atlas"`` are
            parametrised after the cards of Delphes (:func:`pyg_jets.simulation.detect`);
            ``"delphes"`` is the program itself with its CMS card, where it is installed
            (:class:`pyg_jets.simulation.Delphes`).
        seed: Of all that is random in the detector.

    Raises:
        ValueError: If there is no such detector.
        FileNotFoundError: If it is ``"delphes"`` and the program is not installed.
    """
    if name == "none":
        return _unchanged
    if name in CARDS:
        return partial(detect, detector=name, generator=np.random.default_rng(seed))
    if name == "delphes":
        return Delphes(seed=seed)
    raise ValueError(f"'detector' must be one of {', '.join(DETECTORS)} (got '{name}')")


def _unchanged(events: Events) -> Events:
    return events
