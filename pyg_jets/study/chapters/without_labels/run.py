"""Train an encoder without labels on all kinds of some tasks, and see what it is worth on each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import torch

from pyg_jets.datasets import Task
from pyg_jets.datasets.split import Split
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.study.chapters.without_labels.measure import WAYS, Worth, worth
from pyg_jets.study.chapters.without_labels.tables import worth_numbers, worth_table
from pyg_jets.study.shown import Shown
from pyg_jets.taggers.by_name import tagger_named
from pyg_jets.unsupervised import Pretrained, pretrain


def unlabelled(
    tasks: Mapping[str, Task], seed: int = 0, jets: int | None = None
) -> Split[JetTreeDataset]:
    """The jets of all kinds of some tasks, each kind once, split as the tasks are.

    Args:
        tasks: On the same trees.
        seed: Of the split: no test jet of a task is among the training jets.
        jets: At most so many jets of each part.
    """
    first = next(iter(tasks.values()))
    kinds = {kind.name: kind for task in tasks.values() for kind in task.kinds}
    whole = Task("unlabelled", list(kinds.values()), first.algorithm, first.frame)
    return whole.split(seed, jets)


def pretrained_on(
    tasks: Mapping[str, Task],
    method: str,
    *,
    tagger: str = "recnn",
    seed: int = 0,
    jets: int | None = None,
    **options: Any,
) -> Pretrained:
    """An encoder that has learnt from all kinds of some tasks, without their labels.

    Args:
        tasks: On the same trees.
        method: As :func:`pyg_jets.unsupervised.pretrain` has it.
        tagger: Short name of the encoder.
        seed: Of the split, the initial parameters and the training.
        jets: At most so many jets of each part.
        **options: Of :func:`pyg_jets.unsupervised.pretrain`.
    """
    train, val, _ = unlabelled(tasks, seed, jets)
    _, build = tagger_named(tagger)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        encoder = build()
    return pretrain(encoder, train, method, val=val, seed=seed, **options)


def run(
    encoder: Any,
    tasks: Mapping[str, Task],
    labels: Sequence[int | None],
    *,
    ways: Sequence[str] = tuple(WAYS),
    seed: int = 0,
    jets: int | None = None,
) -> Iterator[Worth]:
    """What the encoder is worth on each task, way by way.

    Args:
        encoder: A tagger that was trained without labels with the same seed.
        tasks: Each with two kinds.
        labels: Numbers of labelled jets; None: all.
        ways: Some of :data:`WAYS`.
        seed: That of the encoder's training.
        jets: At most so many jets of each part.
    """
    for task in tasks.values():
        for number in labels:
            for way in ways:
                yield worth(encoder, task, number, way, seed=seed, jets=jets)


def show(result: Sequence[Worth], method: str) -> Shown:
    """The table over all seeds."""
    return Shown({"without_labels": worth_numbers(result)}, [worth_table(result, method)])
