"""Taggers side by side: the same jets, the same splits, the same training."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import torch
from sklearn.ensemble import HistGradientBoostingClassifier

from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.metrics import Calibration, Estimate, Floats, calibration, roc_auc
from pyg_jets.observables import jet_mass, multiplicity
from pyg_jets.study.chapters.comparison.cost import mflop_per_jet, num_parameters
from pyg_jets.study.chapters.comparison.foldings import FoldedPlanes, folded_planes
from pyg_jets.study.chapters.maps.measure import Planes, saliency_planes
from pyg_jets.study.task import evaluate
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.target import listed
from pyg_jets.training import embed, fit, predict

_COUNTED_JETS = 128


@dataclass(frozen=True)
class TrainedTagger:
    """One tagger, trained with one seed.

    Attributes:
        name: Of the tagger.
        seed: Of the split, the initial parameters and the order of the jets.
        metrics: Those of :func:`pyg_jets.study.task.evaluate` on the test jets.
        reliability: Probabilities beside what came true, on the test jets.
        scores: Of the test jets.
        embedding: Of the test jets, ``(num_jets, hidden_channels)``.
        labels: Of the test jets.
        weight: Of the test jets, if they have any.
        tagger: The trained tagger.
        epochs: Of its training; 0: it is measured as it came.
        parameters: How many it has.
        mflop: Millions of operations of a forward pass, per jet.
        train_rate: Jets per second in training, validation included; NaN without one.
        predict_rate: Jets per second in prediction.
        planes: Lund maps of the saliency by kind of jet, signal first; of the first seed only.
        folded: For taggers of constituents the same in each way of folding, see
            :func:`pyg_jets.study.chapters.comparison.foldings.folded_planes`.
        of_all: Of a tagger of more classes, at a pair of them here, its numbers on all of them
            (:func:`pyg_jets.study.task.evaluate`).
    """

    name: str
    seed: int
    metrics: dict[str, Estimate]
    reliability: Calibration
    scores: Floats
    embedding: Floats
    labels: Floats
    weight: Floats | None
    tagger: Tagger
    epochs: int
    parameters: int
    mflop: float
    train_rate: float
    predict_rate: float
    planes: dict[str, Planes]
    folded: dict[str, FoldedPlanes]
    of_all: Mapping[str, Estimate] = field(default_factory=dict)


class Learnt(NamedTuple):
    """A tagger after its training, or as it came.

    Attributes:
        tagger: The tagger.
        epochs: Of the training; 0: there was none.
        rate: Jets per second in it, validation included; NaN without one.
    """

    tagger: Tagger
    epochs: int = 0
    rate: float = math.nan


def train_and_measure(
    name: str,
    build: Callable[[], Tagger],
    parts: Sequence[JetTreeDataset],
    seed: int = 0,
    *,
    kinds: Mapping[str, int] | None = None,
    is_trained: bool = False,
    **options: Any,
) -> TrainedTagger:
    """Train a tagger by the ``recipe`` of its class, and measure what it does and costs.

    Args:
        name: Of the tagger.
        build: Makes it untrained, such as its class.
        parts: Labelled training, validation and test jets.
        seed: Of the initial parameters and the order of the jets.
        kinds: Kinds of jets with their labels, of which maps are made; none if not given.
        is_trained: Measure it as it is, without a training here.
        **options: Of :func:`pyg_jets.training.fit`.
    """
    learnt = learn(build, parts[0], parts[1], seed, is_trained=is_trained, **options)
    return measure(name, learnt, parts[2], seed, kinds=kinds)


def learn(
    build: Callable[[], Tagger],
    train: JetTreeDataset,
    val: JetTreeDataset,
    seed: int = 0,
    *,
    is_trained: bool = False,
    **options: Any,
) -> Learnt:
    """Train a tagger by the ``recipe`` of its class, or take it as it is.

    Args:
        build: Makes it.
        train: Labelled training jets.
        val: Validation jets.
        seed: Of the initial parameters and the order of the jets.
        is_trained: Take it as it is.
        **options: Of :func:`pyg_jets.training.fit`.
    """
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        tagger = build()
    if is_trained:
        return Learnt(tagger)
    start = time.perf_counter()
    epochs = len(fit(tagger, train, val, seed=seed, **options).history)
    return Learnt(tagger, epochs, len(train) * epochs / (time.perf_counter() - start))


def measure(
    name: str,
    learnt: Learnt,
    test: JetTreeDataset,
    seed: int = 0,
    *,
    kinds: Mapping[str, int] | None = None,
    of_all: Mapping[str, Estimate] | None = None,
) -> TrainedTagger:
    """What a tagger of two classes does and costs.

    Args:
        name: Of the tagger.
        learnt: The tagger; of more classes at a pair of them.
        test: Labelled jets of both.
        seed: Of its training and the bootstraps.
        kinds: Kinds of jets with their labels, of which maps are made; none if not given.
        of_all: Of a tagger of more classes its numbers on all of them.

    Raises:
        ValueError: If it has more than two classes.
    """
    tagger = learnt.tagger
    if tagger.num_outputs > 1:
        raise ValueError(
            f"'{name}' must be at two of its {listed(tagger.num_classes, tagger.classes)} for a "
            "task of two kinds (got all): give --target, or classes= behind its file"
        )
    start = time.perf_counter()
    scores = predict(tagger, test).double().numpy()
    predict_rate = len(test) / (time.perf_counter() - start)
    assert test.y is not None
    jets_of = {kind: test[test.y == label] for kind, label in (kinds or {}).items()}
    return TrainedTagger(
        name=name,
        seed=seed,
        metrics=evaluate(tagger, test, seed),
        reliability=calibration(scores, test.y, weight=test.weight, seed=seed),
        scores=scores,
        embedding=embed(tagger, test).double().numpy(),
        labels=test.y.double().numpy(),
        weight=None if test.weight is None else test.weight.double().numpy(),
        tagger=tagger,
        epochs=learnt.epochs,
        parameters=num_parameters(tagger),
        mflop=mflop_per_jet(tagger, test[:_COUNTED_JETS]),
        train_rate=learnt.rate,
        predict_rate=predict_rate,
        planes={kind: saliency_planes(tagger, jets) for kind, jets in jets_of.items()},
        folded={kind: folded_planes(tagger, jets) for kind, jets in jets_of.items()},
        of_all=of_all or {},
    )


def baseline_auc(train: JetTreeDataset, test: JetTreeDataset, seed: int = 0) -> Estimate:
    """What the jet's mass and multiplicity alone achieve, with boosted trees.

    Args:
        train: Labelled jets that the trees learn from.
        test: Labelled jets that they are tested on.
        seed: Of the trees and the bootstrap.
    """
    trees = HistGradientBoostingClassifier(max_iter=60, learning_rate=0.1, random_state=seed)
    trees.fit(_mass_and_multiplicity(train), train.y, sample_weight=train.weight)
    scores = trees.predict_proba(_mass_and_multiplicity(test))[:, 1]
    return roc_auc(scores, test.y, seed=seed, weight=test.weight)


def _mass_and_multiplicity(jets: JetTreeDataset) -> Floats:
    columns: Floats = np.column_stack((jet_mass(jets).numpy(), multiplicity(jets).numpy()))
    return columns
