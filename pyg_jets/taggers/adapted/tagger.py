"""Any network as a tagger."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor
from torch.nn import Module
from torch_geometric.nn import global_add_pool, global_max_pool, global_mean_pool

from pyg_jets.taggers.adapted.dense_form import DenseForm
from pyg_jets.taggers.adapted.fresh import draw_again
from pyg_jets.taggers.adapted.given import Given
from pyg_jets.taggers.adapted.inner_layer import InnerLayer
from pyg_jets.taggers.adapted.outputs import Outputs, head_of, outputs_of
from pyg_jets.taggers.adapted.reading import NodeTable, Reading
from pyg_jets.taggers.adapted.trial import form_of, rows_of, trial
from pyg_jets.taggers.tagger import Tagger
from pyg_jets.taggers.target import Target
from pyg_jets.transforms.features import Feature

_NARROW, _WIDE = 8, 16
"""Vectors of fewer numbers than this get a head as wide as that."""

POOL = {"mean": global_mean_pool, "sum": global_add_pool, "max": global_max_pool}


class AdaptedTagger(Tagger):
    """What :func:`pyg_jets.taggers.adapt` makes; the arguments are its own."""

    def __init__(
        self,
        module: Module,
        transform: Any = None,
        outputs: Outputs | None = None,
        target: Target = None,
        pool: str = "mean",
        *,
        features: tuple[Feature, ...] | None = None,
        states: str | None = None,
        num_classes: int | None = None,
        layout: str | None = None,
    ) -> None:
        form, dtype = form_of(module), _dtype(module)
        dense = isinstance(form, DenseForm)
        # What a network makes of a whole 'data' is not known: it may want places.
        wants = form.needs if isinstance(form, DenseForm) else _places(form)
        reading = Reading(transform, dense, wants)
        given = reading.of_small_jets(dtype, features)
        layer = None if states is None else InnerLayer(states, module)
        form, tried = trial(module, form, given, layout)
        outputs = outputs_of(tried, given.graph.num_jets, outputs)
        number, of_nodes = tried[0].shape[1], outputs == "nodes"
        narrow = number < _NARROW and outputs in ("nodes", "embedding")
        width = number if of_nodes else given.graph.x.shape[1]
        named: dict[str, Any] = {}
        if features is not None:
            named["features"] = [feature.name for feature in features]
        if states is not None:
            named["states"] = states
        head, num_outputs = head_of(outputs, number, target, num_classes)
        super().__init__(
            2 * number if narrow and of_nodes else number,
            head_channels=(_WIDE, _WIDE) if narrow else None,
            state_channels=width if layer is None else layer.width(module, form, given),
            in_channels=given.graph.x.shape[1] if transform is None else 0,
            head=head,
            num_classes=num_outputs,
            transform=_described(transform),
            pool=pool,
            outputs=outputs,
            target=_told(target),
            **named,
        )
        self.node_features = features
        self.module, self.transform, self.pool = module, transform, pool
        self.form, self.of_nodes, self.narrow = form, of_nodes, narrow
        self.reading, self.layer = reading, layer
        self.of_integers = not given.graph.x.is_floating_point()
        self.head.to(dtype)
        self.center, self.scale = self.center.to(dtype), self.scale.to(dtype)
        self.reads, self.node_states = reading.field, reading.node_states
        if features is not None:
            self.transform, self.reads = NodeTable(features), NodeTable.field
        self.edges = None
        if not dense:
            self.edges = "edge_index" if transform is None else f"{transform.field}_edge_index"

    def _built_again(self) -> Tagger:
        """A copy whose layers have drawn new parameters.

        Raises:
            TypeError: If a layer cannot draw its parameters.
        """
        fresh = copy.deepcopy(self)
        draw_again(fresh)
        return fresh

    def states(self, batch: Any, gate: Tensor | None = None) -> Tensor:
        """States of the nodes, ``(num_nodes, state_channels)``.

        They are the outputs of the layer that was named; else what the network gives for each
        node, or its inputs.

        Raises:
            TypeError: If its inputs are integers, of which no gradient can be taken.
        """
        batch = self.view(batch)
        given = self._given(batch)
        x = given.graph.x
        if self.layer is not None:
            x = self._seen(given)
        elif self.of_nodes:
            x = self._called(given)
        elif self.of_integers:
            raise TypeError(
                "a network of integers must give a vector for each node to have states of nodes "
                f"(got {type(self.module).__name__}, which gives one for each jet): name a layer "
                "that does, adapt(..., states=...), or use branch_removal or shapley"
            )
        states = x.new_zeros(batch.num_nodes, x.shape[1]).index_copy(0, given.graph.node, x)
        return states if gate is None else states + gate

    def readout(self, states: Tensor, batch: Any) -> Tensor:
        """Pooled states, or what the network makes of them, ``(num_jets, channels)``."""
        batch = self.view(batch)
        given = self._given(batch)
        x = states.index_select(0, given.graph.node)
        if self.layer is not None:
            return self._pooled(self._called(given, lambda _: x), given)
        return self._pooled(x if self.of_nodes else self._called(given.with_rows(x)), given)

    def embed(self, batch: Any, gate: Tensor | None = None) -> Tensor:
        """Embeddings ``(num_jets, channels)``; of what the network gives for jets, that itself."""
        batch = self.view(batch)
        given = self._given(batch)
        if self.layer is not None and gate is not None:
            added = gate.index_select(0, given.graph.node)
            return self._pooled(self._called(given, lambda rows: rows + added), given)
        if self.of_nodes or gate is not None:
            return super().embed(batch, gate)
        return self._pooled(self._called(given), given)

    def _seen(self, given: Given) -> Tensor:
        """Rows of the layer whose states are explained."""
        seen: list[Tensor] = []

        def look(rows: Tensor) -> Tensor:
            seen.append(rows)
            return rows

        self._called(given, look)
        return seen[0]

    def tensors(self, batch: Any) -> dict[str, Tensor]:
        """What a network of slots takes, by the names of its arguments.

        Raises:
            TypeError: If it is a network of graphs.
        """
        if not isinstance(self.form, DenseForm):
            return super().tensors(batch)
        return self.form.inputs(self._given(self.view(batch)))

    def embed_tensors(self, tensors: Mapping[str, Tensor]) -> Tensor:
        """Embeddings of slots.

        Raises:
            TypeError: If the network gives vectors of nodes, whose mean needs the jets' sizes.
        """
        if self.of_nodes:
            raise TypeError(
                "a network that gives vectors of particles must pool them itself to be written "
                f"(got {type(self.module).__name__})"
            )
        out: Tensor = self.module(**tensors)
        return out if out.ndim == 2 else out[:, None]

    def _called(self, given: Given, change: Callable[[Tensor], Tensor] | None = None) -> Tensor:
        """Rows that the network gives; with states of the named layer that are changed."""
        if self.layer is None or change is None:
            out = self.form(self.module, given)
        else:
            out = self.layer.run(self.module, self.form, given, change)
        return rows_of(out, self.form, given)

    def _pooled(self, x: Tensor, given: Given) -> Tensor:
        if not self.of_nodes:
            return x.view(given.graph.num_jets, -1)
        x = torch.cat((x, -x), 1) if self.narrow else x
        pooled: Tensor = POOL[self.pool](x.relu(), given.graph.batch, given.graph.num_jets)
        return pooled

    def _given(self, batch: Any) -> Given:
        x: Tensor | None = None
        if self.node_features is not None:
            x = (self.inputs(batch) - self.center) / self.scale
        elif self.transform is None:
            x = self.features(batch)
        return self.reading(batch, self.center.dtype, x)

    def inputs(self, batch: Any) -> Tensor:
        """What is scaled: the features of every node, ``(num_nodes, num_features)``."""
        if self.node_features is None:
            return super().inputs(batch)
        table: Tensor = self.view(batch)[self.reads]
        return table.to(self.center.dtype)


def _places(form: Any) -> tuple[str, ...]:
    return ("points",) if form.data or "points" in form.needs else ()


def _told(target: Target) -> Any:
    """For the configuration: what JSON can hold."""
    if callable(target):
        return getattr(target, "__name__", type(target).__name__)
    return list(target) if isinstance(target, tuple) else target


def _dtype(module: Module) -> torch.dtype:
    """Precision of the network."""
    floats = [p.dtype for p in module.parameters() if p.is_floating_point()]
    dtype = floats[0] if floats else torch.get_default_dtype()
    if dtype not in (torch.float32, torch.float64):
        raise TypeError(
            f"'module' must be of float32 or float64 (got {dtype}): adapt module.float(), and "
            "train by fit(..., precision='bf16-mixed')"
        )
    return dtype


def _described(transform: Any) -> str:
    """With its options if it tells them, without the address of an object."""
    described = repr(transform)
    return type(transform).__name__ if described == object.__repr__(transform) else described
