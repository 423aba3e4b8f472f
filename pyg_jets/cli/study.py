"""``pyg-jets study``: the paper, on the bundled sample or on any jets."""

from __future__ import annotations

import argparse
from pathlib import Path

from pyg_jets.cli.arguments import (
    Commands,
    available_processors,
    command,
    positive,
    source_flag,
    task_flag,
)
from pyg_jets.jobs.atomic import check_folder


def add(commands: Commands) -> None:
    """Register the command."""
    study = command(commands, "study", "train, evaluate, probe and map all tasks", run)
    study.add_argument("--out", type=Path, default=Path("results"), help="folder (results)")
    study.add_argument(
        "--config",
        choices=("short", "full"),
        default="short",
        help="full: also the gated cell, other trees, the laboratory frame, transfers, layers, "
        "other taggers, robustness; hours, and goes on where it was interrupted (short)",
    )
    study.add_argument(
        "--others",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="train other cells, trees and taggers beside those that are read (on)",
    )
    task_flag(study, action="append", required=False)
    source_flag(study)
    study.add_argument(
        "--epochs",
        type=positive,
        help="of each training, instead of the configuration's 15 (full: 5)",
    )
    study.add_argument("--seeds", type=positive, help="trainings of each tagger, instead of three")
    study.add_argument("--jets", type=positive, help="at most so many jets of each part")
    study.add_argument(
        "--workers",
        type=positive,
        default=min(8, available_processors()),
        help="processes (as many as there are processors, eight at the most)",
    )


def run(options: argparse.Namespace) -> None:
    """Write tables, figures and the report into a folder."""
    check_folder(options.out)
    from dataclasses import replace

    from pyg_jets.datasets import TASKS
    from pyg_jets.study import CONFIGS, study

    config = CONFIGS[options.config]
    if options.epochs is not None:
        config = replace(config, epochs=options.epochs, compared_epochs=options.epochs)
    if not options.others:
        config = config.without_others()
    if options.seeds is not None:
        config = replace(config, seeds=options.seeds)
    study(
        options.out,
        config=config,
        tasks=options.task or TASKS,
        seed=options.seed,
        jets=options.jets,
        source=options.source,
        workers=options.workers,
    )
