"""What two and three taggers know together, over all seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from pyg_jets.metrics.over_trainings import over_trainings
from pyg_jets.probing import Together, stacked_auc
from pyg_jets.report import Sentence, Table
from pyg_jets.study.chapters.comparison.measure import TrainedTagger
from pyg_jets.study.numbers import cell, intervals_of, numbers_of

Stacked: TypeAlias = Mapping[tuple[str, ...], Together]
"""Of one seed, by the names of the taggers."""

MOST_OF_THREES = 5
"""Taggers up to which threes are put together: there are ten of them then."""


def stacked(taggers: Sequence[TrainedTagger]) -> dict[int, Stacked]:
    """By seed the pairs of its taggers, and the threes if there are at most five.

    Args:
        taggers: Of any seeds, those of one on the same jets.
    """
    by_seed: dict[int, list[TrainedTagger]] = {}
    for one in taggers:
        by_seed.setdefault(one.seed, []).append(one)
    return {
        seed: stacked_embeddings({one.name: one.embedding for one in of_seed}, of_seed[0], seed)
        for seed, of_seed in by_seed.items()
    }


def stacked_embeddings(embeddings: Mapping[str, Any], of: TrainedTagger, seed: int) -> Stacked:
    """The same of embeddings of the jets that one tagger was measured on.

    Args:
        embeddings: By name.
        of: Has the labels, and the weights if there are any.
        seed: Of the folds.
    """
    sizes = (2, 3) if len(embeddings) <= MOST_OF_THREES else (2,)
    return stacked_auc(embeddings, of.labels, sizes=sizes, seed=seed, weight=of.weight)


def together_table(by_seed: Mapping[int, Stacked], task: str) -> Table:
    """A row for each pair and three: all together, and what they gain over each alone."""
    rows = []
    for names in next(iter(by_seed.values())):
        found = [of_seed[names] for of_seed in by_seed.values()]
        gains = {name: over_trainings([one.gains[name] for one in found]) for name in names}
        rows.append(
            [
                " + ".join(names),
                cell(over_trainings([one.whole for one in found])),
                ", ".join(f"{name} {cell(gain)}" for name, gain in gains.items()),
                "yes" if all(gain.low > 0 for gain in gains.values()) else "not shown",
            ]
        )
    caption = (
        "Logistic heads on frozen embeddings of the same test jets, side by side, cross-validated; "
        f"{intervals_of(len(by_seed))}. Gain: over such a head on each embedding alone, on the "
        "same bootstrap samples; 'yes' where the interval is above 0 for all of them."
    )
    header = ["taggers", "AUC together", "over each alone", "gains"]
    return Table(f"together-{task}", caption, header, rows, task)


def together_sentence(by_seed: Mapping[int, Stacked], task: str) -> Sentence:
    """Which of them gain."""
    table = together_table(by_seed, task)
    gaining = [row[0] for row in table.rows if row[-1] == "yes"]
    those = f"gain over each of their taggers: {', '.join(gaining)}" if gaining else "gain nothing"
    return Sentence(f"{task}: of {len(table.rows)} stacked embeddings {those}.")


def together_numbers(by_seed: Mapping[int, Stacked]) -> list[dict[str, Any]]:
    """Every number of every seed."""
    return [
        {
            "taggers": list(names),
            "seed": seed,
            **numbers_of(together=found.whole),
            "alone": numbers_of(**found.alone),
            "gains": numbers_of(**found.gains),
        }
        for seed, of_seed in by_seed.items()
        for names, found in of_seed.items()
    ]
