"""The response field of all trainings, or of a given tagger."""

from __future__ import annotations

from functools import partial
from typing import TypeAlias

from pyg_jets.study.chapters.response.figures import field_maps, field_picture
from pyg_jets.study.chapters.response.measure import Responses, responses_of
from pyg_jets.study.chapters.response.tables import (
    response_numbers,
    response_sentences,
    response_table,
    roads_table,
)
from pyg_jets.study.networks import networks_of
from pyg_jets.study.plan import Job, Plan, TrainingKey
from pyg_jets.study.pooled import pooled
from pyg_jets.study.shown import Shown
from pyg_jets.taggers import Tagger

Result: TypeAlias = dict[str, list[Responses]]
"""By task, one a training."""


def jobs(plan: Plan) -> list[Job]:
    """The fields of each training that is asked."""
    return [
        Job(f"{k.task}: respond, {k.title}", 12, partial(responded, plan, k))
        for k in plan.used_recnns
    ]


def responded(
    plan: Plan, key: TrainingKey, tagger: Tagger | None = None, network: str | None = None
) -> Responses:
    """The fields of one tagger, by default the plan's RecNN; see :func:`networks_of`."""

    def respond() -> Responses:
        networks = networks_of(plan, key, tagger, network)
        task = plan.on_trees(key.task, networks.trained.frame)
        return responses_of(*networks, task.test(key.seed, plan.jets), task, key.seed)

    if tagger is not None:
        return respond()
    return plan.stage("respond", respond, network=network, **key._asdict())


def run(plan: Plan) -> Result:
    """Of every training that is asked."""
    return plan.of_used(partial(responded, plan))


def run_tagger(plan: Plan, tagger: Tagger | None = None, network: str | None = None) -> Result:
    """Of every training of a command, see :func:`networks_of`."""
    return plan.of_trainings(lambda key: responded(plan, key, tagger, network))


def show(result: Result) -> Shown:
    """Arrows and maps of each task, a table, and where the hardest splittings are pulled.

    Args:
        result: What :func:`run` or :func:`run_tagger` gives.
    """
    tasks = {task: pooled(of_task) for task, of_task in result.items()}
    trainings = len(next(iter(result.values())))
    return Shown(
        {"tasks": {task: {"response": response_numbers(one)} for task, one in tasks.items()}},
        [response_table(tasks, trainings), roads_table(tasks, trainings)],
        [field_picture(task, one, trainings) for task, one in tasks.items()],
        response_sentences(tasks),
        [lund_map for task, one in tasks.items() for lund_map in field_maps(task, one)],
    )
