"""Features that a network itself uses: a sparse autoencoder of its nodes' states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from pyg_jets.attribution.frozen import frozen
from pyg_jets.jets import JetLoader, JetTreeDataset
from pyg_jets.taggers import Tagger

_ROWS = 1024
"""States of one step of the training."""


@dataclass(frozen=True)
class SparseFeatures:
    r"""A dictionary of directions in the space of states, few of which make up each state.

    .. math::
        z = \mathrm{top}_k\big(\mathrm{ReLU}(W (h - \mu) / s + b)\big), \qquad
        \hat h = \mu + s\, D^T z

    Attributes:
        mean: :math:`\mu`, of the states of the fit.
        size: s, their root mean square distance from it.
        encoder: W.
        bias: b.
        directions: D, of unit length.
        active: k, at most so many features for a node.

    Shapes:
        - **mean:** ``(state_channels,)``; **bias:** ``(num_features,)``
        - **encoder**, **directions:** ``(num_features, state_channels)``
    """

    mean: Tensor
    size: float
    encoder: Tensor
    bias: Tensor
    directions: Tensor
    active: int

    def activations(self, states: Tensor) -> Tensor:
        """How much of every feature a state has, ``(num_nodes, num_features)``, none below 0."""
        scaled = (states - self.mean) / self.size
        return _top(scaled @ self.encoder.T + self.bias, self.active)

    def rebuilt(self, states: Tensor) -> Tensor:
        """States made of their features alone, ``(num_nodes, state_channels)``."""
        return self.mean + self.size * (self.activations(states) @ self.directions)

    def without(self, tagger: Tagger, jets: JetTreeDataset, feature: int) -> Tensor:
        r"""Logits with one feature taken away from every node's state.

        :math:`-s\, z_f D_f` is added to each state, with z of the states as they were; in a
        recursion what is above follows.

        Args:
            tagger: Whose features they are; it is left as it was.
            jets: The jets.
            feature: Which one.

        Shapes:
            - **output:** ``(num_jets,)``

        Raises:
            ValueError: If there is no such feature.
        """
        if not 0 <= feature < len(self.bias):
            raise ValueError(f"'feature' must be from 0 to {len(self.bias) - 1} (got {feature})")
        logits = []
        with torch.no_grad(), frozen(tagger):
            for batch in JetLoader(jets, 256):
                there = tagger.view(batch.to(tagger.center.device))
                part = self.activations(tagger.states(there))[:, feature, None]
                gate = -self.size * part * self.directions[feature]
                embedding = tagger.readout(tagger.states(there, gate), there)
                logits.append(tagger.head(embedding).squeeze(-1))
        return torch.cat(logits)


def node_states(tagger: Tagger, jets: JetTreeDataset) -> Tensor:
    """States of all nodes that have one, ``(num_nodes, state_channels)``.

    Args:
        tagger: Any tagger; it is left as it was.
        jets: The jets.
    """
    found = []
    with torch.no_grad(), frozen(tagger):
        for batch in JetLoader(jets, 256):
            there = tagger.view(batch.to(tagger.center.device))
            here = {
                "nodes": torch.ones_like(there.is_leaf),
                "leaves": there.is_leaf,
                "splittings": ~there.is_leaf,
            }[tagger.node_states]
            found.append(tagger.states(there)[here])
    return torch.cat(found)


def sparse_features(
    tagger: Tagger,
    jets: JetTreeDataset,
    num_features: int = 64,
    active: int = 8,
    *,
    epochs: int = 3,
    lr: float = 3e-3,
    seed: int = 0,
) -> SparseFeatures:
    r"""Fit a top-k sparse autoencoder to the states of all nodes of the jets.

    `arXiv:2406.04093 <https://arxiv.org/abs/2406.04093>`_: the squared distance from states to
    what is rebuilt is made small, with at most k features for each node. Features that no node of
    a pass has begin anew at the states that are rebuilt worst.

    Args:
        tagger: A trained tagger; it is left as it was.
        jets: Jets whose nodes' states are described.
        num_features: Size of the dictionary.
        active: k.
        epochs: Passes over all states.
        lr: Learning rate.
        seed: Of the initial directions and the order of the states.

    Raises:
        ValueError: If k is not between 1 and ``num_features``, or all states are the same.
    """
    if not 1 <= active <= num_features:
        raise ValueError(f"'active' must be from 1 to {num_features} (got {active})")
    states = node_states(tagger, jets)
    mean = states.mean(0)
    size = float((states - mean).square().sum(1).mean().sqrt())
    if size == 0:
        raise ValueError(f"states must vary (got one for all {len(states)} nodes)")
    scaled = (states - mean) / size
    generator = torch.Generator().manual_seed(seed)
    rows = torch.randperm(len(scaled), generator=generator)[:num_features]
    directions = _unit(scaled[rows.repeat(-(-num_features // len(rows)))[:num_features]])
    model = [directions.clone(), states.new_zeros(num_features), directions.clone()]
    for tensor in model:
        tensor.requires_grad_()
    optimizer = torch.optim.Adam(model, lr=lr)
    with torch.enable_grad():
        for _ in range(epochs):
            _one_pass(scaled, model, active, optimizer, generator)
    encoder, bias, directions = (tensor.detach() for tensor in model)
    return SparseFeatures(mean, size, encoder, bias, directions, active)


def _one_pass(
    scaled: Tensor, model: list[Tensor], active: int, optimizer: Any, generator: torch.Generator
) -> None:
    encoder, bias, directions = model
    used = torch.zeros(len(bias), dtype=torch.bool)
    order = torch.randperm(len(scaled), generator=generator)
    for rows in order.split(_ROWS):
        states = scaled[rows]
        codes = _top(states @ encoder.T + bias, active)
        loss = (codes @ directions - states).square().sum(1).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            directions.copy_(_unit(directions))
            used |= (codes > 0).any(0)
    _revive(scaled, model, active, ~used)


@torch.no_grad()
def _revive(scaled: Tensor, model: list[Tensor], active: int, dead: Tensor) -> None:
    """Dead features begin anew where the error is largest."""
    encoder, bias, directions = model
    rest = scaled - _top(scaled @ encoder.T + bias, active) @ directions
    worst = rest.square().sum(1).argsort(descending=True)[: int(dead.sum())]
    places = torch.nonzero(dead).flatten()[: len(worst)]
    encoder[places] = directions[places] = _unit(rest[worst])
    bias[places] = 0.0


def _top(values: Tensor, active: int) -> Tensor:
    """The largest of each row, if above 0; all others are 0."""
    largest = values.topk(active, dim=1)
    kept = torch.zeros_like(values)
    return kept.scatter(1, largest.indices, largest.values.clamp(min=0.0))


def _unit(directions: Tensor) -> Tensor:
    norm: Tensor = directions.norm(dim=1, keepdim=True)
    return directions / norm.clamp(min=float(np.finfo(np.float32).tiny))
