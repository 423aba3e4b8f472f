"""Any PyG network as a tagger."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Iterable
from typing import Any, Literal

import torch
from torch import Tensor
from torch.nn import Module, Sequential
from torch_geometric.nn import global_add_pool, global_max_pool, global_mean_pool

from pyg_jets.jets.clustering import cluster
from pyg_jets.jets.constituents import Constituents
from pyg_jets.taggers._class_head import LogOdds
from pyg_jets.taggers.tagger import Tagger
from pyg_jets.transforms import SubGraph, sub_graph
from pyg_jets.transforms.features import Feature, MissingColumn, feature_table, read_features
from pyg_jets.transforms.features.feature import FeatureLike

_POOL = {"mean": global_mean_pool, "sum": global_add_pool, "max": global_max_pool}


def adapt(
    module: Module,
    *,
    transform: Any = None,
    pool: Literal["mean", "sum", "max"] = "mean",
    features: Iterable[FeatureLike] | None = None,
) -> AdaptedTagger:
    r"""Make a tagger of a PyG network that takes ``(x, edge_index)`` or ``(x, edge_index, batch)``.

    Then ``fit``, ``predict``, ``probe``, ``transfer``, ``node_saliency`` and ``LundPlane`` take it
    like any other. What the network gives says what becomes of it:

    - a vector for each node (as the models of ``torch_geometric.nn`` do): the state :math:`h_i`;
      the embedding is the pooled :math:`\mathrm{ReLU}(h_i)`, and a head of two dense layers of its
      size gives the logit. Without the ReLU the gradient of a mean would be the same on all nodes;
    - a vector for each jet: the embedding, with the same head. The states are the inputs;
    - two numbers for each jet: the scores of background and signal; the logit is their difference;
    - one number for each jet: the logit.

    Args:
        module: The network. It is taken over, not copied.
        transform: The view that it reads, :class:`pyg_jets.transforms.ParticleCloud` (7 features of
            each constituent) or :class:`pyg_jets.transforms.LundTree` (6 of each splitting); any
            transform with a ``field`` and ``node_states`` like theirs. If not given it reads the
            clustering history itself: 7 features of every node, scaled by those of the training
            jets, edges from child to parent.
        pool: How states are pooled: ``"mean"``, ``"sum"`` or ``"max"``.
        features: What is read of every node of the clustering history instead of its seven: names,
            columns of the particles, expressions, functions of a batch
            (:class:`pyg_jets.transforms.features.Feature`). A view has features of its own.

    Its :meth:`Tagger.untrained` draws new parameters layer by layer: each needs a
    ``reset_parameters``, as those of torch and PyG have.

    Raises:
        TypeError: If ``module`` does not take ``x`` and ``edge_index``, or ``transform`` is no view
            as a graph.
        ValueError: If it gives something else, ``pool`` is something else, or ``features`` are
            given beside a view.

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
    return AdaptedTagger(module, transform, pool, read_features(features) if features else None)


