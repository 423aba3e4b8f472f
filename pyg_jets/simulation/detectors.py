"""Detectors by name: each is a function from events to events."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from pyg_jets.simulation.detector import detect
from pyg_jets.simulation.events import Events

Detector: TypeAlias = Callable[[Events], Events]
"""What a detector makes of the particles of many events."""

DETECTORS = ("none", "cms", "atlas")
"""Their names."""


def detector_named(name: str, seed: int) -> Detector:
    """A detector that draws its random numbers from ``seed`` on, event after event.

    Args:
        name: ``"none"`` leaves the particles as they are; ``"cms"`` and ``"atlas"`` are
            parametrised after the cards of Delphes (:func:`pyg_jets.simulation.detect`).
        seed: Of all that is random in the detector.

    Raises:
        ValueError: If there is no such detector.
    """
    if name == "none":
        return _unchanged
    if name in ("cms", "atlas"):
        generator = np.random.default_rng(seed)
        return lambda events: detect(events, name, generator)
    raise ValueError(f"'detector' must be one of {', '.join(DETECTORS)} (got '{name}')")


def _unchanged(events: Events) -> Events:
    return events
