"""Completeness: whether a jet's values sum to what the method says that they share out."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch_geometric.explain.algorithm.utils import set_masks

from pyg_jets.attribution.explainable import Explainable
from pyg_jets.attribution.frozen import frozen
from pyg_jets.attribution.gnn_shap import gnn_shap
from pyg_jets.attribution.gradient_shap import gradient_shap
from pyg_jets.attribution.integrated_gradients import integrated_gradients
from pyg_jets.attribution.lrp import lrp
from pyg_jets.attribution.offsets import On, offsets
from pyg_jets.attribution.pruning import histories, without_branches
from pyg_jets.attribution.shapley import Players, shapley
from pyg_jets.evaluation.padding import check_values, padded
from pyg_jets.evaluation.similarity import Method
from pyg_jets.metrics import Estimate, of_means
from pyg_jets.taggers import Tagger


def completeness(
    method: Method, tagger: Tagger, batch: Any, values: Tensor | None = None, *, seed: int = 0
) -> Estimate | None:
    r"""How far the sums of a method's values are from what they share out.

    .. math::
        \sum_{\text{jets}} \Big| \sum_i A_i - \Delta \Big| \bigg/
        \sum_{\text{jets}} \left| \Delta \right|

    with :math:`\Delta` of :func:`shared_out`.

    Args:
        method: The attribution, one of this package; ``functools.partial`` sets its options.
        tagger: Any tagger; it is left as it was.
        batch: A batch of trees.
        values: What the method gives, if it is known already.
        seed: Of the bootstrap over jets.

    Shapes:
        - **values:** ``(num_nodes,)``

    Returns:
        The error, or None if the method does not claim that its values sum to anything.

    Raises:
        ValueError: If there is not one finite value per node.
    """
    expected = shared_out(method, tagger, batch)
    if expected is None:
        return None
    values = method(tagger, batch) if values is None else values
    check_values(values, batch)
    found = padded(values.detach().double().cpu(), batch).sum(1)
    expected = expected.detach().double().cpu()
    return of_means(_quotient, (found - expected).abs(), expected.abs(), seed=seed)


def shared_out(method: Method, tagger: Tagger, batch: Any) -> Tensor | None:
    """The number of each jet that a method's values sum to by its own definition.

    - Integrated gradients and gradient SHAP (on average, without noise): the logit minus that of
      the baseline.
    - Layer-wise relevance propagation: the logit, of which biases take a part.
    - Shapley values: the logit minus that of what is left when no player takes part.
    - GNNShap: the logit minus that without any message.

    Args:
        method: The attribution, one of this package; ``functools.partial`` sets its options.
        tagger: Any tagger; it is left as it was.
        batch: A batch of trees.

    Returns:
        The numbers ``(num_jets,)``, or None if the method makes no such claim.
    """
    function, options = _unwrapped(method)
    claim = _CLAIMS.get(function)
    if claim is None:
        return None
    with torch.no_grad(), frozen(tagger):
        return claim(tagger, batch, options)


def _unwrapped(method: Any) -> tuple[Any, dict[str, Any]]:
    """The function of a method, and the options that are set."""
    options: dict[str, Any] = {}
    while True:
        if isinstance(method, functools.partial):
            options = {**method.keywords, **options}
            method = method.func
        elif hasattr(method, "function"):
            method = method.function
        else:
            return method, options


def _from_baseline(tagger: Tagger, batch: Any, options: dict[str, Any]) -> Tensor:
    on: On = options.get("on", "states")
    moved = offsets(tagger, batch, on, options.get("baseline"))
    return moved.logits(moved.values) - moved.logits(torch.zeros_like(moved.values))


def _whole(tagger: Tagger, batch: Any, _: dict[str, Any]) -> Tensor:
    logits: Tensor = tagger(batch)
    return logits


def _without_players(tagger: Tagger, batch: Any, options: dict[str, Any]) -> Tensor:
    among: Players = options.get("among", "primary")
    player = ~batch.is_leaf
    if among == "primary":
        primary = torch.cat([torch.from_numpy(jet.primary) for jet in histories(batch)])
        player[player.clone()] = primary.to(player.device)
    variants = torch.stack((torch.zeros_like(player), player), 1)
    whole, bare = without_branches(tagger, batch, variants).unbind(1)
    return whole - bare


def _from_no_edge(tagger: Tagger, batch: Any, _: dict[str, Any]) -> Tensor:
    model = Explainable(tagger)
    inputs = model.inputs(batch)

    def logits(weight: float) -> Tensor:
        mask = tagger.center.new_full((inputs["edge_index"].shape[1],), weight)
        set_masks(model, mask, inputs["edge_index"], apply_sigmoid=False)
        found: Tensor = model.logits(**inputs)
        return found

    with frozen(model):
        return logits(1.0) - logits(0.0)


_CLAIMS: dict[Any, Callable[[Tagger, Any, dict[str, Any]], Tensor]] = {
    integrated_gradients: _from_baseline,
    gradient_shap: _from_baseline,
    lrp: _whole,
    shapley: _without_players,
    gnn_shap: _from_no_edge,
}


def _quotient(error: float, size: float) -> float:
    return error / size if size > 0 else float(error > 0)
