"""``pyg-jets pretrain``: an encoder trained without labels, in a file, and what it is worth."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pyg_jets.cli.arguments import (
    Commands,
    check_file,
    command,
    positive,
    task_flag,
    training_flags,
)

METHODS = ("contrastive", "autoencoder", "masked")


def add(commands: Commands) -> None:
    """Register the command."""
    pretrain = command(commands, "pretrain", "train an encoder on jets without labels", run)
    task_flag(pretrain, action="append", required=False)
    pretrain.add_argument("--method", choices=METHODS, default=METHODS[0], help=f"({METHODS[0]})")
    pretrain.add_argument(
        "--tagger", default="recnn", metavar="NAME", help="the encoder, such as lundnet (recnn)"
    )
    pretrain.add_argument(
        "--labels",
        type=positive,
        nargs="+",
        default=[300],
        help="labelled jets for which frozen embeddings are compared, besides all (300)",
    )
    pretrain.add_argument("--out", type=Path, required=True, help="file for the encoder")
    training_flags(pretrain, epochs=None)


def run(options: argparse.Namespace) -> None:
    """Train without labels, write the encoder, print what heads on it reach."""
    check_file(options.out)
    from pyg_jets.datasets import TASKS
    from pyg_jets.study.chapters.without_labels.run import (
        WithoutLabels,
        pretrained_on,
        show,
        worths,
    )
    from pyg_jets.study.tasks import tasks_by_name

    tasks = tasks_by_name(options.task or TASKS, options.source)
    trained = pretrained_on(
        tasks,
        options.method,
        tagger=options.tagger,
        seed=options.seed,
        jets=options.jets,
        epochs=options.epochs,
    )
    trained.encoder.save(options.out)
    labels = [*options.labels, None]
    result = worths(
        trained.encoder,
        tasks,
        labels,
        ways=("untrained", "frozen"),
        seed=options.seed,
        jets=options.jets,
    )
    show(WithoutLabels(options.method, list(result))).print([options.out])
    sys.stdout.flush()
