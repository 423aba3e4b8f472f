"""Layers: tensors in, tensors out; no layer knows what a jet is."""

from pyg_jets.nn.adjacency_conv import AdjacencyConv
from pyg_jets.nn.attention_block import AttentionBlock
from pyg_jets.nn.cells import GatedCell, SimpleCell
from pyg_jets.nn.complete_graph import complete_graph
from pyg_jets.nn.edge_conv import EdgeConv
from pyg_jets.nn.interaction_conv import InteractionConv
from pyg_jets.nn.levelwise_conv import LevelwiseConv, MeanCell, dag_levels
from pyg_jets.nn.lorentz_layer import LorentzLayer
from pyg_jets.nn.nearest_neighbours import nearest_neighbours
from pyg_jets.nn.nin_cell import NiNCell
from pyg_jets.nn.recnn_conv import RecNNConv
from pyg_jets.nn.row_batch_norm import RowBatchNorm
from pyg_jets.nn.set_groups import SetGroup, groups_by_size, one_group

__all__ = [
    "AdjacencyConv",
    "AttentionBlock",
    "EdgeConv",
    "GatedCell",
    "InteractionConv",
    "LevelwiseConv",
    "LorentzLayer",
    "MeanCell",
    "NiNCell",
    "RecNNConv",
    "RowBatchNorm",
    "SetGroup",
    "SimpleCell",
    "complete_graph",
    "dag_levels",
    "groups_by_size",
    "nearest_neighbours",
    "one_group",
]
