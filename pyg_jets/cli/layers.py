"""``pyg-jets layers``: the paper's Figure 2."""

from __future__ import annotations

import argparse
from pathlib import Path

from pyg_jets.cli.arguments import (
    Commands,
    check_picture,
    command,
    positive,
    task_flag,
    training_flags,
    training_options,
)


def add(commands: Commands) -> None:
    """Register the command."""
    layers = command(commands, "layers", "probe the last layers of four taggers", run)
    task_flag(layers, required=False, default="top-qcd")
    layers.add_argument("--seeds", type=positive, default=1, help="trainings to average over (1)")
    layers.add_argument(
        "--linear-pixels", action="store_true", help="of the CNN's images, as in the paper"
    )
    layers.add_argument(
        "--out",
        type=Path,
        required=True,
        help="picture (.png, .pdf, .svg); its numbers go beside it, in .md, .csv and .json",
    )
    training_flags(layers, epochs=None)


def run(options: argparse.Namespace) -> None:
    """Train the four taggers, once for each seed; draw and write what their layers know."""
    check_picture(options.out)
    from pyg_jets.study import Plan
    from pyg_jets.study.chapters.layers.run import run, show
    from pyg_jets.study.workers import Clock

    plan = Plan.of_command(
        [options.task],
        options.seed,
        options.seeds,
        figure_2=True,
        **training_options(options),
    )
    result = run(plan, "linear" if options.linear_pixels else "asinh", Clock().say)
    assert result is not None
    shown = show(result)
    names = ("task", "seed", "seeds", "epochs", "jets", "linear_pixels")
    shown.print(shown.write(options.out, {name: getattr(options, name) for name in names}))
