"""``pyg-jets saliency``: a tagger read back onto the Lund plane."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from pyg_jets.cli.arguments import TASKS, Commands, check_picture, command, positive

if TYPE_CHECKING:
    from pyg_jets.study import Planes
    from pyg_jets.taggers import Tagger

Row: TypeAlias = "tuple[str, str, Planes]"


def add(commands: Commands) -> None:
    """Register the command."""
    saliency = command(
        commands, "saliency", "draw a tagger's node saliency over the Lund plane", run
    )
    saliency.add_argument("--tagger", type=Path, required=True, help="file that 'train' wrote")
    jets = saliency.add_mutually_exclusive_group(required=True)
    jets.add_argument("--task", choices=TASKS, help="use its test jets of the bundled sample")
    jets.add_argument("--shards", type=Path, help="use the jets of a folder of shards")
    saliency.add_argument(
        "--fold",
        choices=("sum", "mean", "max"),
        default="sum",
        help="of the constituents of a branch, for taggers that read no tree (sum)",
    )
    saliency.add_argument("--workers", type=positive, default=1, help="processes for shards (1)")
    saliency.add_argument("--scheduler", help="address of a Dask cluster for shards")
    saliency.add_argument("--out", type=Path, required=True, help="picture (.png, .pdf, .svg)")


def run(options: argparse.Namespace) -> None:
    """Draw both maps, with and without roots, of each kind of jet."""
    check_picture(options.out)
    from pyg_jets.atomic import atomic_path
    from pyg_jets.plotting import colour_limit, lund_figure
    from pyg_jets.study import saliency_panel
    from pyg_jets.taggers import load_tagger

    tagger = load_tagger(options.tagger)
    by_kind = _planes_of_shards if options.shards else _planes_of_task
    maps = list(by_kind(tagger, options))
    # Of other taggers only ratios mean something.
    limit = 2.0
    if tagger.node_states != "nodes":
        limit = colour_limit([with_root for _, _, (with_root, _) in maps])
    rows = [
        [saliency_panel(kind, task, plane, limit) for plane in planes]
        for kind, task, planes in maps
    ]
    figure = lund_figure(rows, "Mean saliency of the splittings: all (left), without roots (right)")
    with atomic_path(options.out) as temporary:
        figure.savefig(temporary)
    sys.stdout.write(f"written: {options.out}\n")


def _planes_of_task(tagger: Tagger, options: argparse.Namespace) -> Iterator[Row]:
    """Kind, task and both maps of the test jets of each kind."""
    from pyg_jets.clustering import cluster
    from pyg_jets.datasets import binary_task
    from pyg_jets.study import saliency_planes

    test = cluster(binary_task(options.task, options.seed).test, frame=tagger.frame or "jet")
    for kind, label in zip(options.task.split("-"), (1, 0), strict=True):
        yield kind, options.task, saliency_planes(tagger, test[test.y == label], options.fold)


def _planes_of_shards(tagger: Tagger, options: argparse.Namespace) -> Iterator[Row]:
    """Label, folder and both maps of the jets under each label."""
    from pyg_jets.jet_tree_shards import JetTreeShards
    from pyg_jets.study import saliency_planes_of_shards

    planes = saliency_planes_of_shards(
        tagger,
        JetTreeShards(options.shards),
        fold=options.fold,
        workers=options.workers,
        scheduler=options.scheduler,
    )
    for label in sorted(planes, key=str, reverse=True):
        name = "all" if label is None else f"label {label}"
        yield name, options.shards.name, planes[label]
