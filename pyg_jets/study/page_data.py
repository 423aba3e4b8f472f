"""What the study's page draws itself: maps to choose from, and jets to look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pyg_jets.report import JetView, LundMap
from pyg_jets.study.map_data import METHODS, Kind, Mapped, lund_maps
from pyg_jets.study.pictures import MASSES, TITLES
from pyg_jets.study.source import Source
from pyg_jets.study.task import MOST_READ_DEEPER, held_out_jets, thinned
from pyg_jets.study.viewer import jet_views
from pyg_jets.taggers import Tagger


class PageData(NamedTuple):
    """Ready for :func:`pyg_jets.report.write_report`."""

    maps: list[LundMap]
    jets: list[JetView]


def page_data(
    taggers: Mapping[str, Tagger], *, seed: int, jets: int | None = None, source: Source = None
) -> PageData:
    """Maps and jets of every task, of at most 15,000 of its test jets.

    On each task's test jets there are the maps of its own tagger, with those of the network before
    its training, and the saliency of the taggers of the other tasks.

    Args:
        taggers: Trained RecNNs by task.
        seed: Of the split and of the network before its training.
        jets: As in :func:`pyg_jets.study.train_task`.
        source: As in :func:`pyg_jets.study.train_task`.
    """
    data = PageData([], [])
    for task, own in taggers.items():
        test = thinned(held_out_jets(task, seed, jets, source), MOST_READ_DEEPER)
        kinds = [
            Kind(f"{TITLES[kind]} jets", label, MASSES.get(kind))
            for kind, label in zip(task.split("-"), (1, 0), strict=True)
        ]
        mapped = Mapped(_tagger_name(task), own, own.untrained(seed))
        others = [
            Mapped(_tagger_name(name), each) for name, each in taggers.items() if name != task
        ]
        saliency = {"node saliency": METHODS["node saliency"]}
        data.maps.extend(lund_maps(task, [mapped], test, kinds))
        data.maps.extend(lund_maps(task, others, test, kinds, methods=saliency))
        names = {kind.label: kind.name for kind in kinds}
        data.jets.extend(jet_views(task, own, test, names))
    return data


def task_title(task: str) -> str:
    """The task's name for people.

    Example:
        >>> task_title("w-qcd")
        'W/QCD'
    """
    return "/".join(TITLES[kind] for kind in task.split("-"))


def _tagger_name(task: str) -> str:
    return f"RecNN, {task_title(task)}"
