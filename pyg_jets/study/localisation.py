"""Which number finds the splitting of a decay: the mass direction against simple choices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import torch

from pyg_jets.attribution import change, projection
from pyg_jets.jets.jet_tree_dataset import JetTreeDataset
from pyg_jets.lund import lund_coordinates
from pyg_jets.metrics import Estimate
from pyg_jets.observables import jet_mass
from pyg_jets.study.decay_splitting import decay_splitting
from pyg_jets.study.direction import observable_direction
from pyg_jets.study.ground_truth import hit_rate, simple_choices
from pyg_jets.taggers import Tagger


class Found(NamedTuple):
    """How often a choice is the decay's splitting.

    Attributes:
        everywhere: Chosen among all splittings.
        primary: Chosen among those reached from the root by following the harder child.
    """

    everywhere: Estimate
    primary: Estimate


def localise(
    taggers: Mapping[str, Tagger], train: JetTreeDataset, decays: JetTreeDataset, seed: int = 0
) -> dict[str, Found]:
    r"""How often each choice of one splitting per jet is that of :func:`decay_splitting`.

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
        ValueError: As in :func:`decay_splitting` and :func:`observable_direction`, or if no jet
            has a true splitting.
    """
    rows = decay_splitting(decays)
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
        numbers[f"largest change of the mass direction, {name}"] = change(projected, batch).abs()
    numbers |= simple_choices(batch, seed)
    return {
        name: Found(hit_rate(values, truth, batch), hit_rate(values, truth, batch, primary))
        for name, values in numbers.items()
    }
