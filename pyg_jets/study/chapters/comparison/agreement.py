"""Whether taggers decide alike, know alike, and look at the same places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from scipy.stats import spearmanr

from pyg_jets.evaluation.similarity import common_bins
from pyg_jets.intervention import decision_ordering
from pyg_jets.lund import LundPlane
from pyg_jets.metrics import Estimate
from pyg_jets.probing.representations import linear_cka
from pyg_jets.report import Table
from pyg_jets.study.chapters.comparison.measure import TrainedTagger
from pyg_jets.study.numbers import cell, numbers_of


@dataclass(frozen=True)
class TwoTaggers:
    """Two taggers on the same test jets.

    Attributes:
        names: Theirs.
        ordering: How often they put a signal and a background jet in the same order.
        cka: Similarity of their embeddings, from 0 to 1.
        maps: By kind of jet the rank correlation of their Lund maps' bins.
    """

    names: tuple[str, str]
    ordering: Estimate
    cka: float
    maps: Mapping[str, float]


def two_taggers(first: TrainedTagger, second: TrainedTagger) -> TwoTaggers:
    """Compare two taggers that were measured on the same jets."""
    labels, seed = first.labels, first.seed
    told: dict[str, Any] = {"weight": first.weight}
    return TwoTaggers(
        names=(first.name, second.name),
        ordering=decision_ordering(first.scores, second.scores, labels, seed=seed, **told),
        cka=linear_cka(first.embedding, second.embedding, **told),
        maps={
            kind: maps_alike(with_root, second.planes[kind][0])
            for kind, (with_root, _) in first.planes.items()
        },
    )


def maps_alike(plane: LundPlane, other: LundPlane, min_count: int = 10) -> float:
    """Spearman's correlation of the bins of two maps, whose scales are each tagger's own.

    Args:
        plane: A map.
        other: Another one with the same bins.
        min_count: Entries that a bin needs in both.

    Returns:
        NaN where fewer than three bins have the entries, or a map is constant.
    """
    enough = common_bins(plane, other, min_count)
    means = [one.mean.data[enough] for one in (plane, other)]
    if enough.sum() < 3 or any(np.ptp(values) == 0 for values in means):
        return float("nan")
    return float(spearmanr(*means).statistic)


def agreement_of_taggers(trained: Sequence[TrainedTagger]) -> list[TwoTaggers]:
    """All pairs, with the seed of the first; none of one tagger."""
    firsts: dict[str, TrainedTagger] = {}
    for one in trained:
        firsts.setdefault(one.name, one)
    return [two_taggers(*pair) for pair in combinations(firsts.values(), 2)]


def agreement_table(pairs: Sequence[TwoTaggers], task: str) -> Table:
    """A row for each pair."""
    kinds = list(pairs[0].maps)
    header = [
        *("taggers", "decide alike", "embeddings alike (CKA)"),
        *(f"maps alike, {kind}" for kind in kinds),
    ]
    rows = [
        [
            " + ".join(pair.names),
            cell(pair.ordering),
            f"{pair.cka:.2f}",
            *(f"{pair.maps[kind]:.2f}".replace("nan", "–") for kind in kinds),
        ]
        for pair in pairs
    ]
    caption = (
        "Pairs of taggers on the same test jets. Decide alike: the share of pairs of a signal and "
        "a background jet that both put in one order (0.5: by chance). CKA: similarity of "
        "embeddings, 0 to 1. Maps: rank correlation of the bins of their saliency maps."
    )
    return Table(f"agreement-{task}", caption, header, rows, task)


def agreement_numbers(pairs: Sequence[TwoTaggers]) -> list[dict[str, Any]]:
    """Every number of every pair."""
    return [
        {
            "taggers": list(pair.names),
            **numbers_of(ordering=pair.ordering),
            "cka": pair.cka,
            "maps": dict(pair.maps),
        }
        for pair in pairs
    ]
