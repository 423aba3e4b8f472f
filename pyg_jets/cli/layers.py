"""``pyg-jets layers``: the paper's Figure 2."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pyg_jets.cli.arguments import (
    Commands,
    check_picture,
    command,
    training_flags,
    training_options,
)
from pyg_jets.datasets import TASKS


def add(commands: Commands) -> None:
    """Register the command."""
    layers = command(commands, "layers", "probe the last layers of four taggers", run)
    layers.add_argument("--task", choices=TASKS, default="top-qcd", help="(top-qcd)")
    layers.add_argument("--out", type=Path, required=True, help="picture (.png, .pdf, .svg)")
    training_flags(layers, epochs=None)


def run(options: argparse.Namespace) -> None:
    """Train the four taggers and draw what their layers know."""
    check_picture(options.out)
    from pyg_jets.atomic import atomic_path
    from pyg_jets.study import figure_2, probe_layers, train_all

    taggers, test = train_all(
        options.task,
        seed=options.seed,
        **training_options(options),
    )
    picture = figure_2(probe_layers(taggers, test, seed=options.seed), options.task)
    with atomic_path(options.out) as temporary:
        picture.figure.savefig(temporary)
    sys.stdout.write(f"written: {options.out}\n")
