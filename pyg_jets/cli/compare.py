"""``pyg-jets compare``: taggers side by side on one task."""

from __future__ import annotations

import argparse
import importlib.util
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pyg_jets.cli.arguments import Commands, command, positive, task_flag, training_flags

if TYPE_CHECKING:
    from pyg_jets.taggers import Tagger


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
    training_flags(compare)


def run(options: argparse.Namespace) -> None:
    """Write the table after each tagger, the figures at the end; print the table."""
    builders = dict(_named(name) for name in options.taggers.split(",") if name)
    builders |= dict(_of_file(text) for text in options.tagger)
    if not builders:
        raise ValueError("there must be taggers to compare (got none): give --taggers or --tagger")
    from pyg_jets.report import write_pictures, write_table
    from pyg_jets.study import Compared, baseline_auc, compare
    from pyg_jets.study.comparison_table import (
        comparison_numbers,
        comparison_pictures,
        comparison_table,
    )

    options.out.mkdir(parents=True, exist_ok=True)
    seeds = range(options.seed, options.seed + options.seeds)
    baseline = [baseline_auc(options.task, seed, options.jets) for seed in seeds]
    settings = {"task": options.task, "epochs": options.epochs, "jets": options.jets}
    compared: list[Compared] = []
    for each in compare(
        builders, options.task, seeds=seeds, epochs=options.epochs, jets=options.jets
    ):
        compared.append(each)
        sys.stderr.write(f"{each.name}, seed {each.seed}: AUC {each.metrics['auc']}\n")
        table = comparison_table(compared, baseline)
        written = write_table(options.out, table, comparison_numbers(compared, settings))
    written += write_pictures(options.out, comparison_pictures(compared, options.task))
    sys.stdout.write(f"{table.caption}\n\n{table.markdown()}")
    for file in written:
        sys.stdout.write(f"written: {file}\n")


def _named(name: str) -> tuple[str, Callable[[], Tagger]]:
    """A tagger of this package by the name of its file, or one of its other sizes."""
    from pyg_jets import taggers

    builders: dict[str, tuple[str, Callable[[], Tagger]]] = {
        member.__module__.rsplit(".", 1)[1]: (each, member)
        for each in taggers.__all__
        if isinstance(member := getattr(taggers, each), type) and member is not taggers.Tagger
    }
    builders |= {
        "recnn_gated": ("RecNN, gated", lambda: taggers.RecNN(cell="gated")),
        "particle_net_lite": ("ParticleNet Lite", taggers.ParticleNet.lite),
        "jedi_net_summed": ("JEDINet, summed", lambda: taggers.JEDINet(summed=True)),
    }
    if name not in builders:
        raise ValueError(f"'--taggers' must name some of {', '.join(builders)} (got '{name}')")
    return builders[name]


def _of_file(text: str) -> tuple[str, Callable[[], Tagger]]:
    """What somebody's file calls by that name."""
    match = re.fullmatch(r"(.+\.py):(\w+)", text)
    if match is None or not Path(match[1]).is_file():
        raise ValueError(f"'--tagger' must be FILE.py:NAME with a file that exists (got '{text}')")
    spec = importlib.util.spec_from_file_location(Path(match[1]).stem, match[1])
    assert spec is not None and spec.loader is not None  # noqa: PT018
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        build: Callable[[], Tagger] = getattr(module, match[2])
    except Exception as error:  # a user's file may raise anything
        raise ValueError(f"'{match[1]}' must define '{match[2]}' (got: {error!r})") from error
    return match[2], build
