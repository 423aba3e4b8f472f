"""Taggers side by side, made up."""

import numpy as np

from pyg_jets import LundPlane
from pyg_jets.metrics import Estimate, calibration
from pyg_jets.study.chapters.comparison.measure import TrainedTagger
from pyg_jets.study.chapters.comparison.tables import METRICS
from pyg_jets.taggers import FCN


def estimate(value: float) -> Estimate:
    return Estimate(value, value - 0.01, value + 0.01)


def trained(name: str, seed: int, auc: float) -> TrainedTagger:
    plane = LundPlane()
    plane.histogram.fill(np.full(9, 1.0), np.full(9, 2.0), sample=np.linspace(1, 2, 9))
    return TrainedTagger(
        name=name,
        seed=seed,
        metrics={key: estimate(auc) for key in METRICS.values()},
        reliability=calibration(np.linspace(0, 1, 100), np.repeat([0.0, 1.0], 50)),
        scores=np.linspace(0, 1, 100),
        embedding=np.linspace(0, 1, 200).reshape(100, 2),
        labels=np.repeat([0.0, 1.0], 50),
        weight=None,
        tagger=FCN(),
        epochs=7,
        parameters=1234,
        mflop=0.125,
        train_rate=1000.0 + seed,
        predict_rate=20000.0,
        planes={"w": (plane, plane)} if seed == 0 else {},
        folded={},
    )


TRAINED = [trained("A", 0, 0.9), trained("B", 0, 0.8), trained("A", 1, 0.92)]
