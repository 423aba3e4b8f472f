"""Contrastive learning: two changed versions of a jet are one jet, all others are not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn import Linear, ReLU, Sequential
from torch.nn.functional import cross_entropy, normalize

from pyg_jets.jets.clustering import cluster
from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.trees.jet_source import Jets
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.recipe import Recipe
from pyg_jets.training.predicting import embed
from pyg_jets.transforms import PtShift
from pyg_jets.transforms._leaves import jets_of
from pyg_jets.transforms._one_or_many import frame_of
from pyg_jets.unsupervised.distance import Distance
from pyg_jets.unsupervised.jet_changes import jet_changes
from pyg_jets.unsupervised.objective import Objective

_LOOKED_AT = 8
_SCORED = 10_000
"""Training jets at most from which the score takes its mean and covariance."""


class Contrastive(Objective):
    r"""JetCLR's loss, `arXiv:2108.04253 <https://arxiv.org/abs/2108.04253>`_, with any encoder.

    Both versions of a jet go through the encoder and a projector, :math:`z = P(h_J) / |P(h_J)|`.
    Among all versions in the batch that of the same jet is to be the closest:

    .. math::
        \mathcal L_i = -\ln \frac{e^{z_i \cdot z_i' / \tau}}
            {\sum_{j \neq i} e^{z_i \cdot z_j / \tau} + \sum_j e^{z_i \cdot z_j' / \tau}}

    and the loss of a jet is the mean of its two versions'. The projector is thrown away afterwards.
    No splitting has a loss of its own here; the score is the distance of :math:`h_J` from those of
    the training jets, see :class:`pyg_jets.unsupervised.distance.Distance`.

    Args:
        encoder: Any tagger.
        temperature: :math:`\tau`.
        out_channels: Size of :math:`z`.
        changes: From a seed a list of changes of ``Constituents``, applied one after the other.
        algorithm: That the jets were clustered with, and their versions are.

    Raises:
        ValueError: If ``temperature`` is not positive.
    """

    recipe = Recipe(epochs=20, batch_size=256, lr=2e-3)
    changes_jets = True

    def __init__(
        self,
        encoder: Tagger,
        *,
        temperature: float = 0.1,
        out_channels: int = 32,
        changes: Callable[[int], Sequence[Any]] = jet_changes,
        algorithm: str | Any = "cambridge_aachen",
    ) -> None:
        if not temperature > 0:
            raise ValueError(f"'temperature' must be positive (got {temperature})")
        config = {"temperature": temperature, "changes": repr(changes(0)), "tree": str(algorithm)}
        super().__init__(encoder, **config)
        self.temperature, self.changes, self.algorithm = temperature, changes, algorithm
        hidden = encoder.hidden_channels
        self.projector = Sequential(
            Linear(hidden, hidden), ReLU(), Linear(hidden, out_channels)
        ).to(encoder.center)
        self.distance = Distance(hidden)

    def prepare(self, jets: Jets) -> None:
        """Check that the jets were clustered by the algorithm that their versions will be.

        Raises:
            ValueError: If they were not.
        """
        PtShift(1.0, algorithm=self.algorithm)(jets.batch(slice(_LOOKED_AT)))

    def forward(self, batch: Any, seed: int) -> Tensor:
        """Losses ``(num_jets,)``."""
        views = self.views(batch, seed)
        z = normalize(self.projector(self.encoder.embed(views)), dim=1)
        return nt_xent(z, self.temperature)

    def views(self, batch: Any, seed: int) -> Any:
        """Two versions of each jet as one batch: all first ones, then all second ones.

        Args:
            batch: Batch of trees, on any device.
            seed: Of the changes; together with a jet's momenta it decides all of them.
        """
        device, batch = batch.p4.device, batch.cpu()
        jets, versions = jets_of(batch), []
        for seed_of_version in (2 * seed, 2 * seed + 1):
            version = jets
            for change in self.changes(seed_of_version):
                version = change(version)
            versions.append(version)
        trees = cluster(Constituents.concat(versions), self.algorithm, frame=frame_of(batch))
        return trees.batch().to(device)

    def finish(self, jets: Jets) -> None:
        """Take mean and covariance of the embeddings of at most 10,000 training jets."""
        step = -(-len(jets) // _SCORED)
        self.distance.fit(embed(self.encoder, jets.index_select(slice(None, None, step))))

    def score(self, batch: Any) -> Tensor:
        """Distance of each jet's embedding from those of the training jets, ``(num_jets,)``."""
        distance: Tensor = self.distance(self.encoder.embed(batch))
        return distance.squeeze(1)

    def splitting_losses(self, batch: Any) -> Tensor:
        """No splitting has a loss.

        Raises:
            ValueError: Always.
        """
        raise ValueError(
            "contrastive learning compares whole jets, so that no splitting has a loss of its own "
            f"(asked for {batch.num_graphs} jets): pretrain with method='autoencoder' or 'masked'"
        )


def nt_xent(z: Tensor, temperature: float) -> Tensor:
    """The loss of each jet, the mean of its two versions'.

    Args:
        z: Of length 1: all first versions, then all second ones.
        temperature: The smaller, the more do the closest others count.

    Shapes:
        - **z:** ``(2 num_jets, out_channels)``; **output:** ``(num_jets,)``
    """
    number = len(z) // 2
    similarity = (z @ z.t()) / temperature
    similarity = similarity.masked_fill(
        torch.eye(2 * number, dtype=torch.bool, device=z.device), -torch.inf
    )
    other = torch.arange(2 * number, device=z.device).roll(number)
    losses = cross_entropy(similarity, other, reduction="none")
    return losses.view(2, number).mean(0)
