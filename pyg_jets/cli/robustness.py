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
    robustness.add_argument(
        "--radius", type=float, default=0.8, help="of the jets, for soft particles in them (0.8)"
    )
    robustness.add_argument("--out", type=Path, required=True, help="folder")


def run(options: argparse.Namespace) -> None:
    """Write tables and figures, the multiplicity alone beside the taggers; print the tables."""
    check_folder(options.out)
    from pyg_jets.report import write_pictures, write_table
    from pyg_jets.study.examined import examine_task
    from pyg_jets.study.robustness import DRAWN_CHANGE
    from pyg_jets.study.robustness_table import (
        robustness_numbers,
        robustness_pictures,
        robustness_table,
        safety_table,
    )
    from pyg_jets.study.robustness_words import robustness_sentences
    from pyg_jets.taggers.by_name import trained_tagger

    taggers = {file.stem: trained_tagger(file) for file in options.tagger}
    if len(taggers) < len(options.tagger):
        raise ValueError("taggers' files must have different names (got one of them twice)")
    tested = []
    on = {name: getattr(options, name) for name in ("seed", "source", "jets", "radius")}
    for one in examine_task(taggers, options.task, **on):
        tested.append(one)
        sys.stderr.write(f"{one.name}: done\n")
    settings = {name: getattr(options, name) for name in ("task", "jets", "seed", "radius")}
    numbers = robustness_numbers(tested, settings)
    options.out.mkdir(parents=True, exist_ok=True)
    written = []
    for table in (robustness_table(tested, options.task), safety_table(tested)):
        written += write_table(options.out, table, numbers)
        sys.stdout.write(f"{table.caption}\n\n{table.markdown()}\n")
    for one in tested[:-1]:
        for sentence in robustness_sentences(one, options.task):
            sys.stdout.write(f"{sentence}\n")
    written += write_pictures(options.out, robustness_pictures(tested, options.task, DRAWN_CHANGE))
    for path in written:
        sys.stdout.write(f"written: {path}\n")
