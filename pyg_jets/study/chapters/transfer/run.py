"""Table 2: every embedding on every task, of the taggers that are read or of finished studies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from pyg_jets.study.chapters.transfer.measure import Transfer, check_study, transfers
from pyg_jets.study.chapters.transfer.tables import transfer_numbers, transfer_table
from pyg_jets.study.plan import Job, Plan
from pyg_jets.study.saved import SavedStudy
from pyg_jets.study.shown import Shown


def jobs(plan: Plan) -> list[Job]:
    """All transfers of each seed, if they are asked for."""
    return [
        Job(f"transfers, seed {seed}", 250, partial(transferred, plan, seed))
        for seed in plan.seeds
        if plan.config.table_2
    ]


def transferred(
    plan: Plan, seed: int, study: SavedStudy | None = None, *, fine_tuning: bool = True
) -> list[Transfer]:
    """All transfers of one seed, of the plan's taggers or of those of a finished study."""
    keys = {task: plan.recnn(task, seed) for task in plan.tasks}

    def transfer_all() -> list[Transfer]:
        parts = {
            task: plan.on_trees(task, key.frame).split(seed, plan.jets)
            for task, key in keys.items()
        }
        if study is not None:
            train_jets = {task: len(parts[task][0]) for task in plan.tasks}
            check_study(study, seed, plan.config.epochs, train_jets)
            taggers = study.taggers
        else:
            taggers = {task: plan.trained(key).training.tagger for task, key in keys.items()}
        return transfers(parts, taggers, seed, fine_tuning=fine_tuning, **plan.training)

    settings = {"taggers": [tuple(key) for key in keys.values()]}
    return plan.stage("transfer", transfer_all, **settings)


def run(
    plan: Plan,
    studies: Mapping[int, SavedStudy] | None = None,
    *,
    fine_tuning: bool = True,
    after: Callable[[list[Transfer]], object] = bool,
) -> list[Transfer]:
    """The transfers of all seeds, if they are asked for.

    Args:
        plan: What to do.
        studies: Finished ones by their seeds, whose taggers need no training.
        fine_tuning: Whether source and new head are trained together too, which takes as long as
            training anew.
        after: Is given all that there is after each seed.

    Raises:
        ValueError: If a study has other settings.
    """
    result: list[Transfer] = []
    for seed in plan.seeds if plan.config.table_2 else ():
        study = None if studies is None else studies.get(seed)
        result += transferred(plan, seed, study, fine_tuning=fine_tuning)
        after(result)
    return result


def show(result: list[Transfer]) -> Shown:
    """Table 2 over all seeds."""
    return Shown({"transfer": transfer_numbers(result)}, [transfer_table(result)])
