"""Taggers side by side: the same jets, the same splits, the same training."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from sklearn.ensemble import HistGradientBoostingClassifier

from pyg_jets.jets.jet_tree_dataset import JetTreeDataset
from pyg_jets.metrics import Estimate, Floats, roc_auc
from pyg_jets.observables import jet_mass, multiplicity
from pyg_jets.study.cost import mflop_per_jet, num_parameters
from pyg_jets.study.foldings import FoldedPlanes, folded_planes
from pyg_jets.study.saliency import Planes, saliency_planes
from pyg_jets.study.source import Source
from pyg_jets.study.task import evaluate, task_jets
from pyg_jets.taggers import Tagger
from pyg_jets.training import fit, predict

_COUNTED_JETS = 128


@dataclass(frozen=True)
class Compared:
    """One tagger, trained with one seed.

    Attributes:
        name: Of the tagger.
        seed: Of the split, the initial parameters and the order of the jets.
        metrics: AUC, accuracy and rejections on the test jets.
        scores: Of the test jets.
        labels: Of the test jets.
        tagger: The trained tagger.
        epochs: Of its training.
        parameters: How many it has.
        mflop: Millions of operations of a forward pass, per jet.
        train_rate: Jets per second in training, validation included.
        predict_rate: Jets per second in prediction.
        planes: Lund maps of the saliency by kind of jet, signal first; of the first seed only.
        folded: For taggers of constituents the same in each way of folding, see
            :func:`pyg_jets.study.foldings.folded_planes`.
    """

    name: str
    seed: int
    metrics: dict[str, Estimate]
    scores: Floats
    labels: Floats
    tagger: Tagger
    epochs: int
    parameters: int
    mflop: float
    train_rate: float
    predict_rate: float
    planes: dict[str, Planes]
    folded: dict[str, FoldedPlanes]


def compare(
    builders: Mapping[str, Callable[[], Tagger]],
    task: str,
    *,
    seeds: Sequence[int] = (0,),
    epochs: int | None = None,
    jets: int | None = None,
    source: Source = None,
    algorithm: str | Any = "cambridge_aachen",
    progress: bool = True,
) -> Iterator[Compared]:
    """Train taggers on one task and measure them.

    All taggers of a seed have the same split; each is trained by the ``recipe`` of its class.

    Args:
        builders: By name what makes an untrained tagger, such as its class.
        task: ``"w-qcd"``, ``"top-qcd"`` or ``"quark-gluon"``.
        seeds: Of splits, initial parameters and the order of the jets.
        epochs: Of each training, instead of its recipe's.
        jets: Use about so many jets of each of the three parts at most; None: all.
        source: Folder of other jets, as in :func:`pyg_jets.study.jets_of_kind`.
        algorithm: How they are clustered, as :func:`pyg_jets.cluster` has it.
        progress: Show the trainings' progress bars.
    """
    for seed in seeds:
        parts = task_jets(task, seed, jets, source=source, algorithm=algorithm)
        for name, build in builders.items():
            yield _one(
                name,
                build,
                task,
                parts,
                seed=seed,
                mapped=seed == seeds[0],
                epochs=epochs,
                progress=progress,
            )


def baseline_auc(
    task: str, seed: int = 0, jets: int | None = None, source: Source = None
) -> Estimate:
    """What the jet's mass and multiplicity alone achieve, with boosted trees, on the same split.

    Args:
        task: ``"w-qcd"``, ``"top-qcd"`` or ``"quark-gluon"``.
        seed: Of the split and of the trees.
        jets: As in :func:`compare`.
        source: As in :func:`compare`.
    """
    train, _, test = task_jets(task, seed, jets, source=source)
    trees = HistGradientBoostingClassifier(max_iter=60, learning_rate=0.1, random_state=seed)
    trees.fit(_mass_and_multiplicity(train), train.y)
    scores = trees.predict_proba(_mass_and_multiplicity(test))[:, 1]
    return roc_auc(scores, test.y, seed=seed)


def _mass_and_multiplicity(jets: JetTreeDataset) -> Floats:
    columns: Floats = np.column_stack((jet_mass(jets).numpy(), multiplicity(jets).numpy()))
    return columns


def _one(
    name: str,
    build: Callable[[], Tagger],
    task: str,
    parts: tuple[JetTreeDataset, ...],
    *,
    seed: int,
    mapped: bool,
    epochs: int | None,
    progress: bool,
) -> Compared:
    train, val, test = parts
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        tagger = build()
    start = time.perf_counter()
    history = fit(tagger, train, val, epochs=epochs, seed=seed, progress=progress).history
    train_rate = len(train) * len(history) / (time.perf_counter() - start)
    start = time.perf_counter()
    scores = predict(tagger, test).double().numpy()
    predict_rate = len(test) / (time.perf_counter() - start)
    assert test.y is not None
    kinds = zip(task.split("-"), (1, 0), strict=True) if mapped else ()
    jets_of = {kind: test[test.y == label] for kind, label in kinds}
    return Compared(
        name=name,
        seed=seed,
        metrics=evaluate(tagger, test, seed),
        scores=scores,
        labels=test.y.double().numpy(),
        tagger=tagger,
        epochs=len(history),
        parameters=num_parameters(tagger),
        mflop=mflop_per_jet(tagger, test[:_COUNTED_JETS]),
        train_rate=train_rate,
        predict_rate=predict_rate,
        planes={kind: saliency_planes(tagger, jets) for kind, jets in jets_of.items()},
        folded={kind: folded_planes(tagger, jets) for kind, jets in jets_of.items()},
    )
