"""Neural message passing on a learnt graph of the constituents, of Henrion et al. (NIPS 2017)."""

from __future__ import annotations

from typing import Any

from torch import Tensor
from torch.nn import Linear, ModuleList, Sequential, Tanh

from pyg_jets.jets.trees.jet_tree import FEATURES
from pyg_jets.nn import AdjacencyConv, groups_by_size
from pyg_jets.taggers._set_tagger import on_nodes
from pyg_jets.taggers.recipe import Recipe
from pyg_jets.taggers.tagger import Tagger
from pyg_jets.transforms._one_or_many import jet_of_node, num_jets, sum_per_jet

_TOGETHER = 16
"""Jets whose messages are padded to one size."""


class MPNN(Tagger):
    r"""Every constituent asks all others, as often as a learnt adjacency tells it to.

    "Neural Message Passing for Jet Physics", reference 17 of `arXiv:1911.01872
    <https://arxiv.org/abs/1911.01872>`_: the seven features of each constituent are embedded by one
    layer with tanh; two iterations of :class:`pyg_jets.nn.AdjacencyConv`, which won the paper's
    comparison, follow, each with weights of its own. It reads leaves and their features, scaled
    robustly and compressed by asinh (the hardest constituents lie tens of interquartile ranges
    out, where tanh tells them apart no more), and neither merges nor edges: the tree does not
    matter.

    The embedding :math:`h_J` is the mean over constituents of two layers, the first with tanh; the
    state :math:`h_i` is that before them. The head is :class:`RecNN`'s. 33,081 parameters with
    H = 40, the size of the recursive network of `arXiv:1702.00748
    <https://arxiv.org/abs/1702.00748>`_; the paper's code leaves it to the user.

    Args:
        hidden_channels: H, size of states, messages, embedding and dense layers.
        iterations: Number of rounds of messages.
        num_classes: Number of scores, one for each label; None: one logit, of two classes.

    Shapes:
        - **batch:** a batch of :class:`pyg_jets.JetTree`; **output:** ``(num_jets,)``,
          or ``(num_jets, num_classes)``
    """

    node_states = "leaves"
    # Adjacencies are learnt late: steps count, and a cycle of 400 is too short for a W's mass.
    recipe = Recipe(epochs=8, batch_size=32, lr=3e-3)

    def __init__(
        self, hidden_channels: int = 40, iterations: int = 2, *, num_classes: int | None = None
    ) -> None:
        super().__init__(hidden_channels, num_classes=num_classes, iterations=iterations)
        self.embedding = Linear(len(FEATURES), hidden_channels)
        self.convs = ModuleList(AdjacencyConv(hidden_channels) for _ in range(iterations))
        self.pooled = Sequential(
            *(Linear(hidden_channels, hidden_channels), Tanh()),
            Linear(hidden_channels, hidden_channels),
        )

    def inputs(self, batch: Any) -> Tensor:
        """The features of the constituents, ``(num_constituents, 7)``."""
        inputs: Tensor = batch.x[batch.is_leaf]
        return inputs

    def input_jets(self, batch: Any) -> Tensor:
        """The jet of every constituent."""
        return jet_of_node(batch)[batch.is_leaf]

    def states(self, batch: Any, gate: Tensor | None = None) -> Tensor:
        """States after the last iteration, ``(num_nodes, hidden_channels)``."""
        node = batch.is_leaf.nonzero().flatten()
        order, groups = groups_by_size(jet_of_node(batch)[node].bincount(), _TOGETHER)
        node = node[order]
        h = self.embedding(self.features(batch).index_select(0, node).asinh()).tanh()
        for conv in self.convs:
            h = conv(h, groups)
        return on_nodes(h, node, batch, gate)

    def readout(self, states: Tensor, batch: Any) -> Tensor:
        """The mean over the constituents, ``(num_jets, hidden_channels)``."""
        node = batch.is_leaf.nonzero().flatten()
        jet = jet_of_node(batch)[node]
        total = sum_per_jet(self.pooled(states.index_select(0, node)), jet, num_jets(batch))
        return total / jet.bincount()[:, None]
