"""Order and content of an epoch."""

import pytest
import torch

from pyg_jets import Constituents, JetLoader, cluster


def _order(loader: JetLoader) -> list[int]:
    """Which jets came, told by their numbers of nodes (all different)."""
    return [int(n) for batch in loader for n in batch.ptr.diff()]


def test_an_epoch_holds_every_jet_once(toy_jets: Constituents) -> None:
    loader = JetLoader(cluster(toy_jets), batch_size=3, shuffle=True)
    assert len(loader) == 3
    assert sorted(_order(loader)) == [1, 3, 5, 9, 15, 23, 39]
    assert _order(JetLoader(cluster(toy_jets), 3)) == [1, 3, 5, 9, 15, 23, 39]


def test_order_is_a_function_of_seed_and_epoch(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    first, second = (JetLoader(trees, 2, shuffle=True, seed=3) for _ in range(2))
    epochs = [_order(first) for _ in range(3)]
    assert epochs[0] != epochs[1]
    assert [_order(second) for _ in range(3)] == epochs
    first.sampler.set_epoch(1)  # type: ignore[attr-defined]
    assert _order(first) == epochs[1]
    assert _order(JetLoader(trees, 2, shuffle=True, seed=4)) != epochs[0]


def test_workers_give_the_same_batches(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    pairs = zip(JetLoader(trees, 3), JetLoader(trees, 3, num_workers=1), strict=True)
    assert all(torch.equal(a.x, b.x) for a, b in pairs)


def test_needs_a_data_set(toy_jets: Constituents) -> None:
    with pytest.raises(TypeError, match=r"must be a JetTreeDataset.*\(got Constituents\)"):
        JetLoader(toy_jets)  # type: ignore[arg-type]
