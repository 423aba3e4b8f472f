"""A network on small jets: whether it runs, and what it gives."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import Module

from pyg_jets.taggers.adapted.dense_form import DenseForm, check_layout, dense_form
from pyg_jets.taggers.adapted.given import Given
from pyg_jets.taggers.adapted.graph_form import GraphForm, graph_form
from pyg_jets.taggers.adapted.parameters import described
from pyg_jets.taggers.evaluation import evaluation

_TRIED = (1.0, -1.0, 30.0, -1000.0)
"""Factors on the inputs of a trial: what stays within 0 and 1 for all is no logit by chance."""


def form_of(module: Module) -> GraphForm | DenseForm:
    """How a network is called, as its ``forward`` says.

    Raises:
        TypeError: If it is none of the ways that are known.
    """
    form = graph_form(module) or dense_form(module)
    if form is None:
        raise TypeError(
            "'module' must take (x, edge_index), with edge_attr, edge_weight, pos or batch if it "
            "likes, (x, batch), PyG's (data), or slots with a mask, (features, mask) "
            f"(got {described(module)})"
        )
    return form


@torch.no_grad()
def trial(
    module: Module, form: GraphForm | DenseForm, given: Given, layout: str | None = None
) -> tuple[GraphForm | DenseForm, list[Tensor]]:
    """How the network is called, and its rows for small jets and for the same with other inputs.

    Args:
        module: The network.
        form: How it may be called.
        given: Small jets.
        layout: Of slots, if it was said.

    Raises:
        ValueError: If it takes another number of features, or gives no row for each node or jet.
    """
    factors = _TRIED if given.graph.x.is_floating_point() else (1,)
    inputs = [given.with_rows(given.graph.x * factor) for factor in factors]
    with evaluation(module):
        if isinstance(form, DenseForm):
            form = _running(module, form, given, layout)
        return form, [rows_of(_called(module, form, one), form, one) for one in inputs]


def rows_of(out: Tensor, form: GraphForm | DenseForm, given: Given) -> Tensor:
    """What a network gives as rows of nodes or of jets.

    Raises:
        ValueError: If it gives something else.
    """
    graph = given.graph
    if isinstance(out, Tensor):
        if out.shape == (graph.num_jets,):
            return out[:, None]
        if out.ndim == 2 and len(out) == graph.num_jets:
            return out
        rows = form.packed(out, given)
        if rows is not None:
            return rows
    got = tuple(out.shape) if isinstance(out, Tensor) else type(out).__name__
    raise ValueError(
        f"'module' must give a row for each of {len(graph.x)} nodes or of {graph.num_jets} jets "
        f"(got {got})"
    )


def _called(module: Module, form: GraphForm | DenseForm, given: Given) -> Tensor:
    try:
        return form(module, given)
    except RuntimeError as error:
        raise ValueError(
            f"'module' must take {given.graph.x.shape[1]} features of each node (got: {error})"
        ) from error


def _running(module: Module, form: DenseForm, given: Given, layout: str | None) -> DenseForm:
    """The layout and the kind of mask that the network takes."""
    running, errors = [], []
    for variant in form.variants():
        try:
            rows_of(variant(module, given), variant, given)
        except Exception as error:  # a user's network may raise anything
            errors.append(f"{error}")
        else:
            running.append(variant)
    if not running:
        raise ValueError(
            f"'module' must take {given.graph.x.shape[1]} features of each node in slots and a "
            f"mask (got: {errors[0]})"
        )
    return check_layout(running, layout)
