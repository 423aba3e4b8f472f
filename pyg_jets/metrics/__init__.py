"""How well a tagger does, and numbers with their intervals."""

from pyg_jets.metrics.bootstrap import average, bootstrap, of_means
from pyg_jets.metrics.calibration import Calibration, calibration
from pyg_jets.metrics.classification import (
    accuracy,
    background_rejection,
    confusion,
    macro_auc,
    roc_auc,
)
from pyg_jets.metrics.conformal import conformal_sets
from pyg_jets.metrics.estimate import (
    CONFIDENCE,
    Estimate,
    Floats,
    float64_array,
    share,
    weight_array,
    weighted_mean,
    weighted_share,
)
from pyg_jets.metrics.over_trainings import over_trainings
from pyg_jets.metrics.quantile import weighted_quantile
from pyg_jets.metrics.temperature import at_temperature, temperature

__all__ = [
    "CONFIDENCE",
    "Calibration",
    "Estimate",
    "Floats",
    "accuracy",
    "at_temperature",
    "average",
    "background_rejection",
    "bootstrap",
    "calibration",
    "conformal_sets",
    "confusion",
    "float64_array",
    "macro_auc",
    "of_means",
    "over_trainings",
    "roc_auc",
    "share",
    "temperature",
    "weight_array",
    "weighted_mean",
    "weighted_quantile",
    "weighted_share",
]
