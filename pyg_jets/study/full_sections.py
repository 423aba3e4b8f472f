"""The sections that only a full study has: transfers, layers, robustness, other trees, taggers."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from pyg_jets.metrics import Estimate
from pyg_jets.report import Sentence, Table
from pyg_jets.study.comparison import Compared, baseline_auc, compare
from pyg_jets.study.comparison_table import (
    comparison_numbers,
    comparison_pictures,
    comparison_table,
)
from pyg_jets.study.examined import Examined, examine_task
from pyg_jets.study.layers import LayerProbes, figure_2, probe_task_layers
from pyg_jets.study.layers_table import layers_numbers, layers_table
from pyg_jets.study.performance import performance_numbers, performance_table
from pyg_jets.study.plan import Findings, Job, Plan
from pyg_jets.study.robustness import DRAWN_CHANGE
from pyg_jets.study.robustness_table import (
    robustness_numbers,
    robustness_pictures,
    robustness_table,
    safety_table,
)
from pyg_jets.study.robustness_words import robustness_sentences
from pyg_jets.study.saved import SavedStudy
from pyg_jets.study.sections import trained
from pyg_jets.study.several_seeds import pooled
from pyg_jets.study.transfer_table import transfer_numbers, transfer_table
from pyg_jets.study.transfers import Transfer, run_transfers
from pyg_jets.taggers.by_name import tagger_named

FIGURE_2_TASK = "top-qcd"


def full_training_jobs(plan: Plan) -> list[Job]:
    """The trainings of other taggers, which need no RecNN before them; the longest first.

    Args:
        plan: What to do.
    """
    jobs = [
        Job(f"{task}: train {name}, seed {seed}", 300, partial(compared, plan, name, task, seed))
        for name in plan.config.compared
        for task in plan.tasks
        for seed in plan.seeds
    ]
    if plan.config.figure_2:
        jobs += [
            Job(f"layers of four taggers, seed {seed}", 200, partial(layers, plan, seed))
            for seed in plan.seeds
        ]
    if plan.config.compared:
        jobs += [
            Job(f"{task}: boosted trees, seed {seed}", 5, partial(baseline, plan, task, seed))
            for task in plan.tasks
            for seed in plan.seeds
        ]
    return jobs


def full_reading_jobs(plan: Plan) -> list[Job]:
    """What a full study reads of its RecNNs beyond what every study does.

    Args:
        plan: What to do.
    """
    jobs: list[Job] = []
    if plan.config.table_2:
        jobs += [
            Job(f"transfers, seed {seed}", 250, partial(transferred, plan, seed))
            for seed in plan.seeds
        ]
    if plan.config.changed:
        jobs += [
            Job(f"{task}: changed jets, seed {seed}", 90, partial(examined, plan, task, seed))
            for task in plan.tasks
            for seed in plan.seeds
        ]
    return jobs


def transferred(plan: Plan, seed: int) -> list[Transfer]:
    """All transfers of one seed.

    Args:
        plan: What to do.
        seed: Of the trainings.
    """
    keys = {task: plan.recnn(task, seed) for task in plan.tasks}

    def run() -> list[Transfer]:
        trainings = {task: trained(plan, key) for task, key in keys.items()}
        saved = SavedStudy(
            seed,
            plan.config.epochs,
            {task: training.jets[0] for task, training in trainings.items()},
            {task: training.training.tagger for task, training in trainings.items()},
        )
        options: dict[str, Any] = {"epochs": plan.config.epochs, "progress": False}
        options |= plan.trees | {"frame": plan.config.frames[0]}
        return list(run_transfers(seed, saved=saved, tasks=plan.tasks, **options))

    settings = {"taggers": [tuple(key) for key in keys.values()]}
    return plan.stage("transfer", run, **settings)


def layers(plan: Plan, seed: int) -> LayerProbes:
    """Figure 2 of one seed, of the paper's task.

    Args:
        plan: What to do.
        seed: Of the trainings.
    """
    options: dict[str, Any] = {"epochs": plan.config.epochs, "progress": False}
    run = partial(
        probe_task_layers, FIGURE_2_TASK, seed=seed, cell=plan.config.cells[0], **options, **plan.on
    )
    settings = {"task": FIGURE_2_TASK, "seed": seed, "cell": plan.config.cells[0]}
    return plan.stage("layers", run, **settings)


def compared(plan: Plan, name: str, task: str, seed: int) -> list[Compared]:
    """One of the other taggers, by its own recipe but for the epochs, on one task.

    Args:
        plan: What to do.
        name: Of the tagger.
        task: Of the jets.
        seed: Of the training.
    """
    epochs = plan.config.compared_epochs

    def run() -> list[Compared]:
        title, build = tagger_named(name)
        options: dict[str, Any] = {"epochs": epochs, "progress": False, **plan.trees}
        return list(compare({title: build}, task, seeds=[seed], **options))

    settings = {"tagger": name, "task": task, "seed": seed, "epochs": epochs}
    settings |= {"algorithm": plan.config.algorithms[0]}
    return plan.stage("compare", run, **settings)


def baseline(plan: Plan, task: str, seed: int) -> Estimate:
    """Boosted trees of mass and multiplicity.

    Args:
        plan: What to do.
        task: Of the jets.
        seed: Of the split and of the trees.
    """
    run = partial(baseline_auc, task, seed, **plan.on)
    return plan.stage("baseline", run, task=task, seed=seed)


def examined(plan: Plan, task: str, seed: int) -> list[Examined]:
    """How the RecNNs of one task react to changed jets.

    Args:
        plan: What to do.
        task: Of the jets.
        seed: Of the trainings.
    """

    def run() -> list[Examined]:
        taggers = {
            f"RecNN, {cell}": trained(plan, plan.recnn(task, seed, cell)).training.tagger
            for cell in plan.config.cells
        }
        on = {"source": plan.on["source"], "jets": plan.config.changed}
        on["algorithm"] = plan.config.algorithms[0]
        return list(examine_task(taggers, task, seed=seed, **on))

    settings = {"cells": plan.config.cells, "changed": plan.config.changed, "seed": seed}
    settings |= {"algorithm": plan.config.algorithms[0], "frame": plan.config.frames[0]}
    return plan.stage("robustness", run, task=task, **settings)


def transfer(plan: Plan, findings: Findings) -> list[Transfer]:
    """Table 2, with the taggers that are read.

    Args:
        plan: What to do.
        findings: Is added to.

    Returns:
        The transfers of all seeds.
    """
    if not plan.config.table_2:
        return []
    transfers = [pair for seed in plan.seeds for pair in transferred(plan, seed)]
    findings.tables.append(transfer_table(transfers))
    findings.numbers["transfer"] = transfer_numbers(transfers, {})["transfers"]
    return transfers


def probe_the_layers(plan: Plan, findings: Findings) -> list[LayerProbes]:
    """Figure 2: the last layers of four taggers.

    Args:
        plan: What to do.
        findings: Is added to.

    Returns:
        The scores of each training.
    """
    if not plan.config.figure_2:
        return []
    of_trainings = [layers(plan, seed) for seed in plan.seeds]
    scores = pooled([training.trained for training in of_trainings])
    findings.pictures.append(figure_2(scores, FIGURE_2_TASK, len(plan.seeds)))
    findings.tables.append(layers_table(scores, FIGURE_2_TASK, len(plan.seeds)))
    findings.numbers["layers"] = layers_numbers(scores)
    return of_trainings


def show_others(plan: Plan, findings: Findings) -> None:
    """Whether it matters which cell it is, how jets are clustered, and in which frame they are.

    Args:
        plan: What to do.
        findings: Is added to.
    """
    if not plan.other_recnns:
        return
    keys = [*plan.recnns, *plan.other_recnns]
    in_order = {key: trained(plan, key) for task in plan.tasks for key in keys if key.task == task}
    findings.numbers["cells_and_trees"] = performance_numbers(in_order)
    table = performance_table(in_order)
    findings.tables.append(replace(table, name="cells-and-trees"))


def compare_taggers(plan: Plan, findings: Findings) -> None:
    """Other taggers on the same jets, if there are any.

    Args:
        plan: What to do.
        findings: Is added to.
    """
    if not plan.config.compared:
        return
    numbers: dict[str, Any] = {}
    findings.numbers["compared"] = numbers
    for task in plan.tasks:
        of_task = [
            result
            for name in plan.config.compared
            for seed in plan.seeds
            for result in compared(plan, name, task, seed)
        ]
        baselines = [baseline(plan, task, seed) for seed in plan.seeds]
        findings.tables.append(_of_task(comparison_table(of_task, baselines), task))
        findings.pictures += [
            replace(picture, name=f"compared-{task}-{picture.name}", task=task)
            for picture in comparison_pictures(of_task, task)
        ]
        numbers[task] = comparison_numbers(of_task, {})["taggers"]


def examine_robustness(plan: Plan, findings: Findings) -> dict[str, list[list[Examined]]]:
    """How taggers react when jets are changed before clustering, and the paper's question.

    Args:
        plan: What to do.
        findings: Is added to.

    Returns:
        By task what each training gave.
    """
    if not plan.config.changed:
        return {}
    of_tasks: dict[str, list[list[Examined]]] = {}
    numbers: dict[str, Any] = {}
    findings.numbers["robustness"] = numbers
    for task in plan.tasks:
        of_tasks[task] = [examined(plan, task, seed) for seed in plan.seeds]
        tested = pooled(of_tasks[task])
        numbers[task] = robustness_numbers(tested, {})["taggers"]
        number = len(plan.seeds)
        tables = robustness_table(tested, task, number), safety_table(tested, number)
        findings.tables += [_of_task(table, task) for table in tables]
        findings.pictures += [
            replace(picture, name=f"robustness-{task}-{picture.name}", task=task)
            for picture in robustness_pictures(tested, task, DRAWN_CHANGE)
        ]
        findings.sentences += [
            Sentence(text, task)
            for tagger in tested[:-1]
            for text in robustness_sentences(tagger, task)
        ]
    return of_tasks


def _of_task(table: Table, task: str) -> Table:
    return replace(table, name=f"{table.name}-{task}", task=task)
