"""What the study's page draws itself: maps of all trainings, and jets of the first."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from pyg_jets.attribution import METHODS
from pyg_jets.datasets import Task
from pyg_jets.datasets.split import thinned
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.report import JetView, LundMap
from pyg_jets.study.chapters.page.jet_views import jet_views
from pyg_jets.study.chapters.page.lund_maps import MappedKind, MappedTagger, lund_maps
from pyg_jets.study.plan import Job, Plan
from pyg_jets.study.pooled import pooled
from pyg_jets.study.shown import Shown
from pyg_jets.taggers import Tagger

MOST_JETS = 5_000
"""Test jets of a task: more would only take longer."""


class PageData(NamedTuple):
    """Of one training of every task.

    Attributes:
        maps: To choose from.
        jets: To look at; nothing if it is not the first training.
    """

    maps: list[LundMap]
    jets: list[JetView]


def jobs(plan: Plan) -> list[Job]:
    """Maps and jets of each seed."""
    return [
        Job(f"maps and jets of the page, seed {seed}", 15, partial(draw, plan, seed))
        for seed in plan.seeds
    ]


def draw(plan: Plan, seed: int) -> PageData:
    """Maps and jets of one training of every task, of at most 5,000 of its test jets.

    On each task's test jets there are the maps of its own tagger, with those of the network before
    its training, and the saliency of the taggers of the other tasks.
    """
    keys = {task: plan.recnn(task, seed) for task in plan.tasks}

    def draw_all() -> PageData:
        taggers = {task: plan.trained(key).training.tagger for task, key in keys.items()}
        data = PageData([], [])
        for task, tagger in taggers.items():
            test = plan.on_trees(task, tagger.frame).test(seed, plan.jets)
            test = thinned(test, MOST_JETS)
            data.maps.extend(_maps(plan, task, taggers, test, seed))
            if seed == plan.seeds[0]:
                kinds = {kind.label: kind.name for kind in _kinds(plan.tasks[task])}
                data.jets.extend(jet_views(task, tagger, test, kinds))
        return data

    settings = {"taggers": [tuple(key) for key in keys.values()]}
    return plan.stage("page", draw_all, **settings, views=seed == plan.seeds[0])


def run(plan: Plan) -> list[PageData]:
    """Maps and jets of all trainings."""
    return [draw(plan, seed) for seed in plan.seeds]


def show(result: list[PageData]) -> Shown:
    """Maps over all trainings, and the jets of the first."""
    return Shown(maps=maps_over_trainings(result), jets=result[0].jets)


def maps_over_trainings(trainings: Sequence[PageData]) -> list[LundMap]:
    """Each map over all trainings that have it: a slice of pt may be empty in one of them."""
    together: dict[Hashable, list[LundMap]] = {}
    for training in trainings:
        for lund_map in training.maps:
            together.setdefault(_key(lund_map), []).append(lund_map)
    return [pooled(maps) for maps in together.values()]


def _maps(
    plan: Plan, task: str, taggers: Mapping[str, Tagger], test: JetTreeDataset, seed: int
) -> list[LundMap]:
    kinds = _kinds(plan.tasks[task])
    titles = {name: f"RecNN, {each.title}" for name, each in plan.tasks.items()}
    own = MappedTagger(titles[task], taggers[task], taggers[task].untrained(seed))
    others = [
        MappedTagger(titles[name], tagger) for name, tagger in taggers.items() if name != task
    ]
    saliency = {METHODS["saliency"].title: METHODS["saliency"]}
    return [
        *lund_maps(task, [own], test, kinds),
        *lund_maps(task, others, test, kinds, methods=saliency),
    ]


def _key(lund_map: LundMap) -> Hashable:
    return tuple(
        getattr(lund_map, name)
        for name in ("task", "jets", "tagger", "method", "splittings", "pt_slice")
    )


def _kinds(task: Task) -> list[MappedKind]:
    return [
        MappedKind(f"{kind.title} jets", task.labels[kind.name], kind.mass) for kind in task.kinds
    ]
