"""How well a tagger does, and numbers with their intervals."""

from pyg_jets.metrics.classification import accuracy, background_rejection, roc_auc
from pyg_jets.metrics.estimate import (
    CONFIDENCE,
    Estimate,
    Floats,
    average,
    float64_array,
    of_means,
    share,
    weight_array,
    weighted_mean,
    weighted_share,
)
from pyg_jets.metrics.over_trainings import over_trainings

__all__ = [
    "CONFIDENCE",
    "Estimate",
    "Floats",
    "accuracy",
    "average",
    "background_rejection",
    "float64_array",
    "of_means",
    "over_trainings",
    "roc_auc",
    "share",
    "weight_array",
    "weighted_mean",
    "weighted_share",
]
