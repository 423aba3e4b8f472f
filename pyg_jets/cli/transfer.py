"""``pyg-jets transfer``: the paper's Table 2, over several seeds."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from pyg_jets.cli.arguments import (
    Commands,
    check_different,
    check_file,
    command,
    pair_flag,
    positive,
    task_flag,
    training_flags,
    training_options,
)

if TYPE_CHECKING:
    from pyg_jets.study import Plan
    from pyg_jets.study.saved import SavedStudy
from pyg_jets.jobs.atomic import check_folder, check_names


def add(commands: Commands) -> None:
    """Register the command."""
    transfer = command(
        commands, "transfer", "train new heads on embeddings of other tasks (Table 2)", run
    )
    task_flag(transfer, action="append", required=False)
    pair_flag(transfer)
    transfer.add_argument("--seeds", type=positive, default=3, help="how many (3)")
    transfer.add_argument(
        "--study",
        type=Path,
        nargs="+",
        default=[],
        metavar="FOLDER",
        help="finished studies, one a seed, whose taggers need no training",
    )
    transfer.add_argument(
        "--fine-tuning",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="train sources and new heads together too, which takes longest (on)",
    )
    transfer.add_argument("--out", type=Path, help="folder, or file in .md, .csv or .json")
    training_flags(transfer)


def run(options: argparse.Namespace) -> None:
    """Print the table; write it after each seed, so that an interruption costs one."""
    check_different("--study", options.study)
    from pyg_jets.datasets import TASKS
    from pyg_jets.report import table_files
    from pyg_jets.study import Plan
    from pyg_jets.study.chapters.transfer.measure import Transfer
    from pyg_jets.study.chapters.transfer.run import run, show
    from pyg_jets.study.workers import Clock

    if options.out is not None:
        check_names(options.out)
        table_files(options.out, "transfer")
        is_folder = options.out.is_dir() or not options.out.suffix
        (check_folder if is_folder else check_file)(options.out)
    plan = Plan.of_command(
        options.task or TASKS,
        options.seed,
        options.seeds,
        table_2=True,
        pair=options.target,
        **training_options(options),
    )
    settings = {
        "tasks": list(plan.tasks),
        "seeds": list(plan.seeds),
        **{name: getattr(options, name) for name in ("epochs", "jets")},
    }

    say = Clock().say

    def write(transfers: list[Transfer]) -> list[Path]:
        for pair in transfers[-(len(plan.tasks) ** 2) :]:
            aucs = f"AUC {pair.frozen}, from scratch {pair.base}"
            say(f"seed {pair.seed}, {pair.source} -> {pair.target}: {aucs}")
        return [] if options.out is None else show(transfers).write(options.out, settings)

    studies = _studies(options.study, plan)
    result = run(plan, studies, fine_tuning=options.fine_tuning, after=write)
    written = [] if options.out is None else table_files(options.out, "transfer")
    show(result).print(written)


def _studies(folders: list[Path], plan: Plan) -> dict[int, SavedStudy]:
    """The finished studies by their seeds."""
    from pyg_jets.study import load_study

    seeds = plan.seeds
    studies = [load_study(folder) for folder in folders]
    check_different("seeds of --study", [study.seed for study in studies])
    for folder, study in zip(folders, studies, strict=True):
        if lacking := [task for task in plan.tasks if task not in study.taggers]:
            raise ValueError(
                f"the study in '{folder}' must have taggers of all tasks (got none of "
                f"{', '.join(lacking)}): choose its tasks by --task"
            )
    saved = {study.seed: study for study in studies}
    if not saved.keys() <= set(seeds):
        raise ValueError(
            f"studies must have seeds from {seeds[0]} to {seeds[-1]} (got {sorted(saved)}): "
            "choose them by --seed and --seeds"
        )
    return saved
