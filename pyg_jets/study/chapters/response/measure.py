"""The response field of a tagger over the Lund plane, and how its logit takes other trees."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np
import torch

from pyg_jets.datasets import Task
from pyg_jets.datasets.split import thinned
from pyg_jets.intervention import (
    ClusteringSensitivity,
    Response,
    clustering_sensitivity,
    response,
    roads,
)
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.lund import PT_EDGES, LundCoordinates, LundPlane, jet_pt, lund_coordinates
from pyg_jets.metrics import Estimate, float64_array
from pyg_jets.observables import jet_mass
from pyg_jets.study.chapters.response.roads import Heard, heard_by_kt
from pyg_jets.study.chapters.response.sign_change import sign_change
from pyg_jets.taggers import Tagger

MOST_JETS = 10_000
"""Test jets at most: arrows of more differ by less than trainings do."""

Slice: TypeAlias = tuple[float, float] | None
"""Of the jets' pT in GeV; None: all."""


class Field(NamedTuple):
    """The two components of the response.

    Attributes:
        ln_inv_delta: Logit per unit of ln 1/Delta, at fixed kt.
        ln_kt: Logit per unit of ln kt, at fixed Delta.
    """

    ln_inv_delta: LundPlane
    ln_kt: LundPlane


class OfKind(NamedTuple):
    """Of the test jets of one kind.

    Attributes:
        trained: Fields by slice of pT, all jets first.
        untrained: The field of the network before its training, all jets.
        zero: Jet mass in GeV at which the response of the hardest splitting to Delta changes its
            sign, see :func:`sign_change`.
        mass: Median of the jets' masses in GeV.
        heard: By range of kt, through which nodes the tagger hears the splittings.
    """

    trained: dict[Slice, Field]
    untrained: Field
    zero: Estimate
    mass: float
    heard: dict[str, Heard]


class Responses(NamedTuple):
    """Of one tagger.

    Attributes:
        kinds: By name of the kind.
        sensitivity: What other trees do to its logit.
        task: The task.
        tagger: What it is called.
    """

    kinds: dict[str, OfKind]
    sensitivity: ClusteringSensitivity
    task: Task
    tagger: str


def responses_of(
    tagger: Tagger, untrained: Tagger, test: JetTreeDataset, task: Task, seed: int = 0
) -> Responses:
    """The fields of every kind of jets, where the hardest splitting pulls, and the sensitivity.

    Args:
        tagger: The trained tagger.
        untrained: The same before its training.
        test: Labelled jets it was not trained on.
        task: Whose jets they are.
        seed: Of the bootstraps and of the drawn splittings.
    """
    fewer = thinned(test, MOST_JETS)
    assert fewer.y is not None
    of = {
        kind: _of_kind(tagger, untrained, fewer[fewer.y == label], seed)
        for kind, label in task.labels.items()
    }
    sensitivity = clustering_sensitivity(tagger, fewer, seed=seed, algorithm=task.algorithm)
    return Responses(of, sensitivity, task, type(tagger).__name__)


def _of_kind(tagger: Tagger, untrained: Tagger, jets: JetTreeDataset, seed: int) -> OfKind:
    where, by_road = lund_coordinates(jets), roads(tagger, jets)
    answer = Response(*(torch.stack(of).sum(0) for of in zip(*by_road, strict=True)))
    mass = float64_array(jet_mass(jets))
    rows = hardest(where)
    jet = float64_array(where.jet).astype(int)[rows]
    return OfKind(
        _by_slice(jets, where, answer),
        _field(where, response(untrained, jets)),
        sign_change(float64_array(answer.ln_inv_delta)[rows], mass[jet], seed=seed),
        float(np.median(mass)),
        heard_by_kt(by_road, where, seed),
    )


def hardest(where: LundCoordinates) -> np.ndarray:
    """The splitting of largest kt of every jet that has one."""
    jet = float64_array(where.jet)
    order = np.lexsort((where.ln_kt.numpy(), jet))
    rows: np.ndarray = order[np.flatnonzero(np.diff(jet[order], append=-1))]
    return rows


def _by_slice(jets: JetTreeDataset, where: LundCoordinates, answer: Response) -> dict[Slice, Field]:
    fields: dict[Slice, Field] = {None: _field(where, answer)}
    pt = jet_pt(jets)[where.jet]
    for low, high in pairwise(PT_EDGES):
        inside = (pt >= low) & (pt < high)
        some = Response(*(column[inside] for column in answer))
        fields[low, high] = _field(where[inside], some)
    return fields


def _field(where: LundCoordinates, answer: Response) -> Field:
    return Field(*(_plane().fill(where, column) for column in (answer.ln_inv_delta, answer.ln_kt)))


def _plane() -> LundPlane:
    """Bins wide enough for an arrow each."""
    return LundPlane(bins=(20, 20), range=((0.0, 5.0), (-2.0, 5.0)))


def shown_bins(field: Field, untrained: Field, errors: float = 3.0, least: int = 50) -> np.ndarray:
    """Bins whose arrow differs from zero and from the untrained network's.

    Args:
        field: Of the trained network.
        untrained: Of the same before its training, in the same bins.
        errors: By how many errors, of both components together.
        least: Splittings that a bin needs.

    Shapes:
        - **output:** ``(bins_x, bins_y)``
    """
    apart = np.ones(field.ln_kt.count.shape, bool)
    for other in (None, untrained):
        squares = np.zeros(apart.shape)
        for k, plane in enumerate(field):
            mean, error = plane.mean.filled(0), plane.error.filled(np.inf)
            if other is not None:
                mean = mean - other[k].mean.filled(0)
                error = np.hypot(error, other[k].error.filled(np.inf))
            squares += (mean / np.where(error > 0, error, np.inf)) ** 2
        apart &= squares > errors**2
    return apart & (field.ln_kt.count >= least)


def masses_of(task: Task) -> Mapping[str, float]:
    """Masses whose lines are drawn, by title of the kind."""
    return {kind.title: kind.mass for kind in task.kinds if kind.mass is not None and kind.title}
