"""Jets from a generator and a detector, on this machine or on many."""

from pyg_jets.simulation.events import Events
from pyg_jets.simulation.jet_finding import find_jets
from pyg_jets.simulation.pythia import Pythia
from pyg_jets.simulation.simulate import simulate

__all__ = ["Events", "Pythia", "find_jets", "simulate"]
