"""What ``erase``, ``respond`` and ``order`` have in common: the tagger that they ask about."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyg_jets.cli.arguments import (
    TRAINED,
    Commands,
    check_target,
    command,
    positive,
    target_flag,
    task_flag,
    training_flags,
    training_options,
)
from pyg_jets.jobs.atomic import check_folder


def add_asking(
    commands: Commands, name: str, text: str, run: Callable[[argparse.Namespace], None]
) -> None:
    """Register a command that asks a trained tagger, or trains some.

    Args:
        commands: All of them.
        name: Of this one.
        text: Its line of help.
        run: Runs it.
    """
    parser = command(commands, name, text, run)
    task_flag(parser)
    parser.add_argument("--tagger", type=Path, help=f"{TRAINED}; a file's with the same --seed")
    target_flag(parser)
    parser.add_argument(
        "--network",
        metavar="NAME",
        help="that is trained where no --tagger is given, such as lundnet (recnn, simple cell)",
    )
    parser.add_argument("--seeds", type=positive, default=1, help="trainings to average over (1)")
    parser.add_argument("--out", type=Path, required=True, help="folder")
    training_flags(parser, epochs=None)


def asked(
    options: argparse.Namespace, run_tagger: Callable[..., Any], show: Callable[..., Any]
) -> None:
    """Ask, write into the folder, and print.

    Args:
        options: Of the command.
        run_tagger: Of the chapter.
        show: Of the chapter.

    Raises:
        ValueError: If a given tagger should be trained, or a target is given without a tagger.
    """
    check_folder(options.out)
    if options.tagger is not None and (options.epochs, options.network) != (None, None):
        raise ValueError(
            "'--epochs' and '--network' are for trainings (got one with '--tagger', which is "
            "trained)"
        )
    check_target(options)
    from pyg_jets.study import Plan
    from pyg_jets.taggers.by_name import tagger_named, trained_tagger

    tagger = None if options.tagger is None else trained_tagger(options.tagger, options.target)
    if options.network is not None:
        tagger_named(options.network)  # refuses before the work
    plan = Plan.of_command([options.task], options.seed, options.seeds, **training_options(options))
    shown = show(run_tagger(plan, tagger, options.network))
    names = ("task", "network", "seed", "seeds", "epochs", "jets")
    settings = {name: getattr(options, name) for name in names}
    shown.print(shown.write(options.out, {**settings, "tagger": str(options.tagger or "trained")}))
