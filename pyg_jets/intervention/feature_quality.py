"""How good a description of a network's states is: sparse features against principal components."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from pyg_jets.attribution.frozen import frozen
from pyg_jets.intervention.features import SparseFeatures, node_states
from pyg_jets.jets import JetLoader, JetTreeDataset
from pyg_jets.metrics import float64_array, roc_auc
from pyg_jets.taggers import Tagger


@dataclass(frozen=True)
class FeatureQuality:
    """How good a description of states is, on jets that it was not fitted to.

    Attributes:
        explained: Share of the states' variance in what is rebuilt.
        auc: Of the head on what is rebuilt of the embeddings; beside it the tagger's.
        dead: Share of the features that no node has.
    """

    explained: float
    auc: float
    dead: float


def feature_quality(
    features: SparseFeatures | int, tagger: Tagger, jets: JetTreeDataset
) -> FeatureQuality:
    """What is kept of states, and of the head's decisions, by features or principal components.

    Args:
        features: The features; or a number of principal components of these jets' own states, which
            are the best that as many directions can do.
        tagger: Whose states are described.
        jets: Labelled jets, not those of the fit.

    Raises:
        TypeError: If the embedding is no node's state, as of taggers that sum over nodes.
    """
    states = node_states(tagger, jets)
    rebuild, dead = _rebuilding(features, states)
    error = (rebuild(states) - states).square().sum()
    variance = (states - states.mean(0)).square().sum()
    embedding = _root_states(tagger, jets)
    with torch.no_grad(), frozen(tagger):
        logits = tagger.head(rebuild(embedding)).squeeze(-1)
    auc = roc_auc(float64_array(logits), jets.y, resamples=1).value
    return FeatureQuality(float(1 - error / variance), auc, dead)


def _rebuilding(features: SparseFeatures | int, states: Tensor) -> tuple[Any, float]:
    if isinstance(features, SparseFeatures):
        dead = ~(features.activations(states) > 0).any(0)
        return features.rebuilt, float(dead.double().mean())
    mean = states.mean(0)
    axes = torch.linalg.svd(states - mean, full_matrices=False).Vh[:features]
    return (lambda rows: mean + (rows - mean) @ axes.T @ axes), 0.0


def _root_states(tagger: Tagger, jets: JetTreeDataset) -> Tensor:
    rows = []
    with torch.no_grad(), frozen(tagger):
        for batch in JetLoader(jets, 256):
            there = tagger.view(batch.to(tagger.center.device))
            states = tagger.states(there)
            embedding = tagger.readout(states, there)
            roots = states[there.is_root]
            if roots.shape != embedding.shape or not torch.equal(roots, embedding):
                raise TypeError(
                    f"'tagger' must have its root's state as embedding (got {type(tagger).__name__}"
                    ", which makes it of several nodes)"
                )
            rows.append(embedding)
    return torch.cat(rows)
