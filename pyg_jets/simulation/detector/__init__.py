"""What a detector measures of events: tracks, towers, energy flow, from cards."""

from pyg_jets.simulation.detector.detect import detect

__all__ = ["detect"]
