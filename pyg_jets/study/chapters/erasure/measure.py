"""What erasing each observable of Table 1 costs a tagger."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from pyg_jets.datasets.split import thinned
from pyg_jets.intervention import ErasureCost
from pyg_jets.intervention.erasure_cost import costs_of_values, head_control
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.metrics import Estimate, Floats, float64_array
from pyg_jets.observables import d2
from pyg_jets.study.chapters.probes.observables import observables_of
from pyg_jets.taggers import Tagger

MOST_JETS = 10_000
"""Training jets of an eraser, and test jets, at most: its directions hardly change with more."""

DRAWS = 10
"""Of the jets for an interval, and of shuffled numbers."""


class Erasure(NamedTuple):
    """What erasing costs one tagger.

    Attributes:
        costs: One for each observable, and one for all of them together if the embedding has as
            many features.
        jets: Training jets of the erasers, test jets, and jets left out of both since an
            observable is not defined for them.
    """

    costs: list[ErasureCost]
    jets: tuple[int, int, int]


def erasure_of(
    tagger: Tagger,
    untrained: Tagger,
    parts: tuple[JetTreeDataset, JetTreeDataset],
    seed: int = 0,
    **training: Any,
) -> Erasure:
    """Erase each observable of Table 1, D_2, and all of them.

    Args:
        tagger: The trained tagger.
        untrained: The same before its training; a head is trained on it for the control.
        parts: Training and test jets, with labels.
        seed: Of the control's head.
        **training: Of the control's head: ``epochs``, ``progress``.
    """
    fewer = [thinned(part, MOST_JETS) for part in parts]
    values = [_values(part) for part in fewer]
    whole = [np.isfinite(np.stack(list(of.values()))).all(0) for of in values]
    train, test = (part[mask] for part, mask in zip(fewer, whole, strict=True))
    known = {
        name: tuple(of[name][mask] for of, mask in zip(values, whole, strict=True))
        for name in values[0]
    }
    # An embedding has no more directions than features: a small one has no room for all of them.
    together = [tuple(known)] if len(known) <= tagger.hidden_channels else []
    erased = [*((name,) for name in known), *together]
    control = head_control(untrained, train, seed, training)
    costs = costs_of_values((tagger, control), (train, test), known, erased, range(DRAWS))  # type: ignore[arg-type]
    return Erasure(costs, (len(train), len(test), sum(int((~mask).sum()) for mask in whole)))


def costs_alone(erasure: Erasure) -> dict[str, Estimate]:
    """AUC lost by name of the observable that was erased alone."""
    return {cost.erased[0]: cost.cost for cost in erasure.costs if len(cost.erased) == 1}


def _values(jets: JetTreeDataset) -> dict[str, Floats]:
    named = {**observables_of(jets), "D_2": d2(jets)}
    return {name: float64_array(values) for name, values in named.items()}
