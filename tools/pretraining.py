"""Taggers that come with the package: trained on what the bundled sample lacks."""

from __future__ import annotations

import os
from typing import NamedTuple

from pyg_jets.datasets import binary_task, sample
from pyg_jets.datasets.split import thinned
from pyg_jets.jets.clustering import cluster
from pyg_jets.jets.constituents import Constituents
from pyg_jets.study.source import jets_of_kind
from pyg_jets.study.task import TrainedTask, train_on
from tools.not_in_sample import jets_not_in_sample

ALGORITHM = "cambridge_aachen"
"""Of the trees on which they are trained."""


class PretrainingJets(NamedTuple):
    """Labelled jets of one task; the whole bundled sample is the test.

    Attributes:
        train: Nine tenths of the events that are not in the bundled sample.
        val: One tenth of them.
        test: The bundled sample.
        of_source: Number of jets of each kind in the source.
        left_out: Number of them that are of the bundled sample's events: its jets, and those that
            share an event with one of them.
    """

    train: Constituents
    val: Constituents
    test: Constituents
    of_source: dict[str, int]
    left_out: dict[str, int]


def pretraining_jets(
    task: str, source: str | os.PathLike[str], seed: int = 0, jets: int | None = None
) -> PretrainingJets:
    """The jets of a folder, split by event, without those of the bundled sample.

    Args:
        task: ``"w-qcd"``, ``"top-qcd"`` or ``"quark-gluon"``.
        source: Folder as in :func:`pyg_jets.study.jets_of_kind`, of which the bundled sample is
            a part.
        seed: Of the split.
        jets: Train, and validate, on about so many jets at most; None: all.

    Raises:
        FileNotFoundError: If the folder lacks a kind of jets.
        ValueError: If the task is unknown, or the bundled sample is not a part of the source
            (see :func:`tools.not_in_sample.jets_not_in_sample`).
    """
    of_source: dict[str, int] = {}
    left_out: dict[str, int] = {}

    def outside(kind: str) -> Constituents:
        every = jets_of_kind(kind, source)
        left = jets_not_in_sample(every, kind)
        of_source[kind], left_out[kind] = len(every), len(every) - len(left)
        return left

    # The part that others keep for their test is free here.
    train, val, free = binary_task(task, seed, outside)
    test = [
        sample(kind).with_label(label) for kind, label in zip(task.split("-"), (1, 0), strict=True)
    ]
    return PretrainingJets(
        thinned(Constituents.concat([train, free]), jets),
        thinned(val, jets),
        Constituents.concat(test),
        of_source,
        left_out,
    )


def pretrain(
    jets: PretrainingJets, *, epochs: int, seed: int = 0, progress: bool = True
) -> TrainedTask:
    """Train a gated RecNN; its numbers are those on the whole bundled sample.

    Args:
        jets: From :func:`pretraining_jets`.
        epochs: Of the training.
        seed: Of the initial parameters, the order of the jets and the bootstraps.
        progress: Show the training's progress bar.
    """
    train, val, test = (cluster(part, ALGORITHM) for part in jets[:3])
    return train_on(train, val, test, seed=seed, epochs=epochs, progress=progress)
