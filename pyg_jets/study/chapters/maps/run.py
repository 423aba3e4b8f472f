"""The saliency maps of every task, over all trainings."""

from __future__ import annotations

from functools import partial
from typing import Any, TypeAlias

from pyg_jets.lund import LundPlane
from pyg_jets.study.chapters.maps.figures import map_pictures, seed_spread_picture
from pyg_jets.study.chapters.maps.measure import SaliencyMaps, planes_by_kind
from pyg_jets.study.plan import Job, Plan, TrainingKey
from pyg_jets.study.pooled import pooled
from pyg_jets.study.shown import Shown
from pyg_jets.study.task import held_out_jets
from pyg_jets.study.titles import labels_of

Result: TypeAlias = dict[str, list[SaliencyMaps]]
"""By task, one a training."""


def jobs(plan: Plan) -> list[Job]:
    """The maps of each training."""
    return [Job(f"{k.task}: map, {k.title}", 10, partial(mapped, plan, k)) for k in plan.recnns]


def mapped(plan: Plan, key: TrainingKey) -> SaliencyMaps:
    """The maps of one RecNN, and those of the same before its training."""

    def map_both() -> SaliencyMaps:
        trained = plan.trained(key)
        test = held_out_jets(key.task, key.seed, frame=key.frame, **plan.trees)
        return SaliencyMaps(
            planes_by_kind(trained.training.tagger, test, key.task),
            planes_by_kind(trained.untrained, test, key.task),
        )

    return plan.stage("map", map_both, **key._asdict())


def run(plan: Plan) -> Result:
    """The maps of every training."""
    return plan.of_trainings(partial(mapped, plan))


def show(result: Result) -> Shown:
    """Figures 1 and 3 over all trainings, and how much of a map is the training's."""
    planes = {task: pooled([maps.trained for maps in seeds]) for task, seeds in result.items()}
    number = len(next(iter(result.values())))
    shown = Shown({"tasks": {task: {"maps": _numbers(maps)} for task, maps in planes.items()}})
    shown.pictures += map_pictures(planes, number)
    if number > 1:
        without_roots = {
            task: {kind: [maps.trained[kind, False] for maps in seeds] for kind in labels_of(task)}
            for task, seeds in result.items()
        }
        shown.pictures.append(seed_spread_picture(without_roots))
    return shown


def _numbers(planes: dict[tuple[str, bool], LundPlane]) -> dict[str, Any]:
    return {
        f"{kind}, {'with' if with_root else 'without'} root": {
            "ln_inv_delta_edges": plane.edges[0].tolist(),
            "ln_kt_edges": plane.edges[1].tolist(),
            "mean": plane.mean.tolist(),
            "error": plane.error.tolist(),
            "count": plane.count.tolist(),
        }
        for (kind, with_root), plane in planes.items()
    }
