"""TreeNiN, a RecNN with networks in it, `arXiv:1902.09914 <https://arxiv.org/abs/1902.09914>`_."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import Linear
from torch.nn.init import calculate_gain, ones_, xavier_uniform_

from pyg_jets.jets.trees.edge_order import in_order
from pyg_jets.jets.trees.jet_tree import FEATURES
from pyg_jets.nn import LevelwiseConv, NiNCell
from pyg_jets.nn.nin_cell import PLACES
from pyg_jets.taggers.tagger import Tagger


class TreeNiN(Tagger):
    r"""The simple :class:`RecNN` with two more layers after every node but the root.

    See :class:`pyg_jets.nn.NiNCell`: leaves, inner nodes and the two children of the root have
    weights of their own. 33,901 parameters with H = 50: 800 on the features, 7,550 in the
    recursion, 20,400 in four networks of two layers, 5,151 in the head. The original reads trees
    of the kt algorithm: ``cluster(jets, "kt")``.

    The state of every node is :math:`h_i`; the jet's embedding :math:`h_J` is its root's.

    Args:
        hidden_channels: Size of a state and of the dense layers; the original has 50.
        num_classes: Number of scores, one for each label; None: one logit, of two classes.

    Shapes:
        - **batch:** a batch of :class:`pyg_jets.JetTree`; **output:** ``(num_jets,)``,
          or ``(num_jets, num_classes)``
    """

    edges = "edge_index"
    recursive = True

    def __init__(self, hidden_channels: int = 50, *, num_classes: int | None = None) -> None:
        super().__init__(hidden_channels, num_classes=num_classes)
        self.conv = LevelwiseConv(NiNCell(len(FEATURES), hidden_channels))
        for layer in self.head:
            if isinstance(layer, Linear):
                xavier_uniform_(layer.weight, gain=calculate_gain("relu"))
                if layer is self.head[-1]:
                    ones_(layer.bias)

    def states(self, batch: Any, gate: Tensor | None = None) -> Tensor:
        """:math:`h_i` of every node, ``(num_nodes, hidden_channels)``."""
        batch = in_order(batch)
        features = self.features(batch)
        x = torch.cat((features, _places(batch).to(features.dtype)[:, None]), 1)
        weight = getattr(batch, "edge_weight", None)
        states: Tensor = self.conv(x, batch.edge_index, batch.level, gate, weight)
        return states

    def readout(self, states: Tensor, batch: Any) -> Tensor:
        """:math:`h_J`: the roots' states, ``(num_jets, hidden_channels)``."""
        return states[batch.is_root]


def _places(batch: Any) -> Tensor:
    """The number of every node's place in :data:`pyg_jets.nn.nin_cell.PLACES`."""
    is_root, (child, parent) = batch.is_root, batch.edge_index
    place = torch.where(batch.is_leaf, PLACES.index("leaf"), PLACES.index("inner"))
    place[is_root] = PLACES.index("root")
    of_root = is_root[parent]
    softer = batch.branch[of_root] == 1
    place[child[of_root]] = torch.where(softer, PLACES.index("softer"), PLACES.index("harder"))
    return place
