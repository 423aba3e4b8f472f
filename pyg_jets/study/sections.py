"""The sections of a study: each puts its stages' results together over all trainings."""

from __future__ import annotations

from functools import partial
from typing import Any

from pyg_jets.report import Sentence
from pyg_jets.study.explanation import TaskExplained, explain_task, methods_named
from pyg_jets.study.explanation_pictures import explanation_pictures
from pyg_jets.study.explanation_tables import explanation_numbers, explanation_tables
from pyg_jets.study.explanation_words import sentence_of
from pyg_jets.study.mass_direction import (
    TASK,
    MassDirection,
    direction_numbers,
    localisation_table,
    mass_direction,
)
from pyg_jets.study.page_data import PageData, maps_over_trainings, page_data
from pyg_jets.study.performance import Trainings, performance_numbers, performance_table
from pyg_jets.study.pictures import pictures_of
from pyg_jets.study.plan import Findings, Job, Plan
from pyg_jets.study.seed_spread import seed_spread_picture
from pyg_jets.study.several_seeds import pooled
from pyg_jets.study.tables import basis_table, numbers_of, probe_table, stronger_table
from pyg_jets.study.task import TaskResult, TrainedTask, held_out_jets, read_task, train_task
from pyg_jets.study.training_key import TrainingKey
from pyg_jets.taggers import RecNN

EXPLAINED_BY = ["saliency", "input_x_gradient", "lrp"]
"""Methods whose maps stand in the page: those of one backward pass, cheap enough for nulls."""

TRAINING_COST = {"simple": 15, "gated": 90}
"""Seconds of one core on the bundled sample, by cell."""


def training_jobs(plan: Plan) -> list[Job]:
    """The list of all RecNNs that a study trains; the longest first.

    Args:
        plan: What to do.
    """
    jobs = [
        Job(f"{key.task}: train, {key.title}", TRAINING_COST[key.cell], partial(trained, plan, key))
        for key in (*plan.recnns, *plan.other_recnns)
    ]
    return sorted(jobs, key=lambda job: -job.cost)


def reading_jobs(plan: Plan) -> list[Job]:
    """What is read of the RecNNs in every study.

    Args:
        plan: What to do.
    """
    jobs = [
        Job(f"{k.task}: explain, {k.title}", 60, partial(explained, plan, k)) for k in plan.recnns
    ]
    jobs += [
        Job(f"{k.task}: probe and map, {k.title}", 40, partial(read, plan, k)) for k in plan.recnns
    ]
    jobs += [
        Job(f"maps and jets of the page, seed {seed}", 15, partial(drawn, plan, seed))
        for seed in plan.seeds
    ]
    if TASK in plan.tasks:
        jobs += [
            Job(f"{TASK}: mass direction, seed {seed}", 15, partial(followed, plan, seed))
            for seed in plan.seeds
        ]
    return jobs


def trained(plan: Plan, key: TrainingKey) -> TrainedTask:
    """One RecNN of a study.

    Args:
        plan: What to do.
        key: Which.
    """
    run = partial(
        train_task,
        key.task,
        build=partial(RecNN, cell=key.cell),
        epochs=plan.config.epochs,
        progress=False,
        **key.settings,
        **plan.on,
    )
    return plan.stage("train", run, **key._asdict())


def read(plan: Plan, key: TrainingKey) -> TaskResult:
    """Probes and maps of one RecNN.

    Args:
        plan: What to do.
        key: Which.
    """

    def run() -> TaskResult:
        return read_task(trained(plan, key), key.task, seed=key.seed, **plan.trees)

    return plan.stage("read", run, **key._asdict())


def explained(plan: Plan, key: TrainingKey) -> TaskExplained:
    """Maps of one RecNN beside their nulls, and what they are worth.

    Args:
        plan: What to do.
        key: Which.
    """

    def run() -> TaskExplained:
        tagger = trained(plan, key).training.tagger
        test = held_out_jets(key.task, key.seed, frame=key.frame, **plan.trees)
        methods = methods_named(EXPLAINED_BY, tagger)
        nulls = plan.config.nulls
        return explain_task(tagger, test, key.task, methods, nulls=nulls, seed=key.seed)

    settings = {**key._asdict(), "nulls": plan.config.nulls}
    return plan.stage("explain", run, **settings)


