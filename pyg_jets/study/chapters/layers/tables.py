"""Figure 2 as a table and as numbers."""

from __future__ import annotations

from typing import Any

from pyg_jets.report import Table
from pyg_jets.study.chapters.layers.measure import Scores
from pyg_jets.study.numbers import cell, intervals_of, numbers_of


def layers_table(scores: Scores, task: str = "top-qcd", trainings: int = 1) -> Table:
    """One row for each tagger and layer, one column for each observable."""
    observables = list(next(iter(next(iter(scores.values())).values())))
    rows = [
        [tagger, layer, *(cell(r2[name]) for name in observables)]
        for tagger, layers in scores.items()
        for layer, r2 in layers.items()
    ]
    caption = (
        f"R² of linear probes of the last three layers of taggers trained on {task}, on jets that "
        "they never saw (the paper's Figure 2): Hidden(-1) is the last hidden layer, Hidden(-3) "
        f"the embedding; {intervals_of(trainings)}."
    )
    return Table("layers", caption, ["tagger", "layer", *observables], rows)


def layers_numbers(scores: Scores) -> dict[str, Any]:
    """Every number by tagger, layer and observable."""
    return {
        tagger: {
            layer: {name: numbers_of(r2=estimate) for name, estimate in r2.items()}
            for layer, r2 in layers.items()
        }
        for tagger, layers in scores.items()
    }
