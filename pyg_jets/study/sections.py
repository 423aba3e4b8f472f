"""The sections of a study: each runs its stages and adds to what has been found."""

from __future__ import annotations

from functools import partial
from typing import Any

from pyg_jets.lund import LundPlane
from pyg_jets.report import Sentence
from pyg_jets.study.explanation import TaskExplained, explain_task, methods_named
from pyg_jets.study.explanation_pictures import explanation_pictures
from pyg_jets.study.explanation_tables import explanation_numbers, explanation_tables
from pyg_jets.study.explanation_words import sentence_of
from pyg_jets.study.mass_direction import (
    TASK,
    direction_numbers,
    localisation_table,
    mass_direction,
    pooled_directions,
)
from pyg_jets.study.page_data import page_data
from pyg_jets.study.performance import Trainings, performance_numbers, performance_table
from pyg_jets.study.pictures import pictures_of
from pyg_jets.study.plan import Findings, Plan
from pyg_jets.study.seed_spread import seed_spread_picture
from pyg_jets.study.several_seeds import pooled
from pyg_jets.study.tables import basis_table, numbers_of, probe_table, stronger_table
from pyg_jets.study.task import TaskResult, TrainedTask, held_out_jets, read_task, train_task
from pyg_jets.taggers import RecNN, Tagger

EXPLAINED_BY = ["saliency", "input_x_gradient", "lrp"]
"""Methods whose maps stand in the page: those of one backward pass, cheap enough for nulls."""


def train(plan: Plan, found: Findings) -> Trainings:
    """The RecNNs that are read: of every task and seed; and how well they do.

    Args:
        plan: What to do.
        found: Is added to.
    """
    trained = {key: train_one(plan, *key) for key in recnns(plan)}
    found.numbers["trainings"] = performance_numbers(trained)
    found.tables.append(performance_table(trained))
    return trained


def recnns(plan: Plan) -> list[tuple[str, str, str, int]]:
    """Task, cell, algorithm and seed of the RecNNs that are read.

    Args:
        plan: What to do.
    """
    return [(task, *plan.recnn, seed) for task in plan.tasks for seed in plan.seeds]


def train_one(plan: Plan, task: str, cell: str, algorithm: str, seed: int) -> TrainedTask:
    """One RecNN of a study.

    Args:
        plan: What to do.
        task: Of the jets.
        cell: Of the RecNN.
        algorithm: Of the trees.
        seed: Of the training.
    """
    settings: dict[str, Any] = {"algorithm": algorithm, "seed": seed}
    run = partial(
        train_task,
        task,
        build=partial(RecNN, cell=cell),
        epochs=plan.config.epochs,
        progress=plan.progress,
        **settings,
        **plan.on,
    )
    title = f"{task}: train, {cell} cell, {algorithm}, seed {seed}"
    trained = plan.stage(title, "train", run, task=task, cell=cell, **settings)
    plan.stages.say(f"    AUC {trained.metrics['auc']}")
    return trained


def read(plan: Plan, trained: Trainings, found: Findings) -> None:
    """Probes and maps of the first cell on the first kind of trees, over all seeds.

    Args:
        plan: What to do.
        trained: The taggers.
        found: Is added to.
    """
    results: list[TaskResult] = []
    maps: dict[str, dict[str, list[LundPlane]]] = {}
    for task in plan.tasks:
        of_seeds: list[TaskResult] = []
        for seed in plan.seeds:
            options: dict[str, Any] = {"seed": seed, "first": of_seeds[0] if of_seeds else None}
            options |= plan.on
            run = partial(read_task, trained[(task, *plan.recnn, seed)], task, **options)
            title = f"{task}: probe and map, seed {seed}"
            settings = {"recnn": plan.recnn, "task": task, "seed": seed}
            of_seeds.append(plan.stage(title, "read", run, **settings))
        results.append(pooled(of_seeds))
        maps[task] = {
            kind: [each.planes[kind, False] for each in of_seeds] for kind in task.split("-")
        }
    found.numbers["tasks"] = {each.name: numbers_of(each) for each in results}
    probes = {result.name: result.probes for result in results}
    found.tables += [
        probe_table(probes, seeds=len(plan.seeds)),
        stronger_table({result.name: result.stronger for result in results}),
        basis_table(results),
    ]
    found.pictures += pictures_of(results)
    if len(plan.seeds) > 1:
        found.pictures.append(seed_spread_picture(maps))


def follow_the_mass(plan: Plan, trained: Trainings, found: Findings) -> None:
    """The mass direction of every W tagger, if there are any.

    Args:
        plan: What to do.
        trained: The taggers.
        found: Is added to.
    """
    if TASK not in plan.tasks:
        return
    followed = []
    for seed in plan.seeds:
        tagger = trained[(TASK, *plan.recnn, seed)].training.tagger
        run = partial(mass_direction, tagger, seed=seed, **plan.on)
        title = f"{TASK}: mass direction, seed {seed}"
        followed.append(plan.stage(title, "mass direction", run, recnn=plan.recnn, seed=seed))
    directions = pooled_directions([each.found for each in followed])
    found.numbers["mass_direction"] = direction_numbers(directions)
    found.tables.append(localisation_table(directions, len(plan.seeds)))
    found.pictures += followed[0].pictures


def explain(plan: Plan, trained: Trainings, found: Findings) -> None:
    """Maps of the first seed's taggers beside their nulls, and what they are worth.

    Args:
        plan: What to do.
        trained: The taggers.
        found: Is added to.
    """
    seed = plan.seeds[0]
    numbers = found.numbers["explained"] = {}
    for task in plan.tasks:
        tagger = trained[(task, *plan.recnn, seed)].training.tagger
        run = partial(_explained, plan, tagger, task, seed)
        settings = {"recnn": plan.recnn, "task": task, "seed": seed, "nulls": plan.config.nulls}
        title = f"{task}: explanations, their nulls and measures, seed {seed}"
        explained = plan.stage(title, "explain", run, **settings)
        numbers[task] = explanation_numbers(explained)
        found.tables += explanation_tables(explained)
        found.pictures += explanation_pictures(explained)
        found.sentences += [
            Sentence(sentence_of(explained, method, kind), task)
            for method, kinds in explained.maps.items()
            for kind in kinds
        ]


def _explained(plan: Plan, tagger: Tagger, task: str, seed: int) -> TaskExplained:
    test = held_out_jets(task, seed, **plan.on)
    methods = methods_named(EXPLAINED_BY, tagger)
    return explain_task(tagger, test, task, methods, nulls=plan.config.nulls, seed=seed)


def draw(plan: Plan, trained: Trainings, found: Findings) -> None:
    """The maps and jets that the page draws itself, of the first seed's taggers.

    Args:
        plan: What to do.
        trained: The taggers.
        found: Is added to.
    """
    seed = plan.seeds[0]
    taggers = {task: trained[(task, *plan.recnn, seed)].training.tagger for task in plan.tasks}
    run = partial(page_data, taggers, seed=seed, **plan.on)
    settings = {"recnn": plan.recnn, "tasks": list(plan.tasks), "seed": seed}
    data = plan.stage(f"maps and jets of the page, seed {seed}", "page", run, **settings)
    found.maps += data.maps
    found.jets += data.jets
