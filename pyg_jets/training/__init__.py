"""Train a tagger, use it, and hand what it has learnt to another task."""

from pyg_jets.training.ensemble import Ensemble, fit_ensemble
from pyg_jets.training.fitting import FitResult, fit
from pyg_jets.training.predicting import embed, predict, predict_logits
from pyg_jets.training.transfer import fine_tune, transfer

__all__ = [
    "Ensemble",
    "FitResult",
    "embed",
    "fine_tune",
    "fit",
    "fit_ensemble",
    "predict",
    "predict_logits",
    "transfer",
]
