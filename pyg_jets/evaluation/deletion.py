"""Faithfulness: what the tagger says of a jet whose branches go, or come back, in some order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

import torch
from torch import Tensor

from pyg_jets.attribution.pruning import without_branches
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.jets.trees.node_values import check_node_values
from pyg_jets.metrics import Estimate, average
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.target import Target, at_target
from pyg_jets.transforms._one_or_many import place_in_jet

Way: TypeAlias = Literal["deletion", "insertion"]
"""Branches go from the whole jet, or come to what is left when all have gone."""


@dataclass(frozen=True)
class Curve:
    """What a tagger says of each jet while its branches go or come.

    Shapes:
        - **fractions:** ``(steps + 1,)`` of the splittings whose turn it was, from 0 to 1
        - **outputs:** ``(num_jets, steps + 1)``, logits or probabilities
        - **weight:** ``(num_jets,)``, how much each jet counts in means; None: all the same
    """

    fractions: Tensor
    outputs: Tensor
    weight: Tensor | None = None

    @property
    def mean(self) -> Tensor:
        """Mean over the jets, ``(steps + 1,)``."""
        if self.weight is None:
            return self.outputs.mean(0)
        return (self.weight.to(self.outputs) @ self.outputs) / self.weight.sum()

    @property
    def areas(self) -> Tensor:
        """Area under the curve of each jet, ``(num_jets,)``."""
        return torch.trapezoid(self.outputs, self.fractions)

    def area(self, seed: int = 0, resamples: int = 200) -> Estimate:
        """Area under the mean curve, with a bootstrap over jets.

        Args:
            seed: Of the bootstrap.
            resamples: Number of bootstrap samples.
        """
        return average(self.areas, seed, resamples, weight=self.weight)

    def area_above(self, other: Curve, seed: int = 0, resamples: int = 200) -> Estimate:
        """Area between this mean curve and another one's of the same jets, bootstrapped in pairs.

        Args:
            other: Such as that of a random order.
            seed: Of the bootstrap.
            resamples: Number of bootstrap samples.

        Raises:
            ValueError: If it has another number of jets.
        """
        if len(other.outputs) != len(self.outputs):
            raise ValueError(
                f"'other' must be of the same {len(self.outputs)} jets (got {len(other.outputs)})"
            )
        return average(self.areas - other.areas, seed, resamples, weight=self.weight)


def deletion_curve(
    tagger: Tagger,
    jets: JetTreeDataset,
    values: Tensor,
    way: Way = "deletion",
    *,
    steps: int = 10,
    probability: bool = False,
    seed: int = 0,
    target: Target = None,
) -> Curve:
    """Remove the softer branches of splittings, largest value first, and ask the tagger each time.

    As in RISE (`arXiv:1806.07421 <https://arxiv.org/abs/1806.07421>`_), but what remains is a jet:
    the constituents of a branch go, the rest keeps its history, and every momentum above is the
    sum of what is left, see :func:`pyg_jets.attribution.branch_removal`. If the values say what
    speaks for the signal, the curve of ``"deletion"`` falls early and that of ``"insertion"`` rises
    early: areas below and above that of a random order. Look at jets of one class.

    Args:
        tagger: Any tagger; it is left as it was.
        jets: The jets; one without splittings stays as it is.
        values: A number per node of ``jets.batch()``; those of leaves do not count. Equal ones
            come in random order.
        way: ``"deletion"``, or ``"insertion"``: all softer branches are gone, and come back.
        steps: Into how many equal parts the splittings of each jet are divided.
        probability: Ask for the probability of the signal, or of a target's class, instead of the
            logit; of a pair for that of one among both.
        seed: Of the order of equal values.
        target: Which number is asked about, see :func:`pyg_jets.taggers.at_target`.

    Shapes:
        - **values:** ``(num_nodes,)``

    Raises:
        ValueError: If ``way`` is something else, ``steps`` is below 1, or there is not one value
            per node or one is NaN.
    """
    if way not in get_args(Way) or steps < 1:
        raise ValueError(
            f"'way' must be one of {', '.join(get_args(Way))} and 'steps' at least 1 "
            f"(got '{way}' and {steps})"
        )
    tagger, batch = at_target(tagger, target), jets.batch()
    turn = turns(values, batch, seed)
    fractions = torch.linspace(0, 1, steps + 1, dtype=torch.float64)
    was = turn[:, None] <= fractions
    gone = was if way == "deletion" else ~was
    outputs = without_branches(tagger, batch, gone)
    outputs = outputs.sigmoid() if probability else outputs
    return Curve(fractions, outputs, getattr(batch, "weight", None))


def turns(values: Tensor, batch: Any, seed: int) -> Tensor:
    """When it is a splitting's turn, if the largest value comes first.

    Args:
        values: A number per node; those of leaves do not count.
        batch: The trees.
        seed: Of the order of equal values.

    Shapes:
        - **values:** ``(num_nodes,)``; **output:** ``(num_nodes,)`` in (0, 1); infinite on leaves

    Raises:
        ValueError: If there is not one value per node, or a splitting's is NaN.
    """
    values = values.to(batch.x.device)
    check_node_values("values", values, batch, ~batch.is_leaf)
    node = (~batch.is_leaf).nonzero().flatten()
    # Clustering order says something of angles: equal values must not come in it.
    node = node[torch.randperm(len(node), generator=torch.Generator().manual_seed(seed))]
    node = node[torch.argsort(values.detach()[node], descending=True, stable=True)]
    node = node[torch.argsort(batch.batch[node], stable=True)]
    jet = batch.batch[node]
    number = torch.bincount(jet, minlength=batch.num_graphs)
    turn = torch.full_like(batch.p4[:, 0], torch.inf, dtype=torch.float64)
    # A half less: it comes at the nearest step.
    turn[node] = (place_in_jet(jet, batch.num_graphs) + 0.5).double() / number[jet]
    return turn
