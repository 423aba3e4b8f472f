"""``pyg-jets probe``: the paper's Table 1 for a tagger, a layer or several trainings."""

from __future__ import annotations

import argparse
from pathlib import Path

from pyg_jets.cli.arguments import (
    TRAINED,
    Commands,
    check_file,
    check_target,
    command,
    positive,
    target_flag,
    task_flag,
    training_flags,
    training_options,
)


def add(commands: Commands) -> None:
    """Register the command."""
    probe = command(commands, "probe", "what a tagger, or one trained now, knows", run)
    task_flag(probe)
    probe.add_argument("--tagger", type=Path, help=f"{TRAINED}; a file's with the same --seed")
    target_flag(probe)
    probe.add_argument("--layer", help="name of a layer, such as head.1, instead of the embedding")
    probe.add_argument("--seeds", type=positive, default=1, help="trainings to average over (1)")
    probe.add_argument("--out", type=Path, required=True, help="table (.md, .csv, .json)")
    training_flags(probe, epochs=None)


def run(options: argparse.Namespace) -> None:
    """Write R² of the observables with intervals and controls."""
    check_file(options.out)
    if options.out.suffix not in (".md", ".csv", ".json"):
        raise ValueError(f"the table must end in .md, .csv or .json (got '{options.out.name}')")
    if options.tagger is not None and options.epochs is not None:
        raise ValueError("'--epochs' is for trainings (got it with '--tagger', which is trained)")
    check_target(options)
    from pyg_jets.study import Plan
    from pyg_jets.study.chapters.probes.run import run_table_1, show
    from pyg_jets.taggers.by_name import trained_tagger

    tagger = None if options.tagger is None else trained_tagger(options.tagger, options.target)
    plan = Plan.of_command([options.task], options.seed, options.seeds, **training_options(options))
    shown = show(run_table_1(plan, tagger, options.layer), options.layer)
    settings = {
        name: getattr(options, name)
        for name in ("task", "seed", "seeds", "epochs", "jets", "layer")
    }
    shown.print(shown.write(options.out, settings))
