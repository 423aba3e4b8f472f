"""Stages of a study ahead of their sections, side by side in several processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import product
from typing import Any, TypeAlias

from joblib import Parallel, delayed
from joblib.externals.loky.process_executor import TerminatedWorkerError

from pyg_jets.study.full_sections import compare_one, other_recnns, probe_one_task, train_others
from pyg_jets.study.performance import Trainings
from pyg_jets.study.plan import Findings, Plan
from pyg_jets.study.sections import recnns, train_one

Section: TypeAlias = Callable[[Plan, Trainings, Findings], None]


def train_ahead(plan: Plan, workers: int) -> None:
    """Train everything; the sections find it among the kept stages.

    Args:
        plan: What to do; its stages must be kept.
        workers: Processes.

    Raises:
        OSError: If a process dies.
    """
    plan = replace(plan, progress=False)  # bars of several processes would run into each other
    jobs: list[Callable[[], Any]] = [  # those that take longest first
        partial(compare_one, plan, name, task)
        for name, task in product(plan.config.compared, plan.tasks)
    ]
    jobs += [partial(probe_one_task, plan)] if plan.config.figure_2 else []
    jobs += [partial(train_one, plan, *key) for key in (*recnns(plan), *other_recnns(plan))]
    _run(jobs, workers)


def read_ahead(sections: Sequence[Section], plan: Plan, trained: Trainings, workers: int) -> None:
    """Run all sections for their stages' sake.

    Args:
        sections: Of the study.
        plan: What to do; its stages must be kept, and its trainings be among them.
        trained: The taggers that are read.
        workers: Processes.

    Raises:
        OSError: If a process dies.
    """
    plan, trained = replace(plan, progress=False), dict(trained)
    train_others(plan, trained, Findings())
    _run([partial(section, plan, trained, Findings()) for section in sections], workers)


def _run(jobs: Iterable[Callable[[], Any]], workers: int) -> None:
    try:
        Parallel(n_jobs=workers)(delayed(_forget)(job) for job in jobs)
    except TerminatedWorkerError as error:
        raise OSError(
            f"a process of the study died ({str(error).splitlines()[0]}): start it again, with "
            "fewer workers if memory is short; what was finished is kept"
        ) from error


def _forget(job: Callable[[], Any]) -> None:
    """The result is kept on disk, and need not come back."""
    job()
