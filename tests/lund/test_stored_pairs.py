"""Pairs of stored jets against those of their batch, which go another way."""

from typing import Any

import fastjet
import numpy as np
import pytest
import torch

from pyg_jets import Constituents, JetTreeDataset, cluster, lund_coordinates
from pyg_jets.datasets import sample
from pyg_jets.lund.stored_pairs import stored_pairs
from tests.contracts.test_any_jets import KINDS, _jet


def _assert_same(trees: JetTreeDataset) -> None:
    stored, of_batch = lund_coordinates(trees), lund_coordinates(trees.batch())
    for name, expected in vars(of_batch).items():
        got = getattr(stored, name)
        if not isinstance(expected, torch.Tensor):
            assert got == expected, name
        elif expected.is_floating_point():
            torch.testing.assert_close(got, expected, rtol=1e-11, atol=1e-11)
        else:
            assert torch.equal(got, expected), name


def test_same_as_of_the_batch() -> None:
    # More than a block, and a part of one.
    jets = sample("w")[:300]
    jets = Constituents(jets.p4, jets.ptr, weight=torch.rand(300))
    _assert_same(cluster(jets))


def test_any_jets() -> None:
    rng = np.random.default_rng(5)
    kinds = [kind for kind in KINDS if kind != "ghost"]
    jets = [
        _jet([str(kind) for kind in rng.choice(kinds, 2)], n, bool(n % 2), rng)
        for n in (1, 2, 3, 17, 40, 1, 60)
    ]
    _assert_same(cluster(Constituents.from_list(jets)))


def test_momenta_of_another_scheme(toy_jets: Constituents) -> None:
    wta = fastjet.JetDefinition(fastjet.cambridge_algorithm, 1000.0, fastjet.WTA_pt_scheme)
    _assert_same(cluster(toy_jets, wta))


def test_no_jets(toy_jets: Constituents) -> None:
    assert len(lund_coordinates(cluster(toy_jets[:0]))) == 0


def test_a_transform_is_one_of_trees(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)

    def doubled(tree: Any) -> Any:
        tree.p4 = 2 * tree.p4
        return tree

    before = lund_coordinates(trees)
    trees.transform = doubled
    torch.testing.assert_close(lund_coordinates(trees).mass, 2 * before.mass)


@pytest.mark.parametrize("child", [-1, 10_000])
def test_damaged_merges_are_refused(child: int, toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    trees.merges = trees.merges.clone()
    trees.merges[-1, 0] = child
    with pytest.raises(ValueError, match=r"jet 6: merges must join .* cluster the jets again"):
        stored_pairs(trees)


def test_momenta_that_are_not_finite_are_refused(toy_jets: Constituents) -> None:
    trees = cluster(Constituents(toy_jets.p4.clone(), toy_jets.ptr))
    trees.constituents.p4[0, 0] = torch.inf
    with pytest.raises(ValueError, match=r"jet 0: .* momenta be finite"):
        stored_pairs(trees)
