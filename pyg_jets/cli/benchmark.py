"""``pyg-jets benchmark``: which explanation to believe for which tagger."""

from __future__ import annotations

import argparse
from pathlib import Path

from pyg_jets.cli.arguments import Commands, check_different, command, positive
from pyg_jets.jobs.atomic import check_folder


def add(commands: Commands) -> None:
    """Register the command."""
    parser = command(
        commands, "benchmark", "attribution methods on jets whose answer is known", run
    )
    for what, example in (
        ("truths", "planted,pair,veto,angularity,efp,groomed (all six), w,top,hbb"),
        ("taggers", "recnn,lundnet,efn (all)"),
        ("methods", "saliency,shapley,response (all)"),
    ):
        parser.add_argument(f"--{what}", metavar="NAME,...", help=f"such as {example}")
    parser.add_argument(
        "--method",
        action="append",
        default=[],
        metavar="FILE.py:NAME",
        help="a method of yours, (tagger, batch) -> a number per node; may be repeated",
    )
    parser.add_argument(
        "--tagger",
        action="append",
        default=[],
        metavar="FILE.py:NAME",
        help="a tagger of yours: a class, or a function without arguments; may be repeated",
    )
    parser.add_argument("--trainings", type=positive, default=3, help="of each tagger (3)")
    parser.add_argument("--controls", type=positive, help="trainings on permuted labels (as many)")
    parser.add_argument("--jets", type=positive, default=200, help="test jets (200)")
    parser.add_argument("--train-jets", type=positive, default=4000, help="(4000)")
    parser.add_argument("--epochs", type=positive, help="(each tagger's own)")
    parser.add_argument("--workers", type=positive, default=1, help="processes (1)")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="of a running Dask cluster instead")
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        help="folder; what an earlier run measured there is not measured again",
    )


def run(options: argparse.Namespace) -> None:
    """Write tables and every number; print the ranked ones."""
    check_folder(options.out)
    truths, taggers, methods = (
        _listed(f"--{what}", getattr(options, what)) for what in ("truths", "taggers", "methods")
    )
    from pyg_jets.evaluation import benchmark
    from pyg_jets.evaluation.benchmark.methods import methods_named
    from pyg_jets.evaluation.benchmark.networks import networks_named
    from pyg_jets.jobs.progress import say
    from pyg_jets.study.chapters.benchmark.run import show, write

    result = benchmark(
        truths,
        networks_named(taggers, options.tagger),
        methods_named(methods, options.method),
        trainings=options.trainings,
        controls=options.controls,
        jets=options.jets,
        train_jets=options.train_jets,
        epochs=options.epochs,
        seed=options.seed,
        folder=options.out / "measured",
        workers=options.workers,
        scheduler=options.scheduler,
        say=say,
    )
    shown = show(result)
    shown.tables = [table for table in shown.tables if not table.name.endswith("-measures")]
    shown.print(write(result, options.out))


def _listed(flag: str, text: str | None) -> list[str] | None:
    """Names between commas; None if the flag was not given."""
    if text is None:
        return None
    names = [name for name in text.split(",") if name]
    check_different(flag, names)
    return names
