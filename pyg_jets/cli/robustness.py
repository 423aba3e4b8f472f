"""``pyg-jets robustness``: what soft particles, collinear splits and a detector do to taggers."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path

from pyg_jets.cli.arguments import TRAINED, Commands, command, positive, source_flag, task_flag

_DRAWN = "10 collinear, ten hardest"


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
    from pyg_jets.datasets import binary_task
    from pyg_jets.report import write_pictures, write_table
    from pyg_jets.study import jets_of_kind
    from pyg_jets.study.examined import examine, examine_multiplicity
    from pyg_jets.study.robustness_table import (
        answer,
        robustness_numbers,
        robustness_pictures,
        robustness_table,
        safety_table,
    )
    from pyg_jets.study.task import thinned
    from pyg_jets.taggers.by_name import trained_tagger

    taggers = {file.stem: trained_tagger(file) for file in options.tagger}
    if len(taggers) < len(options.tagger):
        raise ValueError("taggers' files must have different names (got one of them twice)")
    train, _, test = binary_task(
        options.task, options.seed, partial(jets_of_kind, source=options.source)
    )
    jets = thinned(test, options.jets)
    tested = []
    for name, tagger in taggers.items():
        sys.stderr.write(f"{name}: {len(jets)} jets\n")
        tested.append(examine(name, tagger, jets, options.seed))
    tested.append(examine_multiplicity(train, jets, options.seed))
    settings = {"task": options.task, "jets": len(jets), "seed": options.seed}
    numbers = robustness_numbers(tested, settings)
    options.out.mkdir(parents=True, exist_ok=True)
    written = []
    for table in (robustness_table(tested, options.task), safety_table(tested)):
        written += write_table(options.out, table, numbers)
        sys.stdout.write(f"{table.caption}\n\n{table.markdown()}\n")
    for each in tested[:-1]:
        sys.stdout.write(f"{answer(each, options.task)}\n")
    written += write_pictures(options.out, robustness_pictures(tested, options.task, _DRAWN))
    for path in written:
        sys.stdout.write(f"written: {path}\n")
