"""``pyg-jets cluster``: simulated jets to trees, shard by shard."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pyg_jets.cli.arguments import Commands, check_different
from pyg_jets.jobs.atomic import check_folder
from pyg_jets.jobs.progress import shown

if TYPE_CHECKING:
    from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset

ALGORITHMS = ("cambridge_aachen", "kt", "antikt", "asc_pt", "desc_pt")


def add(commands: Commands) -> None:
    """Register the command."""
    text = "cluster the jets that 'simulate' wrote into shards of trees"
    cluster = commands.add_parser("cluster", help=text, description=text.capitalize() + ".")
    cluster.set_defaults(run=run)
    cluster.add_argument(
        "jets",
        type=Path,
        nargs="+",
        metavar="FOLDER",
        help="a finished simulation; of two, the first is the signal (label 1)",
    )
    cluster.add_argument(
        "--algorithm", choices=ALGORITHMS, default=ALGORITHMS[0], help="(%(default)s)"
    )
    cluster.add_argument("--out", type=Path, required=True, help="folder for the trees")


def run(options: argparse.Namespace) -> None:
    """Write one shard of trees for each shard of jets."""
    check_different("FOLDER", options.jets)
    check_folder(options.out)
    from pyg_jets.jets.trees.jet_tree_shards import JetTreeShards

    trees = JetTreeShards.write(options.out, _trees(options.jets, options.algorithm))
    sys.stdout.write(
        f"written: {options.out}, {len(trees):,} trees in {len(trees.paths):,} shards\n"
    )


def _trees(folders: list[Path], algorithm: str) -> Iterator[JetTreeDataset]:
    """Trees of the first shard of every folder, then of the second: each batch has all labels."""
    from pyg_jets.jets.clustering import cluster
    from pyg_jets.jets.constituents import Constituents
    from pyg_jets.simulation import campaign_shards

    if len(folders) > 2:
        raise ValueError(f"one or two folders must be given, signal first (got {len(folders)})")
    shards = [campaign_shards(folder) for folder in folders]
    if len({len(paths) for paths in shards}) > 1:
        counts = " and ".join(str(len(paths)) for paths in shards)
        raise ValueError(f"both folders must have as many shards (got {counts})")
    for paths in shown(zip(*shards, strict=True), len(shards[0]), "shards", "clustering"):
        parts = [Constituents.load(path) for path in paths]
        if len(parts) == 2:
            parts = [part.with_label(label) for part, label in zip(parts, (1, 0), strict=True)]
        yield cluster(Constituents.concat(parts), algorithm)
