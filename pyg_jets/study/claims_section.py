"""The section of a study that holds the paper's claims against its results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyg_jets.lund import LundPlane
from pyg_jets.report import Sentence
from pyg_jets.study.claims import (
    TrainingMaps,
    all_claims,
    claims_numbers,
    claims_sentences,
    claims_table,
)
from pyg_jets.study.examined import Examined
from pyg_jets.study.layers import LayerProbes
from pyg_jets.study.mass_direction import MassDirection
from pyg_jets.study.plan import Findings
from pyg_jets.study.task import TaskResult
from pyg_jets.study.transfers import Transfer


def judge(
    findings: Findings,
    readings: Mapping[str, Sequence[TaskResult]],
    directions: Sequence[MassDirection],
    *,
    transfers: Sequence[Transfer],
    layers: Sequence[LayerProbes],
    examinations: Mapping[str, Sequence[Sequence[Examined]]],
) -> None:
    """Every claim that the results can test, first of all that the page says.

    Args:
        findings: Is added to.
        readings: Of each training, by task.
        directions: The mass direction of each training.
        transfers: Of all seeds; none: not asked.
        layers: Of each training; none: not asked.
        examinations: By task, of each training, its taggers; that of the network that is read is
            the first.
    """
    claims = all_claims(
        probes={
            task: [reading.probes for reading in of_task] for task, of_task in readings.items()
        },
        directions=[direction.found for direction in directions],
        transfers=transfers,
        layers=layers,
        maps={task: list(map(_maps, of_task)) for task, of_task in readings.items()},
        collinear={
            task: [
                (training[0].collinear["trained"], training[0].collinear["untrained"])
                for training in of_task
            ]
            for task, of_task in examinations.items()
        },
    )
    findings.numbers["claims"] = claims_numbers(claims)
    findings.tables.insert(1, claims_table(claims))
    findings.sentences[:0] = [Sentence(text, None) for text in claims_sentences(claims)[:1]]


def _maps(reading: TaskResult) -> TrainingMaps:
    return TrainingMaps(
        _without_root(reading.planes),
        _without_root(reading.untrained_planes),
    )


def _without_root(planes: Mapping[tuple[str, bool], LundPlane]) -> dict[str, LundPlane]:
    return {kind: plane for (kind, with_root), plane in planes.items() if not with_root}
