"""``pyg-jets compare``: taggers side by side on one task."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pyg_jets.cli.arguments import (
    Commands,
    check_folder,
    command,
    positive,
    task_flag,
    training_flags,
    training_options,
)


def add(commands: Commands) -> None:
    """Register the command."""
    compare = command(commands, "compare", "train several taggers on the same jets", run)
    task_flag(compare)
    compare.add_argument(
        "--taggers", default="", metavar="NAME,NAME", help="such as recnn,particle_net"
    )
    compare.add_argument(
        "--tagger",
        action="append",
        default=[],
        metavar="FILE.py:NAME",
        help="a tagger of yours: a class, or a function without arguments; may be repeated",
    )
    compare.add_argument("--seeds", type=positive, default=1, help="how many (1)")
    compare.add_argument("--out", type=Path, required=True, help="folder")
    training_flags(compare, epochs=None)


def run(options: argparse.Namespace) -> None:
    """Write the table after each tagger, the figures at the end; print the table."""
    from pyg_jets.taggers.by_name import tagger_named, tagger_of_file

    check_folder(options.out)
    named = [tagger_named(name) for name in options.taggers.split(",") if name]
    named += [tagger_of_file(text) for text in options.tagger]
    if not named:
        raise ValueError("there must be taggers to compare (got none): give --taggers or --tagger")
    builders = dict(named)
    for name in builders:
        if (times := [each for each, _ in named].count(name)) > 1:
            raise ValueError(f"taggers must have different names (got '{name}' {times} times)")
    from pyg_jets.report import write_pictures, write_table
    from pyg_jets.study import Compared, baseline_auc, compare
    from pyg_jets.study.comparison_table import (
        comparison_numbers,
        comparison_pictures,
        comparison_table,
    )
    from pyg_jets.study.foldings import folding_table

    seeds = range(options.seed, options.seed + options.seeds)
    baseline = [baseline_auc(options.task, seed, options.jets, options.source) for seed in seeds]
    settings = {"task": options.task, "epochs": options.epochs, "jets": options.jets}
    compared: list[Compared] = []
    for each in compare(
        builders,
        options.task,
        seeds=seeds,
        **training_options(options),
    ):
        compared.append(each)
        options.out.mkdir(parents=True, exist_ok=True)
        sys.stderr.write(f"{each.name}, seed {each.seed}: AUC {each.metrics['auc']}\n")
        table = comparison_table(compared, baseline)
        written = write_table(options.out, table, comparison_numbers(compared, settings))
    foldings = folding_table({each.name: each.folded for each in compared if each.folded})
    if foldings.rows:
        numbers = {"header": foldings.header, "rows": foldings.rows}
        written += write_table(options.out, foldings, numbers)
    written += write_pictures(options.out, comparison_pictures(compared, options.task))
    sys.stdout.write(f"{table.caption}\n\n{table.markdown()}")
    for file in written:
        sys.stdout.write(f"written: {file}\n")