def followed(plan: Plan, seed: int) -> MassDirection:
    """The mass direction of one W tagger.

    Args:
        plan: What to do.
        seed: Of the training.
    """
    key = plan.recnn(TASK, seed)

    def run() -> MassDirection:
        tagger = trained(plan, key).training.tagger
        return mass_direction(tagger, seed=seed, frame=key.frame, **plan.trees)

    return plan.stage("mass direction", run, **key._asdict())


def drawn(plan: Plan, seed: int) -> PageData:
    """The maps and jets that the page draws itself, of one training of every task.

    Args:
        plan: What to do.
        seed: Of the trainings.
    """
    keys = {task: plan.recnn(task, seed) for task in plan.tasks}

    def run() -> PageData:
        taggers = {task: trained(plan, key).training.tagger for task, key in keys.items()}
        return page_data(taggers, seed=seed, views=seed == plan.seeds[0], **plan.trees)

    settings = {"taggers": [tuple(key) for key in keys.values()]}
    return plan.stage("page", run, **settings)


def perform(plan: Plan, findings: Findings) -> Trainings:
    """How well the RecNNs that are read do.

    Args:
        plan: What to do.
        findings: Is added to.
    """
    trainings = {key: trained(plan, key) for key in plan.recnns}
    findings.numbers["trainings"] = performance_numbers(trainings)
    findings.tables.append(performance_table(trainings))
    return trainings


def probe(plan: Plan, findings: Findings) -> dict[str, list[TaskResult]]:
    """Probes and maps of all trainings.

    Args:
        plan: What to do.
        findings: Is added to.

    Returns:
        The readings of each training, by task.
    """
    of_trainings = {
        task: [read(plan, plan.recnn(task, seed)) for seed in plan.seeds] for task in plan.tasks
    }
    results = [pooled(trainings) for trainings in of_trainings.values()]
    findings.numbers["tasks"] = {result.name: numbers_of(result) for result in results}
    number = len(plan.seeds)
    findings.tables += [
        probe_table({result.name: result.probes for result in results}, trainings=number),
        stronger_table({result.name: result.stronger for result in results}, number),
        basis_table(results, number),
    ]
    findings.pictures += pictures_of(results, number)
    if number > 1:
        maps = {
            task: {
                kind: [training.planes[kind, False] for training in trainings]
                for kind in task.split("-")
            }
            for task, trainings in of_trainings.items()
        }
        findings.pictures.append(seed_spread_picture(maps))
    return of_trainings


def follow_the_mass(plan: Plan, findings: Findings) -> list[MassDirection]:
    """The mass direction of every W tagger, if there are any.

    Args:
        plan: What to do.
        findings: Is added to.

    Returns:
        What each training gave.
    """
    if TASK not in plan.tasks:
        return []
    of_trainings = [followed(plan, seed) for seed in plan.seeds]
    directions = pooled([training.found for training in of_trainings])
    findings.numbers["mass_direction"] = direction_numbers(directions)
    findings.tables.append(localisation_table(directions, len(plan.seeds)))
    findings.pictures += of_trainings[0].pictures
    return of_trainings


def explain(plan: Plan, findings: Findings) -> None:
    """Maps of all trainings beside their nulls, and what they are worth.

    Args:
        plan: What to do.
        findings: Is added to.
    """
    numbers: dict[str, Any] = {}
    findings.numbers["explained"] = numbers
    for task in plan.tasks:
        explanation = pooled([explained(plan, plan.recnn(task, seed)) for seed in plan.seeds])
        numbers[task] = explanation_numbers(explanation)
        findings.tables += explanation_tables(explanation)
        findings.pictures += explanation_pictures(explanation)
        findings.sentences += [
            Sentence(sentence_of(explanation, method, kind), task)
            for method, kinds in explanation.maps.items()
            for kind in kinds
        ]


def draw(plan: Plan, findings: Findings) -> None:
    """The maps and jets that the page draws itself: maps of all trainings, jets of the first.

    Args:
        plan: What to do.
        findings: Is added to.
    """
    of_trainings = [drawn(plan, seed) for seed in plan.seeds]
    findings.maps += maps_over_trainings(of_trainings)
    findings.jets += of_trainings[0].jets
