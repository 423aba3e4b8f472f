"""Order and content of an epoch."""

from pathlib import Path
from typing import Any

import pytest
import torch
from torch_geometric.loader import DataLoader

from pyg_jets import Constituents, JetLoader, JetTreeShards, cluster
from pyg_jets.jets.loader import EpochSampler
from pyg_jets.transforms import LundTree


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


@pytest.mark.parametrize("options", [{}, {"shuffle": True}, {"shuffle": True, "num_workers": 1}])
def test_global_random_numbers_are_not_drawn(
    options: dict[str, Any], toy_jets: Constituents
) -> None:
    before = torch.get_rng_state()
    loader = JetLoader(cluster(toy_jets), 2, **options)
    assert len(_order(loader)) == len(_order(loader)) == 7
    assert torch.equal(torch.get_rng_state(), before)


def test_workers_give_the_same_batches(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    pairs = zip(JetLoader(trees, 3), JetLoader(trees, 3, num_workers=1), strict=True)
    assert all(torch.equal(a.x, b.x) for a, b in pairs)


def test_needs_a_data_set(toy_jets: Constituents) -> None:
    with pytest.raises(TypeError, match=r"must be a JetTreeDataset.*\(got Constituents\)"):
        JetLoader(toy_jets)


def test_shards_are_shuffled_one_after_the_other(toy_jets: Constituents, tmp_path: Path) -> None:
    trees = cluster(toy_jets)
    shards = JetTreeShards.write(tmp_path, [trees[:3], trees[3:]])
    loader = JetLoader(shards, 2, shuffle=True, seed=1)
    epochs = [_order(loader) for _ in range(6)]
    assert all(sorted(epoch) == [1, 3, 5, 9, 15, 23, 39] for epoch in epochs)
    firsts = [set(epoch[:3]) == {1, 3, 5} for epoch in epochs]
    lasts = [set(epoch[4:]) == {1, 3, 5} for epoch in epochs]
    assert all(a != b for a, b in zip(firsts, lasts, strict=True))
    assert any(firsts)
    assert any(lasts)
    assert len({tuple(epoch) for epoch in epochs}) > 2
    assert _order(JetLoader(shards, 3)) == [1, 3, 5, 9, 15, 23, 39]


@pytest.mark.parametrize(("jets", "shuffled"), [(40, 40), (41, 40), (43, 43)])
def test_processes_share_every_batch(
    jets: int, shuffled: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = list(EpochSampler([jets], 3))
    shares = []
    for rank in range(2):
        sampler = EpochSampler([jets], 3, shared=5)
        monkeypatch.setattr(sampler, "_place", lambda rank=rank: (rank, 2))
        share = list(sampler)
        assert len(share) == len(sampler)
        shares.append(share)
    # Batch by batch of ten jets; a last batch with less than one for each process is left out.
    for first in range(0, shuffled, 10):
        together = [jet for share in shares for jet in share[first // 2 : first // 2 + 5]]
        assert sorted(together) == sorted(alone[first : min(first + 10, shuffled)])
    assert sum(map(len, shares)) == shuffled


def test_a_transform_of_the_data_set_is_applied_to_every_tree(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    trees.transform = LundTree()
    ours, pygs = next(iter(JetLoader(trees, 7))), next(iter(DataLoader(trees, 7)))
    assert torch.equal(ours.lund, pygs.lund)
    assert torch.equal(ours.lund_edge_index, pygs.lund_edge_index)
