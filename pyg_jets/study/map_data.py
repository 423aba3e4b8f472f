"""Lund maps for the report: by class, tagger, attribution, splittings and pT slice."""

from __future__ import annotations

import functools
import operator
from collections.abc import Mapping, Sequence
from itertools import pairwise, product
from typing import NamedTuple, TypeAlias

import torch
from torch import Tensor

from pyg_jets.attribution import input_x_gradient, node_saliency
from pyg_jets.jet_tree_dataset import JetTreeDataset
from pyg_jets.kinematics import pt
from pyg_jets.loader import JetLoader
from pyg_jets.lund import LundCoordinates, LundPlane, lund_coordinates
from pyg_jets.report import LundMap
from pyg_jets.study.viewer import Method
from pyg_jets.taggers import Tagger

SLICES = (500.0, 550.0, 600.0, 650.0, 700.0)
"""Borders of the pT slices in GeV: those of the bundled sample's jets."""

METHODS: Mapping[str, Method] = {
    "node saliency": node_saliency,
    "input × gradient": input_x_gradient,
}
"""What the study maps."""


Key: TypeAlias = tuple[str, tuple[float, float] | None]
"""Which splittings, and the pT slice; None: all jets."""


class Kind(NamedTuple):
    """One class of jets.

    Attributes:
        name: In the page.
        label: In the data.
        mass: Of a resonance in GeV, if it is one.
    """

    name: str
    label: int
    mass: float | None


class Mapped(NamedTuple):
    """A tagger whose maps are made.

    Attributes:
        name: In the page.
        tagger: The tagger.
        null: A network that has learnt nothing, whose maps are beside; None: no such maps.
    """

    name: str
    tagger: Tagger
    null: Tagger | None = None


def lund_maps(
    task: str,
    mapped: Sequence[Mapped],
    test: JetTreeDataset,
    kinds: Sequence[Kind],
    *,
    methods: Mapping[str, Method] = METHODS,
    slices: Sequence[float] = SLICES,
) -> list[LundMap]:
    """Maps of all splittings, without the last clustering steps, and of primary ones.

    Args:
        task: Name of the task.
        mapped: The taggers.
        test: Labelled jets.
        kinds: The classes.
        methods: Attributions by name, finite on splittings.
        slices: Borders of the pT slices in GeV; jets beyond are in the maps of all.
    """
    maps = []
    for kind, each, (name, method) in product(kinds, mapped, methods.items()):
        jets = test[test.y == kind.label]
        planes = planes_by_slice(each.tagger, method, jets, slices)
        nulls = {} if each.null is None else planes_by_slice(each.null, method, jets, slices)
        maps += [
            LundMap(task, kind.name, each.name, name, plane, part, pt, nulls.get(key), kind.mass)
            for key, plane in planes.items()
            for part, pt in (key,)
        ]
    return maps


def planes_by_slice(
    tagger: Tagger, method: Method, jets: JetTreeDataset, slices: Sequence[float]
) -> dict[Key, LundPlane]:
    """Maps by splittings and pT slice, those of all jets first; no slice without jets.

    Args:
        tagger: The tagger.
        method: Its attribution.
        jets: The jets.
        slices: Borders in GeV.
    """
    borders = torch.tensor(slices, dtype=torch.float64)
    number = torch.bucketize(_pt(jets), borders, right=True) - 1
    # Jets below and above all slices have the numbers -1 and len(slices) - 1.
    by_slice = {k: _planes(tagger, method, jets[number == k]) for k in range(-1, len(slices))}
    planes: dict[Key, LundPlane] = {
        (part, None): functools.reduce(operator.add, (each[part] for each in by_slice.values()))
        for part in by_slice[-1]
    }
    for k, limits in enumerate(pairwise(slices)):
        if (number == k).any():
            planes |= {(part, limits): plane for part, plane in by_slice[k].items()}
    return planes


def _pt(jets: JetTreeDataset) -> Tensor:
    particles = jets.constituents
    of_jet = torch.repeat_interleave(torch.arange(len(jets)), particles.ptr.diff())
    sums = torch.zeros(len(jets), 4, dtype=torch.float64)
    return pt(sums.index_add_(0, of_jet, particles.p4))


def _planes(tagger: Tagger, method: Method, jets: JetTreeDataset) -> dict[str, LundPlane]:
    planes = {name: LundPlane() for name in ("all", "without the root", "primary")}
    for batch in JetLoader(jets, 256) if len(jets) else ():
        coordinates = lund_coordinates(batch)
        values = method(tagger, batch)[coordinates.node]
        for plane, rows in zip(planes.values(), _parts(coordinates), strict=True):
            plane.fill(coordinates[rows], values[rows])
    return planes


def _parts(coordinates: LundCoordinates) -> tuple[Tensor, Tensor, Tensor]:
    return torch.ones_like(coordinates.root), ~coordinates.root, coordinates.primary
