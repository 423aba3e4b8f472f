"""``pyg-jets compare``: taggers side by side on one task."""

from __future__ import annotations

import argparse
from pathlib import Path

from pyg_jets.cli.arguments import (
    Commands,
    command,
    positive,
    task_flag,
    training_flags,
)
from pyg_jets.jobs.atomic import check_folder


def add(commands: Commands) -> None:
    """Register the command."""
    compare = command(
        commands,
        "compare",
        "taggers side by side on the same jets, trained here or as they are",
        run,
    )
    task_flag(compare)
    compare.add_argument(
        "--taggers", default="", metavar="NAME,NAME", help="such as recnn,particle_net"
    )
    compare.add_argument(
        "--tagger",
        action="append",
        default=[],
        metavar="FILE.py:NAME",
        help="a tagger of yours: a class, or a function without arguments; or one of weaver, "
        "weaver:CONFIG.yaml,NETWORK.py,WEIGHTS.pt,signal=Wqq,background=QCD, or published weights, "
        "published:ParticleNet_kin.pt; after either classes=Wqq:Tbqq:QCD for the kinds of the task "
        "in their order; may be repeated",
    )
    compare.add_argument(
        "--weights",
        action="append",
        default=[],
        metavar="NAME=FILE",
        help="what a tagger has learnt: it is compared as it is, not trained; may be repeated",
    )
    compare.add_argument(
        "--target",
        metavar="CLASS[:CLASS]",
        help="of a --task of several kinds this pair alone (all pairs); on one of two kinds what a "
        "tagger of more classes that is compared as it is is asked",
    )
    compare.add_argument("--seeds", type=positive, default=1, help="how many (1)")
    compare.add_argument("--out", type=Path, required=True, help="folder")
    training_flags(compare, epochs=None)


def run(options: argparse.Namespace) -> None:
    """Write everything after each training; print the tables."""
    from pyg_jets.taggers.by_name import target_named
    from pyg_jets.taggers.contender import contenders

    check_folder(options.out)
    names = [name for name in options.taggers.split(",") if name]
    compared = contenders(names, options.tagger, options.weights)
    builders = {one.name: one.build for one in compared}
    trained = [one.name for one in compared if one.is_trained]
    from pyg_jets.study import Plan
    from pyg_jets.study.chapters.comparison.run import Comparison, run, show
    from pyg_jets.study.workers import Clock

    plan = Plan.of_command(
        [options.task],
        options.seed,
        options.seeds,
        jets=options.jets,
        source=options.source,
        compared_epochs=options.epochs,
        pair=options.target,
    )
    settings = {name: getattr(options, name) for name in ("task", "epochs", "jets")}

    say = Clock().say

    def write(result: dict[str, Comparison]) -> None:
        for task, comparison in result.items():
            newest = comparison.taggers[-1]
            of = "" if len(result) == 1 else f"{task}: "
            say(f"{of}{newest.name}, seed {newest.seed}: AUC {newest.metrics['auc']}")
        show(result).write(options.out, settings)

    target = None if options.target is None else target_named(options.target)
    shown = show(run(plan, builders, after=write, as_they_are=trained, target=target))
    shown.print(shown.write(options.out, settings))
