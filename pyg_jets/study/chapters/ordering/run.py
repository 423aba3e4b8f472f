"""Observables in place of the network, of all trainings or of a given tagger."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, TypeAlias

from pyg_jets.intervention.erasure_cost import head_control
from pyg_jets.intervention.formula import has_gplearn
from pyg_jets.study.chapters.ordering.figures import search_picture
from pyg_jets.study.chapters.ordering.formulas import (
    formula_numbers,
    formula_sentences,
    formula_table,
)
from pyg_jets.study.chapters.ordering.measure import Ordering, ordering_of
from pyg_jets.study.chapters.ordering.tables import (
    alone_table,
    ordering_numbers,
    ordering_sentences,
    search_table,
)
from pyg_jets.study.networks import networks_of
from pyg_jets.study.plan import Job, Plan, TrainingKey
from pyg_jets.study.pooled import pooled
from pyg_jets.study.shown import Shown
from pyg_jets.taggers import Tagger

Result: TypeAlias = dict[str, list[Ordering]]
"""By task, one a training."""


def jobs(plan: Plan) -> list[Job]:
    """The search of each training that is asked, in a study that asks all of them."""
    keys = plan.used_recnns if plan.config.used is None else []
    return [Job(f"{k.task}: order, {k.title}", 40, partial(ordered, plan, k)) for k in keys]


def ordered(
    plan: Plan, key: TrainingKey, tagger: Tagger | None = None, network: str | None = None
) -> Ordering:
    """The search for one tagger, by default the plan's RecNN; see :func:`networks_of`."""

    def order() -> Ordering:
        networks = networks_of(plan, key, tagger, network)
        train, _, test = plan.on_trees(key.task, networks.trained.frame).split(key.seed, plan.jets)
        control = head_control(networks.untrained, train, key.seed, plan.training)
        return ordering_of(networks.trained, control, (train, test), key.seed)

    if tagger is not None:
        return order()
    return plan.stage("order", order, network=network, formulas=has_gplearn(), **key._asdict())


def run(plan: Plan) -> Result:
    """Of every training, in a study that asks all of them."""
    return plan.of_used(partial(ordered, plan)) if plan.config.used is None else {}


def run_tagger(plan: Plan, tagger: Tagger | None = None, network: str | None = None) -> Result:
    """Of every training of a command, see :func:`networks_of`."""
    return plan.of_trainings(lambda key: ordered(plan, key, tagger, network))


def show(result: Result) -> Shown:
    """The curves, a table of them, one of each observable alone, and how far few go.

    Args:
        result: What :func:`run` or :func:`run_tagger` gives.
    """
    tasks = {task: _pooled(of_task) for task, of_task in result.items()}
    trainings = len(next(iter(result.values())))
    chosen = {task: _chosen(of_task) for task, of_task in result.items()}
    numbers: dict[str, Any] = {
        task: {
            "ordering": ordering_numbers(result[task], one),
            "formulas": formula_numbers(result[task]),
        }
        for task, one in tasks.items()
    }
    return Shown(
        {"tasks": numbers},
        [
            search_table(tasks, chosen, trainings),
            alone_table(tasks, trainings),
            *formula_table(result),
        ],
        [search_picture(tasks, trainings)],
        [*ordering_sentences(tasks), *formula_sentences(result)],
    )


def _pooled(trainings: Sequence[Ordering]) -> Ordering:
    """As many steps as every training has."""
    searches = {
        name: min(len(getattr(one, name)) for one in trainings) for name in ("trained", "untrained")
    }
    # Formulas of different trainings have no mean.
    cut = [
        one._replace(
            formulas=None, **{name: getattr(one, name)[:steps] for name, steps in searches.items()}
        )
        for one in trainings
    ]
    return pooled(cut)


def _chosen(trainings: Sequence[Ordering]) -> list[str]:
    """The k-th observable of every training, once if all have the same."""
    names = zip(*([step.name for step in one.trained] for one in trainings), strict=False)
    return [", ".join(dict.fromkeys(kth)) for kth in names]
