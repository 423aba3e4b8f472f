"""Encoders trained without labels on all kinds of some tasks, and what they are worth on each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import torch

from pyg_jets.datasets import Task
from pyg_jets.datasets.split import Split
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.study.chapters.without_labels.alike import (
    Alike,
    alike,
    alike_numbers,
    alike_table,
)
from pyg_jets.study.chapters.without_labels.measure import WAYS, Worth, worth
from pyg_jets.study.chapters.without_labels.tables import worth_numbers, worth_table
from pyg_jets.study.plan import Job, Plan
from pyg_jets.study.shown import Shown
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.by_name import tagger_named
from pyg_jets.unsupervised import Pretrained, pretrain

METHOD = "contrastive"
"""By which the encoders of a study learn: the one that is worth the most."""


class WithoutLabels(NamedTuple):
    """What encoders without labels are worth.

    Attributes:
        method: By which they have learnt.
        worth: Of all tasks, numbers of labelled jets, ways and seeds.
        alike: Their embeddings beside supervised ones; of each task and seed, where there are any.
    """

    method: str
    worth: Sequence[Worth]
    alike: Sequence[Alike] = ()


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


def worths(
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


def trainings(plan: Plan) -> list[Job]:
    """An encoder for each seed, if it is asked for."""
    return [
        Job(f"encoder without labels, seed {seed}", 150, partial(encoder_of, plan, seed))
        for seed in plan.seeds
        if plan.config.labels
    ]


def jobs(plan: Plan) -> list[Job]:
    """What the encoder of each seed is worth on each task."""
    return [
        Job(f"{task}: few labels, seed {seed}", 100, partial(read, plan, task, seed))
        for task in plan.tasks
        for seed in plan.seeds
        if plan.config.labels
    ]


def encoder_of(plan: Plan, seed: int) -> Tagger:
    """The study's network, trained by contrast on the training jets of all kinds."""
    config, tasks = plan.config, {name: _on(plan, name) for name in plan.tasks}

    def learn() -> Tagger:
        options: dict[str, Any] = {"epochs": config.unlabelled_epochs, "progress": plan.progress}
        tagger = {"simple": "recnn", "gated": "recnn_gated"}[config.cells[0]]
        trained = pretrained_on(tasks, METHOD, tagger=tagger, seed=seed, jets=plan.jets, **options)
        return trained.encoder

    return plan.stage("unlabelled", learn, **_settings(plan, seed), tasks=list(plan.tasks))


def read(plan: Plan, task: str, seed: int) -> tuple[list[Worth], Alike]:
    """All ways with all numbers of labelled jets, and how alike the embeddings are."""
    on = _on(plan, task)

    def measure() -> tuple[list[Worth], Alike]:
        encoder = encoder_of(plan, seed)
        found = worths(encoder, {task: on}, plan.config.labels, seed=seed, jets=plan.jets)
        supervised = plan.trained(plan.recnn(task, seed)).training.tagger
        test = on.split(seed, plan.jets)[2]
        return list(found), alike(encoder, supervised, test, task=task, seed=seed)

    settings = {"task": task, "labels": list(plan.config.labels), "tasks": list(plan.tasks)}
    return plan.stage("few labels", measure, **settings, **_settings(plan, seed))


def run(plan: Plan) -> WithoutLabels | None:
    """The encoders of all seeds on all tasks; None if they are not asked for."""
    if not plan.config.labels:
        return None
    found = [read(plan, task, seed) for task in plan.tasks for seed in plan.seeds]
    return WithoutLabels(METHOD, [one for ones, _ in found for one in ones], [a for _, a in found])


def show(result: WithoutLabels) -> Shown:
    """The tables over all seeds."""
    shown = Shown({"without_labels": worth_numbers(result.worth)})
    shown.tables.append(worth_table(result.worth, result.method))
    if result.alike:
        shown.numbers["without_labels_alike"] = alike_numbers(result.alike)
        shown.tables.append(alike_table(result.alike))
    return shown


def _on(plan: Plan, task: str) -> Task:
    return plan.on_trees(task, plan.config.frames[0])


def _settings(plan: Plan, seed: int) -> dict[str, Any]:
    config = plan.config
    trees = {"algorithm": config.algorithms[0], "frame": config.frames[0], "cell": config.cells[0]}
    return {"seed": seed, "method": METHOD, "epochs": config.unlabelled_epochs, **trees}
