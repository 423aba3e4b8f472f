"""Any PyG network as a tagger."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from typing import Any, Literal

import torch
from torch import Tensor
from torch.nn import Module, Sequential
from torch_geometric.nn import global_add_pool, global_max_pool, global_mean_pool

from pyg_jets.jets.clustering import cluster
from pyg_jets.jets.constituents import Constituents
from pyg_jets.taggers._class_head import Log, Logit
from pyg_jets.taggers._network import Outputs, call, form_of, outputs_of, trial
from pyg_jets.taggers.tagger import Tagger
from pyg_jets.taggers.target import Target, target_layer
from pyg_jets.transforms import SubGraph, sub_graph
from pyg_jets.transforms.features import Feature, MissingColumn, feature_table, read_features
from pyg_jets.transforms.features.feature import FeatureLike

_NARROW, _WIDE = 8, 16
"""Vectors of fewer numbers than this get a head as wide as that."""

_POOL = {"mean": global_mean_pool, "sum": global_add_pool, "max": global_max_pool}


def adapt(
    module: Module,
    *,
    transform: Any = None,
    outputs: Outputs | None = None,
    target: Target = None,
    pool: Literal["mean", "sum", "max"] = "mean",
    features: Iterable[FeatureLike] | None = None,
    num_classes: int | None = None,
) -> AdaptedTagger:
    r"""Make a tagger of a PyG network.

    Its ``forward`` takes ``(x, edge_index)``, with ``batch``, ``edge_attr`` and ``edge_weight`` if
    it likes, or PyG's ``(data)``. Then ``fit``, ``predict``, ``probe``, ``transfer``,
    ``node_saliency`` and ``LundPlane`` take it like any other. What it gives says what becomes of
    it; ``outputs`` says it where several readings are possible:

    - ``"nodes"``, a vector for each node (as the models of ``torch_geometric.nn`` do): the state
      :math:`h_i`; the embedding is the pooled :math:`\mathrm{ReLU}(h_i)`, and a head of two dense
      layers of its size gives the logit. Without the ReLU the gradient of a mean would be the same
      on all nodes. Of vectors of less than 8 numbers :math:`\mathrm{ReLU}(-h_i)` is pooled beside
      it, and the head is wider: else all could be 0 for all jets from the first step on;
    - ``"embedding"``, a vector for each jet: the embedding, with the same head. The states are the
      inputs, as in what follows;
    - ``"logit"``, one number for each jet;
    - ``"logits"``, scores of classes, or logarithms of their probabilities;
    - ``"probabilities"`` of classes, or of the signal alone.

    Of two classes the logit is :math:`\ln p_1 - \ln p_0`; more make a tagger of all of them, whose
    methods ask for a ``target``, or with ``target`` one of its number alone.

    Not said, two numbers for each jet are scores, or probabilities if they sum to 1; one number is
    the logit, unless it is between 0 and 1 for whatever jets. More than two are asked for.

    Args:
        module: The network. It is taken over, not copied; what is fixed in it stays so in ``fit``.
        transform: The view that it reads, :class:`pyg_jets.transforms.ParticleCloud` (7 features of
            each constituent) or :class:`pyg_jets.transforms.LundTree` (6 of each splitting); any
            transform with a ``field`` and ``node_states`` like theirs, and ``FIELD_edge_attr`` if
            the network wants it. If not given it reads the clustering history itself: 7 features of
            every node, scaled by those of the training jets, edges from child to parent.
        outputs: What the network gives.
        target: Of several classes what becomes the logit, as everywhere: a class, a pair ``(s,
            b)``, a function (:func:`pyg_jets.taggers.at_target`).
        pool: How states are pooled: ``"mean"``, ``"sum"`` or ``"max"``.
        features: What is read of every node of the clustering history instead of its seven: names,
            columns of the particles, expressions, functions of a batch
            (:class:`pyg_jets.transforms.features.Feature`). A view has features of its own.
        num_classes: Of vectors of nodes or jets how many scores the head gives; None: one logit.

    Its :meth:`Tagger.untrained` draws new parameters layer by layer: each needs a
    ``reset_parameters``, as those of torch and PyG have.

    Raises:
        TypeError: If ``module`` takes something else, or ``transform`` is no view as a graph.
        ValueError: If it gives something else, or what it gives is not said; if ``target`` is none
            of the classes, or given where there are none, ``num_classes`` does not fit, ``pool`` is
            something else, or ``features`` are given beside a view.

    Example:
        >>> from torch_geometric.nn import GraphSAGE
        >>> adapt(GraphSAGE(7, 32, num_layers=2)).hidden_channels
        32
    """
    if pool not in _POOL:
        raise ValueError(f"'pool' must be one of {', '.join(_POOL)} (got '{pool}')")
    if features is not None and transform is not None:
        raise ValueError(
            f"'features' must be given to the view, {type(transform).__name__}(features=...) "
            "(got them beside it)"
        )
    named = read_features(features) if features else None
    return AdaptedTagger(
        module, transform, outputs, target, pool, features=named, num_classes=num_classes
    )


class AdaptedTagger(Tagger):
    """What :func:`adapt` makes."""

    def __init__(
        self,
        module: Module,
        transform: Any,
        outputs: Outputs | None,
        target: Target,
        pool: str,
        *,
        features: tuple[Feature, ...] | None = None,
        num_classes: int | None = None,
    ) -> None:
        form, dtype = form_of(module), _dtype(module)
        graph, edges = _small_jets(transform, dtype, features)
        tried = trial(module, form, graph, edges)
        outputs = outputs_of(tried, graph.num_jets, outputs)
        number, of_nodes = tried[0].shape[1], outputs == "nodes"
        narrow = number < _NARROW and outputs in ("nodes", "embedding")
        named: dict[str, Any] = {}
        if features is not None:
            named["features"] = [feature.name for feature in features]
        head, num_outputs = _head(outputs, number, target, num_classes)
        super().__init__(
            2 * number if narrow and of_nodes else number,
            head_channels=(_WIDE, _WIDE) if narrow else None,
            state_channels=number if of_nodes else graph.x.shape[1],
            in_channels=graph.x.shape[1] if transform is None else 0,
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
        self.of_integers = not graph.x.is_floating_point()
        self.head.to(dtype)
        self.center, self.scale = self.center.to(dtype), self.scale.to(dtype)
        self.edges = "edge_index"
        if transform is not None:
            self.reads, self.node_states = transform.field, transform.node_states
            self.edges = f"{transform.field}_edge_index"

    def _built_again(self) -> Tagger:
        """A copy whose layers have drawn new parameters.

        Raises:
            TypeError: If a layer cannot draw its parameters.
        """
        fresh = copy.deepcopy(self)
        _reset(fresh, "")
        return fresh

    def states(self, batch: Any, gate: Tensor | None = None) -> Tensor:
        """What the network gives for each node, or its inputs, ``(num_nodes, state_channels)``.

        Raises:
            TypeError: If its inputs are integers, of which no gradient can be taken.
        """
        batch = self.view(batch)
        graph = self._graph(batch)
        x = graph.x
        if self.of_nodes:
            x = call(self.module, self.form, graph, self._edge_fields(batch))
        elif self.of_integers:
            raise TypeError(
                "a network of integers must give a vector for each node to have states of nodes "
                f"(got {type(self.module).__name__}, which gives one for each jet): use "
                "branch_removal or shapley"
            )
        states = x.new_zeros(batch.num_nodes, x.shape[1]).index_copy(0, graph.node, x)
        return states if gate is None else states + gate

    def readout(self, states: Tensor, batch: Any) -> Tensor:
        """Pooled states, or what the network makes of the inputs, ``(num_jets, channels)``."""
        batch = self.view(batch)
        graph = self._graph(batch)
        x = states.index_select(0, graph.node)
        if self.of_nodes:
            x = torch.cat((x, -x), 1) if self.narrow else x
            pooled: Tensor = _POOL[self.pool](x.relu(), graph.batch, graph.num_jets)
            return pooled
        return self._of_jets(graph._replace(x=x), batch)

    def embed(self, batch: Any, gate: Tensor | None = None) -> Tensor:
        """Embeddings ``(num_jets, channels)``; of what the network gives for jets, that itself."""
        if self.of_nodes or gate is not None:
            return super().embed(batch, gate)
        batch = self.view(batch)
        return self._of_jets(self._graph(batch), batch)

    def _of_jets(self, graph: SubGraph, batch: Any) -> Tensor:
        found = call(self.module, self.form, graph, self._edge_fields(batch))
        return found.view(graph.num_jets, -1)

    def _graph(self, batch: Any) -> SubGraph:
        if self.transform is not None:
            graph = sub_graph(batch, self.reads)
            return graph._replace(x=_as(self.center.dtype, graph.x))
        if self.node_features is None:
            return _whole(batch, self.features(batch))
        return _whole(batch, (self.inputs(batch) - self.center) / self.scale)

    def inputs(self, batch: Any) -> Tensor:
        """What is scaled: the features of every node, ``(num_nodes, num_features)``."""
        if self.node_features is None:
            return super().inputs(batch)
        return feature_table(batch, self.node_features, "nodes").to(self.center.dtype)

    def _edge_fields(self, batch: Any) -> dict[str, Tensor]:
        return _edge_fields(batch, self.transform, self.center.dtype)


def _edge_fields(batch: Any, transform: Any, dtype: torch.dtype) -> dict[str, Tensor]:
    """What a view, or a tree, has of its edges."""
    # A tree's weights are those of explanations, for taggers that pass no messages of PyG's.
    names = {"edge_attr": "edge_attr"}
    if transform is not None:
        names = {name: f"{transform.field}_{name}" for name in ("edge_attr", "edge_weight")}
    found = {name: batch.get(field) for name, field in names.items()}
    return {name: _as(dtype, value) for name, value in found.items() if value is not None}


def _as(dtype: torch.dtype, x: Tensor) -> Tensor:
    """In the network's precision; integers, as an embedding layer takes them, stay integers."""
    return x.to(dtype) if x.is_floating_point() else x


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


