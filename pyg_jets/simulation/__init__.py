"""Jets from a generator and a detector, on this machine or on many."""

from pyg_jets.simulation.campaign import Campaign, campaign_shards
from pyg_jets.simulation.delphes import Delphes
from pyg_jets.simulation.detector import detect
from pyg_jets.simulation.events import Events
from pyg_jets.simulation.jet_finding import find_jets
from pyg_jets.simulation.process import PROCESSES, Process
from pyg_jets.simulation.pythia import Pythia
from pyg_jets.simulation.simulate import Recipe, simulate
from pyg_jets.simulation.toy_pair import ToyPair
from pyg_jets.simulation.toy_shower import ToyShower
from pyg_jets.simulation.toy_truth import Region, ToyJets

__all__ = [
    "PROCESSES",
    "Campaign",
    "Delphes",
    "Events",
    "Process",
    "Pythia",
    "Recipe",
    "Region",
    "ToyJets",
    "ToyPair",
    "ToyShower",
    "campaign_shards",
    "detect",
    "find_jets",
    "simulate",
]
