"""Shapley values of a graph's edges, `arXiv:2401.04829 <https://arxiv.org/abs/2401.04829>`_."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from scipy.special import binom
from torch import Tensor
from torch_geometric.explain.algorithm.utils import set_masks
from torch_geometric.nn import MessagePassing

from pyg_jets.attribution.explainable import Explainable
from pyg_jets.attribution.frozen import frozen
from pyg_jets.attribution.offsets import check_number
from pyg_jets.attribution.per_node import at_tagger, per_node
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.adapted.tagger import AdaptedTagger
from pyg_jets.taggers.target import Target, at_target
from pyg_jets.transforms._one_or_many import jet_of_node, num_jets


@per_node
def gnn_shap(
    tagger: Tagger, batch: Any, *, samples: int = 1024, seed: int = 0, target: Target = None
) -> Tensor:
    r"""What the edges at every node bring to the logit, fairly shared out.

    .. math::
        A_i = \frac12 \sum_{e \ni i} \phi_e

    with the Shapley values :math:`\phi_e` of :func:`edge_shapley`. An edge's value goes to both
    its ends in halves, so that a jet's values sum to its logit minus that without any edge; the
    order of the nodes is that of plain sums. `arXiv:2604.25885
    <https://arxiv.org/abs/2604.25885>`_ looks at LundNet in this way.

    Args:
        tagger: A tagger that passes messages along edges; it is left as it was.
        batch: A batch of what it reads.
        samples: Number of coalitions, each a forward pass. A jet of 50 constituents has some 80
            edges in its tree: with 256 coalitions the values of two seeds hardly agree (they differ
            by 0.8 of their size for a RecNN that has learnt nothing), with 1024 they do (0.3).
        seed: Of the coalitions.
        target: Which number is explained, see :func:`pyg_jets.taggers.at_target`.

    Shapes:
        - **output:** ``(num_nodes,)``; 0 where there is no edge

    Raises:
        TypeError: If the tagger passes no messages along edges.
        ValueError: If there is no sample.
    """
    tagger = at_target(tagger, target)
    edge_index, values = edge_shapley(tagger, batch, samples=samples, seed=seed)
    found = values.new_zeros(batch.num_nodes)
    for ends in edge_index:
        found = found.index_add(0, ends, values / 2)
    return found


@torch.no_grad()
def edge_shapley(
    tagger: Tagger,
    batch: Any,
    *,
    samples: int = 1024,
    seed: int = 0,
    target: Target = None,
) -> tuple[Tensor, Tensor]:
    r"""Shapley values of the edges that messages take, each direction on its own.

    The players are a jet's m edges; the messages of one that takes no part are 0, as
    :class:`pyg_jets.attribution.Explainable` has it, and still count in means. With coalitions
    :math:`z \in \{0, 1\}^m` of :math:`|z|` edges and logits :math:`L(z)`

    .. math::
        \phi = \mathrm{argmin} \sum_z \pi_z \Big( L(z) - L(0) - \sum_e z_e \phi_e \Big)^2, \qquad
        \sum_e \phi_e = L(1) - L(0), \qquad
        \pi_z = \frac{m - 1}{\binom{m}{|z|} |z| (m - |z|)}

    which has the Shapley values as its solution if it runs over all coalitions (`arXiv:1705.07874
    <https://arxiv.org/abs/1705.07874>`_): that is done if they are not more than ``samples``. Else
    coalitions are drawn in pairs that complete each other, from all sizes as often as
    :math:`\pi` has them; of several solutions the one nearest to equal shares is taken. The sum
    is exact for any number of samples. Jets with as many edges have the same coalitions, and a
    jet's values do not depend on the others in its batch.

    Args:
        tagger: A tagger that passes messages along edges; it is left as it was.
        batch: A batch of what it reads.
        samples: Number of coalitions.
        seed: Of the coalitions.
        target: Which number is explained, see :func:`pyg_jets.taggers.at_target`.

    Shapes:
        - **output:** ``(2, num_edges)`` edges and ``(num_edges,)`` values

    Raises:
        TypeError, ValueError: As in :func:`gnn_shap`.
    """
    tagger = at_target(tagger, target)
    check_has_edges(tagger)
    check_number("samples", samples)
    model, batch = Explainable(tagger), at_tagger(tagger, batch)
    inputs = model.inputs(batch)
    edge_index = inputs["edge_index"]
    if edge_index.shape[1] == 0:
        return edge_index, tagger.center.new_zeros(0)
    jet = jet_of_node(batch)[edge_index[1]]
    edges = [(jet == number).nonzero().flatten() for number in range(num_jets(batch))]
    coalitions = [_coalitions(len(of_jet), samples, seed) for of_jet in edges]

    def logits(mask: Tensor) -> Tensor:
        set_masks(model, mask.to(tagger.center), edge_index, apply_sigmoid=False)
        found: Tensor = model(**inputs)
        return found

    with frozen(model):
        of_jets = _logits_of_coalitions(logits, len(jet), edges, [taken for taken, _ in coalitions])
    values = of_jets[0].new_zeros(len(jet))
    for of_jet, out, (taken, weight) in zip(edges, of_jets, coalitions, strict=True):
        if len(of_jet):
            shares = _least_squares(taken, weight, out.double().cpu().numpy())
            values[of_jet] = torch.from_numpy(shares).to(values)
    return edge_index, values


def check_has_edges(tagger: Tagger) -> None:
    """Raise a TypeError for a tagger that passes no messages along edges that can be masked."""
    adapted = isinstance(tagger, AdaptedTagger)
    passes = any(isinstance(module, MessagePassing) for module in tagger.modules())
    if tagger.edges is None or (adapted and not passes):
        network = f" of a {type(tagger.module).__name__}" if adapted else ""
        raise TypeError(
            "'tagger' must pass messages along the edges of a graph "
            f"(got {type(tagger).__name__}{network})"
        )


def _logits_of_coalitions(
    logits: Callable[[Tensor], Tensor],
    num_edges: int,
    edges: list[Tensor],
    coalitions: list[np.ndarray],
) -> list[Tensor]:
    """The k-th forward pass has the k-th coalition of every jet.

    Shapes:
        - **edges:** of each jet ``(m,)``; **coalitions:** ``(n, m)``; **output:** ``(n,)`` each
    """
    many = max(map(len, coalitions))
    masks = np.ones((many, num_edges), np.bool_)
    for of_jet, taken in zip(edges, coalitions, strict=True):
        masks[: len(taken), of_jet.cpu().numpy()] = taken
    rows = [logits(torch.from_numpy(mask).float()) for mask in masks]
    table = torch.stack(rows, 1)
    return [row[: len(taken)] for row, taken in zip(table, coalitions, strict=True)]


def _coalitions(players: int, samples: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Nobody, everybody, then the coalitions in between, with their weights.

    Shapes:
        - **output:** ``(n + 2, m)`` and ``(n,)``
    """
    if players < 60 and 2**players - 2 <= samples:
        number = np.arange(1, 2**players - 1)
        between = (number[:, None] >> np.arange(players)) % 2 == 1
        size = between.sum(1)
        weight = (players - 1) / (binom(players, size) * size * (players - size))
    else:
        between = _drawn(players, samples, np.random.default_rng(seed))
        # They are drawn as often as they weigh.
        weight = np.ones(len(between))
    ends = np.array([[False], [True]]).repeat(players, 1)
    return np.concatenate((ends, between)), weight