def _head(
    outputs: Outputs, number: int, target: Target, num_classes: int | None
) -> tuple[Sequential | None, int | None]:
    """What makes the output of what the network gives, and of how many classes that is.

    None for a head: one that learns; None for classes: one logit.
    """
    if outputs in ("nodes", "embedding"):
        if target is not None:
            raise ValueError(
                f"'target' must be None for a network that gives vectors, no classes (got "
                f"{target!r}): give 'num_classes' here, and the target to what asks for it"
            )
        return None, num_classes
    if num_classes not in (None, number):
        raise ValueError(
            f"'num_classes' must be the number of scores that the network gives, {number} "
            f"(got {num_classes})"
        )
    probabilities = outputs == "probabilities"
    first: list[Module] = [(Logit() if number == 1 else Log())] if probabilities else []
    if target is None and number > 2:
        return Sequential(*first), number
    layer = target_layer(target, number, None)
    return Sequential(*first, *([] if layer is None else [layer])), None


def _told(target: Target) -> Any:
    """For the configuration: what JSON can hold."""
    if callable(target):
        return getattr(target, "__name__", type(target).__name__)
    return list(target) if isinstance(target, tuple) else target


def _reset(layer: Module, name: str, above: bool = False) -> None:
    """Outer modules come first and reset what is in them; those inside draw once more."""
    for way in ("reset_parameters", "_reset_parameters"):  # the latter: torch's attention
        if callable(reset := getattr(layer, way, None)):
            reset()
            above = True
            break
    if not above and next(layer.parameters(recurse=False), None) is not None:
        raise TypeError(
            f"'{name.removeprefix('.')}' must have a method 'reset_parameters', or be in a module "
            f"that has one, to be as before its training (got a {type(layer).__name__} with none)"
        )
    for key, child in layer.named_children():
        _reset(child, f"{name}.{key}", above)


