"""The mass direction of a W tagger: whether it changes most where the W decays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import torch
from torch import Tensor

from pyg_jets.attribution import change, projection
from pyg_jets.evaluation.truth.decay import decay_truth
from pyg_jets.evaluation.truth.hit_rate import hit_rate, simple_choices
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.lund import lund_coordinates
from pyg_jets.metrics import Estimate
from pyg_jets.observables import jet_mass
from pyg_jets.probing import LinearProbe
from pyg_jets.taggers import Tagger
from pyg_jets.training import embed


def observable_direction(
    tagger: Tagger, jets: JetTreeDataset, observable: Callable[[JetTreeDataset], Tensor]
) -> Tensor:
    r"""Unit vector of the linear fit of an observable on the jet embeddings.

    .. math::
        v = w / \Vert w \Vert,
        \qquad (w, b) = \operatorname{argmin} \sum_J (y_J - w \cdot h_J - b)^2

    It is the regression concept vector of `arXiv:1904.04520 <https://arxiv.org/abs/1904.04520>`_,
    and for :func:`pyg_jets.observables.jet_mass` the "mass direction" of `arXiv:1911.01872
    <https://arxiv.org/abs/1911.01872>`_.

    Args:
        tagger: The tagger.
        jets: Jets to fit to; not those that are looked at afterwards.
        observable: From jets a number per jet, such as those in ``pyg_jets.observables``.

    Shapes:
        - **output:** ``(hidden_channels,)`` float64

    Raises:
        ValueError: If the observable does not vary along with any embedding.
    """
    line = LinearProbe().fit(embed(tagger, jets), observable(jets), jets.weight)
    weights = torch.from_numpy(line.coef_)
    length = weights.norm()
    if length == 0:
        raise ValueError(
            f"'observable' must vary with the embedding (got a flat fit to {len(jets)} jets)"
        )
    direction: Tensor = weights / length
    return direction


CHOICE = "largest change of the mass direction"
"""The paper's choice of one splitting a jet; what a network is called comes behind it."""


class HitRates(NamedTuple):
    """How often a choice is the decay's splitting.

    Attributes:
        everywhere: Chosen among all splittings.
        primary: Chosen among those reached from the root by following the harder child.
    """

    everywhere: Estimate
    primary: Estimate


def localise(
    taggers: Mapping[str, Tagger], train: JetTreeDataset, decays: JetTreeDataset, seed: int = 0
) -> dict[str, HitRates]:
    r"""How often each choice of one splitting per jet is the one that parts the W's quarks.

    The paper's (`arXiv:1911.01872 <https://arxiv.org/abs/1911.01872>`_) is where the projection
    on the mass direction changes most towards the harder child. Beside it: the largest and the
    smallest kt, the largest drop of the mass to the harder child, and a random splitting.

    Args:
        taggers: Under names; each has a mass direction of its own.
        train: Jets to fit the mass directions to.
        decays: Jets of the decay, with two partons each; those without a true splitting are left
            out.
        seed: Of the random choice.

    Raises:
        ValueError: As in :func:`decay_truth` and :func:`observable_direction`, or if no jet
            has a true splitting.
    """
    rows = decay_truth(decays).w
    batch = decays.batch()
    truth = torch.zeros(batch.num_nodes, dtype=torch.bool)
    truth[rows[rows >= 0]] = True
    coordinates = lund_coordinates(batch)
    primary = torch.zeros(batch.num_nodes, dtype=torch.bool)
    primary[coordinates.node] = coordinates.primary
    numbers = {}
    for name, tagger in taggers.items():
        direction = observable_direction(tagger, train, jet_mass)
        projected = projection(tagger, batch, direction).double()
        numbers[f"{CHOICE}, {name}"] = change(projected, batch).abs()
    numbers |= simple_choices(batch, seed)
    return {
        name: HitRates(hit_rate(values, truth, batch), hit_rate(values, truth, batch, primary))
        for name, values in numbers.items()
    }
