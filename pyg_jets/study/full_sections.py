"""The sections that only a full study has: transfers, layers, robustness, other trees, taggers."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import product
from typing import Any

from pyg_jets.metrics import Estimate
from pyg_jets.report import Picture, Sentence, Table
from pyg_jets.study.comparison import Compared, baseline_auc, compare
from pyg_jets.study.comparison_table import (
    comparison_numbers,
    comparison_pictures,
    comparison_table,
)
from pyg_jets.study.examined import Examined, examine_task
from pyg_jets.study.layers import figure_2, probe_layers, train_all
from pyg_jets.study.performance import Trainings, performance_numbers, performance_table
from pyg_jets.study.plan import Findings, Plan
from pyg_jets.study.robustness import DRAWN_CHANGE
from pyg_jets.study.robustness_table import (
    robustness_numbers,
    robustness_pictures,
    robustness_table,
    safety_table,
)
from pyg_jets.study.robustness_words import robustness_sentences
from pyg_jets.study.saved import SavedStudy
from pyg_jets.study.sections import train_one
from pyg_jets.study.task import TrainedTask
from pyg_jets.study.transfer_table import transfer_numbers, transfer_table
from pyg_jets.study.transfers import Transfer, run_transfers
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.by_name import tagger_named

FIGURE_2_TASK = "top-qcd"


def transfer(plan: Plan, trained: Trainings, found: Findings) -> None:
    """Table 2, with the taggers that are read; fine-tuned with the first seed alone.

    Args:
        plan: What to do.
        trained: The taggers.
        found: Is added to.
    """
    if not plan.config.table_2:
        return
    transfers: list[Transfer] = []
    for seed in plan.seeds:
        of_seed = {task: trained[(task, *plan.recnn, seed)] for task in plan.tasks}
        run = partial(_transferred, plan, of_seed, seed)
        title = f"transfer between all tasks, seed {seed}"
        settings = {"recnn": plan.recnn, "tasks": list(plan.tasks), "seed": seed}
        transfers += plan.stage(title, "transfer", run, **settings)
    found.tables.append(transfer_table(transfers))
    found.numbers["transfer"] = transfer_numbers(transfers, {})["transfers"]


def _transferred(plan: Plan, trained: dict[str, TrainedTask], seed: int) -> list[Transfer]:
    saved = SavedStudy(
        seed,
        plan.config.epochs,
        {task: each.jets[0] for task, each in trained.items()},
        {task: each.training.tagger for task, each in trained.items()},
    )
    options: dict[str, Any] = {"epochs": plan.config.epochs, "progress": plan.progress, **plan.on}
    tuning = seed == plan.seeds[0]  # it takes longer than all the rest
    return list(run_transfers(seed, saved=saved, tasks=plan.tasks, fine_tuning=tuning, **options))


def probe_the_layers(plan: Plan, _: Trainings, found: Findings) -> None:
    """Figure 2: the last layers of four taggers.

    Args:
        plan: What to do.
        found: Is added to.
    """
    if not plan.config.figure_2:
        return
    found.pictures.append(probe_one_task(plan))


def probe_one_task(plan: Plan) -> Picture:
    """Figure 2, of the paper's task.

    Args:
        plan: What to do.
    """
    seed = plan.seeds[0]
    title = f"{FIGURE_2_TASK}: probe the layers of four taggers"
    run = partial(_layers_probed, plan, seed)
    return plan.stage(title, "layers", run, task=FIGURE_2_TASK, seed=seed)


def _layers_probed(plan: Plan, seed: int) -> Picture:
    options: dict[str, Any] = {"epochs": plan.config.epochs, "progress": plan.progress, **plan.on}
    taggers, test = train_all(FIGURE_2_TASK, seed=seed, **options)
    return figure_2(probe_layers(taggers, test, seed=seed), FIGURE_2_TASK)


def train_others(plan: Plan, trained: Trainings, found: Findings) -> None:
    """Whether it matters which cell it is and how jets are clustered, if there are others.

    Args:
        plan: What to do.
        trained: The taggers that are read; the others are added.
        found: Is added to.
    """
    others = other_recnns(plan)
    for key in others:
        trained[key] = train_one(plan, *key)
    if others:
        in_order = {key: trained[key] for task in plan.tasks for key in trained if key[0] == task}
        found.numbers["cells_and_trees"] = performance_numbers(in_order)
        table = performance_table(in_order)
        found.tables.append(replace(table, name="cells-and-trees"))


def other_recnns(plan: Plan) -> list[tuple[str, str, str, int]]:
    """Task, cell, algorithm and seed of the RecNNs that are not read.

    Args:
        plan: What to do.
    """
    cell, tree = plan.recnn
    others = [(other, tree, seed) for other in plan.config.cells[1:] for seed in plan.seeds]
    others += [(cell, other, plan.seeds[0]) for other in plan.config.algorithms[1:]]
    return [(task, *other) for task, other in product(plan.tasks, others)]


def compare_taggers(plan: Plan, _: Trainings, found: Findings) -> None:
    """Other taggers on the same jets, if there are any.

    Args:
        plan: What to do.
        found: Is added to.
    """
    if not plan.config.compared:
        return
    seed = plan.seeds[0]
    numbers = found.numbers["compared"] = {}
    for task in plan.tasks:
        compared: list[Compared] = []
        for name in plan.config.compared:
            compared += compare_one(plan, name, task)
        run_baseline = partial(baseline_auc, task, seed, **plan.on)
        title = f"{task}: boosted trees of mass and multiplicity, seed {seed}"
        baseline: Estimate = plan.stage(title, "baseline", run_baseline, task=task, seed=seed)
        found.tables.append(_of_task(comparison_table(compared, [baseline]), task))
        found.pictures += [
            replace(each, name=f"compared-{task}-{each.name}", task=task)
            for each in comparison_pictures(compared, task)
        ]
        numbers[task] = comparison_numbers(compared, {})["taggers"]


def compare_one(plan: Plan, name: str, task: str) -> list[Compared]:
    """One of the other taggers, by its own recipe but for the epochs, on one task.

    Args:
        plan: What to do.
        name: Of the tagger.
        task: Of the jets.
    """
    seed, epochs = plan.seeds[0], plan.config.compared_epochs
    title = f"{task}: train {name}, seed {seed}"
    run = partial(_compared, plan, name, task, seed)
    settings = {"tagger": name, "task": task, "seed": seed, "epochs": epochs}
    found = plan.stage(title, "compare", run, **settings)
    plan.stages.say(f"    AUC {found[0].metrics['auc']}")
    return found


def _compared(plan: Plan, name: str, task: str, seed: int) -> list[Compared]:
    title, build = tagger_named(name)
    epochs = plan.config.compared_epochs
    options: dict[str, Any] = {"epochs": epochs, "progress": plan.progress, **plan.on}
    return list(compare({title: build}, task, seeds=[seed], **options))


def examine_robustness(plan: Plan, trained: Trainings, found: Findings) -> None:
    """How taggers react when jets are changed before clustering, and the paper's question.

    Args:
        plan: What to do.
        trained: The taggers.
        found: Is added to.
    """
    if not plan.config.changed:
        return
    seed = plan.seeds[0]
    numbers = found.numbers["robustness"] = {}
    for task in plan.tasks:
        taggers = {
            f"RecNN, {cell}": trained[task, cell, plan.recnn[1], seed].training.tagger
            for cell in plan.config.cells
        }
        run = partial(_examined, plan, taggers, task, seed)
        title = f"{task}: change jets and see how taggers react, seed {seed}"
        settings = {"cells": plan.config.cells, "changed": plan.config.changed, "seed": seed}
        tested = plan.stage(title, "robustness", run, task=task, **settings)
        numbers[task] = robustness_numbers(tested, {})["taggers"]
        tables = robustness_table(tested, task), safety_table(tested)
        found.tables += [_of_task(table, task) for table in tables]
        found.pictures += [
            replace(each, name=f"robustness-{task}-{each.name}", task=task)
            for each in robustness_pictures(tested, task, DRAWN_CHANGE)
        ]
        found.sentences += [
            Sentence(text, task)
            for each in tested[:-1]
            for text in robustness_sentences(each, task)
        ]


def _examined(plan: Plan, taggers: dict[str, Tagger], task: str, seed: int) -> list[Examined]:
    on = {"source": plan.on["source"], "jets": plan.config.changed}
    return list(examine_task(taggers, task, seed=seed, **on))


def _of_task(table: Table, task: str) -> Table:
    return replace(table, name=f"{table.name}-{task}", task=task)
