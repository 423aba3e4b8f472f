"""A layer within a network, whose outputs are the states that are explained."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import Module

from pyg_jets.taggers.adapted.dense_form import DenseForm
from pyg_jets.taggers.adapted.given import Given
from pyg_jets.taggers.adapted.graph_form import GraphForm
from pyg_jets.taggers.evaluation import evaluation


class InnerLayer:
    """A layer that is called once, and gives a vector for each node.

    Args:
        name: As ``named_modules`` has it, such as ``"convs.2"``.
        module: The network.

    Raises:
        ValueError: If it has no such layer.
    """

    def __init__(self, name: str, module: Module) -> None:
        layers = [layer for layer, _ in module.named_modules() if layer]
        if name not in layers:
            raise ValueError(
                f"'states' must name a layer of the network: one of {', '.join(layers)} "
                f"(got '{name}')"
            )
        self.name = name

    def run(
        self,
        module: Module,
        form: GraphForm | DenseForm,
        given: Given,
        change: Callable[[Tensor], Tensor],
    ) -> Tensor:
        """What the network gives when the rows of its nodes after the layer are changed.

        Args:
            module: The network.
            form: How it is called.
            given: What with.
            change: From the rows, ``(num_read_nodes, channels)``, others.

        Raises:
            ValueError: If the layer is not called once, or gives something else.
        """
        calls: list[tuple[int, ...] | str] = []

        def look(_: Any, __: Any, out: Any) -> Tensor:
            rows = form.packed(out, given) if isinstance(out, Tensor) else None
            calls.append(tuple(out.shape) if isinstance(out, Tensor) else type(out).__name__)
            if rows is None:
                raise ValueError(
                    f"layer '{self.name}' must give a vector for each of {len(given.graph.x)} "
                    f"nodes to have their states (got {calls[-1]})"
                )
            return form.unpacked(change(rows), out, given)

        hook = module.get_submodule(self.name).register_forward_hook(look)
        try:
            states = form(module, given)
        finally:
            hook.remove()
        if len(calls) != 1:
            raise ValueError(
                f"layer '{self.name}' must be called once for each pass to have states of nodes "
                f"(got {len(calls)} calls)"
            )
        return states

    def width(self, module: Module, form: GraphForm | DenseForm, given: Given) -> int:
        """Number of channels of its states.

        Raises:
            ValueError: As :meth:`run`.
        """
        widths: list[int] = []

        def look(rows: Tensor) -> Tensor:
            widths.append(rows.shape[1])
            return rows

        with evaluation(module), torch.no_grad():
            self.run(module, form, given, look)
        return widths[0]
