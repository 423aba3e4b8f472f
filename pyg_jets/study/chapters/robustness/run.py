"""How taggers react to changed jets: those of every training, or given ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeAlias

from pyg_jets.datasets.split import thinned
from pyg_jets.report import Sentence
from pyg_jets.study.chapters.robustness.figures import robustness_pictures
from pyg_jets.study.chapters.robustness.irc_scan import JET_RADIUS
from pyg_jets.study.chapters.robustness.measure import (
    TaggerRobustness,
    robustness_of,
    robustness_of_multiplicity,
)
from pyg_jets.study.chapters.robustness.sentences import robustness_sentences
from pyg_jets.study.chapters.robustness.tables import (
    robustness_numbers,
    robustness_table,
    safety_table,
)
from pyg_jets.study.plan import Job, Plan
from pyg_jets.study.pooled import pooled
from pyg_jets.study.shown import Shown
from pyg_jets.study.task import at_pair
from pyg_jets.taggers import Tagger

Result: TypeAlias = dict[str, list[list[TaggerRobustness]]]
"""By task, for each training its taggers, that of the network that is read first; the multiplicity
alone is the last."""


def jobs(plan: Plan) -> list[Job]:
    """The taggers of each task and seed, if they are asked for."""
    return [
        Job(f"{task}: changed jets, seed {seed}", 90, partial(change_jets, plan, task, seed))
        for task in plan.tasks
        for seed in plan.seeds
        if plan.config.changed
    ]


def change_jets(plan: Plan, task: str, seed: int) -> list[TaggerRobustness]:
    """How the RecNNs of one task and seed react, one for each cell."""
    config, on = plan.config, plan.recnn(task, seed)

    def change_all() -> list[TaggerRobustness]:
        taggers = {
            f"RecNN, {cell}": plan.trained(plan.recnn(task, seed, cell)).training.tagger
            for cell in config.cells
        }
        return _tested(plan, taggers, task, seed, config.changed)

    settings = {"cells": config.cells, "changed": config.changed, "seed": seed}
    settings |= {"algorithm": on.algorithm, "frame": on.frame}
    return plan.stage("robustness", change_all, task=task, **settings)


def run(plan: Plan) -> Result:
    """Every training, if they are asked for."""
    tasks = plan.tasks if plan.config.changed else ()
    return {task: [change_jets(plan, task, seed) for seed in plan.seeds] for task in tasks}


def run_taggers(
    plan: Plan,
    taggers: Mapping[str, Tagger],
    *,
    radius: float = JET_RADIUS,
    say: Callable[[str], object] = str,
) -> Result:
    """The same of given taggers.

    Args:
        plan: With one seed: that of the split.
        taggers: By the names that tables have for them.
        radius: Of the jets, in which soft particles are placed.
        say: Is told what is done.
    """
    jets, seed = plan.jets, plan.seeds[0]
    return {
        task: [_tested(plan, taggers, task, seed, jets, radius=radius, say=say)]
        for task in plan.tasks
    }


def show(result: Result) -> Shown:
    """By task tables of changes and limits, curves, Lund maps, and sentences."""
    shown = Shown({"robustness": {}})
    for task, of_trainings in result.items():
        tested, number = pooled(of_trainings), len(of_trainings)
        shown.numbers["robustness"][task] = list(map(robustness_numbers, tested))
        shown.tables.append(robustness_table(tested, task, number))
        shown.tables.append(safety_table(tested, task, number))
        shown.pictures += robustness_pictures(tested, task)
        shown.sentences += [
            Sentence(text, task)
            for tagger in tested[:-1]
            for text in robustness_sentences(tagger, task)
        ]
    return shown


def _tested(
    plan: Plan,
    taggers: Mapping[str, Tagger],
    task: str,
    seed: int,
    jets: int | None,
    *,
    radius: float = JET_RADIUS,
    say: Callable[[str], object] = str,
) -> list[TaggerRobustness]:
    on = plan.on_trees(task)
    train, _, test = on.constituents(seed)
    few = thinned(test, jets)
    options: dict[str, Any] = {"kinds": on.labels, "radius": radius}
    tested = []
    for name, tagger in taggers.items():
        aimed = at_pair(tagger, on)
        tested.append(robustness_of(name, aimed, few, seed, algorithm=on.algorithm, **options))
        say(f"{name}: done")
    return [*tested, robustness_of_multiplicity(train, few, seed, **options)]
