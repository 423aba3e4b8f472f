"""``pyg-jets robustness``: what soft particles, collinear splits and a detector do to taggers."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pyg_jets.cli.arguments import (
    TRAINED,
    Commands,
    check_folder,
    command,
    positive,
    source_flag,
    task_flag,
)


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
    source_flag(robustness)
    robustness.add_argument("--jets", type=positive, help="at most so many test jets")
    robustness.add_argument("--out", type=Path, required=True, help="folder")


def run(options: argparse.Namespace) -> None:
    """Write tables and figures, the multiplicity alone beside the taggers; print the tables."""
    check_folder(options.out)
    from pyg_jets.report import write_pictures, write_table
    from pyg_jets.study.examined import examine_task
    from pyg_jets.study.robustness import DRAWN_CHANGE
    from pyg_jets.study.robustness_table import (
        answer,
        robustness_numbers,
        robustness_pictures,
        robustness_table,
        safety_table,
    )
    from pyg_jets.taggers.by_name import trained_tagger

    taggers = {file.stem: trained_tagger(file) for file in options.tagger}
    if len(taggers) < len(options.tagger):
        raise ValueError("taggers' files must have different names (got one of them twice)")
    tested = []
    on = {"seed": options.seed, "source": options.source, "jets": options.jets}
    for each in examine_task(taggers, options.task, **on):
        tested.append(each)
        sys.stderr.write(f"{each.name}: done\n")
    settings = {"task": options.task, "jets": options.jets, "seed": options.seed}
    numbers = robustness_numbers(tested, settings)
    options.out.mkdir(parents=True, exist_ok=True)
    written = []
    for table in (robustness_table(tested, options.task), safety_table(tested)):
        written += write_table(options.out, table, numbers)
        sys.stdout.write(f"{table.caption}\n\n{table.markdown()}\n")
    for each in tested[:-1]:
        sys.stdout.write(f"{answer(each, options.task)}\n")
    written += write_pictures(options.out, robustness_pictures(tested, options.task, DRAWN_CHANGE))
    for path in written:
        sys.stdout.write(f"written: {path}\n")
