"""What the study's page draws itself: maps to choose from, and jets to look at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pyg_jets.report import JetView, LundMap
from pyg_jets.study.map_data import METHODS, Kind, Mapped, lund_maps
from pyg_jets.study.pictures import MASSES, TITLES
from pyg_jets.study.task import TaskResult, task_jets
from pyg_jets.study.viewer import jet_views


class PageData(NamedTuple):
    """Ready for :func:`pyg_jets.report.write_report`."""

    sections: dict[str, str]
    maps: list[LundMap]
    jets: list[JetView]


def page_data(results: Sequence[TaskResult], *, seed: int, jets: int | None = None) -> PageData:
    """Maps and jets of every task.

    On each task's test jets there are the maps of its own tagger, with those of the network before
    its training, and the saliency of the taggers of the other tasks.

    Args:
        results: Of the tasks.
        seed: Of the study.
        jets: As in the study.
    """
    data = PageData({each.name: _title(each.name) for each in results}, [], [])
    taggers = {each.name: each.training.tagger for each in results}
    for result in results:
        test = task_jets(result.name, seed, jets)[2]
        own = taggers[result.name]
        kinds = [
            Kind(f"{TITLES[kind]} jets", label, MASSES.get(kind))
            for kind, label in zip(result.name.split("-"), (1, 0), strict=True)
        ]
        mapped = Mapped(_tagger_name(result.name), own, own.untrained(seed))
        data.maps.extend(lund_maps(result.name, [mapped], test, kinds))
        others = [Mapped(_tagger_name(name), other) for name, other in taggers.items()]
        data.maps.extend(
            lund_maps(
                result.name,
                [each for each in others if each.tagger is not own],
                test,
                kinds,
                methods={"node saliency": METHODS["node saliency"]},
            )
        )
        names = {kind.label: kind.name for kind in kinds}
        data.jets.extend(jet_views(result.name, own, test, names))
    return data


def _title(task: str) -> str:
    return "/".join(TITLES[kind] for kind in task.split("-"))


def _tagger_name(task: str) -> str:
    return f"RecNN, {_title(task)}"
