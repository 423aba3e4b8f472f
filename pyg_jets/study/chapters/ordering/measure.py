"""How observables, alone and in sets, order jets as a tagger does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from pyg_jets.datasets.split import thinned
from pyg_jets.intervention import Formula, Step, decision_ordering, formula, ordering_search
from pyg_jets.intervention.formula import has_gplearn
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.metrics import Estimate, Floats, float64_array, roc_auc
from pyg_jets.observables import d2, energy_flow_polynomials, lund_multiplicity
from pyg_jets.study.chapters.probes.observables import observables_of
from pyg_jets.taggers import Tagger
from pyg_jets.training import predict_logits

MOST_JETS = 5_000
"""Training jets of a search, and test jets, at most."""

DEGREES = range(1, 6)
"""Of the energy flow polynomials among the candidates."""


class Alone(NamedTuple):
    """One observable by itself; the better of its two directions.

    Attributes:
        trained: Share of the pairs that it puts in the tagger's order.
        untrained: In the order of the network before its training, with a trained head.
        auc: As a tagger itself.
    """

    trained: Estimate
    untrained: Estimate
    auc: Estimate


class Ordering(NamedTuple):
    """Of one tagger.

    Attributes:
        alone: Observables by name, without the polynomials.
        trained: The search for the tagger.
        untrained: The search for the network before its training, with a trained head.
        auc: Of the tagger, and of the untrained network with a trained head.
        jets: Training and test jets, and jets left out of both since an observable is not defined.
        formulas: Of the observables that its search took, for the tagger, and for the untrained
            network; None where the package gplearn is not there.
    """

    alone: dict[str, Alone]
    trained: list[Step]
    untrained: list[Step]
    auc: tuple[Estimate, Estimate]
    jets: tuple[int, int, int]
    formulas: tuple[Formula, Formula] | None = None


def ordering_of(
    tagger: Tagger, control: Tagger, parts: tuple[JetTreeDataset, JetTreeDataset], seed: int = 0
) -> Ordering:
    """Every observable alone, and the search over all candidates.

    Args:
        tagger: The trained tagger.
        control: An untrained network with a trained head.
        parts: Training and test jets, with labels.
        seed: Of pairs, models and bootstraps.
    """
    fewer = [thinned(part, MOST_JETS) for part in parts]
    named = [dict(_candidates(part)) for part in fewer]
    whole = [np.isfinite(np.stack(list(of.values()))).all(0) for of in named]
    both = [part[mask] for part, mask in zip(fewer, whole, strict=True)]
    labels = [float64_array(part.y) for part in both]
    candidates = {name: (named[0][name][whole[0]], named[1][name][whole[1]]) for name in named[0]}
    logits = [
        [float64_array(predict_logits(one, part)) for part in both] for one in (tagger, control)
    ]
    counts = None if both[0].weight is None else (both[0].weight, both[1].weight)
    searches = [
        ordering_search(
            (of[0], of[1]), candidates, (labels[0], labels[1]), seed=seed, weight=counts
        )
        for of in logits
    ]
    told: dict[str, Any] = {"seed": seed, "weight": both[1].weight}
    alone = {
        name: Alone(
            _better(decision_ordering(logits[0][1], values, labels[1], **told)),
            _better(decision_ordering(logits[1][1], values, labels[1], **told)),
            _better(roc_auc(values, labels[1], **told)),
        )
        for name, (_, values) in candidates.items()
        if not name.startswith("EFP")
    }
    auc, of_control = (roc_auc(of[1], labels[1], **told) for of in logits)
    jets = len(both[0]), len(both[1]), sum(int((~mask).sum()) for mask in whole)
    formulas = None
    if has_gplearn():
        trained, untrained = (
            formula(
                (of[0], of[1]),
                {step.name: candidates[step.name] for step in steps},
                (labels[0], labels[1]),
                seed=seed,
                weight=counts,
            )
            for of, steps in zip(logits, searches, strict=True)
        )
        formulas = trained, untrained
    return Ordering(alone, searches[0], searches[1], (auc, of_control), jets, formulas)


def _candidates(jets: JetTreeDataset) -> Iterator[tuple[str, Floats]]:
    for name, values in observables_of(jets).items():
        yield name, float64_array(values)
    yield "D_2", float64_array(d2(jets))
    yield "Lund multiplicity", float64_array(lund_multiplicity(jets))
    for degree in DEGREES:
        columns = float64_array(energy_flow_polynomials(jets, degree))
        for number, values in enumerate(columns.T):
            yield f"EFP {degree}.{number}", values


def _better(estimate: Estimate) -> Estimate:
    """The negative of an observable orders the other way."""
    if estimate.value >= 0.5:
        return estimate
    return Estimate(1 - estimate.value, 1 - estimate.high, 1 - estimate.low)
