"""Whether taggers decide alike, know alike, look at the same places, and what two give together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from pyg_jets.evaluation.similarity import known_map_correlation
from pyg_jets.intervention import decision_ordering
from pyg_jets.metrics import Estimate
from pyg_jets.probing.representations import linear_cka
from pyg_jets.probing.together import stacked_auc
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
        maps: By kind of jet the correlation of their Lund maps' bins.
        together: AUC of a logistic head on both embeddings.
        gain: What that has over the better one alone.
    """

    names: tuple[str, str]
    ordering: Estimate
    cka: float
    maps: Mapping[str, float]
    together: Estimate
    gain: Estimate


def two_taggers(first: TrainedTagger, second: TrainedTagger) -> TwoTaggers:
    """Compare two taggers that were measured on the same jets."""
    labels, seed = first.labels, first.seed
    both = stacked_auc(first.embedding, second.embedding, labels, seed=seed)
    return TwoTaggers(
        names=(first.name, second.name),
        ordering=decision_ordering(first.scores, second.scores, labels, seed=seed),
        cka=linear_cka(first.embedding, second.embedding),
        maps={
            kind: known_map_correlation(with_root, second.planes[kind][0])
            for kind, (with_root, _) in first.planes.items()
        },
        together=both.both,
        gain=both.gain,
    )


def agreement_of_taggers(trained: Sequence[TrainedTagger]) -> list[TwoTaggers]:
    """All pairs, with the seed of the first; none of one tagger."""
    firsts = list({one.name: one for one in reversed(trained)}.values())[::-1]
    return [two_taggers(*pair) for pair in combinations(firsts, 2)]


def agreement_table(pairs: Sequence[TwoTaggers], task: str) -> Table:
    """A row for each pair."""
    kinds = list(pairs[0].maps)
    header = [
        *("taggers", "decide alike", "embeddings alike (CKA)"),
        *(f"maps alike, {kind}" for kind in kinds),
        *("AUC together", "gain over the better"),
    ]
    rows = [
        [
            " + ".join(pair.names),
            cell(pair.ordering),
            f"{pair.cka:.2f}",
            *(f"{pair.maps[kind]:.2f}".replace("nan", "–") for kind in kinds),
            cell(pair.together),
            cell(pair.gain),
        ]
        for pair in pairs
    ]
    caption = (
        "Pairs of taggers on the same test jets. Decide alike: the share of pairs of a signal and "
        "a background jet that both put in one order (0.5: by chance). CKA: similarity of "
        "embeddings, 0 to 1. Maps: correlation of the bins of their saliency maps. Together: a "
        "logistic head on both embeddings, cross-validated, and what it gains over such a head on "
        "the better one."
    )
    return Table(f"agreement-{task}", caption, header, rows, task)


def agreement_numbers(pairs: Sequence[TwoTaggers]) -> list[dict[str, Any]]:
    """Every number of every pair."""
    return [
        {
            "taggers": list(pair.names),
            **numbers_of(ordering=pair.ordering, together=pair.together, gain=pair.gain),
            "cka": pair.cka,
            "maps": dict(pair.maps),
        }
        for pair in pairs
    ]
