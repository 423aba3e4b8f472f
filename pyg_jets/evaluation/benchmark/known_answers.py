"""Truths of known functions: what every splitting brings, by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from pyg_jets.attribution import fold_leaves
from pyg_jets.evaluation.benchmark.known_functions import (
    KnownFunction,
    KnownGroomed,
    KnownPairs,
    groomed,
    shares,
)
from pyg_jets.evaluation.benchmark.truth import Answer, Truth
from pyg_jets.jets.clustering import cluster
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.simulation import ToyShower
from pyg_jets.transforms._one_or_many import jet_of_node, num_jets, sum_per_jet

_SHOWER = ToyShower(0.3, colour=3, min_kt=2.0, region=None)


def _answer(
    tagger: Callable[[], KnownFunction],
    brings: Callable[[KnownFunction, JetTreeDataset], Tensor],
    jets: int,
    seed: int,
) -> Answer:
    """Signal are the jets of which the function is above its median."""
    trees = cluster(_SHOWER.jets(jets, seed).constituents, frame="laboratory")
    known, batch = tagger(), trees.batch()
    with torch.no_grad():
        logits = known(batch)
        right = brings(known, trees)
    labelled = trees.copy()
    labelled.constituents = trees.constituents.with_label((logits > logits.median()).long())
    return Answer(labelled, _large(right, batch), right)


def _large(right: Tensor, batch: Any) -> Tensor:
    """Splittings that bring more than the mean of their jet's."""
    inner: Tensor = ~batch.is_leaf
    jet = jet_of_node(batch)
    ones = inner.double()
    number = sum_per_jet(ones, jet, num_jets(batch)).clamp(min=1)
    mean = sum_per_jet(right * ones, jet, num_jets(batch)) / number
    return inner & (right > mean[jet])


def _own_terms(known: KnownFunction, trees: JetTreeDataset) -> Tensor:
    """A sum over constituents: a splitting brings the terms of its softer branch."""
    batch = trees.batch()
    return 10 * fold_leaves(known.terms(batch)[:, 0], batch)


def _own_pairs(known: KnownFunction, trees: JetTreeDataset) -> Tensor:
    """The Shapley value: pairs with the core, which is always there, and half of all others."""
    batch = trees.batch()
    z, d_eta, d_phi = shares(known.features(batch), batch)
    jet, number = jet_of_node(batch), num_jets(batch)
    moments = torch.stack((z, z * d_eta, z * d_phi, z * (d_eta**2 + d_phi**2)), 1)
    total, y, p, q = sum_per_jet(moments, jet, number)[jet].unbind(1)
    square = d_eta**2 + d_phi**2
    with_all = z * (q - 2 * (d_eta * y + d_phi * p) + total * square)
    return 10 * fold_leaves((with_all + z * square) / 2, batch)


def angularity(jets: int, seed: int) -> Answer:
    """Of the width about the core."""
    return _answer(KnownFunction, _own_terms, jets, seed)


def pairs(jets: int, seed: int) -> Answer:
    """Of the energy flow polynomial of one edge."""
    return _answer(KnownPairs, _own_pairs, jets, seed)


def groomed_only(jets: int, seed: int) -> Answer:
    """Of the width of the groomed jet: what grooming removes must get nothing."""
    answer = _answer(KnownGroomed, _own_terms, jets, seed)
    batch = answer.jets.batch()
    kept = groomed(batch)
    inner = ~batch.is_leaf
    return Answer(answer.jets, inner & kept, answer.right, inner & ~kept)


KNOWN = (
    Truth("angularity", "the width, a sum over constituents", angularity, tagger=KnownFunction),
    Truth("efp", "an energy flow polynomial, a sum over pairs", pairs, tagger=KnownPairs),
    Truth("groomed", "the width of the groomed jet only", groomed_only, tagger=KnownGroomed),
)
