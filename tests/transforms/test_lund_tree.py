"""Lund trees splitting by splitting, the original's angle, and jets without a splitting."""

import math
from typing import Any

import pytest
import torch
from torch_geometric.data import Batch
from torch_geometric.loader import DataLoader

from pyg_jets import Constituents, cluster, lund_coordinates
from pyg_jets.jets import kinematics
from pyg_jets.transforms import LundTree
from pyg_jets.transforms.lund_tree import LUND_FEATURES

FIELDS = ("lund", "lund_mask", "lund_edge_index")


def _slow(tree: Any) -> list[list[float]]:
    """From two momenta at a time."""
    children: dict[int, list[int]] = {}
    for child, parent in tree.edge_index.t().tolist():
        children.setdefault(parent, []).append(child)
    rows = []
    for node in range(tree.num_nodes):
        if node not in children:
            rows.append([0.0] * 6)
            continue
        hard, soft = sorted((tree.p4[i] for i in children[node]), key=lambda p: -kinematics.pt(p))
        d_y = float(kinematics.rapidity(soft) - kinematics.rapidity(hard))
        first, second = (math.atan2(p[1], p[0]) % (2 * math.pi) for p in (hard, soft))
        d_phi = math.remainder(second - first, 2 * math.pi)
        delta, pt = math.hypot(d_y, d_phi), float(kinematics.pt(soft))
        rows.append(
            [
                math.log(pt / (pt + float(kinematics.pt(hard)))),
                math.log(delta),
                math.atan2(d_y, d_phi),
                0.5 * math.log(abs(float(kinematics.mass2(hard + soft)))),
                math.log(pt * delta),
                math.atan(d_y / (second - first)),
            ]
        )
    return rows


@pytest.mark.parametrize("turn", [0.0, 2.9])
def test_splitting_by_splitting(turn: float, toy_jets: Constituents) -> None:
    cos, sin = math.cos(turn), math.sin(turn)
    p4 = toy_jets.p4.clone()
    p4[:, 0] = cos * toy_jets.p4[:, 0] - sin * toy_jets.p4[:, 1]
    p4[:, 1] = sin * toy_jets.p4[:, 0] + cos * toy_jets.p4[:, 1]
    trees = cluster(Constituents(p4, toy_jets.ptr))
    folded = []
    for tree in trees:
        view = LundTree()(tree)
        expected = torch.tensor(_slow(tree))
        torch.testing.assert_close(view.lund, expected, rtol=1e-4, atol=1e-5)
        folded += (view.lund[:, 5].tan() - view.lund[:, 2].tan()).abs().tolist()
    # Jets across azimuth 0 have another angle, the others the tangent of the same.
    assert (max(folded) > 1e-2) == (turn > 0)


def test_columns_are_those_of_the_plane(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    coordinates = lund_coordinates(batch)
    lund = LundTree()(batch).lund[coordinates.node].double()
    columns = dict(zip(LUND_FEATURES, lund.unbind(1), strict=True))
    torch.testing.assert_close(columns["ln_delta"].float(), -coordinates.ln_inv_delta.float())
    torch.testing.assert_close(columns["ln_kt"].float(), coordinates.ln_kt.float())
    torch.testing.assert_close(columns["psi"].float(), coordinates.psi.float())


def test_links(toy_jets: Constituents) -> None:
    for tree in cluster(toy_jets):
        view = LundTree()(tree)
        inner = [i for i in range(tree.num_nodes) if not tree.is_leaf[i]]
        up = [e for e in tree.edge_index.t().tolist() if e[0] in inner]
        expected = sorted([*up, *([j, i] for i, j in up)])
        assert sorted(view.lund_edge_index.t().tolist()) == expected
        assert (view.lund_edge_index[1].diff() >= 0).all()
        assert view.lund_mask.nonzero().flatten().tolist() == (inner or [0])


def test_one_particle(toy_jets: Constituents) -> None:
    view = LundTree()(cluster(toy_jets)[0])
    assert view.lund.tolist() == [[0.0] * 6]
    assert view.lund_mask.tolist() == [True]
    assert view.lund_edge_index.shape == (2, 0)


def test_degenerate_splittings_are_finite() -> None:
    p4 = [
        [2.0, 0.0, 0.0, 2.0],
        [1.0, 0.0, 0.0, 1.0],
        [1e-160, 0.0, 0.0, 1e-160],
        [1.0, 0.5, 0.0, 1.2],
    ]
    lund = LundTree()(cluster(Constituents(p4, [0, 4]))[0]).lund
    assert lund.isfinite().all()
    assert lund[:, 1].min() == pytest.approx(math.log(1e-6))


def test_one_tree_a_batch_and_pygs_collation_agree(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    transform = LundTree()
    together = transform(trees.batch())
    collated = Batch.from_data_list([transform(tree) for tree in trees])
    for field in FIELDS:
        assert torch.equal(together[field], collated[field])
        assert torch.equal(together[3][field], transform(trees[3])[field])
    trees.transform = transform
    loaded: Any = next(iter(DataLoader(trees, batch_size=7)))
    assert torch.equal(loaded.lund_edge_index, together.lund_edge_index)


def test_what_was_given_stays_as_it_was(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    LundTree()(batch)
    assert not set(FIELDS) & set(batch.keys())


def test_boosts_along_the_beam_do_not_matter(
    toy_jets: Constituents, moved_jets: Constituents
) -> None:
    expected = LundTree()(cluster(toy_jets).batch()).lund[:, :5]
    moved = LundTree()(cluster(moved_jets).batch()).lund[:, :5]
    torch.testing.assert_close(moved, expected, rtol=1e-4, atol=1e-5)


def test_features_by_name(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    names = ["ln_kt", ["ln_z", 1.0, 2.0, -3, 3], "np.log(part_pt)"]
    found, plain = LundTree(names)(batch.clone()), LundTree()(batch.clone())
    inner = ~batch.is_leaf
    assert torch.equal(found.lund[:, 0], plain.lund[:, 4])
    expected = ((plain.lund[inner, 0] - 1) * 2).clamp(-3, 3)
    torch.testing.assert_close(found.lund[inner, 1], expected)
    pt = batch.p4[inner, :2].norm(dim=1).log()
    torch.testing.assert_close(found.lund[inner, 2].double(), pt, rtol=1e-5, atol=1e-5)
    assert (found.lund[~inner] == 0).all()
    assert torch.equal(found.lund_edge_index, plain.lund_edge_index)
    assert repr(LundTree()) == "LundTree()"
    assert repr(LundTree(["ln_kt"])) == "LundTree(features=[['ln_kt', None, 1.0, -5.0, 5.0, None]])"
