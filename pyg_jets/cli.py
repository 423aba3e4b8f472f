"""The ``pyg-jets`` command."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from pyg_jets.study import Planes
    from pyg_jets.taggers import Tagger

Row: TypeAlias = "tuple[str, str, Planes]"

EXAMPLES = """\
examples:
  pyg-jets study --out results             the paper on the bundled sample, about five minutes
  pyg-jets train --task w-qcd --out w.safetensors
  pyg-jets saliency --tagger w.safetensors --task w-qcd --out w-qcd.png
  pyg-jets probe --tagger w.safetensors --task w-qcd --layer head.1 --out table.md
  pyg-jets transfer --seeds 1 --study results --out results
"""
TASKS = ("w-qcd", "top-qcd", "quark-gluon")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        0; 1 with one line on standard error if it could not be done; bad usage exits with 2.
    """
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except KeyboardInterrupt:
        return _fail("interrupted")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (OSError, ValueError, TypeError, ImportError) as error:
        return _fail(" ".join(str(error).split()))
    return 0


def _fail(reason: str) -> int:
    sys.stderr.write(f"pyg-jets: {reason}\n")
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pyg-jets",
        description="Read what jet taggers have learnt: clustering histories, recursive networks, "
        "saliency on the Lund plane (arXiv:1911.01872).",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    study = _command(commands, "study", "train, evaluate, probe and map all three tasks", _study)
    study.add_argument("--out", type=Path, default=Path("results"), help="folder (results)")
    train = _command(commands, "train", "train a RecNN on one task of the bundled sample", _train)
    train.add_argument("--task", choices=TASKS, required=True, help="signal-background")
    train.add_argument("--cell", choices=("simple", "gated"), default="gated", help="(gated)")
    train.add_argument("--out", type=Path, required=True, help="file for the tagger")
    probe = _command(commands, "probe", "what a tagger, or one trained now, knows", _probe)
    probe.add_argument("--task", choices=TASKS, required=True, help="signal-background")
    probe.add_argument("--tagger", type=Path, help="file that 'train' wrote, with the same --seed")
    probe.add_argument("--layer", help="name of a layer, such as head.1 (the embedding)")
    probe.add_argument("--seeds", type=_positive, default=1, help="trainings to average over (1)")
    probe.add_argument("--out", type=Path, required=True, help="table (.md, .csv)")
    layers = _command(commands, "layers", "probe the last layers of four taggers", _layers)
    layers.add_argument("--task", choices=TASKS, default="top-qcd", help="(top-qcd)")
    layers.add_argument("--out", type=Path, required=True, help="picture (.png, .pdf, .svg)")
    transfer = _command(
        commands, "transfer", "train new heads on embeddings of other tasks (Table 2)", _transfer
    )
    transfer.add_argument("--seeds", type=_positive, default=3, help="how many (3)")
    transfer.add_argument(
        "--study",
        type=Path,
        nargs="+",
        default=[],
        metavar="FOLDER",
        help="finished studies, one a seed, whose taggers need no training",
    )
    transfer.add_argument("--out", type=Path, help="folder, or file in .md, .csv or .json")
    for command in (study, train, probe, layers, transfer):
        command.add_argument("--epochs", type=_positive, default=15, help="(15)")
        command.add_argument("--jets", type=_positive, help="at most so many jets of each part")
    saliency = _command(
        commands, "saliency", "draw a tagger's node saliency over the Lund plane", _saliency
    )
    saliency.add_argument("--tagger", type=Path, required=True, help="file that 'train' wrote")
    jets = saliency.add_mutually_exclusive_group(required=True)
    jets.add_argument("--task", choices=TASKS, help="use its test jets of the bundled sample")
    jets.add_argument("--shards", type=Path, help="use the jets of a folder of shards")
    saliency.add_argument("--workers", type=_positive, default=1, help="processes for shards (1)")
    saliency.add_argument("--scheduler", help="address of a Dask cluster for shards")
    saliency.add_argument("--out", type=Path, required=True, help="picture (.png, .pdf, .svg)")
    for command in (study, train, saliency, probe, layers, transfer):
        command.add_argument("--seed", type=int, default=0, help="of everything random (0)")
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    text: str,
    run: object,
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    command.set_defaults(run=run)
    return command


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a positive integer (got '{text}')")
    return int(text)


def _study(options: argparse.Namespace) -> None:
    from pyg_jets.study import study

    study(options.out, seed=options.seed, epochs=options.epochs, jets=options.jets)


def _train(options: argparse.Namespace) -> None:
    _check_folder(options.out)
    from pyg_jets.study import evaluate, train_task

    trained = train_task(
        options.task,
        cell=options.cell,
        seed=options.seed,
        epochs=options.epochs,
        jets=options.jets,
    )
    trained.training.tagger.save(options.out)
    for name, estimate in evaluate(trained.training.tagger, trained.test).items():
        sys.stdout.write(f"{name:<16} {estimate}\n")
    sys.stdout.write(f"written: {options.out}\n")


