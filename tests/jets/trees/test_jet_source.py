"""Jets out of whatever people have them in: the same ones, in their order."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch.utils.data import (
    BatchSampler,
    ConcatDataset,
    RandomSampler,
    Subset,
    WeightedRandomSampler,
)
from torch.utils.data import DataLoader as TorchLoader
from torch_geometric.data import Batch
from torch_geometric.loader import DataLoader, DynamicBatchSampler

from pyg_jets import Constituents, JetLoader, JetTreeShards, cluster
from pyg_jets.jets.trees.jet_source import jets_of, sampler_of
from pyg_jets.jets.trees.jet_tree_list import JetTreeList

SOURCES: dict[str, Callable[[Any], Any]] = {
    "data set": lambda trees: trees,
    "subset": lambda trees: Subset(trees, [4, 0, 6]),
    "subset of a subset": lambda trees: Subset(Subset(trees, [6, 4, 2, 0]), [1, 3, 0]),
    "numpy's positions": lambda trees: Subset(trees, list(torch.tensor([4, 0, 6]).numpy())),
    "joined": lambda trees: ConcatDataset([trees[[4, 0]], trees[[6]]]),
    "joined subsets": lambda trees: ConcatDataset([Subset(trees, [4]), Subset(trees, [0, 6])]),
    "list of data sets": lambda trees: [trees[[4]], Subset(trees, [0, 6])],
    "list of trees": lambda trees: [trees[4], trees[0], trees[6]],
    "joined lists": lambda trees: ConcatDataset([JetTreeList([trees[4], trees[0]]), trees[[6]]]),
    "batch": lambda trees: trees.batch([4, 0, 6]),
    "PyG's loader": lambda trees: DataLoader(trees[[4, 0, 6]], 2),
    "PyG's loader of a subset": lambda trees: DataLoader(Subset(trees, [4, 0, 6]), 2),
    "PyG's loader of trees": lambda trees: DataLoader([trees[4], trees[0], trees[6]], 2),
    "our loader": lambda trees: JetLoader(trees[[4, 0, 6]], 2),
    "our loader of a subset": lambda trees: JetLoader(Subset(trees, [4, 0, 6]), 2),
}


@pytest.mark.parametrize("name", SOURCES)
def test_the_same_jets_in_their_order(name: str, toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    jets: Any = jets_of("jets", SOURCES[name](trees))
    expected = trees if name == "data set" else trees[[4, 0, 6]]
    for ours, theirs in (
        (jets.batch(), expected.batch()),
        (jets[1:].batch(), expected[1:].batch()),
    ):
        for key in ("x", "p4", "edge_index", "branch", "y", "ptr", "batch"):
            assert torch.equal(ours[key], theirs[key])
    assert jets.frame == "jet"
    assert torch.equal(jets.y, torch.tensor([0, 1] * 3 + [0] if name == "data set" else [0, 0, 0]))
    assert torch.equal(jets.constituents.p4, expected.constituents.p4)


def test_parts_of_shards(toy_jets: Constituents, tmp_path: Path) -> None:
    trees = cluster(toy_jets)
    shards = JetTreeShards.write(tmp_path, [trees[:3], trees[3:]])
    sources: list[Any] = [Subset(shards, [5, 1]), ConcatDataset([shards, trees])]
    for source in sources:
        jets = jets_of("jets", source)
        assert torch.equal(jets[0].x, trees[5 if len(jets) == 2 else 0].x)


def test_fields_of_trees_stay(toy_jets: Constituents) -> None:
    trees = list(cluster(toy_jets))
    for tree in trees:
        tree.charge = torch.arange(tree.num_nodes)
    jets = jets_of("jets", trees)
    assert jets.batch([3]).charge.tolist() == list(range(trees[3].num_nodes))


@pytest.mark.parametrize(
    "options", [{"shuffle": True}, {"drop_last": True}, {"sampler": [1, 0]}], ids=str
)
def test_loaders_in_another_order(options: dict[str, Any], toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    for loader in (DataLoader(trees, 2, **options), JetLoader(trees, 2, **options)):
        with pytest.raises(ValueError, match=r"'jets' .* in their order .* shuffle=False"):
            jets_of("jets", loader)
        assert len(jets_of("jets", loader, any_order=True)) == 7


class _Alike(DataLoader):
    """A loader of somebody's own, which makes batches as PyG does."""


def _turned(trees: list[Any]) -> Batch:
    return Batch.from_data_list(trees[::-1])


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"batch_sampler": [[3, 1], [0]]}, "batch_sampler"),
        ({"batch_sampler": BatchSampler(RandomSampler(range(7)), 2, False)}, "batch_sampler"),
        ({"batch_size": 2, "collate_fn": _turned}, "collate_fn"),
    ],
    ids=["list", "sampler", "collate"],
)
@pytest.mark.parametrize("any_order", [True, False])
def test_loaders_whose_batches_are_their_own(
    options: dict[str, Any], named: str, any_order: bool, toy_jets: Constituents
) -> None:
    loader = TorchLoader(cluster(toy_jets), **options)  # type: ignore[var-annotated]
    message = rf"'train' .*\(got one with a '{named}' of its own\): give its data set"
    with pytest.raises(ValueError, match=message):
        jets_of("train", loader, any_order=any_order)


def test_loaders_of_single_jets_and_of_ones_own(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    for loader in (DataLoader(trees, batch_size=None), _Alike(trees, 2), TorchLoader(trees, 2)):  # type: ignore[var-annotated]
        assert jets_of("jets", loader) is trees


def test_dynamic_batches_of_pyg(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    loader = DataLoader(trees, batch_sampler=DynamicBatchSampler(trees, 40, mode="node"))
    with pytest.raises(ValueError, match=r"'jets' .*'batch_sampler' of its own"):
        jets_of("jets", loader)


def test_samplers(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    own = WeightedRandomSampler([1.0] * 7, 4)
    for kind in (DataLoader, JetLoader):
        assert sampler_of(kind(trees, 2)) is None
        assert sampler_of(kind(trees, 2, shuffle=True)) is None
        assert sampler_of(kind(trees, 2, sampler=own)) is own
    few = RandomSampler(trees, num_samples=2)
    assert sampler_of(DataLoader(trees, 2, sampler=few)) is few
    assert sampler_of(trees) is None


@pytest.mark.parametrize("source", [3, [], [torch.ones(3)], {"trees": 1}, None], ids=str)
def test_what_is_no_source(source: Any) -> None:
    with pytest.raises(TypeError, match=r"must be a JetTreeDataset, as 'cluster' makes.*\(got "):
        jets_of("jets", source)
