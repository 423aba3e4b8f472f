"""Detectors by name: each is a function from events to events."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

import numpy as np

from pyg_jets.simulation._cards import CARDS
from pyg_jets.simulation.detector import detect
from pyg_jets.simulation.events import Events

Detector: TypeAlias = Callable[[Events], Events]
"""What a detector makes of the particles of many events."""

DETECTORS = ("none", "cms", "atlas", "delphes")
"""Their names."""


def detector_named(name: str, seed: int) -> Detector:
    """A detector, with its own random numbers from ``seed`` where it needs some.

    Args:
        name: ``"none"`` for the particles themselves; one of :data:`DETECTORS`.
        seed: Of all that is random in the detector.

    Raises:
        ValueError: If there is no such detector.
    """
    if name == "none":
        return _unchanged
    if name in CARDS:
        return partial(detect, detector=name, generator=np.random.default_rng(seed))
    raise ValueError(f"'detector' must be one of {', '.join(DETECTORS)} (got '{name}')")


def _unchanged(events: Events) -> Events:
    return events
