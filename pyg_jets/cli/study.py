"""``pyg-jets study``: the paper on the bundled sample."""

from __future__ import annotations

import argparse
from pathlib import Path

from pyg_jets.cli.arguments import Commands, command, training_flags, training_options


def add(commands: Commands) -> None:
    """Register the command."""
    study = command(commands, "study", "train, evaluate, probe and map all three tasks", run)
    study.add_argument("--out", type=Path, default=Path("results"), help="folder (results)")
    training_flags(study)


def run(options: argparse.Namespace) -> None:
    """Write tables, figures and the report into a folder."""
    from pyg_jets.study import study

    study(
        options.out,
        seed=options.seed,
        **training_options(options),
    )
