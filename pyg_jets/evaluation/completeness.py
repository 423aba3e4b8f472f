"""Completeness: whether a jet's values sum to what the method says that they share out."""

from __future__ import annotations

import functools
from typing import Any

import torch
from torch import Tensor

from pyg_jets.attribution import METHODS
from pyg_jets.attribution.conserved import Conserved
from pyg_jets.attribution.frozen import frozen
from pyg_jets.attribution.per_node import at_tagger
from pyg_jets.evaluation.padding import check_values, padded
from pyg_jets.evaluation.similarity import Method
from pyg_jets.metrics import Estimate, of_means
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.target import Target, at_target


def completeness(
    method: Method,
    tagger: Tagger,
    batch: Any,
    values: Tensor | None = None,
    *,
    seed: int = 0,
    target: Target = None,
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
        target: Which number is explained, see :func:`pyg_jets.taggers.at_target`; None: that of
            the method.

    Shapes:
        - **values:** ``(num_nodes,)``

    Returns:
        The error, or None if the method does not claim that its values sum to anything.

    Raises:
        ValueError: If there is not one finite value per node.
    """
    tagger = tagger if target is None else at_target(tagger, target)
    expected = shared_out(method, tagger, batch)
    if expected is None:
        return None
    values = method(tagger, batch) if values is None else values
    check_values(values, batch)
    found = padded(values.detach().double().cpu(), batch).sum(1)
    expected = expected.detach().double().cpu()
    weight = getattr(batch, "weight", None)
    return of_means(_quotient, (found - expected).abs(), expected.abs(), seed=seed, weight=weight)


def shared_out(
    method: Method, tagger: Tagger, batch: Any, *, target: Target = None
) -> Tensor | None:
    """The number of each jet that a method's values sum to by its own definition.

    - Integrated gradients and gradient SHAP (on average, without noise): the logit minus that of
      the baseline.
    - Layer-wise relevance propagation: the logit, of which biases take a part; of a target that
      is not linear in the scores, the scores times the derivatives by them.
    - Shapley values: the logit minus that of what is left when no player takes part.
    - GNNShap: the logit minus that without any message.

    Args:
        method: The attribution, one of this package; ``functools.partial`` sets its options.
        tagger: Any tagger; it is left as it was.
        batch: A batch of trees.
        target: Which number is explained, see :func:`pyg_jets.taggers.at_target`; None: that of
            the method.

    Returns:
        The numbers ``(num_jets,)``, or None if the method makes no such claim.
    """
    function, options = _unwrapped(method)
    claim = _claim(function)
    if claim is None:
        return None
    own = options.pop("target", None)
    tagger = at_target(tagger, own if target is None else target)
    with torch.no_grad(), frozen(tagger):
        return claim(tagger, at_tagger(tagger, batch), options)


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


def _claim(function: Any) -> Conserved | None:
    """What a function's values sum to, by the list of the methods."""
    methods = (method for method in METHODS.values() if _unwrapped(method)[0] is function)
    return next((method.conserves for method in methods), None)


def _quotient(error: float, size: float) -> float:
    return error / size if size > 0 else float(error > 0)
