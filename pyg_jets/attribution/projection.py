"""A direction of the embedding space followed down the clustering history."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from pyg_jets.attribution.frozen import frozen
from pyg_jets.attribution.per_node import per_node
from pyg_jets.jets.trees.node_values import check_node_values
from pyg_jets.taggers import Tagger


@per_node
@torch.no_grad()
def projection(tagger: Tagger, batch: Any, direction: Tensor) -> Tensor:
    r"""How far every node's state lies along a direction: :math:`p_i = h_i \cdot v`.

    With v the direction of an observable in the space of jet embeddings (a regression concept
    vector), :math:`p_i` says how much of it the tagger sees below node i, up to a factor and a
    constant. It is the "mass direction" of `arXiv:1911.01872 <https://arxiv.org/abs/1911.01872>`_
    if the observable is the mass. Where states and embedding are of one space, as a RecNN's are,
    the root's value is the jet's.

    Args:
        tagger: Any tagger whose states are as long as the direction; it is left as it was.
        batch: A batch of what it reads.
        direction: The direction; of unit length if values are to be compared between directions.

    Shapes:
        - **direction:** ``(state_channels,)``
        - **output:** ``(num_nodes,)``

    Raises:
        ValueError: If the direction has another shape.
    """
    if tuple(direction.shape) != (tagger.state_channels,):
        raise ValueError(
            f"'direction' must have shape ({tagger.state_channels},), as the states of the tagger "
            f"(got {tuple(direction.shape)})"
        )
    with frozen(tagger):
        states = tagger.states(tagger.view(batch))
    projected: Tensor = states @ direction.to(states)
    return projected


def change(values: Tensor, batch: Any) -> Tensor:
    r"""How much a number falls from every splitting to its harder child; 0 on leaves.

    Args:
        values: A number per node.
        batch: The trees.

    Shapes:
        - **values**, **output:** ``(num_nodes,)``

    Raises:
        ValueError: If there is not one value per node.
    """
    check_node_values("values", values, batch)
    harder, parent = batch.edge_index[:, batch.branch == 0]
    fallen = torch.zeros_like(values)
    fallen[parent] = values[parent] - values[harder]
    return fallen


def largest_change(values: Tensor, batch: Any, among: Tensor | None = None) -> Tensor:
    """The splitting of each jet where a number changes most towards the harder child.

    Args:
        values: A number per node, such as a :func:`projection`.
        batch: The trees.
        among: Which nodes may be chosen; all splittings if not given.

    Shapes:
        - **values**, **among:** ``(num_nodes,)``; **output:** as in :func:`largest_splitting`

    Raises:
        ValueError: If there is not one value per node, or a splitting's is NaN.
    """
    return largest_splitting(change(values, batch).abs(), batch, among)


def largest_splitting(values: Tensor, batch: Any, among: Tensor | None = None) -> Tensor:
    """The splitting of each jet with the largest of some numbers; the one clustered last of equals.

    Args:
        values: A number per node; those of leaves do not count.
        batch: The trees.
        among: Which nodes may be chosen; all splittings if not given.

    Shapes:
        - **values**, **among:** ``(num_nodes,)``
        - **output:** ``(num_jets,)`` rows of the batch; -1 where there is no splitting to choose

    Raises:
        ValueError: If there is not one value per node, or a splitting's is NaN.
    """
    candidate = ~batch.is_leaf if among is None else ~batch.is_leaf & among
    check_node_values("values", values, batch, candidate)
    values = values.double()
    node = candidate.nonzero().flatten()
    alone = getattr(batch, "batch", None) is None
    jet = torch.zeros_like(node) if alone else batch.batch[node]
    num_jets = getattr(batch, "num_graphs", 1)
    largest = values.new_full((num_jets,), -torch.inf).scatter_reduce_(0, jet, values[node], "amax")
    found = values[node] == largest[jet]
    rows: Tensor = node.new_full((num_jets,), -1)
    return rows.scatter_reduce_(0, jet[found], node[found], "amax")
