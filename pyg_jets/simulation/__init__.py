"""Jets from a generator and a detector, on this machine or on many."""

from pyg_jets.simulation.events import Events

__all__ = ["Events"]
