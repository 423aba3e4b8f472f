"""Tasks of more than two kinds, over all trainings; their pairs are tasks of the other chapters."""

from __future__ import annotations

from functools import partial
from typing import TypeAlias

from pyg_jets.study.chapters.classes.figures import class_maps
from pyg_jets.study.chapters.classes.measure import OfClasses, of_classes
from pyg_jets.study.chapters.classes.tables import class_table, confusion_table, pair_table
from pyg_jets.study.numbers import numbers_of
from pyg_jets.study.plan import Job, Plan
from pyg_jets.study.pooled import pooled
from pyg_jets.study.shown import Shown

Result: TypeAlias = dict[str, list[OfClasses]]
"""By task of several kinds, one a training."""


def trainings(plan: Plan) -> list[Job]:
    """Every training of all kinds of a task, whose pairs the other chapters read."""
    return [
        Job(f"{name}: train, seed {seed}", 30, partial(plan.trained_of_all, name, seed))
        for name in plan.several
        for seed in plan.seeds
    ]


def jobs(plan: Plan) -> list[Job]:
    """What each of them does, and its maps."""
    return [
        Job(f"{name}: classes, seed {seed}", 10, partial(read, plan, name, seed))
        for name in plan.several
        for seed in plan.seeds
    ]


def read(plan: Plan, name: str, seed: int) -> OfClasses:
    """One training on its test jets."""

    def reading() -> OfClasses:
        trained = plan.trained_of_all(name, seed)
        task = plan.several[name].on_trees(plan.config.algorithms[0], trained.training.tagger.frame)
        return of_classes(trained, task, seed, plan.jets)

    return plan.stage("classes", reading, task=name, seed=seed)


def run(plan: Plan) -> Result:
    """All tasks of more than two kinds; nothing if there is none."""
    return {name: [read(plan, name, seed) for seed in plan.seeds] for name in plan.several}


def show(result: Result) -> Shown:
    """Of each task the tables of classes, pairs and confusion, and one map a class."""
    shown = Shown()
    for name, seeds in result.items():
        whole: OfClasses = pooled(seeds)
        for table in (class_table, pair_table, confusion_table):
            shown.tables.append(table(whole, len(seeds)))
        shown.pictures.append(class_maps(whole))
        shown.numbers.setdefault("classes", {})[name] = {
            **numbers_of(**whole.numbers),
            "calibration": numbers_of(**whole.calibration),
            "confusion": {
                kind: numbers_of(**dict(zip(whole.task.classes, row, strict=True)))
                for kind, row in zip(whole.task.classes, whole.confusion, strict=True)
            },
        }
    return shown
