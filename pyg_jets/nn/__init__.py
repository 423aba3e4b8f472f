"""Layers: tensors in, tensors out; no layer knows what a jet is."""

from pyg_jets.nn.cells import GatedCell, SimpleCell
from pyg_jets.nn.levelwise_conv import LevelwiseConv, MeanCell, dag_levels
from pyg_jets.nn.recnn_conv import RecNNConv

__all__ = ["GatedCell", "LevelwiseConv", "MeanCell", "RecNNConv", "SimpleCell", "dag_levels"]
