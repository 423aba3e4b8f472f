"""LoLa, the tagger with a Lorentz layer, `arXiv:1707.08966 <https://arxiv.org/abs/1707.08966>`_."""

from __future__ import annotations

from typing import Any

from torch import Tensor
from torch.nn import Sequential

from pyg_jets.nn import LorentzLayer, RowBatchNorm
from pyg_jets.nn.lorentz_layer import FEATURES_PER_MOMENTUM
from pyg_jets.taggers._dense import dense
from pyg_jets.taggers._set_tagger import SetTagger, constituents, in_slots, on_nodes

_UNIT = 500.0
"""GeV; the original divides by it."""


class LoLa(SetTagger):
    r"""Dense layers on Lorentz invariants of the hardest momenta and of their combinations.

    :class:`pyg_jets.nn.LorentzLayer` turns 40 momenta, in falling pt and 0 where there are fewer,
    into seven numbers for each of 1 + 40 + 15 momenta: the embedding :math:`h_J`. Batch
    normalisation without parameters follows, since they differ by orders of magnitude (masses of
    particles and of the jet), then dense layers of 100 and 50 units with ReLU and one logit; 60,681
    parameters. (The 127 thousand of
    `arXiv:1902.09914 <https://arxiv.org/abs/1902.09914>`_ are those of more momenta, the number of
    which is not given; 84 would have so many.)

    The state :math:`h_i` of a constituent is its momentum in the frame of the tree's features, in
    units of 500 GeV; merges and softer constituents have 0.

    Args:
        length: Number of momenta.
        num_combinations: Number of learnt combinations.
        num_classes: Number of scores, one for each label; None: one logit, of two classes.

    Shapes:
        - **batch:** a batch of :class:`pyg_jets.JetTree`; **output:** ``(num_jets,)``,
          or ``(num_jets, num_classes)``

    Raises:
        ValueError: If ``length`` is below 1.
    """

    def __init__(
        self, length: int = 40, num_combinations: int = 15, *, num_classes: int | None = None
    ) -> None:
        if length < 1:
            raise ValueError(f"'length' must be at least 1 (got {length})")
        features = FEATURES_PER_MOMENTUM * (1 + length + num_combinations)
        super().__init__(
            features,
            ("px", "py", "pz", "energy"),
            state_channels=4,
            in_channels=0,
            head=Sequential(
                RowBatchNorm(features, affine=False),
                *dense((features, 100, 50, num_classes or 1)),
            ),
            num_classes=num_classes,
        )
        named = {} if num_classes is None else {"num_classes": num_classes}
        self.config = {"length": length, "num_combinations": num_combinations, **named}
        self.length = length
        self.lorentz = LorentzLayer(length, num_combinations)

    def states(self, batch: Any, gate: Tensor | None = None) -> Tensor:
        """Momenta of the hardest constituents, ``(num_nodes, 4)``."""
        batch = self.view(batch)
        node = constituents(batch, self.length)
        return on_nodes(self.particles(batch, node) / _UNIT, node, batch, gate)

    def readout(self, states: Tensor, batch: Any) -> Tensor:
        """All features of all momenta, ``(num_jets, hidden_channels)``."""
        batch = self.view(batch)
        momenta = in_slots(states, constituents(batch, self.length), batch, self.length)
        features: Tensor = self.lorentz(momenta).flatten(1)
        return features