def _saliency(options: argparse.Namespace) -> None:
    _check_folder(options.out)
    _check_picture(options.out)
    from pyg_jets.atomic import atomic_path
    from pyg_jets.plotting import lund_figure
    from pyg_jets.study import saliency_panel
    from pyg_jets.taggers import load_tagger

    tagger = load_tagger(options.tagger)
    by_kind = _planes_of_shards if options.shards else _planes_of_task
    rows = [
        [saliency_panel(kind, task, plane, 2.0) for plane in planes]
        for kind, task, planes in by_kind(tagger, options)
    ]
    figure = lund_figure(rows, "Mean saliency of the splittings: all (left), without roots (right)")
    with atomic_path(options.out) as temporary:
        figure.savefig(temporary)
    sys.stdout.write(f"written: {options.out}\n")


def _transfer(options: argparse.Namespace) -> None:
    from pyg_jets.report import table_files, write_table
    from pyg_jets.study import (
        Transfer,
        load_study,
        run_transfers,
        transfer_numbers,
        transfer_table,
    )

    if options.out is not None:
        table_files(options.out, "transfer")
        _check_folder(options.out)
    saved = {study.seed: study for study in map(load_study, options.study)}
    seeds = range(options.seed, options.seed + options.seeds)
    if not saved.keys() <= set(seeds):
        raise ValueError(
            f"studies must have seeds from {seeds[0]} to {seeds[-1]} (got {sorted(saved)}): "
            "choose them by --seed and --seeds"
        )
    transfers: list[Transfer] = []
    written: list[Path] = []
    for seed in seeds:
        for each in run_transfers(
            seed, epochs=options.epochs, jets=options.jets, saved=saved.get(seed)
        ):
            transfers.append(each)
            said = f"seed {seed}, {each.source} -> {each.target}: AUC {each.frozen}"
            sys.stderr.write(f"{said}, from scratch {each.base}\n")
        table = transfer_table(transfers)
        if options.out is not None:  # after each seed: an interruption costs one seed
            settings = {"epochs": options.epochs, "jets": options.jets}
            written = write_table(options.out, table, transfer_numbers(transfers, settings))
    sys.stdout.write(f"{table.caption}\n\n{table.markdown()}")
    for file in written:
        sys.stdout.write(f"written: {file}\n")


def _planes_of_task(tagger: Tagger, options: argparse.Namespace) -> Iterator[Row]:
    """Kind, task and both maps of the test jets of each kind."""
    from pyg_jets.clustering import cluster
    from pyg_jets.datasets import binary_task
    from pyg_jets.study import saliency_planes

    test = cluster(binary_task(options.task, options.seed).test, frame=tagger.frame or "jet")
    for kind, label in zip(options.task.split("-"), (1, 0), strict=True):
        yield kind, options.task, saliency_planes(tagger, test[test.y == label])


def _planes_of_shards(tagger: Tagger, options: argparse.Namespace) -> Iterator[Row]:
    """Label, folder and both maps of the jets under each label."""
    from pyg_jets.jet_tree_shards import JetTreeShards
    from pyg_jets.study import saliency_planes_of_shards

    planes = saliency_planes_of_shards(
        tagger,
        JetTreeShards(options.shards),
        workers=options.workers,
        scheduler=options.scheduler,
    )
    for label in sorted(planes, key=str, reverse=True):
        name = "all" if label is None else f"label {label}"
        yield name, options.shards.name, planes[label]


def _probe(options: argparse.Namespace) -> None:
    _check_folder(options.out)
    if options.out.suffix not in (".md", ".csv"):
        raise ValueError(f"the table must end in .md or .csv (got '{options.out.name}')")
    from pyg_jets.atomic import atomic_path
    from pyg_jets.study import probe_task
    from pyg_jets.taggers import load_tagger

    table = probe_task(
        options.task,
        None if options.tagger is None else load_tagger(options.tagger),
        layer=options.layer,
        seed=options.seed,
        seeds=options.seeds,
        epochs=options.epochs,
        jets=options.jets,
    )
    markdown = f"{table.caption}\n\n{table.markdown()}"
    with atomic_path(options.out) as temporary:
        temporary.write_text(
            table.csv() if options.out.suffix == ".csv" else markdown, encoding="utf-8"
        )
    sys.stdout.write(f"written: {options.out}\n")


def _layers(options: argparse.Namespace) -> None:
    _check_folder(options.out)
    _check_picture(options.out)
    from pyg_jets.atomic import atomic_path
    from pyg_jets.study import figure_2, probe_layers, train_all

    taggers, test = train_all(
        options.task, seed=options.seed, epochs=options.epochs, jets=options.jets
    )
    picture = figure_2(probe_layers(taggers, test, seed=options.seed), options.task)
    with atomic_path(options.out) as temporary:
        picture.figure.savefig(temporary)
    sys.stdout.write(f"written: {options.out}\n")


def _check_picture(path: Path) -> None:
    if path.suffix not in (".png", ".pdf", ".svg"):
        raise ValueError(f"the picture must end in .png, .pdf or .svg (got '{path.name}')")


def _check_folder(path: Path) -> None:
    """Before the work, not after it."""
    if not path.parent.is_dir():
        raise FileNotFoundError(f"the folder of '{path}' must exist (got none)")


if __name__ == "__main__":
    sys.exit(main())
