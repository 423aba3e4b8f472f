"""JEDI-net, the interaction network of `arXiv:1908.05318 <https://arxiv.org/abs/1908.05318>`_."""

from __future__ import annotations

from typing import Any

from torch import Tensor
from torch.nn import ELU
from torch.nn.functional import elu

from pyg_jets.jets.packing import borders
from pyg_jets.nn import InteractionConv, complete_graph
from pyg_jets.taggers._dense import dense
from pyg_jets.taggers._set_tagger import SetTagger, constituents, in_slots, on_nodes
from pyg_jets.taggers.recipe import Recipe
from pyg_jets.transforms._one_or_many import jet_of_node, num_jets, sum_per_jet

_COLUMNS = (
    *("px", "py", "pz", "energy", "energy_share", "pt", "pt_share"),
    *("eta", "d_eta", "y_turned", "phi", "d_phi", "phi_turned"),
    *("delta_r", "cos_theta", "cos_to_jet"),
)


class JEDINet(SetTagger):
    r"""Every two particles interact; a function of what comes of each tells the jets apart.

    :class:`pyg_jets.nn.InteractionConv` on the complete graph of the hardest particles, then dense
    layers of h and h / 2 units with ELU and one logit on all states :math:`o_i` side by side, in
    falling pt, or on their sum. The default sizes are the paper's for 100 particles side by side:
    33,561 parameters (33,625 with its five classes, 64 more). For the sum its best has 150
    particles and sizes of 50, 14 and 10.

    The sixteen numbers of a particle are the paper's, by :class:`pyg_jets.transforms.ParticleSet`;
    in the jet frame :math:`\eta` and :math:`\phi` are measured from the jet's axis already. They
    are scaled robustly. Empty slots do not interact and have 0, in the original they are particles
    of no momentum.

    The :math:`o_i` side by side, or their sum, are the embedding :math:`h_J`. The state :math:`h_i`
    of a particle is its :math:`o_i` before the last ELU: after it, the gradient of a sum would be
    the same on all particles.

    Args:
        dense_channels: h.
        message_channels: Size of what one particle sends to another.
        out_channels: Size of :math:`o_i`.
        length: Number of particles.
        summed: Sum the states, instead of putting them side by side.
        num_classes: Number of scores, one for each label; None: one logit, of two classes.

    Shapes:
        - **batch:** a batch of :class:`pyg_jets.JetTree`; **output:** ``(num_jets,)``,
          or ``(num_jets, num_classes)``

    Raises:
        ValueError: If ``length`` is below 1.
    """

    recipe = Recipe(epochs=10)

    def __init__(
        self,
        dense_channels: int = 30,
        message_channels: int = 10,
        out_channels: int = 10,
        length: int = 100,
        summed: bool = False,
        *,
        num_classes: int | None = None,
    ) -> None:
        if length < 1:
            raise ValueError(f"'length' must be at least 1 (got {length})")
        pooled = out_channels if summed else length * out_channels
        super().__init__(
            pooled,
            _COLUMNS,
            state_channels=out_channels,
            in_channels=len(_COLUMNS),
            head=dense((pooled, dense_channels, dense_channels // 2, num_classes or 1), ELU),
            num_classes=num_classes,
        )
        named = {} if num_classes is None else {"num_classes": num_classes}
        self.config = {
            **named,
            "dense_channels": dense_channels,
            "message_channels": message_channels,
            "out_channels": out_channels,
            "length": length,
            "summed": summed,
        }
        self.length, self.summed = length, summed
        self.conv = InteractionConv(len(_COLUMNS), dense_channels, message_channels, out_channels)

    def states(self, batch: Any, gate: Tensor | None = None) -> Tensor:
        """:math:`o_i` of every particle before its ELU, ``(num_nodes, out_channels)``."""
        batch = self.view(batch)
        node = constituents(batch, self.length)
        x = (self.particles(batch, node) - self.center) / self.scale
        edges = complete_graph(borders(jet_of_node(batch)[node].bincount()))
        return on_nodes(self.conv(x, edges), node, batch, gate)

    def readout(self, states: Tensor, batch: Any) -> Tensor:
        """:math:`o_i` side by side or summed, ``(num_jets, hidden_channels)``."""
        batch = self.view(batch)
        node = constituents(batch, self.length)
        if self.summed:
            rows = elu(states.index_select(0, node))
            return sum_per_jet(rows, jet_of_node(batch)[node], num_jets(batch))
        return in_slots(elu(states), node, batch, self.length).flatten(1)
