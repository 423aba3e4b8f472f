"""``pyg-jets explain``: what a tagger goes by, and how much of the answer to believe."""

from __future__ import annotations

import argparse
from pathlib import Path

from pyg_jets.cli.arguments import (
    TRAINED,
    Commands,
    check_different,
    command,
    positive,
    source_flag,
    target_flag,
    task_flag,
)
from pyg_jets.jobs.atomic import check_folder


def add(commands: Commands) -> None:
    """Register the command."""
    explain = command(commands, "explain", "map attributions beside their nulls, measured", run)
    explain.add_argument("--tagger", type=Path, required=True, help=TRAINED)
    target_flag(explain)
    explain.add_argument(
        "--method",
        nargs="+",
        default=["saliency"],
        metavar="NAME",
        help="such as saliency, input_x_gradient, lrp, branch_removal; several: side by side "
        "(saliency)",
    )
    task_flag(explain)
    source_flag(explain)
    explain.add_argument(
        "--jets", type=positive, default=300, help="at most so many test jets of each class (300)"
    )
    explain.add_argument(
        "--nulls", type=_several, default=19, help="untrained networks; 19 for a verdict (19)"
    )
    explain.add_argument("--out", type=Path, required=True, help="folder")


def run(options: argparse.Namespace) -> None:
    """Write figures, tables and every number; print what they say."""
    check_folder(options.out)
    check_different("--method", options.method)
    from pyg_jets.study import Plan
    from pyg_jets.study.chapters.explanations.run import run_tagger, show
    from pyg_jets.study.workers import Clock
    from pyg_jets.taggers.by_name import trained_tagger

    plan = Plan.of_command([options.task], options.seed, source=options.source, nulls=options.nulls)
    tagger = trained_tagger(options.tagger, options.target)
    result = run_tagger(plan, tagger, options.method, jets=options.jets, say=Clock().say)
    shown = show(result)
    shown.print(
        shown.write(
            options.out,
            {name: getattr(options, name) for name in ("task", "seed", "jets", "nulls")},
        )
    )


def _several(text: str) -> int:
    """At least two, or no scatter could be told."""
    number = positive(text)
    if number < 2:
        raise argparse.ArgumentTypeError(f"expected an integer from 2 on (got '{text}')")
    return number
