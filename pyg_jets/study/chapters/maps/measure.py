"""Node saliency over the Lund plane, of jets in memory or in any number of files."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from pyg_jets.attribution import splitting_saliency
from pyg_jets.attribution.folding import Fold
from pyg_jets.datasets import Task
from pyg_jets.jets.loader import JetLoader
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.jets.trees.jet_tree_shards import JetTreeShards
from pyg_jets.jobs.over_shards import over_shards
from pyg_jets.lund import LundPlane, Part, lund_coordinates
from pyg_jets.taggers import Tagger

Planes: TypeAlias = tuple[LundPlane, LundPlane]
"""Maps with the roots (where the saliency is 1) and without them."""

PlanesByKind: TypeAlias = dict[tuple[str, bool], LundPlane]
"""Maps by kind of jet, with and without the roots."""


class SaliencyMaps(NamedTuple):
    """Maps of one training on its test jets.

    Attributes:
        trained: Of the trained network.
        untrained: Of the same before its training.
        task: The task.
    """

    trained: PlanesByKind
    untrained: PlanesByKind
    task: Task


def planes_by_kind(tagger: Tagger, test: JetTreeDataset, labels: Mapping[str, int]) -> PlanesByKind:
    """Maps of each kind of jets.

    Args:
        tagger: Any tagger.
        test: Labelled jets.
        labels: By name of the kind, such as :attr:`pyg_jets.Task.labels`.
    """
    planes: PlanesByKind = {}
    for kind, label in labels.items():
        with_root, without_root = saliency_planes(tagger, test[test.y == label])
        planes |= {(kind, True): with_root, (kind, False): without_root}
    return planes


def saliency_planes(
    tagger: Tagger,
    jets: JetTreeDataset | JetTreeShards,
    fold: Fold = "sum",
    *,
    empty: Callable[[], LundPlane] = LundPlane,
    splittings: Part = "all",
) -> Planes:
    """Saliency over the Lund plane, with the roots (where a RecNN's is 1) and without them.

    Args:
        tagger: Any tagger.
        jets: The jets.
        fold: How constituents are put together, see
            :func:`pyg_jets.attribution.splitting_saliency`.
        empty: Makes a plane without entries, such as one with other bins.
        splittings: Which ones, see :meth:`pyg_jets.lund.LundCoordinates.part`.
    """
    with_root, without_root = empty(), empty()
    for batch in JetLoader(jets, 256):
        coordinates = lund_coordinates(batch)
        saliency = splitting_saliency(tagger, batch, fold=fold)
        with_root.fill(coordinates.part(splittings), saliency)
        without_root.fill(coordinates.part(splittings, root=False), saliency)
    return with_root, without_root


def saliency_planes_of_shards(
    tagger: Tagger,
    shards: JetTreeShards,
    *,
    fold: Fold = "sum",
    empty: Callable[[], LundPlane] = LundPlane,
    splittings: Part = "all",
    workers: int = 1,
    scheduler: str | None = None,
) -> dict[int | None, Planes]:
    """The same for every label in many files; the same maps for any number of workers.

    Args:
        tagger: The tagger.
        shards: The jets; without labels all are under None.
        fold: As in :func:`saliency_planes`, like the next two.
        empty: Makes a plane without entries.
        splittings: Which ones.
        workers: Processes on this machine.
        scheduler: Address of a ``distributed`` cluster, to run there instead.

    Raises:
        ImportError, OSError, ValueError: As :func:`pyg_jets.jobs.over_shards.over_shards`.
    """
    planes = functools.partial(saliency_planes, fold=fold, empty=empty, splittings=splittings)
    function = functools.partial(_by_label, tagger, planes)
    totals: dict[int | None, Planes] = {}
    parts = over_shards(function, shards, workers=workers, scheduler=scheduler, progress=True)
    for part in parts:
        for label, more in part.items():
            so_far = totals.get(label)
            both = more if so_far is None else tuple(map(operator.add, so_far, more))
            totals[label] = (both[0], both[1])
    return totals


def _by_label(
    tagger: Tagger, planes: Callable[[Tagger, JetTreeDataset], Planes], jets: JetTreeDataset
) -> dict[int | None, Planes]:
    if jets.y is None:
        return {None: planes(tagger, jets)}
    return {label: planes(tagger, jets[jets.y == label]) for label in jets.y.unique().tolist()}
