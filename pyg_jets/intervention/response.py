"""The response field: which way a splitting must move for the logit to grow."""

from __future__ import annotations

import copy
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from pyg_jets.attribution.frozen import frozen
from pyg_jets.attribution.per_node import at_tagger
from pyg_jets.attribution.pruning import check_sums
from pyg_jets.intervention.centred_move import DIRECTIONS, Direction, Pairs, pairs, rates
from pyg_jets.jets import JetLoader, JetTreeDataset
from pyg_jets.jets.trees.jet_tree import node_features
from pyg_jets.jobs.compiled import compiled
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.target import Target, at_target
from pyg_jets.transforms import Image
from pyg_jets.transforms._one_or_many import frame_of, jet_of_node
from pyg_jets.transforms._view import unviewed

_JETS = 256
"""Jets of one backward pass."""


class Response(NamedTuple):
    """Derivatives of the logit by the coordinates of every splitting.

    Shapes:
        all ``(num_splittings,)`` float64, in the order of ``lund_coordinates(trees)``

        - **ln_inv_delta:** logit per unit of ln 1/Delta, at fixed kt and psi
        - **ln_kt:** logit per unit of ln kt, at fixed Delta and psi
        - **psi:** logit per radian, at fixed Delta and kt
    """

    ln_inv_delta: Tensor
    ln_kt: Tensor
    psi: Tensor


def response(tagger: Tagger, trees: Any, target: Target = None) -> Response:
    r"""How much the logit changes when a splitting moves on the Lund plane.

    .. math::
        R = \frac{d L}{d \varepsilon} = \sum_{c = a, b} \; \sum_{G} \frac{d m_G(c)}{d \varepsilon}
            \, q_G(c), \qquad
        q_G(c) = \sum_{i \in c} \frac{\partial L}{\partial p_i} \cdot G p_i

    for the move m of :func:`pyg_jets.intervention.centred_move.centred_move`, which scales, boosts
    along the beam and turns about it (the generators G) the two branches a and b of the splitting,
    with the rest of the jet as it is. The derivatives by the constituents' momenta come from one
    backward pass through all that the tagger reads, momenta of pseudojets included; one sum up the
    tree serves all splittings. :func:`pyg_jets.intervention.roads` tells leaves and pseudojets
    apart. Tree and nearest neighbours are held: a small move that changes them makes the logit of
    some taggers jump, which is no part of the derivative; :func:`twins` shows it.

    A map of the three over the Lund plane is a vector field in units of the logit.

    Args:
        tagger: A tagger whose logit has a gradient by the momenta; it is left as it was.
        trees: A tree, a batch, or a data set, clustered in the E scheme.
        target: Which number is asked about, see :func:`pyg_jets.taggers.at_target`.

    Raises:
        TypeError: If the logit has no gradient by the momenta, as of images, whose pixels jump, or
            the target is none.
        ValueError: If a derivative is not finite, the trees are of another scheme, or the target
            does not give a number per jet.
    """
    return Response(*by_roads(tagger, trees, target).sum(0))


def by_roads(tagger: Tagger, trees: Any, target: Target) -> Tensor:
    """The response by road, see :func:`pyg_jets.intervention.roads`, and direction.

    Shapes:
        - **output:** ``(3, 3, num_splittings)``

    Raises:
        TypeError: As in :func:`response`.
        ValueError: As in :func:`response`.
    """
    if isinstance(tagger.transform, Image):
        raise TypeError(
            "'tagger' must have a gradient by the directions of the particles (got "
            f"{type(tagger).__name__}, whose pixels jump): use intervention.twin_response"
        )
    batches = JetLoader(trees, _JETS) if isinstance(trees, JetTreeDataset) else [trees]
    aimed = at_target(tagger, target)
    return torch.cat([_of_batch(aimed, batch) for batch in batches], dim=2)


