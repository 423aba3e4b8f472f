"""What a jet is: particles, their momenta, the clustering history, many of them, and batches."""

from pyg_jets.jets.clustering import ALGORITHMS, cluster
from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.jet_finding import JetFinder
from pyg_jets.jets.loader import JetLoader
from pyg_jets.jets.partons import Partons
from pyg_jets.jets.trees.jet_tree import FEATURES, FRAMES, Frame, JetTree
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.jets.trees.jet_tree_shards import JetTreeShards

__all__ = [
    "ALGORITHMS",
    "FEATURES",
    "FRAMES",
    "Constituents",
    "Frame",
    "JetFinder",
    "JetLoader",
    "JetTree",
    "JetTreeDataset",
    "JetTreeShards",
    "Partons",
    "cluster",
]
