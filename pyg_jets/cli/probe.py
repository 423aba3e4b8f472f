"""``pyg-jets probe``: the paper's Table 1 for a tagger, a layer or several trainings."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pyg_jets.cli.arguments import (
    TRAINED,
    Commands,
    check_file,
    command,
    positive,
    task_flag,
    training_flags,
    training_options,
)


def add(commands: Commands) -> None:
    """Register the command."""
    probe = command(commands, "probe", "what a tagger, or one trained now, knows", run)
    task_flag(probe)
    probe.add_argument("--tagger", type=Path, help=f"{TRAINED}; a file's with the same --seed")
    probe.add_argument("--layer", help="name of a layer, such as head.1, instead of the embedding")
    probe.add_argument("--seeds", type=positive, default=1, help="trainings to average over (1)")
    probe.add_argument("--out", type=Path, required=True, help="table (.md, .csv)")
    training_flags(probe, epochs=None)


def run(options: argparse.Namespace) -> None:
    """Write R² of the observables with intervals and controls."""
    check_file(options.out)
    if options.out.suffix not in (".md", ".csv"):
        raise ValueError(f"the table must end in .md or .csv (got '{options.out.name}')")
    if options.tagger is not None and options.epochs is not None:
        raise ValueError("'--epochs' is for trainings (got it with '--tagger', which is trained)")
    from pyg_jets.jobs.atomic import atomic_path
    from pyg_jets.study import probe_task
    from pyg_jets.taggers.by_name import trained_tagger

    table = probe_task(
        options.task,
        None if options.tagger is None else trained_tagger(options.tagger),
        layer=options.layer,
        seed=options.seed,
        seeds=options.seeds,
        **training_options(options),
    )
    markdown = f"{table.caption}\n\n{table.markdown()}"
    with atomic_path(options.out) as temporary:
        temporary.write_text(
            table.csv() if options.out.suffix == ".csv" else markdown, encoding="utf-8"
        )
    sys.stdout.write(f"written: {options.out}\n")
