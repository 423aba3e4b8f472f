"""Message passing along a directed acyclic graph, one level after the other."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import Linear, Module
from torch_geometric.utils import segment


def dag_levels(edge_index: Tensor, num_nodes: int) -> Tensor:
    r"""Level of every node: 0 without predecessors, else 1 + the highest predecessor's.

    Shapes:
        - **edge_index:** ``(2, num_edges)`` predecessor -> successor; **output:** ``(num_nodes,)``

    Raises:
        ValueError: If the graph has a cycle.

    Example:
        >>> dag_levels(torch.tensor([[0, 1, 0], [1, 2, 2]]), 3)
        tensor([0, 1, 2])
    """
    source, target = edge_index
    level = torch.zeros(num_nodes, dtype=torch.int64, device=edge_index.device)
    for _ in range(num_nodes):
        new = torch.zeros_like(level).scatter_reduce_(0, target, level[source] + 1, "amax")
        if torch.equal(new, level):
            return level
        level = new
    if num_nodes == 0:
        return level
    raise ValueError(f"a graph with levels must be acyclic (got a cycle among {num_nodes} nodes)")


class LevelwiseConv(Module):
    r"""States of all nodes of a DAG, computed in one sweep from its sources to its sinks.

    .. math::
        h_i = \mathrm{cell}\bigl(x_i, (h_j)_{j \to i}\bigr)

    A node may have any number of predecessors. The cell is called once per level, with the
    predecessors' states packed in the order of ``edge_index``: an ordered cell uses that order, an
    unordered one reduces it. Recursive networks on binary trees (`arXiv:1702.00748
    <https://arxiv.org/abs/1702.00748>`_) and tree LSTMs (`arXiv:1503.00075
    <https://arxiv.org/abs/1503.00075>`_) are of this form.

    Args:
        cell: Module ``cell(x, h, ptr)`` -> ``(n, out_channels)`` for n nodes of one level: ``x``
            ``(n, in_channels)``, ``h`` ``(num_messages, out_channels)``, and node k's
            predecessors in ``h[ptr[k]:ptr[k + 1]]`` (none of them at level 0).

    Shapes:
        - **x:** ``(num_nodes, in_channels)``; **edge_index:** ``(2, num_edges)``
        - **level:** ``(num_nodes,)``, found by :func:`dag_levels` when not given
        - **gate:** ``(num_nodes, out_channels)``, added to every state: the gradient with respect
          to a gate of zeros is the total derivative with respect to every :math:`h_i`
        - **edge_weight:** ``(num_edges,)``, factors of the predecessors' states on the edges
        - **output:** ``(num_nodes, out_channels)``

    Raises:
        ValueError: If the graph has a cycle, or an edge does not run upwards in ``level``.
    """

    def __init__(self, cell: Module) -> None:
        super().__init__()
        self.cell = cell

    def forward(
        self,
        x: Tensor,
        edge_index: Tensor,
        level: Tensor | None = None,
        gate: Tensor | None = None,
        edge_weight: Tensor | None = None,
    ) -> Tensor:
        """States of all nodes.

        Raises:
            ValueError: If ``level`` does not grow along every edge, or ``level``, ``gate`` or
                ``edge_weight`` has another length than there are nodes or edges.
        """
        source, target = edge_index
        level = dag_levels(edge_index, len(x)) if level is None else level
        _check_rows("level", level, len(x), "nodes")
        _check_rows("gate", gate, len(x), "nodes")
        _check_rows("edge_weight", edge_weight, len(source), "edges")
        if (level[source] >= level[target]).any():
            raise ValueError("'level' must grow along every edge (got an edge within a level)")
        nodes = torch.argsort(level, stable=True)
        rank = torch.empty_like(nodes).scatter_(0, nodes, torch.arange(len(x), device=x.device))
        edges = torch.argsort(rank[target], stable=True)
        sources, degree = rank[source[edges]], torch.bincount(rank[target], minlength=len(x))
        # Where no edge jumps over a level, a level needs the states of the one before alone.
        near = bool((level[source] + 1 == level[target]).all())
        x, states = x[nodes], [x.new_empty(0, 0)]
        first = first_edge = start = 0
        # A graph without nodes has a level of none, so that the cell says how long a state is.
        for size in torch.bincount(level).tolist() or [0]:
            ptr = torch.nn.functional.pad(degree[first : first + size].cumsum(0), (1, 0))
            of_level = slice(first_edge, first_edge + int(ptr[-1]))
            # Its gradient adds rows; that of states[...] would sort them first.
            messages = states[-1].index_select(0, sources[of_level] - start)
            if edge_weight is not None:
                messages = messages * edge_weight[edges[of_level], None]
            state = self.cell(x[first : first + size], messages, ptr)
            if gate is not None:
                state = state + gate[nodes[first : first + size]]
            if near or first == 0:
                states.append(state)
                start = first
            else:
                states[-1] = torch.cat((states[-1], state))
            first, first_edge = first + size, first_edge + len(messages)
        return torch.cat(states[1:]).index_select(0, rank)


def _check_rows(name: str, field: Tensor | None, number: int, of: str) -> None:
    if field is not None and len(field) != number:
        raise ValueError(f"'{name}' must have a row for each of {number} {of} (got {len(field)})")


class MeanCell(Module):
    r"""An unordered cell: dense layers on the input and on the mean of the predecessors.

    .. math::
        h_i = \mathrm{ReLU}(W x_i + V \, \mathrm{mean}_{j \to i} h_j + b)

    The mean is PyG's ``segment``: torch-scatter's kernel where that is installed, torch's
    otherwise.
    """

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.lin_x = Linear(in_channels, out_channels)
        self.lin_h = Linear(out_channels, out_channels, bias=False)

    def forward(self, x: Tensor, h: Tensor, ptr: Tensor) -> Tensor:
        """States of one level."""
        out: Tensor = self.lin_x(x)
        if len(h):
            out = out + self.lin_h(segment(h, ptr, reduce="mean"))
        return out.relu()
