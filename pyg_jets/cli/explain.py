"""``pyg-jets explain``: what a tagger goes by, and how much of the answer to believe."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pyg_jets.cli.arguments import (
    TRAINED,
    Commands,
    check_different,
    check_folder,
    command,
    positive,
    source_flag,
    task_flag,
)


def add(commands: Commands) -> None:
    """Register the command."""
    explain = command(commands, "explain", "map attributions beside their nulls, measured", run)
    explain.add_argument("--tagger", type=Path, required=True, help=TRAINED)
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
    from pyg_jets.report import write_pictures, write_table
    from pyg_jets.study import explain_task, held_out_jets, methods_named
    from pyg_jets.study.explanation_pictures import explanation_pictures
    from pyg_jets.study.explanation_tables import explanation_numbers, explanation_tables
    from pyg_jets.study.explanation_words import sentence_of
    from pyg_jets.taggers.by_name import trained_tagger

    tagger = trained_tagger(options.tagger)
    methods = methods_named(options.method, tagger)
    test = held_out_jets(options.task, options.seed, source=options.source, frame=tagger.frame)
    explained = explain_task(
        tagger,
        test,
        options.task,
        methods,
        jets=options.jets,
        nulls=options.nulls,
        seed=options.seed,
        say=lambda text: sys.stderr.write(f"{text}\n"),
    )
    settings = {name: getattr(options, name) for name in ("task", "seed", "jets", "nulls")}
    numbers = {"settings": settings, **explanation_numbers(explained)}
    tables, pictures = explanation_tables(explained), explanation_pictures(explained)
    options.out.mkdir(parents=True, exist_ok=True)
    written = [file for table in tables for file in write_table(options.out, table, numbers)]
    written += write_pictures(options.out, pictures)
    for method, maps in explained.maps.items():
        for kind in maps:
            sys.stdout.write(f"{sentence_of(explained, method, kind)}\n")
    for table in tables[:2]:
        sys.stdout.write(f"\n{table.caption}\n\n{table.markdown()}")
    for file in written:
        sys.stdout.write(f"written: {file}\n")


def _several(text: str) -> int:
    """At least two, or no scatter could be told."""
    number = positive(text)
    if number < 2:
        raise argparse.ArgumentTypeError(f"expected an integer from 2 on (got '{text}')")
    return number