def _of_batch(tagger: Tagger, trees: Any) -> Tensor:
    check_sums(trees)
    of_pairs = Pairs(*(nodes.cpu() for nodes in pairs(trees)))
    by_branch = _by_branch(trees, _gradient(tagger, trees))
    p4 = trees.p4.cpu()
    columns = [_along(direction, of_pairs, p4, by_branch) for direction in DIRECTIONS]
    found = torch.stack(columns, dim=1)
    if bad := int((~found.isfinite()).any(0).any(0).sum()):
        raise ValueError(
            "'trees' must have finite derivatives by all momenta: particles along the beam have "
            "none, nor has the logarithm of a mass that is 0 up to rounding "
            f"(got {bad} of {len(of_pairs.node)} splittings without)"
        )
    return found.to(trees.p4.device)


def _gradient(tagger: Tagger, trees: Any) -> Tensor:
    """Derivatives by the momentum of every node, the others fixed, ``(num_nodes, 4)``."""
    with torch.inference_mode(False), torch.enable_grad(), frozen(tagger):
        trees = at_tagger(tagger, trees)
        p4 = trees.p4.detach().clone().requires_grad_()
        number = tagger(read_from(p4, trees, tagger))
        by_node = None
        if number.requires_grad:
            (by_node,) = torch.autograd.grad(number.sum(), p4, allow_unused=True)
    if by_node is None:
        raise TypeError(
            f"'tagger' must have a gradient by the momenta (got {type(tagger).__name__} with "
            "none): use intervention.twin_response"
        )
    gradient: Tensor = by_node
    return gradient


def read_from(p4: Tensor, trees: Any, tagger: Tagger) -> Any:
    """The trees with all that is read made of these momenta, by what autograd follows.

    Args:
        p4: Of every node, ``(num_nodes, 4)``; parents need not be the sums of their children.
        trees: A batch.
        tagger: That will read them.
    """
    other = copy.copy(trees)
    roots = p4[trees.is_root][jet_of_node(trees)]
    other.p4 = p4
    other.x = node_features(p4, roots, frame_of(trees)).to(tagger.center.dtype)
    # A view that was made before has no gradient.
    return other if tagger.transform is None else unviewed(other, tagger.reads)


def _by_branch(trees: Any, gradient: Tensor) -> Tensor:
    """What every branch as a whole brings by road and generator, ``(num_nodes, 3, 3)``."""
    child, parent = trees.edge_index.cpu()
    order = torch.argsort(parent, stable=True)
    arrays = child[order], parent[order], gradient.cpu().double(), trees.p4.detach().cpu()
    return torch.from_numpy(_summed(*(array.numpy() for array in arrays)))


@compiled()
def _summed(
    child: np.ndarray, parent: np.ndarray, gradient: np.ndarray, p4: np.ndarray
) -> np.ndarray:
    """Gradients of ancestors come down the tree, sums go up: edges are sorted by their parent."""
    above, inner = np.zeros_like(gradient), np.zeros(len(p4), np.int64)
    for edge in range(len(child) - 1, -1, -1):
        inner[parent[edge]] = 1
        above[child[edge]] = above[parent[edge]] + gradient[parent[edge]]
    by_branch = np.zeros((len(p4), 3, 3))
    for node in range(len(p4)):
        _generate(gradient[node], p4[node], by_branch[node, inner[node]])
    for edge in range(len(child)):
        by_branch[parent[edge]] += by_branch[child[edge]]
    for node in range(len(p4)):
        _generate(above[node], p4[node], by_branch[node, 2])
    return by_branch


@compiled()
def _generate(g: np.ndarray, p: np.ndarray, out: np.ndarray) -> None:
    """What a gradient makes of a scale, a boost along the beam, and a turn about it."""
    out[0] = g[0] * p[0] + g[1] * p[1] + g[2] * p[2] + g[3] * p[3]
    out[1] = g[2] * p[3] + g[3] * p[2]
    out[2] = g[1] * p[0] - g[0] * p[1]


def _along(direction: Direction, of_pairs: Pairs, p4: Tensor, by_branch: Tensor) -> Tensor:
    """One coordinate's derivative by road, ``(3, num_splittings)``."""
    harder, softer = of_pairs.harder.cpu(), of_pairs.softer.cpu()
    of_harder, of_softer = rates(p4[harder], p4[softer], direction)
    both = of_harder[:, None] * by_branch[harder] + of_softer[:, None] * by_branch[softer]
    return both.sum(2).t()
