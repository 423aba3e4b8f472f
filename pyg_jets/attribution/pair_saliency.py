"""Saliency of pairs of particles, which have a place on the Lund plane too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from pyg_jets.attribution.frozen import frozen
from pyg_jets.attribution.per_node import at_tagger
from pyg_jets.taggers import ParT, Tagger
from pyg_jets.taggers.target import Target, at_target
from pyg_jets.transforms._one_or_many import jet_of_node
from pyg_jets.transforms.features import PAIR_FEATURES


@dataclass(frozen=True)
class PairSaliency:
    r"""One row per unordered pair of different particles.

    Shapes:
        all ``(num_pairs,)`` but ``nodes`` and ``weight``

        - **ln_inv_delta**, **ln_kt:** where the pair would lie on the plane if it had merged
        - **nodes:** ``(2, num_pairs)``, its particles as nodes of the batch
        - **saliency:** norm of the logit's gradient by the pair's four features
        - **by_feature:** ``(num_pairs, 4)``, that gradient, columns
          ln_kt, ln_z, ln_delta, ln_m2
        - **jet:** its jet's row in the batch
        - **weight:** ``(num_jets,)``, how much each jet counts; None if jets have no weights
    """

    ln_inv_delta: Tensor
    ln_kt: Tensor
    nodes: Tensor
    saliency: Tensor
    by_feature: Tensor
    num_jets: int
    jet: Tensor
    weight: Tensor | None = None


def pair_saliency(tagger: Tagger, batch: Any, *, target: Target = None) -> PairSaliency:
    r"""Sensitivity of the logit to what attention knows of every pair of particles.

    The Particle Transformer's attention is biased by :math:`(\ln k_T, \ln z, \ln\Delta, \ln m^2)`
    of each pair, which are Lund coordinates: what is found on a pair goes onto the plane as it is,
    ``LundPlane().fill(found, found.saliency)``.

    Args:
        tagger: A Particle Transformer; it is left as it was.
        batch: A batch of trees.
        target: Which number is explained, see :func:`pyg_jets.taggers.at_target`.

    Raises:
        TypeError: If the tagger is another one.
    """
    tagger = at_target(tagger, target)
    transformer, batch = as_transformer(tagger), at_tagger(tagger, batch)
    nodes, features = transformer.pair_features(batch)
    with torch.inference_mode(False), torch.enable_grad(), frozen(transformer):
        features = features.detach().requires_grad_()
        logits = transformer.head(transformer.embed(batch, pairs=features)).sum()
        (gradient,) = torch.autograd.grad(logits, features)
    differ = nodes[0] != nodes[1]
    features, gradient = features.detach()[differ], gradient[differ]
    columns = dict(zip(PAIR_FEATURES, features.unbind(1), strict=True))
    return PairSaliency(
        ln_inv_delta=-columns["ln_delta"],
        ln_kt=columns["ln_kt"],
        nodes=nodes[:, differ],
        saliency=gradient.norm(dim=1),
        by_feature=gradient,
        num_jets=int(getattr(batch, "num_graphs", 1)),
        jet=jet_of_node(batch)[nodes[0, differ]],
        weight=getattr(batch, "weight", None),
    )


def as_transformer(tagger: Tagger) -> ParT:
    """The tagger, or a TypeError if it has no attention among particles."""
    if not isinstance(tagger, ParT):
        raise TypeError(f"'tagger' must be a ParT (got {type(tagger).__name__})")
    return tagger
