"""Lund maps for the report: by class, tagger, attribution, splittings and pT slice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import NamedTuple, TypeAlias

import torch
from torch import Tensor

from pyg_jets.attribution import METHODS
from pyg_jets.evaluation import attributed
from pyg_jets.evaluation.similarity import Method
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.lund import PT_EDGES, LundPlane, Part, jet_pt, lund_coordinates, pt_slices
from pyg_jets.report import LundMap
from pyg_jets.taggers import Tagger

MAPPED: Mapping[str, Method] = {
    method.title: method for method in (METHODS["saliency"], METHODS["input_x_gradient"])
}
"""What the study maps, by title."""

_PARTS: Mapping[str, tuple[Part, bool]] = {
    "all": ("all", True),
    "without the root": ("all", False),
    "primary": ("primary", True),
}
"""Parts of the plane, with or without the jets' last clustering steps."""

Key: TypeAlias = tuple[str, tuple[float, float] | None]
"""Which splittings, and the pT slice; None: all jets."""


class MappedKind(NamedTuple):
    """One class of jets.

    Attributes:
        name: In the page.
        label: In the data.
        mass: Of a resonance in GeV, if it is one.
    """

    name: str
    label: int
    mass: float | None


class MappedTagger(NamedTuple):
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
    taggers: Sequence[MappedTagger],
    test: JetTreeDataset,
    kinds: Sequence[MappedKind],
    *,
    methods: Mapping[str, Method] = MAPPED,
    slices: Sequence[float] = PT_EDGES,
) -> list[LundMap]:
    """Maps of all splittings, without the last clustering steps, and of primary ones.

    Args:
        task: Name of the task.
        taggers: The taggers.
        test: Labelled jets.
        kinds: The classes.
        methods: Attributions by name, finite on splittings.
        slices: Borders of the pT slices in GeV; jets beyond are in the maps of all.
    """
    maps = []
    for kind, mapped, (name, method) in product(kinds, taggers, methods.items()):
        jets = test[test.y == kind.label]
        planes = planes_by_slice(mapped.tagger, method, jets, slices)
        nulls = {} if mapped.null is None else planes_by_slice(mapped.null, method, jets, slices)
        maps += [
            LundMap(task, kind.name, mapped.name, name, plane, part, pt, nulls.get(key), kind.mass)
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
    values = attributed(method, tagger, jets) if len(jets) else torch.zeros(0)
    planes = _planes(values, jets, None)
    pt = jet_pt(jets)[jets.batch().batch]
    for (low, high), some in pt_slices(jets, slices).items():
        if len(some):
            planes |= _planes(values[(pt >= low) & (pt < high)], some, (low, high))
    return planes


def _planes(
    values: Tensor, jets: JetTreeDataset, pt_slice: tuple[float, float] | None
) -> dict[Key, LundPlane]:
    where = lund_coordinates(jets)
    return {
        (name, pt_slice): LundPlane().fill(where.part(part, root=root), values)
        for name, (part, root) in _PARTS.items()
    }
