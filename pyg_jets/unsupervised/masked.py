"""Masked splittings: what the hidden branch is like, from the rest of the jet."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import Linear, ReLU, Sequential

from pyg_jets.jets.trees.jet_source import Jets
from pyg_jets.jets.trees.jet_tree import FEATURES
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.recipe import Recipe
from pyg_jets.transforms._one_or_many import place_in_jet
from pyg_jets.unsupervised.hidden_branches import hide_branches
from pyg_jets.unsupervised.objective import Objective
from pyg_jets.unsupervised.splitting_targets import TARGETS, SplittingTargets


class MaskedSplittings(Objective):
    """Hide a branch, and tell how it splits.

    `arXiv:2401.13537 <https://arxiv.org/abs/2401.13537>`_ does so with particles. Of a hidden
    branch only its momentum is left, as if it were a constituent. From the embedding of what is
    left of the jet, and the branch's own features, its splitting's coordinates
    (:class:`SplittingTargets`) are to be told. The loss of a splitting is the mean square of the
    five errors; of a jet the mean over those that are hidden. The jet's own splitting, its root's,
    cannot be hidden and has no loss.

    Args:
        encoder: Any tagger.
        share: Probability with which a splitting is hidden in a training step; one of each jet at
            least.

    Raises:
        ValueError: If ``share`` is not between 0 and 1.
    """

    recipe = Recipe(epochs=10, batch_size=256, lr=2e-3)
    changes_jets = True

    mean: Tensor
    spread: Tensor

    def __init__(self, encoder: Tagger, *, share: float = 0.15) -> None:
        if not 0 < share < 1:
            raise ValueError(f"'share' must lie between 0 and 1 (got {share})")
        super().__init__(encoder, share=share)
        self.share = share
        hidden, features = encoder.hidden_channels, len(FEATURES)
        self.register_buffer("mean", torch.zeros(features))
        self.register_buffer("spread", torch.ones(features))
        self.targets = SplittingTargets()
        layers = Linear(hidden + features, hidden), ReLU(), Linear(hidden, len(TARGETS))
        self.readout = Sequential(*layers)
        self.to(encoder.center)

    def prepare(self, jets: Jets) -> None:
        """Take spreads of coordinates and features from the training jets."""
        self.targets.fit(jets)
        batch = jets.batch(slice(None, None, -(-len(jets) // 10_000)))
        x = batch.x[~batch.is_leaf]
        self.mean.copy_(x.mean(0))
        self.spread.copy_(x.std(0, unbiased=False).clamp(min=1e-6))

    def forward(self, batch: Any, seed: int) -> Tensor:
        """Losses ``(num_jets,)``; 0 for a jet of which nothing can be hidden."""
        generator = torch.Generator().manual_seed(seed % 2**63)
        drawn = torch.rand(batch.num_nodes, generator=generator).to(batch.x.device)
        drawn = drawn.masked_fill(~self._can_be_hidden(batch), torch.inf)
        # At least one of every jet, so that no jet is seen for nothing.
        least = drawn.new_full((batch.num_graphs,), torch.inf)
        least = least.scatter_reduce(0, batch.batch, drawn, "amin").clamp(max=1.0)
        losses, node = self._losses(batch, (drawn < self.share) | (drawn <= least[batch.batch]))
        jet = batch.batch[node]
        sums = losses.new_zeros(batch.num_graphs).index_add(0, jet, losses)
        return sums / torch.bincount(jet, minlength=batch.num_graphs).clamp(min=1)

    def splitting_losses(self, batch: Any) -> Tensor:
        """Loss of each splitting when it alone is hidden ``(num_nodes,)``; 0 on all other nodes.

        Each jet is encoded as often as it has splittings.
        """
        node = self._can_be_hidden(batch).nonzero().flatten()
        place = place_in_jet(batch.batch[node], batch.num_graphs)
        losses = self.mean.new_zeros(batch.num_nodes)
        for k in range(int(place.max()) + 1 if len(place) else 0):
            hidden = torch.zeros_like(batch.is_leaf)
            hidden[node[place == k]] = True
            of_hidden, where = self._losses(batch, hidden)
            losses = losses.index_copy(0, where, of_hidden)
        return losses

    def score(self, batch: Any) -> Tensor:
        """Mean of the losses of a jet's splittings but the root's; 0 if it has no other."""
        losses, counted = self.splitting_losses(batch), self._can_be_hidden(batch)
        jet, number = batch.batch[counted], batch.num_graphs
        sums = losses.new_zeros(number).index_add(0, jet, losses[counted])
        return sums / torch.bincount(jet, minlength=number).clamp(min=1)

    def _can_be_hidden(self, batch: Any) -> Tensor:
        inner: Tensor = ~batch.is_leaf & ~batch.is_root
        return inner

    def _losses(self, batch: Any, hidden: Tensor) -> tuple[Tensor, Tensor]:
        """Losses of the hidden splittings that are left, and their nodes."""
        left, origin = hide_branches(batch, hidden)
        is_hidden = hidden[origin]
        node, jet = origin[is_hidden], left.batch[is_hidden]
        own = (batch.x[node].to(self.mean) - self.mean) / self.spread
        told = self.readout(torch.cat((self.encoder.embed(left)[jet], own), 1))
        targets, of = self.targets(batch)
        row = of.new_zeros(batch.num_nodes).index_put((of,), torch.arange(len(of)).to(of))
        return (told - targets[row[node]]).square().mean(1), node