def _described(transform: Any) -> str:
    """With its options if it tells them, without the address of an object."""
    described = repr(transform)
    return type(transform).__name__ if described == object.__repr__(transform) else described


def _whole(batch: Any, x: Tensor) -> SubGraph:
    """The clustering history as a graph."""
    jet = getattr(batch, "batch", None)
    jet = torch.zeros(len(x), dtype=torch.int64, device=x.device) if jet is None else jet
    num_jets = int(getattr(batch, "num_graphs", 1))
    return SubGraph(x, batch.edge_index, jet, torch.arange(len(x), device=x.device), num_jets)


def _small_jets(
    transform: Any, dtype: torch.dtype, features: tuple[Feature, ...] | None
) -> tuple[SubGraph, dict[str, Tensor]]:
    """Two small jets as the network reads them."""
    generator = torch.Generator().manual_seed(0)
    p3 = torch.rand(9, 3, dtype=torch.float64, generator=generator) + 1
    p4 = torch.cat((p3, p3.norm(dim=1, keepdim=True)), 1)
    batch = cluster(Constituents(p4, [0, 4, 9])).batch()
    if features is not None:
        graph = _whole(
            batch, _with_columns(batch, lambda jets: feature_table(jets, features, "nodes"))
        )
    elif transform is None:
        graph = _whole(batch, batch.x)
    elif hasattr(transform, "field") and hasattr(transform, "node_states"):
        batch = _with_columns(batch, transform)
        graph = sub_graph(batch, transform.field)
    else:
        raise TypeError(
            "'transform' must be a view as a graph, with a 'field' and 'node_states', such as "
            f"ParticleCloud or LundTree (got {type(transform).__name__})"
        )
    return graph._replace(x=_as(dtype, graph.x)), _edge_fields(batch, transform, dtype)


def _with_columns(batch: Any, read: Callable[[Any], Any]) -> Any:
    """What is read of jets that have every column that is asked for, with zeros."""
    while True:
        try:
            return read(batch)
        except MissingColumn as error:
            batch[error.name] = torch.zeros(batch.num_nodes)
