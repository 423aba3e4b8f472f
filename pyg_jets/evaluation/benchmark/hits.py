"""Numbers on splittings against the truth: hits, area under the curve, and what is right."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from pyg_jets.evaluation.benchmark.truth import Answer
from pyg_jets.evaluation.mask_scores import mask_auc
from pyg_jets.evaluation.top_splittings import top_splittings
from pyg_jets.metrics import Estimate, average, of_means, share


def hits(relevance: Tensor, answer: Answer, seed: int) -> dict[str, Estimate]:
    """How often a jet's largest numbers are on the splittings that matter.

    Jets in which none or all of the splittings matter are left out. Equal numbers come in random
    order: a method that says nothing scores as random numbers do.

    Args:
        relevance: Larger where a splitting matters more.
        answer: The jets and their truth.
        seed: Of the order of equal numbers and of the bootstraps.

    Shapes:
        - **relevance:** ``(num_nodes,)``

    Returns:
        ``top1``: share of jets whose largest number is on one that matters; ``top_k``: of the k
        largest, the share that matters, with k as many as matter; ``auc``: how often one that
        matters has a larger number than one that does not.

    Raises:
        ValueError: If no jet has splittings of both kinds.
    """
    batch, mask = answer.jets.batch(), answer.mask & ~answer.jets.batch().is_leaf
    auc = mask_auc(relevance, mask, batch)
    known = ~auc.isnan()
    if not known.any():
        raise ValueError(
            "a truth must have jets in which some splittings matter and others do not (got none): "
            "ask for more jets"
        )
    ranks = _without_ties(relevance, seed)
    number = torch.bincount(batch.batch[mask], minlength=batch.num_graphs)
    first = _per_jet(top_splittings(ranks, batch) & mask, batch)[known]
    top = _per_jet(top_splittings(ranks, batch, number) & mask, batch)[known]
    return {
        "top1": share(int(first.sum()), len(first)),
        "top_k": average(top / number[known], seed),
        "auc": average(auc[known], seed),
    }


def exactness(values: Tensor, answer: Answer, seed: int) -> dict[str, Estimate]:
    r"""Values against those that follow by hand, where the truth has them.

    Args:
        values: Of the method, with their signs.
        answer: The jets and their truth.
        seed: Of the bootstraps over jets.

    Shapes:
        - **values:** ``(num_nodes,)``

    Returns:
        ``error``: :math:`\sum |v - a| / \sum |a|`; ``cosine``: that of the angle between v and a,
        which does not know the unit of the values; ``outside``: share of :math:`\sum |v|` on
        splittings that must get nothing. Only what the truth knows.
    """
    batch, numbers = answer.jets.batch(), {}
    inner = ~batch.is_leaf

    def sums(of_nodes: Tensor) -> Tensor:
        jet = batch.batch[inner]
        return torch.zeros(batch.num_graphs).double().index_add_(0, jet, of_nodes[inner].double())

    if answer.right is not None:
        right = answer.right
        numbers["error"] = of_means(_ratio, sums((values - right).abs()), sums(right), seed=seed)
        products = (sums(x) for x in (values * right, values**2, right**2))
        numbers["cosine"] = of_means(_cosine, *products, seed=seed)
    if answer.nothing is not None:
        size = values.abs()
        numbers["outside"] = of_means(_ratio, sums(size * answer.nothing), sums(size), seed=seed)
    return numbers


def _ratio(one: float, whole: float) -> float:
    return one / whole if whole > 0 else float("nan")


def _cosine(product: float, one: float, other: float) -> float:
    return product / (one * other) ** 0.5 if one * other > 0 else 0.0


def _without_ties(relevance: Tensor, seed: int) -> Tensor:
    """Ranks over all nodes; equals are ordered by a draw."""
    draw = torch.randperm(len(relevance), generator=torch.Generator().manual_seed(seed))
    order = draw[torch.argsort(relevance.double()[draw], stable=True)]
    ranks = torch.empty(len(relevance), dtype=torch.float64)
    ranks[order] = torch.arange(len(relevance), dtype=torch.float64)
    return ranks


def _per_jet(mask: Tensor, batch: Any) -> Tensor:
    jets: Tensor = batch.batch
    return torch.bincount(jets[mask], minlength=batch.num_graphs).double()
