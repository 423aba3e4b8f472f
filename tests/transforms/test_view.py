from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor
from torch_geometric.data import Batch
from torch_geometric.nn import GCN
from torch_geometric.transforms import BaseTransform

from pyg_jets import Constituents, JetLoader, attribution, cluster, evaluation, predict
from pyg_jets.taggers import CNN, EFN, LSTM, LoLa, LundNet, ParT, ParticleNet, Tagger, adapt
from pyg_jets.transforms import (
    FourVectors,
    Image,
    LundTree,
    ParticleCloud,
    ParticleSet,
    Sequence,
)
from pyg_jets.transforms._view import made_by, unviewed, viewed

_SEVEN = ParticleCloud(3, features=7 * ["part_pt"])
OTHERS: dict[str, tuple[Callable[[], Tagger], Any]] = {
    "neighbours": (lambda: ParticleNet(8, (4,), k=3), ParticleCloud(2)),
    "particles": (lambda: ParticleNet(8, (4,), k=3), ParticleCloud(3, length=4)),
    "features": (lambda: adapt(GCN(7, 8, 2), transform=ParticleCloud(3)), _SEVEN),
    "complete": (lambda: ParT(8, heads=2, blocks=1), ParticleCloud(3)),
    "width": (lambda: CNN(128), Image(width=0.9)),
    "pixels": (lambda: CNN(128), Image(pixels=9)),
    "turned": (lambda: LSTM(8), Sequence(30)),
    "shorter": (lambda: LoLa(20, 4), FourVectors(3)),
    "columns": (lambda: EFN(8, 8), ParticleSet(["pt", "eta", "phi"])),
    "splittings": (lambda: LundNet(8, (4, 4)), LundTree(("psi", "ln_z", *4 * ["ln_kt"]))),
}
"""A tagger, and a view of the field that it reads with options that are not its own."""


def _made(make: Callable[[], Tagger], jets: Constituents) -> Tagger:
    torch.manual_seed(1)
    tagger = make().double()
    tagger.fit_scaling(cluster(jets))
    return tagger.eval()


@pytest.mark.parametrize(("make", "other"), OTHERS.values(), ids=OTHERS)
def test_a_view_with_other_options_is_made_again(
    make: Callable[[], Tagger], other: Any, toy_jets: Constituents
) -> None:
    tagger, trees = _made(make, toy_jets), cluster(toy_jets)
    expected, batch = tagger(trees.batch()), other(trees.batch())
    fields = batch.to_dict()
    assert torch.equal(tagger(batch), expected)
    assert all(batch[name] is value for name, value in fields.items())  # left as it was
    assert torch.equal(tagger(Batch.from_data_list([other(tree) for tree in trees])), expected)
    trees.transform = other
    torch.testing.assert_close(predict(tagger, trees), expected.detach().sigmoid())
    saliency = attribution.node_saliency(tagger, batch)
    assert torch.equal(saliency, attribution.node_saliency(tagger, cluster(toy_jets).batch()))


@pytest.mark.parametrize(("make", "other"), OTHERS.values(), ids=OTHERS)
def test_its_own_is_taken_as_it_is(
    make: Callable[[], Tagger], other: Any, toy_jets: Constituents
) -> None:
    tagger = _made(make, toy_jets)
    batch = tagger.transform(cluster(toy_jets).batch())
    assert tagger.view(batch) is batch
    assert made_by(batch, tagger.reads) == {repr(tagger.transform)} != {repr(other)}
    again = Batch.from_data_list(batch.to_data_list()[1:])
    assert tagger.view(again) is again
    # Whoever changes what is read is heard.
    batch[tagger.reads] = 2 * batch[tagger.reads]
    assert tagger.view(batch) is batch


def test_jets_of_several_views(toy_jets: Constituents) -> None:
    tagger, trees = _made(OTHERS["neighbours"][0], toy_jets), cluster(toy_jets)
    both = [ParticleCloud(2 + place % 2)(tree) for place, tree in enumerate(trees)]
    assert torch.equal(tagger(Batch.from_data_list(both)), tagger(trees.batch()))


class Shares(BaseTransform):
    """A view of somebody else: what each particle has of the jet's energy, from a least pt on."""

    field, node_states = "shares", "leaves"

    def __init__(self, least: float = 0.0) -> None:
        self.least = least

    def forward(self, data: Any) -> Any:
        leaf = data.is_leaf & (data.x[:, 5] >= self.least)
        jet = data.batch if "batch" in data else torch.zeros(data.num_nodes, dtype=torch.int64)
        total = torch.zeros(int(jet.max()) + 1).index_add(0, jet[leaf], data.x[leaf, 3])
        node = leaf.nonzero().flatten()
        data.shares = torch.where(leaf, data.x[:, 3] / total[jet], 0.0)[:, None]
        data.shares_mask = leaf
        data.shares_edge_index = torch.stack((node, node))
        return data


@pytest.fixture
def own(toy_jets: Constituents) -> Tagger:
    return _made(lambda: adapt(GCN(1, 8, 2), transform=Shares()), toy_jets)


def test_views_of_others(own: Tagger, toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    expected = own(trees.batch())
    assert torch.equal(own(own.view(trees.batch())), expected)
    # Made outside by the same view, it is known by its numbers; by others, it is refused.
    assert torch.equal(own(Shares()(trees.batch())), expected)
    trees.transform = Shares()
    batches: list[Tensor] = [own(batch) for batch in JetLoader(trees, 4)]
    torch.testing.assert_close(torch.cat(batches), expected)
    with pytest.raises(ValueError, match=r"'shares' of the batch must be as Shares\(\) makes it"):
        own(Shares(10.0)(cluster(toy_jets).batch()))
    marked = adapt(GCN(1, 8, 2), transform=Shares(10.0)).view(cluster(toy_jets).batch())
    assert torch.equal(own(marked), expected)


def test_jets_without_some_particles_have_views_of_their_own(
    own: Tagger, toy_jets: Constituents
) -> None:
    batch = cluster(toy_jets[2:5]).batch()
    viewed_before = Shares()(cluster(toy_jets[2:5]).batch())
    for method in (attribution.branch_removal, attribution.shapley):
        assert torch.equal(method(own, viewed_before), method(own, batch))
    found, expected = (
        evaluation.sensitivity(attribution.node_saliency, own, jets, samples=2)
        for jets in (viewed_before, batch)
    )
    assert torch.equal(found, expected)


def test_without_a_view(toy_jets: Constituents) -> None:
    batch = ParticleCloud(2)(cluster(toy_jets).batch())
    other = unviewed(batch, "cloud")
    assert "cloud" in batch
    assert made_by(other, "cloud") == set()
    assert torch.equal(viewed(other, "cloud", ParticleCloud(2)).cloud, batch.cloud)
    assert unviewed(other, "cloud") is other
