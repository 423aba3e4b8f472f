"""An attribution against a mask of the nodes that are known to matter."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from pyg_jets.evaluation.similarity import centred_ranks
from pyg_jets.evaluation.top_splittings import top_splittings
from pyg_jets.jets.trees.node_values import check_node_values
from pyg_jets.metrics import Estimate, average, weight_array


class MaskScores(NamedTuple):
    """How well an attribution gives a mask back, means over jets.

    Attributes:
        auc: How often a splitting of the mask has a larger value than one that is not in it.
        iou: Intersection over union of the mask and as many splittings with the largest values.
        jets: In how many jets there are splittings of both kinds.
    """

    auc: Estimate
    iou: Estimate
    jets: int


def mask_scores(
    values: Tensor, mask: Tensor, batch: Any, among: Tensor | None = None, *, seed: int = 0
) -> MaskScores:
    """Scores of an attribution against a mask of the splittings, jet by jet.

    Without knowledge the AUC is 1/2; the IoU of a drawn attribution depends on the mask
    (:func:`mask_iou` of random numbers). Jets in which all or none of the splittings are in the
    mask are left out.

    Args:
        values: A number per node.
        mask: Which nodes matter.
        batch: The trees.
        among: Which splittings count; all if not given.
        seed: Of the bootstraps over jets.

    Shapes:
        - **values**, **mask**, **among:** ``(num_nodes,)``

    Raises:
        ValueError: If a shape is wrong, a splitting's value is NaN, or no jet has splittings of
            both kinds.
    """
    areas, overlaps = mask_auc(values, mask, batch, among), mask_iou(values, mask, batch, among)
    there = ~areas.isnan()
    if not there.any():
        raise ValueError("'mask' must hold some splittings of a jet and not others (got none such)")
    weight = weight_array(getattr(batch, "weight", None), len(areas))[there.numpy()]
    auc, iou = (average(scores[there], seed, weight=weight) for scores in (areas, overlaps))
    return MaskScores(auc, iou, int(there.sum()))


def mask_auc(values: Tensor, mask: Tensor, batch: Any, among: Tensor | None = None) -> Tensor:
    r"""Area under the ROC curve over the splittings of each jet: those of a mask against others.

    Equal values count half.

    Args:
        values: A number per node.
        mask: Which nodes matter.
        batch: The trees.
        among: Which splittings count; all if not given.

    Shapes:
        - **values**, **mask**, **among:** ``(num_nodes,)``; **output:** ``(num_jets,)``, NaN where
          all or none are in the mask

    Raises:
        ValueError: If a shape is wrong, or a splitting's value is NaN.
    """
    candidates = _candidates(values, mask, batch, among)
    jet, number = batch.batch[candidates].numpy(), batch.num_graphs
    ranks = centred_ranks(values.detach()[candidates].double().numpy(), jet)
    inside = mask[candidates].numpy()
    total, positive = np.bincount(jet, minlength=number), np.bincount(jet, inside, number)
    # Ranks centred on their mean: what is above it in the mask is below it outside.
    above = np.bincount(jet, ranks * inside, number)
    both = positive * (total - positive)
    auc = np.divide(above, both, out=np.full(number, np.nan), where=both > 0) + 0.5
    return torch.from_numpy(auc)


def mask_iou(values: Tensor, mask: Tensor, batch: Any, among: Tensor | None = None) -> Tensor:
    """Intersection over union of a mask and as many splittings with the largest values.

    Args:
        values: A number per node.
        mask: Which nodes matter.
        batch: The trees.
        among: Which splittings count; all if not given.

    Shapes:
        - **values**, **mask**, **among:** ``(num_nodes,)``; **output:** ``(num_jets,)``, NaN where
          the mask is empty

    Raises:
        ValueError: If a shape is wrong, or a splitting's value is NaN.
    """
    inside = _candidates(values, mask, batch, among) & mask
    size = torch.bincount(batch.batch[inside], minlength=batch.num_graphs)
    largest = top_splittings(values, batch, size, among)
    hits = torch.bincount(batch.batch[inside & largest], minlength=batch.num_graphs).double()
    return hits / (2 * size - hits)


def _candidates(values: Tensor, mask: Tensor, batch: Any, among: Tensor | None) -> Tensor:
    if tuple(mask.shape) != (batch.num_nodes,) or mask.dtype != torch.bool:
        raise ValueError(
            f"'mask' must be a mask of the nodes, ({batch.num_nodes},) "
            f"(got {mask.dtype} of shape {tuple(mask.shape)})"
        )
    candidates: Tensor = ~batch.is_leaf if among is None else ~batch.is_leaf & among
    check_node_values("values", values, batch, candidates)
    return candidates
