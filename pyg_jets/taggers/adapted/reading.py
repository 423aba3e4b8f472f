"""What an adapted network reads of a batch of trees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch_geometric.transforms import BaseTransform

from pyg_jets.jets.clustering import cluster
from pyg_jets.jets.constituents import Constituents
from pyg_jets.taggers.adapted.given import PLACES, Given
from pyg_jets.transforms import Sequence, SubGraph, sub_graph
from pyg_jets.transforms._one_or_many import add_fields, jet_of_node, num_jets
from pyg_jets.transforms.features import Feature, MissingColumn, feature_table
from pyg_jets.transforms.sequence import slot_nodes

_WHERE: dict[str, Any] = {
    "nodes": "nodes",
    "leaves": "constituents",
    "splittings": "splittings",
}


class NodeTable(BaseTransform):
    """Features of every node of a tree, by name.

    Args:
        features: Which.

    Shapes:
        the field that is added: **node_table** ``(num_nodes, num_features)`` float64
    """

    field = "node_table"

    def __init__(self, features: tuple[Feature, ...]) -> None:
        self.features = features

    def forward(self, data: Any) -> Any:
        """Add the field."""
        return add_fields(data, per_node={self.field: feature_table(data, self.features, "nodes")})


class Reading:
    """From a batch that has the view what the network is given.

    Args:
        transform: The view; None: the clustering history itself.
        dense: Whether jets stand in slots.
        wants: Tables of :data:`pyg_jets.taggers.adapted.given.PLACES` that the network reads.

    Raises:
        TypeError: If ``transform`` is no view for such a network.
    """

    def __init__(self, transform: Any, dense: bool, wants: tuple[str, ...]) -> None:
        sequence = isinstance(transform, Sequence)
        graph = hasattr(transform, "field") and hasattr(transform, "node_states")
        if transform is not None and not (graph or (sequence and dense)):
            slots = ", or Sequence" if dense else ""
            raise TypeError(
                "'transform' must be a view as a graph, with a 'field' and 'node_states', such as "
                f"ParticleCloud or LundTree{slots} (got {type(transform).__name__})"
            )
        self.transform, self.dense, self.wants = transform, dense, wants
        self.field = "sequence" if sequence else getattr(transform, "field", "x")
        self.node_states = "leaves" if sequence else getattr(transform, "node_states", "nodes")
        self.length = getattr(transform, "length", None) if dense else None

    def __call__(self, batch: Any, dtype: torch.dtype, x: Tensor | None = None) -> Given:
        """What the network is given.

        Args:
            batch: Trees with the view.
            dtype: The network's precision.
            x: Features of all nodes, where there is no view.
        """
        if x is not None:
            graph = _whole(batch, x)
        elif self.field == "sequence":
            graph = _of_slots(batch)
        else:
            graph = sub_graph(batch, self.field)
        graph = graph._replace(x=_as(graph.x, dtype))
        more = {} if self.dense else self._of_edges(batch, dtype)
        for name in self.wants:
            table = feature_table(batch, PLACES[name], _WHERE[self.node_states])
            more[name] = table[graph.node].to(dtype)
        return Given(graph, more, self.length)

    def of_small_jets(
        self, dtype: torch.dtype, features: tuple[Feature, ...] | None = None
    ) -> Given:
        """Two small jets as the network reads them, with every column that is asked for."""
        generator = torch.Generator().manual_seed(0)
        p3 = torch.rand(9, 3, dtype=torch.float64, generator=generator) + 1
        p4 = torch.cat((p3, p3.norm(dim=1, keepdim=True)), 1)
        batch = cluster(Constituents(p4, [0, 4, 9])).batch()
        if features is not None:
            there = _with_columns(batch, NodeTable(features))
            return self(there, dtype, there[NodeTable.field])
        if self.transform is None:
            return self(batch, dtype, batch.x)
        return self(_with_columns(batch, self.transform), dtype)

    def _of_edges(self, batch: Any, dtype: torch.dtype) -> dict[str, Tensor]:
        """What a view, or a tree, has of its edges."""
        # A tree's weights are those of explanations, for taggers that pass no messages of PyG's.
        names = {"edge_attr": "edge_attr"}
        if self.transform is not None:
            names = {name: f"{self.field}_{name}" for name in ("edge_attr", "edge_weight")}
        there = {name: batch.get(field) for name, field in names.items()}
        return {name: _as(value, dtype) for name, value in there.items() if value is not None}


def _as(x: Tensor, dtype: torch.dtype) -> Tensor:
    """In the network's precision; integers, as an embedding layer takes them, stay integers."""
    return x.to(dtype) if x.is_floating_point() else x


def _whole(batch: Any, x: Tensor) -> SubGraph:
    """The clustering history as a graph."""
    node = torch.arange(len(x), device=x.device)
    return SubGraph(x, batch.edge_index, jet_of_node(batch), node, num_jets(batch))


def _of_slots(batch: Any) -> SubGraph:
    """The constituents of a sequence, without edges."""
    mask = batch.sequence_mask
    jet = torch.arange(len(mask), device=mask.device)[:, None].expand_as(mask)[mask]
    none = jet.new_zeros(2, 0)
    return SubGraph(batch.sequence[mask], none, jet, slot_nodes(batch)[mask], num_jets(batch))


def _with_columns(batch: Any, read: Callable[[Any], Any]) -> Any:
    """What is read of jets that have every column that is asked for, with zeros."""
    while True:
        try:
            return read(batch)
        except MissingColumn as error:
            batch[error.name] = torch.zeros(batch.num_nodes)
