"""What the study's page draws itself: maps to choose from, and jets to look at."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple

from pyg_jets.datasets.kind import mass_of, title_of
from pyg_jets.datasets.split import thinned
from pyg_jets.report import JetView, LundMap
from pyg_jets.study.map_data import METHODS, Kind, Mapped, lund_maps
from pyg_jets.study.several_seeds import pooled
from pyg_jets.study.source import Source
from pyg_jets.study.task import MOST_READ_DEEPER, held_out_jets
from pyg_jets.study.viewer import jet_views
from pyg_jets.taggers import Tagger


class PageData(NamedTuple):
    """Ready for :func:`pyg_jets.report.write_report`."""

    maps: list[LundMap]
    jets: list[JetView]


def page_data(
    taggers: Mapping[str, Tagger],
    *,
    seed: int,
    jets: int | None = None,
    source: Source = None,
    algorithm: str = "cambridge_aachen",
    views: bool = True,
) -> PageData:
    """Maps and jets of every task, of at most 5,000 of its test jets.

    On each task's test jets there are the maps of its own tagger, with those of the network before
    its training, and the saliency of the taggers of the other tasks.

    Args:
        taggers: Trained RecNNs by task.
        seed: Of the split and of the network before its training.
        jets: As in :func:`pyg_jets.study.train_task`.
        source: As in :func:`pyg_jets.study.train_task`.
        algorithm: As in :func:`pyg_jets.study.train_task`.
        views: Whether there are jets to look at.
    """
    data = PageData([], [])
    for task, own in taggers.items():
        test = held_out_jets(task, seed, jets, source=source, algorithm=algorithm, frame=own.frame)
        test = thinned(test, MOST_READ_DEEPER)
        kinds = [
            Kind(f"{title_of(kind)} jets", label, mass_of(kind))
            for kind, label in zip(task.split("-"), (1, 0), strict=True)
        ]
        mapped = Mapped(_tagger_name(task), own, own.untrained(seed))
        others = [
            Mapped(_tagger_name(name), each) for name, each in taggers.items() if name != task
        ]
        saliency = {"node saliency": METHODS["node saliency"]}
        data.maps.extend(lund_maps(task, [mapped], test, kinds))
        data.maps.extend(lund_maps(task, others, test, kinds, methods=saliency))
        if views:
            names = {kind.label: kind.name for kind in kinds}
            data.jets.extend(jet_views(task, own, test, names))
    return data


def maps_over_trainings(trainings: Sequence[PageData]) -> list[LundMap]:
    """Each map over all trainings that have it: a slice of pt may be empty in one of them.

    Args:
        trainings: One a seed.
    """
    together: dict[Hashable, list[LundMap]] = {}
    for training in trainings:
        for lund_map in training.maps:
            together.setdefault(_key(lund_map), []).append(lund_map)
    return [pooled(maps) for maps in together.values()]


def _key(lund_map: LundMap) -> Hashable:
    return tuple(
        getattr(lund_map, name)
        for name in ("task", "jets", "tagger", "method", "splittings", "pt_slice")
    )


def task_title(task: str) -> str:
    """The task's name for people.

    Example:
        >>> task_title("w-qcd")
        'W/QCD'
    """
    return "/".join(title_of(kind) for kind in task.split("-"))


def _tagger_name(task: str) -> str:
    return f"RecNN, {task_title(task)}"
