"""Detectors by name: each is a function from events to events."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

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
    raise ValueError(f"'detector' must be one of {', '.join(DETECTORS)} (got '{name}', {seed})")


def _unchanged(events: Events) -> Events:
    return events
