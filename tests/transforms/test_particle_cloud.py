"""Clouds by hand, particle by particle, and what must and must not matter."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch_geometric.data import Batch
from torch_geometric.loader import DataLoader

from pyg_jets import Constituents, cluster, datasets
from pyg_jets.jets import kinematics
from pyg_jets.transforms import ParticleCloud
from pyg_jets.transforms.features import JETCLASS_INPUTS

FIELDS = ("cloud", "cloud_mask", "cloud_edge_index")


def _massless(pt: float, eta: float, phi: float) -> list[float]:
    return [pt * math.cos(phi), pt * math.sin(phi), pt * math.sinh(eta), pt * math.cosh(eta)]


@pytest.mark.parametrize("side", [1, -1])
def test_by_hand(side: int) -> None:
    # Two particles of one pt about azimuth pi at pseudorapidity about +-1.
    p4 = [_massless(20.0, side * 1.2, math.pi - 0.1), _massless(20.0, side * 0.8, 0.1 - math.pi)]
    tree = ParticleCloud()(cluster(Constituents(p4, [0, 2]))[0])
    px, _, pz = (p4[0][i] + p4[1][i] for i in range(3))
    jet_eta = math.asinh(pz / abs(px))
    expected = []
    for (*_, energy), eta, d_phi in zip(p4, (1.2, 0.8), (-0.1, 0.1), strict=True):
        d_eta = eta - abs(jet_eta)
        total = p4[0][3] + p4[1][3]
        expected.append(
            [
                0.7 * (math.log(20) - 1.7),
                0.7 * (math.log(energy) - 2.0),
                0.7 * (math.log(20 / abs(px)) + 4.7),
                0.7 * (math.log(energy / total) + 4.7),
                4.0 * (math.hypot(d_eta, d_phi) - 0.2),
                d_eta,
                d_phi,
            ]
        )
    torch.testing.assert_close(tree.cloud, torch.tensor([*expected, [0.0] * 7]))
    assert tree.cloud_mask.tolist() == [True, True, False]
    assert tree.cloud_edge_index.tolist() == [[1, 0], [0, 1]]


def test_angles_are_those_of_jetclass(shared: Path) -> None:
    uproot = pytest.importorskip("uproot")
    with uproot.open(shared / "data" / "real" / "JetClassII_example.root") as file:
        names = [f"part_{name}" for name in ("px", "py", "pz", "energy", "deta", "dphi")]
        columns = file[file.keys()[0]].arrays(names, library="np")
    jets = [
        torch.from_numpy(np.stack(row, 1)).double() for row in zip(*columns.values(), strict=True)
    ]
    view = ParticleCloud(length=1000)(
        cluster(Constituents.from_list([j[:, :4] for j in jets])).batch()
    )
    jet_eta = kinematics.eta(view.p4[view.is_root])
    for number, jet in enumerate(jets):
        cloud = view.cloud[view.cloud_mask & (view.batch == number)].double()
        torch.testing.assert_close(cloud[:, 6], jet[:, 5], rtol=0, atol=1e-5)
        # Their jet's pseudorapidity is near that of the sum of its particles, not the same.
        if jet_eta[number].abs() > 0.1:
            shift = cloud[:, 5] - jet[:, 4]
            torch.testing.assert_close(shift, shift[:1].expand_as(shift), rtol=0, atol=1e-5)
    assert (jet_eta < -0.1).sum() > 10


def test_features_are_kept_within_limits() -> None:
    p4 = [_massless(3e4, 1.0, 0.0), _massless(1e-9, 1.0, 0.9), _massless(1e-160, 1.0, 0.0)]
    cloud = ParticleCloud()(cluster(Constituents(p4, [0, 3]))[0]).cloud
    assert cloud.isfinite().all()
    assert cloud[0, 0] == 5
    assert cloud[1:3, [0, 1, 2, 3]].tolist() == [[-5.0] * 4] * 2
    assert cloud[:, :5].abs().max() == 5


def test_the_hardest_are_kept() -> None:
    jets = datasets.sample("top")[:5]
    whole, cut = ParticleCloud(k=3), ParticleCloud(k=3, length=20)
    trees = cluster(jets)
    some, all_of_them = cut(trees.batch()), whole(trees.batch())
    assert torch.bincount(some.batch[some.cloud_mask]).tolist() == [20] * 5
    pt = some.p4[:, :2].norm(dim=1)
    for jet in range(5):
        inside, leaf = some.batch == jet, some.is_leaf
        kept = pt[inside & leaf & some.cloud_mask]
        assert kept.min() >= pt[inside & leaf & ~some.cloud_mask].max()
    # The jet is that of all its constituents.
    torch.testing.assert_close(some.cloud[some.cloud_mask], all_of_them.cloud[some.cloud_mask])
    assert (some.cloud[~some.cloud_mask] == 0).all()
    assert some.cloud_mask[some.cloud_edge_index].all()


@pytest.mark.parametrize("k", [1, 4, 16])
def test_edges_come_from_the_nearest(k: int, toy_jets: Constituents) -> None:
    batch = ParticleCloud(k)(cluster(toy_jets).batch())
    edges = []
    for i in batch.cloud_mask.nonzero().flatten().tolist():
        others = (batch.cloud_mask & (batch.batch == batch.batch[i])).nonzero().flatten()
        distance = (batch.cloud[others, 5:].double() - batch.cloud[i, 5:].double()).norm(dim=1)
        order = [int(j) for j in others[distance.argsort()] if int(j) != i]
        edges += [[j, i] for j in order[:k]]
    assert batch.cloud_edge_index.t().tolist() == edges


def test_all_edges(toy_jets: Constituents) -> None:
    batch = ParticleCloud(k=None)(cluster(toy_jets).batch())
    nodes, jet = batch.cloud_mask.nonzero().flatten().tolist(), batch.batch.tolist()
    expected = [[j, i] for i in nodes for j in nodes if i != j and jet[i] == jet[j]]
    assert batch.cloud_edge_index.t().tolist() == expected


@pytest.mark.parametrize("k", [3, None])
def test_one_tree_a_batch_and_pygs_collation_agree(k: int | None, toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    transform = ParticleCloud(k, length=10)
    together = transform(trees.batch())
    collated = Batch.from_data_list([transform(tree) for tree in trees])
    for field in FIELDS:
        assert torch.equal(together[field], collated[field])
        assert torch.equal(together[3][field], transform(trees[3])[field])
    trees.transform = transform
    loaded: Any = next(iter(DataLoader(trees, batch_size=7)))
    assert torch.equal(loaded.cloud_edge_index, together.cloud_edge_index)


def test_what_was_given_stays_as_it_was(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    ParticleCloud()(batch)
    assert not set(FIELDS) & set(batch.keys())


def test_turns_and_reflections_do_not_matter(toy_jets: Constituents) -> None:
    expected = ParticleCloud()(cluster(toy_jets).batch())
    p4 = toy_jets.p4.clone()
    p4[:, :2] = p4[:, [1, 0]] * torch.tensor([-1.0, 1.0], dtype=torch.float64)
    p4[:, 2] *= -1
    moved = ParticleCloud()(cluster(Constituents(p4, toy_jets.ptr)).batch())
    torch.testing.assert_close(moved.cloud[moved.cloud_mask], expected.cloud[expected.cloud_mask])


@pytest.mark.parametrize("options", [{"k": 0}, {"length": 0}])
def test_options_are_checked(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"'k' and 'length' must be at least 1 \(got"):
        ParticleCloud(**options)


def test_representation() -> None:
    assert repr(ParticleCloud()) == "ParticleCloud(k=16, length=128)"


def _depth(batch: Any) -> torch.Tensor:
    """Of nothing in particular, for all nodes."""
    depth: torch.Tensor = 1.0 * batch.level + 7
    return depth


def test_features_by_name(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    features = [*JETCLASS_INPUTS["kin"][:3], _depth, "np.log(part_pt / jet_pt)", ["pt", 0, 1, 0, 9]]
    found, plain = (
        ParticleCloud(4, 10, features)(batch.clone()),
        ParticleCloud(4, 10)(batch.clone()),
    )
    mask = plain.cloud_mask
    assert torch.equal(found.cloud[:, :3], plain.cloud[:, :3])
    assert torch.equal(found.cloud[:, 3], 7.0 * mask)
    torch.testing.assert_close(found.cloud[mask, 4], plain.cloud[mask, 2] / 0.7 - 4.7)
    assert torch.equal(found.cloud_edge_index, plain.cloud_edge_index)
    assert ParticleCloud(features=features).num_features == 6


def test_columns_of_jets(toy_jets: Constituents) -> None:
    """A file's own angles are taken where features are asked for by name, and only there."""
    batch = cluster(toy_jets).batch()
    batch.particle_columns = {
        "part_deta": torch.linspace(0, 1, batch.num_nodes),
        "part_dphi": torch.zeros(batch.num_nodes),
    }
    plain = ParticleCloud(2)(cluster(toy_jets).batch())
    assert torch.equal(ParticleCloud(2)(batch.clone()).cloud, plain.cloud)
    named = ParticleCloud(2, features=["part_deta"])(batch.clone())
    leaf = batch.is_leaf
    assert torch.equal(named.cloud[leaf, 0], batch.particle_columns["part_deta"][leaf])
    # The nearest of the last jet's first particle are the second and the third.
    first = int(batch.ptr[6])
    near = named.cloud_edge_index[0][named.cloud_edge_index[1] == first]
    assert near.tolist() == [first + 1, first + 2]