class AdaptedTagger(Tagger):
    """What :func:`adapt` makes."""

    def __init__(
        self,
        module: Module,
        transform: Any,
        pool: str,
        features: tuple[Feature, ...] | None = None,
    ) -> None:
        takes_batch = _takes_batch(module)
        x, out = _try(module, transform, takes_batch, features)
        of_nodes = len(out) == len(x)
        state_channels = out.shape[1] if of_nodes else x.shape[1]
        named: dict[str, Any] = {}
        if features is not None:
            named["features"] = [feature.name for feature in features]
        logit = None
        if not of_nodes and out.shape[1] <= 2:
            logit = Sequential(LogOdds(1, 0)) if out.shape[1] == 2 else Sequential()
        super().__init__(
            out.shape[1],
            state_channels=state_channels,
            in_channels=x.shape[1] if transform is None else 0,
            head=logit,
            transform=_described(transform),
            pool=pool,
            **named,
        )
        self.node_features = features
        self.module, self.transform, self.pool = module, transform, pool
        self.takes_batch, self.of_nodes = takes_batch, of_nodes
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
        """What the network gives for each node, or its inputs, ``(num_nodes, state_channels)``."""
        batch = self.view(batch)
        graph = self._graph(batch)
        x = graph.x
        if self.of_nodes:
            x = _call(self.module, graph, self.takes_batch)
        states = x.new_zeros(batch.num_nodes, x.shape[1]).index_copy(0, graph.node, x)
        return states if gate is None else states + gate

    def readout(self, states: Tensor, batch: Any) -> Tensor:
        """Pooled states, or what the network makes of the inputs, ``(num_jets, channels)``."""
        graph = self._graph(self.view(batch))
        x = states.index_select(0, graph.node)
        if self.of_nodes:
            pooled: Tensor = _POOL[self.pool](x.relu(), graph.batch, graph.num_jets)
            return pooled
        embedding = _call(self.module, graph._replace(x=x), self.takes_batch)
        return embedding.view(graph.num_jets, -1)

    def _graph(self, batch: Any) -> SubGraph:
        if self.transform is not None:
            graph = sub_graph(batch, self.reads)
            return graph._replace(x=graph.x.to(self.center.dtype))
        if self.node_features is None:
            return _whole(batch, self.features(batch))
        return _whole(batch, (self.inputs(batch) - self.center) / self.scale)

    def inputs(self, batch: Any) -> Tensor:
        """What is scaled: the features of every node, ``(num_nodes, num_features)``."""
        if self.node_features is None:
            return super().inputs(batch)
        return feature_table(batch, self.node_features, "nodes").to(self.center.dtype)


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
    jet = torch.zeros(len(x), dtype=torch.int64) if jet is None else jet
    num_jets = int(getattr(batch, "num_graphs", 1))
    return SubGraph(x, batch.edge_index, jet, torch.arange(len(x)), num_jets)


def _takes_batch(module: Module) -> bool:
    """Whether it takes ``batch`` beside ``x`` and ``edge_index``."""
    names = list(inspect.signature(module.forward).parameters)
    if len(names) < 2 or names[1] not in ("edge_index", "adj_t", "edge_index_or_adj"):
        raise TypeError(
            f"'module' must take (x, edge_index) or (x, edge_index, batch) "
            f"(got {type(module).__name__}.forward({', '.join(names)}))"
        )
    return "batch" in names


def _call(module: Module, graph: SubGraph, takes_batch: bool) -> Tensor:
    more = {"batch": graph.batch} if takes_batch else {}
    out: Tensor = module(graph.x, graph.edge_index, **more)
    return out


@torch.no_grad()
def _try(
    module: Module, transform: Any, takes_batch: bool, features: tuple[Feature, ...] | None
) -> tuple[Tensor, Tensor]:
    """Inputs and output for two small jets, in the state of evaluation."""
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
        graph = sub_graph(_with_columns(batch, transform), transform.field)
    else:
        raise TypeError(
            "'transform' must be a view as a graph, with a 'field' and 'node_states', such as "
            f"ParticleCloud or LundTree (got {type(transform).__name__})"
        )
    own = next(module.parameters(), torch.empty(0))
    graph = graph._replace(x=graph.x.to(own.dtype))
    training = module.training
    try:
        out = _call(module.eval(), graph, takes_batch)
    except RuntimeError as error:
        raise ValueError(
            f"'module' must take {graph.x.shape[1]} features of each node (got: {error})"
        ) from error
    finally:
        module.train(training)
    if isinstance(out, Tensor) and out.shape in {(2,), (2, 1)}:
        return graph.x, out.view(2, 1)
    if not isinstance(out, Tensor) or out.ndim != 2 or len(out) not in (2, len(graph.x)):
        got = tuple(out.shape) if isinstance(out, Tensor) else type(out).__name__
        raise ValueError(
            f"'module' must give a row for each of {len(graph.x)} nodes or of 2 jets (got {got})"
        )
    return graph.x, out


def _with_columns(batch: Any, read: Callable[[Any], Any]) -> Any:
    """What is read of jets that have every column that is asked for, with zeros."""
    while True:
        try:
            return read(batch)
        except MissingColumn as error:
            batch[error.name] = torch.zeros(batch.num_nodes)
