"""``pyg-jets train``: a tagger of one task, in a file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pyg_jets.cli.arguments import (
    FRAMES,
    Commands,
    check_file,
    command,
    task_flag,
    training_flags,
)


def add(commands: Commands) -> None:
    """Register the command."""
    train = command(commands, "train", "train a tagger on one task", run)
    task_flag(train)
    train.add_argument(
        "--tagger", default="recnn_gated", metavar="NAME", help="such as lundnet (recnn_gated)"
    )
    train.add_argument(
        "--frame", choices=FRAMES, help="of the features: jet, laboratory (as the task has it: jet)"
    )
    train.add_argument("--out", type=Path, required=True, help="file for the tagger")
    training_flags(train, epochs=None)


def run(options: argparse.Namespace) -> None:
    """Train, write the tagger, print its numbers on the test jets."""
    check_file(options.out)
    from pyg_jets.datasets import resolve_task
    from pyg_jets.study import train_task
    from pyg_jets.taggers.by_name import tagger_named

    _, build = tagger_named(options.tagger)
    trained = train_task(
        resolve_task(options.task, options.source).on_trees(frame=options.frame),
        build=build,
        seed=options.seed,
        epochs=options.epochs,
        jets=options.jets,
    )
    trained.training.tagger.save(options.out)
    for name, estimate in trained.metrics.items():
        sys.stdout.write(f"{name:<16} {estimate}\n")
    sys.stdout.write(f"written: {options.out}\n")
