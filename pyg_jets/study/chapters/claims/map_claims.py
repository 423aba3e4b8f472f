"""Section 3: where on the Lund plane the networks are sensitive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Literal, NamedTuple

import numpy as np

from pyg_jets.lund import LundPlane
from pyg_jets.study.chapters.claims.claim import Claim
from pyg_jets.study.chapters.claims.map_margins import QUARK, TOP, Maps, TaskMaps, W
from pyg_jets.study.chapters.claims.map_patterns import pattern_changes
from pyg_jets.study.chapters.claims.map_wordings import WORDINGS, MapWording

CORRELATION = "Pearson's correlation over bins"

DRASTIC = 0.1
"""By how much the correlation must be lower between tasks than between trainings of one task.

The paper's words are "drastically" and "very different": that two tasks' maps differ by more than
two trainings' at all says less.
"""

SIDES = {W: ("w", "qcd"), TOP: ("top", "qcd"), QUARK: ("quark", "gluon")}
"""Signal and background of each task of the paper."""

Network = Literal["trained", "untrained"]


class TrainingMaps(NamedTuple):
    """The maps of one training of one task, the last clustering step left out.

    There S = 1 by construction: it would add to every network's map what none has learnt.

    Attributes:
        trained: By kind of jet, of the trained network.
        untrained: Of the same network before training; empty: no control.
    """

    trained: Maps
    untrained: Maps


def map_claims(maps: Mapping[str, Sequence[TrainingMaps]]) -> list[Claim]:
    """The claims on Figure 1; those on tasks whose maps are not there are left out.

    Args:
        maps: By task those of each training, in the same order of seeds.

    Raises:
        ValueError: If the tasks have different numbers of trainings.
    """
    counts = {task: len(trainings) for task, trainings in maps.items()}
    if len(set(counts.values())) > 1:
        listed = ", ".join(f"{task}: {count}" for task, count in counts.items())
        raise ValueError(
            f"every task must have maps of as many trainings (got {listed}): leave out those "
            "whose seed another task lacks"
        )
    if not any(counts.values()):
        return []
    claims = [_claim(wording, maps) for wording in WORDINGS if set(wording.needs) <= maps.keys()]
    if {W, TOP} <= maps.keys():
        claims.append(_qcd_changes(maps))
    if {W, TOP, QUARK} <= maps.keys():
        claims.append(_patterns_differ(maps))
    return claims


def _claim(wording: MapWording, maps: Mapping[str, Sequence[TrainingMaps]]) -> Claim:
    def margins(network: Network) -> list[float]:
        return [wording.margin(tasks) for tasks in _by_training(maps, wording.needs, network)]

    control = margins("untrained") if _has_control(maps, wording.needs) else []
    name, quote, task, _, test, _ = wording
    return Claim(name, quote, "3", task, test, margins("trained"), control)


def _qcd_changes(maps: Mapping[str, Sequence[TrainingMaps]]) -> Claim:
    def margins(network: Network) -> list[float]:
        changes = pattern_changes(*(_planes(maps[task], "qcd", network) for task in (W, TOP)))
        return [change - DRASTIC for change in changes]

    return Claim(
        "qcd-pattern-changes",
        "From W/QCD to Top/QCD, the relative sensitive regions of QCD jets change drastically.",
        "3",
        None,
        f"{CORRELATION} of the maps of QCD jets: between trainings of one task, minus between "
        f"W/QCD and Top/QCD, minus {DRASTIC:g}.",
        margins("trained"),
        margins("untrained") if _has_control(maps, (W, TOP)) else [],
    )


def _patterns_differ(maps: Mapping[str, Sequence[TrainingMaps]]) -> Claim:
    def margins(network: Network) -> list[float]:
        changes = [
            pattern_changes(*(_planes(maps[task], SIDES[task][side], network) for task in pair))
            for pair in combinations(SIDES, 2)
            for side in (0, 1)
        ]
        return [float(margin) - DRASTIC for margin in np.min(changes, axis=0)]

    return Claim(
        "patterns-differ",
        "For the three tasks the sensitivity maps give very different characteristic patterns.",
        "3",
        None,
        f"{CORRELATION} of maps: between trainings of one task, minus between two tasks (signals "
        f"with signals, backgrounds with backgrounds), minus {DRASTIC:g}; the pair that differs "
        "least.",
        margins("trained"),
        margins("untrained") if _has_control(maps, (W, TOP, QUARK)) else [],
    )


def _by_training(
    maps: Mapping[str, Sequence[TrainingMaps]], tasks: Sequence[str], network: Network
) -> list[TaskMaps]:
    """The maps of the first training of all tasks, then of the second."""
    return [
        {task: getattr(training, network) for task, training in zip(tasks, trainings, strict=True)}
        for trainings in zip(*(maps[task] for task in tasks), strict=True)
    ]


def _planes(trainings: Sequence[TrainingMaps], kind: str, network: Network) -> list[LundPlane]:
    return [getattr(training, network)[kind] for training in trainings]


def _has_control(maps: Mapping[str, Sequence[TrainingMaps]], tasks: Sequence[str]) -> bool:
    return all(training.untrained for task in tasks for training in maps[task])
