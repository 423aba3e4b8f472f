"""``pyg-jets layers``: the paper's Figure 2."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pyg_jets.cli.arguments import (
    Commands,
    check_picture,
    command,
    positive,
    task_flag,
    training_flags,
    training_options,
)

if TYPE_CHECKING:
    from pyg_jets.jets.jet_tree_dataset import JetTreeDataset
    from pyg_jets.taggers import Tagger


def add(commands: Commands) -> None:
    """Register the command."""
    layers = command(commands, "layers", "probe the last layers of four taggers", run)
    task_flag(layers, required=False, default="top-qcd")
    layers.add_argument("--seeds", type=positive, default=1, help="trainings to average over (1)")
    layers.add_argument(
        "--linear-pixels", action="store_true", help="of the CNN's images, as in the paper"
    )
    layers.add_argument(
        "--out",
        type=Path,
        required=True,
        help="picture (.png, .pdf, .svg); its numbers go beside it, in .md, .csv and .json",
    )
    training_flags(layers, epochs=None)


def run(options: argparse.Namespace) -> None:
    """Train the four taggers, once for each seed; draw and write what their layers know."""
    check_picture(options.out)
    from pyg_jets.atomic import atomic_path
    from pyg_jets.report import write_table
    from pyg_jets.study import figure_2, layers_numbers, layers_table, pooled, probe_layers

    runs, aucs = [], []
    for seed in range(options.seed, options.seed + options.seeds):
        taggers, test, auc = _trained(options, seed)
        runs.append(probe_layers(taggers, test, seed=seed))
        aucs.append(auc)
    scores, of = pooled(runs), (options.task, options.seeds)
    picture = figure_2(scores, *of)
    with atomic_path(options.out) as temporary:
        picture.figure.savefig(temporary)
    table = replace(layers_table(scores, *of), name=options.out.stem)
    names = ("task", "seed", "seeds", "epochs", "jets", "linear_pixels")
    settings = {name: getattr(options, name) for name in names}
    numbers = {"settings": settings, "auc": aucs, "layers": layers_numbers(scores)}
    sys.stdout.write(f"{table.caption}\n\n{table.markdown()}")
    for path in (options.out, *write_table(options.out.parent, table, numbers)):
        sys.stdout.write(f"written: {path}\n")


def _trained(
    options: argparse.Namespace, seed: int
) -> tuple[dict[str, Tagger], JetTreeDataset, dict[str, float]]:
    """The taggers of one seed, their test jets, and their AUC there."""
    from pyg_jets.study import evaluate, train_all

    taggers, test = train_all(
        options.task,
        seed=seed,
        pixels="linear" if options.linear_pixels else "asinh",
        **training_options(options),
    )
    aucs = {name: evaluate(tagger, test, seed)["auc"] for name, tagger in taggers.items()}
    for name, auc in aucs.items():
        sys.stderr.write(f"{name}, seed {seed}: AUC {auc}\n")
    return taggers, test, {name: auc.value for name, auc in aucs.items()}
