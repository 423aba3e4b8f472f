"""Networks that are called with a graph, as those of PyG are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import Module
from torch_geometric.data import Batch, Data

from pyg_jets.taggers.adapted.given import Given
from pyg_jets.taggers.adapted.parameters import described, parameters_of

_DATA = ("data", "batch", "graph", "g")
_MEANINGS = {
    "edge_index": ("edge_index", "adj_t", "edge_index_or_adj", "edges", "edge_idx"),
    "batch": ("batch", "batch_index", "batch_idx", "batch_vector"),
    "edge_attr": ("edge_attr", "edge_attrs", "edge_features", "edge_feats"),
    "edge_weight": ("edge_weight", "edge_weights"),
    "points": ("pos", "points", "coords"),
    "batch_size": ("batch_size",),
}
_MEANING = {name: meaning for meaning, names in _MEANINGS.items() for name in names}
_ONLY_IF_NEEDED = ("points", "batch_size")
"""What PyG's own models have as an option for other ends."""


@dataclass(frozen=True)
class GraphForm:
    """How a network of graphs is called.

    Args:
        data: With one PyG ``Data``; else with ``x`` and what follows.
        takes: Names of further arguments, and what each is given.
        needs: What the network cannot do without.
    """

    data: bool
    takes: tuple[tuple[str, str], ...] = ()
    needs: tuple[str, ...] = ()

    def __call__(self, module: Module, given: Given) -> Tensor:
        """What the network gives.

        Raises:
            TypeError: If it needs what the edges do not have.
        """
        graph, there = given.graph, {**given.more}
        if self.data:
            of_data: Tensor = module(_data(given))
            return of_data
        there |= {"edge_index": graph.edge_index, "batch": graph.batch}
        for name in self.needs:
            if name not in there and name != "batch_size":
                raise TypeError(
                    f"'module' needs '{name}' of the edges, which its jets do not have: give a "
                    f"'transform' that sets 'FIELD_{name}' beside 'FIELD_edge_index', such as "
                    "ParticleCloud(edge_features=...)"
                )
        more: dict[str, Any] = {name: there[what] for name, what in self.takes if what in there}
        more |= {name: graph.num_jets for name, what in self.takes if what == "batch_size"}
        out: Tensor = module(graph.x, **more)
        return out

    def packed(self, values: Tensor, given: Given) -> Tensor | None:
        """Rows of nodes in what the network or a layer gives; None if there are none."""
        return values if values.ndim == 2 and len(values) == len(given.graph.x) else None

    def unpacked(self, rows: Tensor, like: Tensor, given: Given) -> Tensor:  # noqa: ARG002
        """Rows of nodes as a layer gives them."""
        return rows


def graph_form(module: Module) -> GraphForm | None:
    """How a network of graphs is called, as its ``forward`` says; None if it is of another kind.

    Raises:
        TypeError: If it is of that kind and needs something that is not known.
    """
    names, needed, open_ended = parameters_of(module)
    if len(needed) == 1 and needed[0] in _DATA:
        return GraphForm(True)
    if len(names) < 2 or _MEANING.get(names[1]) not in ("edge_index", "batch", "points"):
        return None
    unknown = [name for name in needed[1:] if name not in _MEANING]
    if unknown:
        raise TypeError(
            "'module' must take (x, edge_index), with edge_attr, edge_weight, pos or batch if it "
            f"likes, (x, batch), PyG's (data) or slots with a mask (got {described(module)})"
        )
    takes = [
        (name, meaning)
        for name in names[1:]
        if (meaning := _MEANING.get(name)) and (meaning not in _ONLY_IF_NEEDED or name in needed)
    ]
    if open_ended and "batch" not in dict(takes).values():
        takes.append(("batch", "batch"))
    needs = tuple(
        _MEANING[name] for name in needed[1:] if _MEANING[name] not in ("batch", "edge_index")
    )
    return GraphForm(False, tuple(takes), needs)


def _data(given: Given) -> Any:
    """A batch as PyG's loader makes it."""
    graph = given.graph
    counts = torch.bincount(graph.batch, minlength=graph.num_jets)
    ptr = torch.cat((counts.new_zeros(1), counts.cumsum(0)))
    edges = {name: value for name, value in given.more.items() if name.startswith("edge_")}
    data: Any = Batch(_base_cls=Data, x=graph.x, edge_index=graph.edge_index, **edges)
    if "points" in given.more:
        data.pos = given.more["points"]
    data.batch, data.ptr, data._num_graphs = graph.batch, ptr, graph.num_jets
    return data
