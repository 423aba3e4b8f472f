"""How a user's network is called, and what its numbers are."""

from __future__ import annotations

import inspect
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

import torch
from torch import Tensor
from torch.nn import Module
from torch_geometric.data import Batch, Data

from pyg_jets.taggers.evaluation import evaluation
from pyg_jets.transforms import SubGraph

Outputs: TypeAlias = Literal["nodes", "embedding", "logit", "logits", "probabilities"]
"""What a network gives: vectors of nodes; of each jet a vector, the logit of the signal, a score
for each class, or probabilities (of the signal, or of each class)."""

_DATA = ("data", "batch", "graph", "g")
_EDGES = ("edge_index", "adj_t", "edge_index_or_adj")
_OPTIONAL = ("edge_attr", "edge_weight", "batch")
_TRIED = (1.0, -1.0, 30.0, -1000.0)
"""Factors on the inputs of a trial: what stays within 0 and 1 for all is no logit by chance."""


class Form(NamedTuple):
    """How a network is called.

    Attributes:
        data: With one PyG ``Data``; else with ``x`` and ``edge_index``.
        takes: Of ``edge_attr``, ``edge_weight`` and ``batch`` those that it takes.
        needs: Those of them that it needs.
    """

    data: bool
    takes: tuple[str, ...]
    needs: tuple[str, ...]


def form_of(module: Module) -> Form:
    """How a network is called, as its ``forward`` says.

    Raises:
        TypeError: If it is none of the ways that are known, or is a wrapper that hides it.
    """
    for name, kind in (("_orig_mod", "torch.compile"), ("module", "DataParallel")):
        if hasattr(module, name) and ("Parallel" in type(module).__name__ or name == "_orig_mod"):
            raise TypeError(
                f"'module' must be the network itself (got what {kind} makes of it): adapt its "
                f"'{name}'; 'fit' trains on several devices by devices=..., strategy='ddp'"
            )
    parameters = inspect.signature(module.forward).parameters
    named = {k: p for k, p in parameters.items() if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)}
    names, open_ended = list(named), any(p.kind is p.VAR_KEYWORD for p in parameters.values())
    needed = [name for name, p in named.items() if p.default is p.empty]
    if len(needed) == 1 and needed[0] in _DATA:
        return Form(True, (), ())
    unknown = [name for name in needed[2:] if name not in _OPTIONAL]
    if len(names) < 2 or names[1] not in _EDGES or unknown:
        raise TypeError(
            "'module' must take (x, edge_index), with edge_attr, edge_weight or batch if it likes, "
            f"or PyG's (data) (got {type(module).__name__}.forward({', '.join(parameters)}))"
        )
    takes = [name for name in _OPTIONAL if name in names]
    if open_ended and "batch" not in takes:
        takes.append("batch")
    return Form(False, tuple(takes), tuple(name for name in needed[2:] if name != "batch"))


def call(module: Module, form: Form, graph: SubGraph, edges: dict[str, Tensor]) -> Tensor:
    """What the network gives.

    Args:
        module: The network.
        form: How it is called.
        graph: On which graph.
        edges: Its ``edge_attr`` and ``edge_weight``, if there are any.

    Raises:
        TypeError: If it needs what the edges do not have.
    """
    for name in form.needs:
        if name not in edges:
            raise TypeError(
                f"'module' needs '{name}' of the edges, which its jets do not have: give a "
                f"'transform' that sets 'FIELD_{name}' beside 'FIELD_edge_index'"
            )
    if form.data:
        given: Tensor = module(_data(graph, edges))
        return given
    more = {name: edges[name] for name in form.takes if name in edges}
    if "batch" in form.takes:
        more["batch"] = graph.batch
    out: Tensor = module(graph.x, graph.edge_index, **more)
    return out


def _data(graph: SubGraph, edges: dict[str, Tensor]) -> Any:
    """A batch as PyG's loader makes it."""
    counts = torch.bincount(graph.batch, minlength=graph.num_jets)
    ptr = torch.cat((counts.new_zeros(1), counts.cumsum(0)))
    data: Any = Batch(_base_cls=Data, x=graph.x, edge_index=graph.edge_index, **edges)
    data.batch, data.ptr, data._num_graphs = graph.batch, ptr, graph.num_jets
    return data


@torch.no_grad()
def trial(module: Module, form: Form, graph: SubGraph, edges: dict[str, Tensor]) -> list[Tensor]:
    """What the network gives for small jets, and for the same with other inputs.

    Raises:
        ValueError: If it takes another number of features, or gives no row for each node or jet.
    """
    found = []
    with evaluation(module):
        for factor in _TRIED if graph.x.is_floating_point() else (1,):
            try:
                out = call(module, form, graph._replace(x=graph.x * factor), edges)
            except RuntimeError as error:
                raise ValueError(
                    f"'module' must take {graph.x.shape[1]} features of each node (got: {error})"
                ) from error
            if isinstance(out, Tensor) and out.shape == (graph.num_jets,):
                out = out[:, None]
            rows = (graph.num_jets, len(graph.x))
            if not isinstance(out, Tensor) or out.ndim != 2 or len(out) not in rows:
                got = tuple(out.shape) if isinstance(out, Tensor) else type(out).__name__
                raise ValueError(
                    f"'module' must give a row for each of {rows[1]} nodes or of {rows[0]} jets "
                    f"(got {got})"
                )
            found.append(out)
    return found


def outputs_of(tried: list[Tensor], num_jets: int, given: Outputs | None) -> Outputs:
    """What the numbers are: as was said, or where one reading alone is possible.

    Args:
        tried: What :func:`trial` gives.
        num_jets: Of how many jets.
        given: What was said.

    Raises:
        ValueError: If it was not said and may be several things, or cannot be what was said.
    """
    of_nodes, number = len(tried[0]) != num_jets, tried[0].shape[1]
    if given is not None:
        _check_possible(given, of_nodes, number)
        return given
    if of_nodes:
        return "nodes"
    bounded = all(bool(((out >= 0) & (out <= 1)).all()) for out in tried)
    if number > 2 or (number == 1 and bounded):
        what = "numbers of each jet are" if number > 2 else "number of each jet, from 0 to 1, is"
        readings = ("embedding", "logits", "probabilities") if number > 2 else (
            "probabilities", "logit", "embedding"
        )  # fmt: skip
        raise ValueError(
            f"'outputs' must say what the network's {number} {what}: one of "
            f"{', '.join(readings)} (got none)"
        )
    sums = all(torch.allclose(out.sum(1), torch.ones_like(out[:, 0])) for out in tried)
    return "logit" if number == 1 else "probabilities" if bounded and sums else "logits"


def _check_possible(given: str, of_nodes: bool, number: int) -> None:
    if given not in get_args(Outputs):
        raise ValueError(f"'outputs' must be one of {', '.join(get_args(Outputs))} (got '{given}')")
    fits = {"logit": number == 1, "logits": number >= 2}.get(given, True)
    if (given == "nodes") != of_nodes or not fits:
        rows = "node" if of_nodes else "jet"
        raise ValueError(
            f"'outputs' must fit what the network gives, {number} numbers for each {rows} "
            f"(got '{given}')"
        )
