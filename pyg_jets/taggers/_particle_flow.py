"""What Energy Flow Networks and Particle Flow Networks share."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import Linear, Module
from torch.nn.init import kaiming_uniform_, zeros_

from pyg_jets.taggers._dense import dense
from pyg_jets.taggers._set_tagger import SetTagger, constituents, on_nodes
from pyg_jets.taggers.recipe import Recipe
from pyg_jets.transforms._one_or_many import jet_of_node, num_jets, sum_per_jet

_FLOW = ("z", "y_hat", "phi_hat")


class ParticleFlow(SetTagger):
    r"""Dense layers on every constituent, a sum over them, dense layers on the sum.

    A subclass says which columns are an input (``first_column`` and what follows), and with which
    weights the states are summed.

    Args:
        hidden_channels: Size of the sum, the embedding.
        dense_channels: Size of all other layers.
        num_classes: Number of scores, one for each label; None: one logit, of two classes.
    """

    recipe = Recipe(epochs=20, turned=True)
    first_column = 0
    unit = 1.0
    """Angle, in rapidity and radians, that enters as 1."""

    def __init__(
        self, hidden_channels: int, dense_channels: int, num_classes: int | None = None
    ) -> None:
        super().__init__(
            hidden_channels,
            _FLOW,
            in_channels=0,
            head=dense((hidden_channels, *(dense_channels,) * 3, num_classes or 1)),
            num_classes=num_classes,
            dense_channels=dense_channels,
        )
        inputs = len(_FLOW) - self.first_column
        self.phi = dense((inputs, dense_channels, dense_channels, hidden_channels))
        self.apply(_he_uniform)

    def states(self, batch: Any, gate: Tensor | None = None) -> Tensor:
        r""":math:`\Phi` of the constituents before its ReLU, ``(num_nodes, hidden_channels)``."""
        batch = self.view(batch)
        node = constituents(batch)
        z, angles = self.particles(batch, node).split((1, 2), 1)
        columns = torch.cat((z, angles / self.unit), 1)[:, self.first_column :]
        rows: Tensor = self.phi(columns)
        return on_nodes(rows, node, batch, gate)

    def weights(self, batch: Any) -> Tensor:
        """Weights of the nodes in the sum, ``(num_nodes,)``; 0 for merges."""
        raise NotImplementedError

    def readout(self, states: Tensor, batch: Any) -> Tensor:
        """The weighted sum, ``(num_jets, hidden_channels)``."""
        batch = self.view(batch)
        weighted = states.relu() * self.weights(batch).to(states.dtype)[:, None]
        return sum_per_jet(weighted, jet_of_node(batch), num_jets(batch))


def _he_uniform(layer: Module) -> None:
    """The original's initial parameters."""
    if isinstance(layer, Linear):
        kaiming_uniform_(layer.weight, nonlinearity="relu")
        zeros_(layer.bias)
