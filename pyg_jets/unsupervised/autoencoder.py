"""A recursive autoencoder: the embedding must say what the splittings below it are."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import Linear, ReLU, Sequential

from pyg_jets.jets import kinematics
from pyg_jets.jets.trees.jet_source import Jets
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.recipe import Recipe
from pyg_jets.unsupervised.objective import Objective
from pyg_jets.unsupervised.splitting_targets import TARGETS, SplittingTargets
from pyg_jets.unsupervised.tree_decoder import TreeDecoder

_SHARE_UNIT = 3.0
"""Unit of ln(pt share) of a constituent: about its spread in jets of some hundred GeV."""


class Autoencoder(Objective):
    r"""Encode the jet, decode down its clustering tree, compare every splitting.

    At each splitting the decoder's state gives its coordinates (:class:`SplittingTargets`), at each
    constituent the logarithm of its share of the jet's pt. The loss of a splitting is the mean
    square of the errors of its five coordinates and of the shares of those of its children that
    are constituents; of a jet the mean of its splittings'.

    Args:
        encoder: Any tagger.
        hidden_channels: Size of the decoder's states; that of the embedding if not given.
    """

    recipe = Recipe(epochs=10, batch_size=256, lr=2e-3)

    def __init__(self, encoder: Tagger, *, hidden_channels: int | None = None) -> None:
        hidden = hidden_channels or encoder.hidden_channels
        super().__init__(encoder, hidden_channels=hidden)
        self.targets = SplittingTargets()
        self.decoder = TreeDecoder(encoder.hidden_channels, hidden)
        self.readout = Sequential(Linear(hidden, hidden), ReLU(), Linear(hidden, len(TARGETS) + 1))
        self.to(encoder.center)

    def prepare(self, jets: Jets) -> None:
        """Take the spread of the coordinates from the training jets."""
        self.targets.fit(jets)

    def forward(self, batch: Any, seed: int) -> Tensor:  # noqa: ARG002
        """Losses ``(num_jets,)``; nothing is drawn."""
        return self.score(batch)

    def splitting_losses(self, batch: Any) -> Tensor:
        """Loss of each splitting ``(num_nodes,)``, 0 on constituents."""
        decoded = self.readout(self.decoder(self.encoder.embed(batch), batch))
        targets, node = self.targets(batch)
        losses: Tensor = decoded.new_zeros(batch.num_nodes)
        losses[node] = (decoded[node, :-1] - targets).square().sum(1)
        number = torch.zeros_like(losses)
        number[node] = float(len(TARGETS))
        child, parent = batch.edge_index
        leaf = batch.is_leaf[child]
        child, parent = child[leaf], parent[leaf]
        wrong = (decoded[child, -1] - _ln_share(batch)[child].to(decoded)).square()
        losses = losses.index_add(0, parent, wrong)
        number = number.index_add(0, parent, torch.ones_like(wrong))
        return losses / number.clamp(min=1)


def _ln_share(batch: Any) -> Tensor:
    """Logarithm of each node's share of its jet's pt, of at least exp(-12), in its unit."""
    pt = kinematics.pt(batch.p4)
    share = pt / pt[batch.is_root][batch.batch]
    return share.clamp(min=6e-6).log() / _SHARE_UNIT