def _drawn(players: int, samples: int, generator: np.random.Generator) -> np.ndarray:
    """Coalitions whose sizes are spread as the kernel is, each followed by its complement."""
    sizes = np.arange(1, players)
    spread = np.cumsum(1 / (sizes * (players - sizes)))
    pairs = (samples + 1) // 2
    at = (np.arange(pairs) + generator.uniform()) / pairs * spread[-1]
    size = sizes[np.searchsorted(spread[:-1], at, side="right")]
    # In any order, as the last complement may be left out.
    place = generator.permuted(np.tile(np.arange(players), (pairs, 1)), axis=1)
    taken = place < generator.permutation(size)[:, None]
    drawn: np.ndarray = np.stack((taken, ~taken), 1).reshape(-1, players)[:samples]
    return drawn


def _least_squares(taken: np.ndarray, weight: np.ndarray, logits: np.ndarray) -> np.ndarray:
    """Equal shares, and what coalitions say of deviations from them, whose sum is 0.

    Shapes:
        - **taken:** ``(n + 2, m)``, nobody and everybody first; **weight:** ``(n,)``
        - **logits:** ``(n + 2,)``; **output:** ``(m,)``
    """
    nobody, everybody = logits[:2]
    share: np.ndarray = taken[2:].mean(1)
    root = np.sqrt(weight)
    deviations = (taken[2:] - share[:, None]) * root[:, None]
    unexplained = (logits[2:] - nobody - share * (everybody - nobody)) * root
    found: np.ndarray = np.linalg.lstsq(deviations, unexplained, rcond=None)[0]
    # What rounding has left of a sum.
    found -= found.mean()
    found += (everybody - nobody) / len(found)
    return found
