"""The cost of erasing, of all trainings or of a given tagger."""

from __future__ import annotations

from functools import partial
from typing import TypeAlias

from pyg_jets.study.chapters.erasure.figures import cost_picture
from pyg_jets.study.chapters.erasure.measure import Erasure, erasure_of
from pyg_jets.study.chapters.erasure.tables import (
    erasure_numbers,
    erasure_sentences,
    erasure_table,
)
from pyg_jets.study.networks import networks_of
from pyg_jets.study.plan import Job, Plan, TrainingKey
from pyg_jets.study.pooled import pooled
from pyg_jets.study.shown import Shown
from pyg_jets.taggers import Tagger

Result: TypeAlias = dict[str, list[Erasure]]
"""By task, one a training."""


def jobs(plan: Plan) -> list[Job]:
    """Erasing from the embedding of each training that is asked."""
    return [
        Job(f"{k.task}: erase, {k.title}", 25, partial(erased, plan, k)) for k in plan.used_recnns
    ]


def erased(
    plan: Plan, key: TrainingKey, tagger: Tagger | None = None, network: str | None = None
) -> Erasure:
    """What erasing costs one tagger, by default the plan's RecNN; see :func:`networks_of`."""

    def erase_all() -> Erasure:
        networks = networks_of(plan, key, tagger, network)
        train, _, test = plan.on_trees(key.task, networks.trained.frame).split(key.seed, plan.jets)
        return erasure_of(*networks, (train, test), key.seed, **plan.training)

    if tagger is not None:
        return erase_all()
    return plan.stage("erase", erase_all, network=network, **key._asdict())


def run(plan: Plan) -> Result:
    """Of every training that is asked."""
    return plan.of_used(partial(erased, plan))


def run_tagger(plan: Plan, tagger: Tagger | None = None, network: str | None = None) -> Result:
    """Of every training of a command, see :func:`networks_of`."""
    return plan.of_trainings(lambda key: erased(plan, key, tagger, network))


def show(result: Result) -> Shown:
    """A table, the figure of R² against cost, and what costs most.

    Args:
        result: What :func:`run` or :func:`run_tagger` gives.
    """
    tasks = {task: pooled(of_task) for task, of_task in result.items()}
    trainings = len(next(iter(result.values())))
    return Shown(
        {"tasks": {task: {"erasure": erasure_numbers(one)} for task, one in tasks.items()}},
        [erasure_table(tasks, trainings)],
        [cost_picture(tasks, trainings)],
        erasure_sentences(tasks),
    )