def test_features_of_edges(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    view = ParticleCloud(3, edge_features=["ln_delta", "ln_kt"])
    together = view(trees.batch())
    first, second = (together.p4[end] for end in together.cloud_edge_index)
    expected = torch.stack((kinematics.delta_r(first, second).log(),), 1)
    torch.testing.assert_close(
        together.cloud_edge_attr[:, :1].double(), expected, atol=1e-5, rtol=0
    )
    softer = torch.minimum(kinematics.pt(first), kinematics.pt(second)).log()
    torch.testing.assert_close(
        together.cloud_edge_attr[:, 1].double(), softer + expected[:, 0], atol=1e-5, rtol=0
    )
    one_by_one = Batch.from_data_list([view(tree) for tree in trees])
    assert torch.equal(one_by_one.cloud_edge_attr, together.cloud_edge_attr)
    for number in range(7):
        assert torch.equal(together[number].cloud_edge_attr, one_by_one[number].cloud_edge_attr)
    with pytest.raises(
        ValueError, match=r"features of pairs must be some of ln_kt.* \(got \['ln'\]"
    ):
        ParticleCloud(edge_features=["ln"])


def test_representation_of_features() -> None:
    view = ParticleCloud(4, features=["part_pt"], edge_features=["ln_kt"])
    options = "['part_pt', None, 1.0, -5.0, 5.0, None]"
    expected = f"k=4, length=128, features=[{options}], edge_features=['ln_kt']"
    assert repr(view) == f"ParticleCloud({expected})"
