"""``pyg-jets transfer``: the paper's Table 2, over several seeds."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pyg_jets.cli.arguments import (
    Commands,
    check_different,
    check_file,
    check_folder,
    command,
    positive,
    training_flags,
    training_options,
)

if TYPE_CHECKING:
    from pyg_jets.study.saved import SavedStudy


def add(commands: Commands) -> None:
    """Register the command."""
    transfer = command(
        commands, "transfer", "train new heads on embeddings of other tasks (Table 2)", run
    )
    transfer.add_argument("--seeds", type=positive, default=3, help="how many (3)")
    transfer.add_argument(
        "--study",
        type=Path,
        nargs="+",
        default=[],
        metavar="FOLDER",
        help="finished studies, one a seed, whose taggers need no training",
    )
    transfer.add_argument(
        "--fine-tuning",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="train sources and new heads together too, which takes longest (on)",
    )
    transfer.add_argument("--out", type=Path, help="folder, or file in .md, .csv or .json")
    training_flags(transfer)


def run(options: argparse.Namespace) -> None:
    """Print the table; write it after each seed, so that an interruption costs one."""
    check_different("--study", options.study)
    from pyg_jets.report import table_files, write_table
    from pyg_jets.study import Transfer, run_transfers, transfer_numbers, transfer_table

    if options.out is not None:
        table_files(options.out, "transfer")
        is_folder = options.out.is_dir() or not options.out.suffix
        (check_folder if is_folder else check_file)(options.out)
    seeds = range(options.seed, options.seed + options.seeds)
    saved = _studies(options.study, seeds)
    transfers: list[Transfer] = []
    written: list[Path] = []
    for seed in seeds:
        for each in run_transfers(
            seed,
            **training_options(options),
            saved=saved.get(seed),
            fine_tuning=options.fine_tuning,
        ):
            transfers.append(each)
            said = f"seed {seed}, {each.source} -> {each.target}: AUC {each.frozen}"
            sys.stderr.write(f"{said}, from scratch {each.base}\n")
        table = transfer_table(transfers)
        if options.out is not None:
            settings = {"epochs": options.epochs, "jets": options.jets}
            written = write_table(options.out, table, transfer_numbers(transfers, settings))
    sys.stdout.write(f"{table.caption}\n\n{table.markdown()}")
    for file in written:
        sys.stdout.write(f"written: {file}\n")


def _studies(folders: list[Path], seeds: range) -> dict[int, SavedStudy]:
    """The finished studies by their seeds."""
    from pyg_jets.study import load_study

    studies = [load_study(folder) for folder in folders]
    check_different("seeds of --study", [study.seed for study in studies])
    saved = {study.seed: study for study in studies}
    if not saved.keys() <= set(seeds):
        raise ValueError(
            f"studies must have seeds from {seeds[0]} to {seeds[-1]} (got {sorted(saved)}): "
            "choose them by --seed and --seeds"
        )
    return saved
