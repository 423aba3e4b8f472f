"""A single tree and a batch have their jets' nodes, sums and fields alike."""

from typing import Any

import pytest
import torch
from torch_geometric.data import Batch

from pyg_jets import Constituents, cluster
from pyg_jets.transforms import ParticleCloud
from pyg_jets.transforms._one_or_many import (
    add_fields,
    cloud_sizes,
    first_node,
    frame_of,
    jet_of_node,
    leaves_by_pt,
    num_jets,
    place_in_jet,
    sum_per_jet,
)


def test_nodes_of_jets(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)[:3]
    assert num_jets(trees.batch()) == 3
    assert jet_of_node(trees.batch()).tolist() == [0, 1, 1, 1, 2, 2, 2, 2, 2]
    assert first_node(trees.batch()).tolist() == [0, 1, 4]
    assert num_jets(trees[1]) == 1
    assert jet_of_node(trees[1]).tolist() == [0, 0, 0]
    assert first_node(trees[1]).tolist() == [0]


def test_clouds_and_frames(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets, frame="laboratory")[:3]
    for data, sizes in ((trees.batch(), [1, 2, 3]), (trees[2], [3])):
        assert frame_of(data) == "laboratory"
        assert cloud_sizes(ParticleCloud()(data)).tolist() == sizes


def test_several_frames_are_refused(toy_jets: Constituents) -> None:
    trees = [cluster(toy_jets, frame=frame)[2] for frame in ("jet", "laboratory")]
    both = Batch.from_data_list(trees)
    with pytest.raises(ValueError, match=r"must be in one frame \(got jet, laboratory\)"):
        frame_of(both)


def test_leaves_in_falling_pt(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    leaf, rank = leaves_by_pt(batch)
    pt = (batch.p4[leaf, :2] ** 2).sum(1)
    assert leaf.sort().values.tolist() == batch.is_leaf.nonzero().flatten().tolist()
    assert rank.tolist() == [k for n in toy_jets.ptr.diff().tolist() for k in range(n)]
    assert (batch.batch[leaf].diff() == (rank[1:] == 0)).all()
    assert (pt.diff()[rank[1:] > 0] <= 0).all()
    equal = Constituents([[1.0, 0.0, pz, 2.0] for pz in (0.3, -0.1, 0.5)], [0, 3])
    assert leaves_by_pt(cluster(equal)[0])[0].tolist() == [0, 1, 2]


def test_places_in_jets() -> None:
    assert place_in_jet(torch.tensor([0, 0, 2, 2, 2]), 4).tolist() == [0, 1, 0, 1, 2]


def test_sums_of_jets() -> None:
    values = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    sums = sum_per_jet(values, torch.tensor([1, 0, 1]), 3)
    assert sums.tolist() == [[3.0, 4.0], [6.0, 8.0], [0.0, 0.0]]


def _with_fields(data: Any) -> Any:
    pt = data.p4[:, 0]
    up = data.edge_index[:, data.branch == 1]
    per_jet, per_node = {"jet_px": pt[data.is_root]}, {"px": pt}
    return add_fields(data, per_jet=per_jet, per_node=per_node, edges={"up_index": up})


def test_a_batch_comes_apart_with_its_new_fields(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    batch = _with_fields(trees.batch())
    for tree, part in zip(trees, batch.to_data_list(), strict=True):
        expected = _with_fields(tree)
        assert set(part.keys()) == set(expected.keys())
        assert torch.equal(part.px, expected.px)
        assert torch.equal(part.jet_px, expected.jet_px)
        assert torch.equal(part.up_index, expected.up_index)
