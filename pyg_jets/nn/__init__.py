"""Layers: tensors in, tensors out; no layer knows what a jet is."""

from pyg_jets.nn.cells import GatedCell, SimpleCell
from pyg_jets.nn.complete_graph import complete_graph
from pyg_jets.nn.interaction_conv import InteractionConv
from pyg_jets.nn.levelwise_conv import LevelwiseConv, MeanCell, dag_levels
from pyg_jets.nn.recnn_conv import RecNNConv

__all__ = [
    "GatedCell",
    "InteractionConv",
    "LevelwiseConv",
    "MeanCell",
    "RecNNConv",
    "SimpleCell",
    "complete_graph",
    "dag_levels",
]
