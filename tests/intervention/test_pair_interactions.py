"""Interactions against sums over subsets, and on logits whose pairs are known."""

from itertools import combinations
from math import factorial
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import Linear, Sequential

from pyg_jets import JetTreeDataset, lund_coordinates
from pyg_jets.attribution import shapley
from pyg_jets.attribution.pruning import histories, pruned_logits
from pyg_jets.intervention import pair_interactions
from pyg_jets.intervention.pair_interactions import _indices
from pyg_jets.taggers import Tagger
from pyg_jets.transforms._one_or_many import jet_of_node, num_jets, sum_per_jet
from tests.attributed import made


class Counts(Tagger):
    """The number of constituents, to a power: with 1 no two splittings interact."""

    def __init__(self, power: int) -> None:
        super().__init__(1, in_channels=0, head=Sequential(Linear(1, 1, bias=False)))
        with torch.no_grad():
            self.head[0].weight.fill_(1.0)  # type: ignore[operator]
        self.power = power
        self.double()

    def embed(self, batch: Any, gate: Tensor | None = None) -> Tensor:  # noqa: ARG002
        """How many leaves."""
        leaf = batch.is_leaf
        ones = torch.ones(int(leaf.sum()), dtype=torch.float64)
        number = sum_per_jet(ones, jet_of_node(batch)[leaf], num_jets(batch))
        return (number**self.power)[:, None]


def test_players_are_the_hardest_splittings(jets: JetTreeDataset) -> None:
    few = jets[:3]
    where = lund_coordinates(few)
    assert where.jet is not None
    for jet, found in enumerate(pair_interactions(made("gated", few.constituents), few.batch(), 4)):
        of_jet = torch.nonzero(torch.eq(where.jet, jet)).flatten()
        order = of_jet[where.ln_kt[of_jet].argsort(descending=True)][:4]
        assert torch.equal(found.node, where.node[order])


def test_all_subsets_by_hand(jets: JetTreeDataset) -> None:
    tagger, few = made("gated", jets.constituents), jets[:1].batch()
    (found,) = pair_interactions(tagger, few, 4)
    (jet,) = histories(few)
    rows = (found.node - jet.first - len(jet.p4)).numpy()

    def logit(players: tuple[int, ...]) -> float:
        kept = np.ones((1, len(jet.p4)), bool)
        for k in set(range(4)) - set(players):
            kept &= ~jet.softer[rows[k]]
        return float(pruned_logits(tagger, few, [jet], [kept])[0])

    for i, j in combinations(range(4), 2):
        total = 0.0
        others = [k for k in range(4) if k not in (i, j)]
        for size in range(3):
            for some in combinations(others, size):
                weight = factorial(size) * factorial(2 - size) / factorial(3)
                parts = logit((*some, i, j)), logit((*some, i)), logit((*some, j)), logit(some)
                total += weight * (parts[0] - parts[1] - parts[2] + parts[3])
        assert found.pairs[i, j].item() == pytest.approx(total, abs=1e-12)
        assert found.pairs[i, j] == found.pairs[j, i]
    whole = logit((0, 1, 2, 3)) - logit(())
    assert found.alone.sum().item() == pytest.approx(whole)


def test_sums_over_separate_branches_have_no_pairs(jets: JetTreeDataset) -> None:
    """Of constituents that are counted, only branches within one another interact."""
    batch = jets[:4].batch()
    for found, jet in zip(pair_interactions(Counts(1), batch, 5), histories(batch), strict=True):
        softer = jet.softer[(found.node - jet.first - len(jet.p4)).numpy()]
        apart = (softer[:, None] & softer).sum(2) == 0
        assert np.allclose(found.pairs.numpy()[apart], 0, atol=1e-12)


def test_a_square_has_the_product_of_what_both_bring(jets: JetTreeDataset) -> None:
    """(a + b)^2 - a^2 - b^2 = 2 a b, in jets of which all others are there."""
    batch, apart = jets.batch(), 0
    for found, jet in zip(pair_interactions(Counts(2), batch, 2), histories(batch), strict=True):
        softer = jet.softer[(found.node - jet.first - len(jet.p4)).numpy()]
        if not (softer[0] & softer[1]).any():
            apart += 1
            assert found.pairs[0, 1].item() == pytest.approx(2 * softer[0].sum() * softer[1].sum())
    assert apart > 0


def test_values_alone_are_shapley_values_if_all_play(jets: JetTreeDataset) -> None:
    from pyg_jets import Constituents, cluster

    few = jets.constituents[:1]
    small = cluster(Constituents(few.p4[:5], [0, 5])).batch()
    tagger = made("gated", jets.constituents)
    (found,) = pair_interactions(tagger, small, 12)
    sampled = shapley(tagger, small, among="all", samples=600)
    assert len(found.alone) == 4
    torch.testing.assert_close(found.alone, sampled[found.node].double(), rtol=0.1, atol=2e-3)


def test_jets_of_one_particle_have_none() -> None:
    from pyg_jets import Constituents, cluster

    one = cluster(Constituents([[5.0, 0.0, 0.0, 5.0]], [0, 1])).batch()
    (found,) = pair_interactions(Counts(1), one)
    assert found.pairs.shape == (0, 0)


@pytest.mark.parametrize("players", [1, 13])
def test_too_few_or_too_many_players_are_refused(players: int, jets: JetTreeDataset) -> None:
    with pytest.raises(ValueError, match=rf"'players' must be from 2 to 12 .got {players}"):
        pair_interactions(Counts(1), jets[:1].batch(), players)


def test_a_game_of_five_has_shapiqs_indices() -> None:
    """Its 1.4.1: ExactComputer of the same game, ``index="SV"`` and ``index="SII", order=2``."""
    game = np.random.default_rng(5).normal(size=32)  # bit k of the number: player k is in it
    alone, pairs = _indices(game)
    expected = [
        0.2048860124720131,
        -0.3032563476864516,
        0.3063402467045102,
        0.4361432614115449,
        0.17850864638942204,
    ]
    upper = [
        [-0.05134368190272723, 0.05567216662025867, 0.9772710177085695, 0.8509372087400464],
        [-0.26916059615806553, -0.6255991367918734, 0.5863792305940903],
        [-1.1682849986716772, -0.27878400913052076],
        [-0.12394242616286155],
    ]

    np.testing.assert_allclose(alone, expected, rtol=1e-12)
    found = [pairs[k, k + 1 :] for k in range(4)]
    np.testing.assert_allclose(np.concatenate(found), np.concatenate(upper), rtol=1e-10)
