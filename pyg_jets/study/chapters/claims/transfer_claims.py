"""Section 2 and appendix B: what an embedding of one task gives another task."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from pyg_jets.study.chapters.claims.claim import Claim
from pyg_jets.study.chapters.transfer.measure import Transfer
from pyg_jets.study.published import TRANSFER_AUC

W, TOP, QUARK = "w-qcd", "top-qcd", "quark-gluon"

SIMILAR = ((W, TOP), (TOP, W))
"""Source and target of similar tasks, as the paper has it."""

DIFFERENT = tuple(pair for pair in TRANSFER_AUC if pair not in SIMILAR)
"""The pairs with quark/gluon jets on one side."""

MOST_LOST = 0.05
"""Loss of AUC up to which a transfer is *very good*: the paper's own are 0.035 and 0.046."""

Pairs = Mapping[tuple[str, str], Transfer]
"""The transfers of one training, by source and target."""

Margin = Callable[[Pairs, str], float]
"""From the transfers, and the name of the AUC after the transfer: ``frozen``, ``untrained``."""


def transfer_claims(transfers: Sequence[Transfer]) -> list[Claim]:
    """The claims on Table 2; those whose pairs are not all there, for each seed, are left out.

    The control puts an untrained embedding in place of the transferred one.

    Args:
        transfers: Of any pairs and seeds.
    """
    by_seed: dict[int, dict[tuple[str, str], Transfer]] = {}
    for transfer in transfers:
        by_seed.setdefault(transfer.seed, {})[transfer.source, transfer.target] = transfer
    seeds = list(by_seed.values())
    if not seeds:
        return []
    there = set(TRANSFER_AUC).intersection(*seeds)
    claims = [_carries_over(target, seeds) for target in (W, TOP, QUARK) if _to(target) <= there]
    if set(SIMILAR) <= there:
        claims.insert(0, _very_good(seeds))
    if set(TRANSFER_AUC) <= there:
        claims[:0] = [_similar_is_better(seeds), _different_loses(seeds)]
    return claims


def gain_of_similar(pairs: Pairs, auc: str) -> float:
    """AUC with the similar source minus that with the other one, for the worse of two targets."""
    return min(
        _auc(pairs, (similar, target), auc) - _auc(pairs, (QUARK, target), auc)
        for similar, target in SIMILAR
    )


def loss_left(pairs: Pairs, auc: str) -> float:
    """0.05 minus the larger loss of AUC of the similar pairs."""
    return MOST_LOST - float(_losses(pairs, SIMILAR, auc).max())


def loss_of_different(pairs: Pairs, auc: str) -> float:
    """Smallest loss of AUC of the different pairs, minus the largest of the similar ones."""
    return float(_losses(pairs, DIFFERENT, auc).min() - _losses(pairs, SIMILAR, auc).max())


def carried_over(pairs: Pairs, target: str) -> float:
    """AUC with a transferred embedding minus that with an untrained one; the worse source."""
    return min(_auc(pairs, pair, "frozen") - _auc(pairs, pair, "untrained") for pair in _to(target))


def _similar_is_better(seeds: Sequence[Pairs]) -> Claim:
    return _claim(
        "similar-tasks",
        "For similar tasks the embeddings transfer better than across different types of tasks.",
        "AUC with the embedding of the similar task minus AUC with that of quark/gluon, for the "
        "worse of the targets W/QCD and Top/QCD.",
        seeds,
        gain_of_similar,
    )


def _different_loses(seeds: Sequence[Pairs]) -> Claim:
    return _claim(
        "different-tasks",
        "The transferability decreases a bit for different types of tasks.",
        "Smallest loss of AUC of the four pairs with quark/gluon, minus the larger loss of W/QCD "
        "and Top/QCD to each other.",
        seeds,
        loss_of_different,
    )


def _very_good(seeds: Sequence[Pairs]) -> Claim:
    return _claim(
        "very-good",
        "For similar tasks (W/QCD and Top/QCD) the embeddings transfer very good performance.",
        f"{MOST_LOST} minus the larger loss of AUC of W/QCD and Top/QCD to each other (the "
        "paper loses 0.035 and 0.046).",
        seeds,
        loss_left,
    )


def _carries_over(target: str, seeds: Sequence[Pairs]) -> Claim:
    return Claim(
        "carries-over",
        "The latent representation learnt by one task is informative enough to apply to other "
        "processes.",
        "2",
        target,
        "AUC with the embedding of another task minus AUC with an untrained, standardised "
        "embedding, for the worse of two sources.",
        [carried_over(pairs, target) for pairs in seeds],
    )


def _claim(name: str, quote: str, test: str, seeds: Sequence[Pairs], margin: Margin) -> Claim:
    trained = [margin(pairs, "frozen") for pairs in seeds]
    untrained = [margin(pairs, "untrained") for pairs in seeds]
    return Claim(name, quote, "2, B", None, test, trained, untrained)


def _to(target: str) -> set[tuple[str, str]]:
    return {pair for pair in TRANSFER_AUC if pair[1] == target}


def _auc(pairs: Pairs, pair: tuple[str, str], name: str) -> float:
    return float(getattr(pairs[pair], name).value)


def _losses(pairs: Pairs, among: Sequence[tuple[str, str]], auc: str) -> np.ndarray:
    return np.array([_auc(pairs, pair, "base") - _auc(pairs, pair, auc) for pair in among])
