"""``pyg-jets robustness``: what soft particles, collinear splits and a detector do to taggers."""

from __future__ import annotations

import argparse
from pathlib import Path

from pyg_jets.cli.arguments import (
    TRAINED,
    Commands,
    command,
    positive,
    source_flag,
    target_flag,
    task_flag,
)
from pyg_jets.jobs.atomic import check_folder


def add(commands: Commands) -> None:
    """Register the command."""
    robustness = command(
        commands, "robustness", "change jets before clustering and see how taggers react", run
    )
    task_flag(robustness)
    robustness.add_argument(
        "--tagger",
        type=Path,
        action="append",
        required=True,
        metavar="FILE",
        help=f"{TRAINED}, for this task; may be repeated",
    )
    target_flag(robustness)
    source_flag(robustness)
    robustness.add_argument("--jets", type=positive, help="at most so many test jets")
    robustness.add_argument(
        "--radius", type=float, default=0.8, help="of the jets, for soft particles in them (0.8)"
    )
    robustness.add_argument("--out", type=Path, required=True, help="folder")


def run(options: argparse.Namespace) -> None:
    """Write tables and figures, the multiplicity alone beside the taggers; print the tables."""
    check_folder(options.out)
    from pyg_jets.study import Plan
    from pyg_jets.study.chapters.robustness.run import run_taggers, show
    from pyg_jets.study.workers import Clock
    from pyg_jets.taggers.by_name import trained_tagger

    taggers = {file.stem: trained_tagger(file, options.target) for file in options.tagger}
    if len(taggers) < len(options.tagger):
        raise ValueError("taggers' files must have different names (got one of them twice)")
    on = {"jets": options.jets, "source": options.source, "pair": options.target}
    plan = Plan.of_command([options.task], options.seed, **on)
    shown = show(run_taggers(plan, taggers, radius=options.radius, say=Clock().say))
    settings = {name: getattr(options, name) for name in ("task", "jets", "seed", "radius")}
    shown.print(shown.write(options.out, settings))
