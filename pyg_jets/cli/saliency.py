"""``pyg-jets saliency``: a tagger read back onto the Lund plane."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from pyg_jets.cli.arguments import (
    TRAINED,
    Commands,
    check_different,
    command,
    positive,
    source_flag,
    target_flag,
    task_flag,
)
from pyg_jets.cli.lund_flags import NUMBERS, check_lund, empty_plane, lund_flags
from pyg_jets.jobs.progress import say

if TYPE_CHECKING:
    from pyg_jets.attribution.folding import Fold
    from pyg_jets.lund import LundPlane
    from pyg_jets.plotting import Panel
    from pyg_jets.study.chapters.maps.measure import Planes
    from pyg_jets.taggers import Tagger

Row: TypeAlias = "tuple[str, str, float | None, Planes]"
"""What the jets are called, on what they are, where a resonance lies, and both maps."""

TITLES = {
    "mean": "Mean saliency of the",
    "error": "Error of the mean saliency of the",
    "count": "Number of",
    "density": "Density of",
    "density_error": "Error of the density of",
}
"""Of figures, by what is drawn."""


def add(commands: Commands) -> None:
    """Register the command."""
    saliency = command(
        commands, "saliency", "draw a tagger's node saliency over the Lund plane", run
    )
    saliency.add_argument("--tagger", type=Path, required=True, help=TRAINED)
    target_flag(saliency)
    jets = saliency.add_mutually_exclusive_group(required=True)
    task_flag(jets, required=False)
    jets.add_argument("--shards", type=Path, help="use the jets of a folder of shards")
    source_flag(saliency)
    saliency.add_argument(
        "--fold",
        choices=("sum", "mean", "max"),
        nargs="+",
        default=["sum"],
        help="of a branch's constituents, for taggers of constituents; several: compared (sum)",
    )
    saliency.add_argument("--workers", type=positive, default=1, help="processes for shards (1)")
    saliency.add_argument("--scheduler", help="address of a Dask cluster for shards")
    lund_flags(saliency)


def run(options: argparse.Namespace) -> None:
    """Draw the maps of each kind of jet: with and without roots, or one for each folding."""
    check_lund(options)
    check_different("--fold", options.fold)
    if options.shards and options.source:
        raise ValueError("'--source' is for '--task' (got it with '--shards', which has the jets)")
    if options.task and (options.workers > 1 or options.scheduler):
        raise ValueError(
            "'--workers' and '--scheduler' are for '--shards' (got them with '--task')"
        )
    from pyg_jets.taggers.by_name import trained_tagger

    tagger = trained_tagger(options.tagger, options.target)
    if len(options.fold) > 1 and tagger.node_states != "leaves":
        raise ValueError(
            "foldings differ for taggers with states on constituents only "
            f"(got {type(tagger).__name__}): give one"
        )
    by_kind = _planes_of_shards if options.shards else _planes_of_task
    maps = {fold: list(by_kind(tagger, options, fold)) for fold in options.fold}
    if options.out.suffix in NUMBERS:
        _write_numbers(maps, options.out)
    else:
        _draw(tagger, maps, options)
    sys.stdout.write(f"written: {options.out}\n")


def _write_numbers(maps: dict[str, list[Row]], out: Path) -> None:
    """The bins of all maps, with and without the last clustering step."""
    from pyg_jets.lund import save_maps

    named: dict[str, LundPlane] = {}
    for fold, rows in maps.items():
        folding = f", {fold}" if len(maps) > 1 else ""
        for jets, where, _, (with_root, without_root) in rows:
            name = f"{jets} jets in {where}{folding}"
            named |= {name: with_root, f"{name}, without roots": without_root}
    save_maps(out, named)


def _draw(tagger: Tagger, maps: dict[str, list[Row]], options: argparse.Namespace) -> None:
    """A figure of all maps."""
    from pyg_jets.plotting import lund_figure
    from pyg_jets.report.figure_file import save_figure

    several = len(maps) > 1
    rows = _foldings(maps) if several else _with_and_without(tagger, maps[options.fold[0]], options)
    rows = [[_as_asked(panel, options) for panel in row] for row in rows]
    title = "one folding beside the other" if several else "all (left), without roots (right)"
    which = "" if options.splittings == "all" else f"{options.splittings} "
    save_figure(
        lund_figure(rows, f"{TITLES[options.quantity]} {which}splittings: {title}"), options.out
    )


def _as_asked(panel: Panel, options: argparse.Namespace) -> Panel:
    """The panel with what is drawn, and in which bins."""
    from pyg_jets.lund.hatching import LEAST

    limit = panel.limit if options.quantity == "mean" else None
    return replace(panel, quantity=options.quantity, limit=limit, least=options.least or LEAST)


def _with_and_without(
    tagger: Tagger, maps: list[Row], options: argparse.Namespace
) -> list[list[Panel]]:
    """A row for each kind: with its roots, and without them."""
    from pyg_jets.lund.hatching import LEAST
    from pyg_jets.plotting import colour_limit
    from pyg_jets.study.chapters.maps.figures import saliency_panel

    # Of other taggers only ratios mean something.
    limit = 2.0
    if tagger.node_states != "nodes":
        limit = colour_limit([with_root for *_, (with_root, _) in maps], options.least or LEAST)
    return [
        [saliency_panel(f"{jets} jets in {where}", plane, limit, mass) for plane in both]
        for jets, where, mass, both in maps
    ]


def _foldings(maps: dict[str, list[Row]]) -> list[list[Panel]]:
    """A row for each kind with a map for each folding; says how far they agree."""
    from pyg_jets.evaluation import map_correlation
    from pyg_jets.plotting import colour_limit
    from pyg_jets.study.chapters.maps.figures import saliency_panel

    rows = []
    for number, (jets, where, mass, _) in enumerate(next(iter(maps.values()))):
        planes = {fold: of_fold[number][-1][0] for fold, of_fold in maps.items()}
        rows.append(
            [
                saliency_panel(
                    f"{jets} jets in {where}, {fold}", plane, colour_limit([plane]), mass
                )
                for fold, plane in planes.items()
            ]
        )
        agreement = ", ".join(
            f"{one}-{other} {map_correlation(planes[one], planes[other]):.2f}"
            for one, other in combinations(planes, 2)
        )
        sys.stdout.write(f"{jets}: correlation of the maps' bins: {agreement}\n")
    return rows


def _planes_of_task(tagger: Tagger, options: argparse.Namespace, fold: Fold) -> Iterator[Row]:
    """The test jets of each kind."""
    from pyg_jets.datasets import resolve_task
    from pyg_jets.study.chapters.maps.measure import saliency_planes
    from pyg_jets.taggers import at_target

    task = resolve_task(options.task, options.source)
    say(f"reading and clustering the test jets of {task.name}")
    test = task.on_trees(frame=tagger.frame).test(options.seed)
    for kind in task.kinds:
        say(f"saliency of the test jets: {kind.name}")
        jets = test[test.y == task.labels[kind.name]]
        # Of a tagger of several classes one map a class, that of its own log odds.
        aimed = tagger if tagger.num_classes == 2 else at_target(tagger, kind.name)
        planes = saliency_planes(
            aimed, jets, fold, empty=empty_plane(options), splittings=options.splittings
        )
        yield kind.title, task.title, kind.mass, planes


def _planes_of_shards(tagger: Tagger, options: argparse.Namespace, fold: Fold) -> Iterator[Row]:
    """The jets under each label."""
    from pyg_jets.jets.trees.jet_tree_shards import JetTreeShards
    from pyg_jets.study.chapters.maps.measure import saliency_planes_of_shards

    planes = saliency_planes_of_shards(
        tagger,
        JetTreeShards(options.shards),
        fold=fold,
        empty=empty_plane(options),
        splittings=options.splittings,
        workers=options.workers,
        scheduler=options.scheduler,
    )
    for label in sorted(planes, key=str, reverse=True):
        name = "all" if label is None else f"label {label}"
        yield name, options.shards.name, None, planes[label]
