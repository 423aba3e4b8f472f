"""Branches below the cut are gone: against a recursion, and at the limits."""

import math

import pytest
import torch

from pyg_jets import Constituents, cluster, lund_coordinates
from pyg_jets.jets import kinematics
from pyg_jets.transforms import KtCut


def _left(tree: object, node: int, min_kt: float) -> set[int]:
    """The constituents that stay below a node, by a recursion over the tree."""
    children = [int(c) for c in tree.edge_index[0][tree.edge_index[1] == node]]  # type: ignore[attr-defined]
    if not children:
        return {node}
    p4 = tree.p4[children]  # type: ignore[attr-defined]
    pt = kinematics.pt(p4)
    hard, soft = sorted((0, 1), key=lambda k: -float(pt[k]))
    y, phi = kinematics.rapidity(p4), kinematics.phi(p4)
    turned = math.remainder(float(phi[0] - phi[1]), 2 * math.pi)
    kt = float(pt[soft]) * math.hypot(float(y[0] - y[1]), turned)
    left = _left(tree, children[hard], min_kt)
    return left if kt < min_kt else left | _left(tree, children[soft], min_kt)


def _cut(jet: Constituents, min_kt: float) -> Constituents:
    """One jet, cut until nothing changes."""
    tree = cluster(jet)[0]
    rows = torch.tensor(sorted(_left(tree, tree.num_nodes - 1, min_kt)))
    if len(rows) == len(jet.p4):
        return jet
    return _cut(jet.taken(torch.tensor([0]), rows, torch.tensor([0, len(rows)])), min_kt)


def test_equals_a_recursion(toy_jets: Constituents) -> None:
    for min_kt in (1.0, 8.0, 30.0):
        after = KtCut(min_kt)(toy_jets)
        expected = [_cut(jet, min_kt) for jet in toy_jets]
        assert torch.equal(after.p4, torch.cat([jet.p4 for jet in expected]))
        assert after.ptr.diff().tolist() == [len(jet.p4) for jet in expected]
        assert torch.equal(after.label, toy_jets.label)  # type: ignore[arg-type]
        assert (lund_coordinates(cluster(after).batch()).ln_kt.exp() >= min_kt).all()
        assert min_kt == 1.0 or len(after.p4) < len(toy_jets.p4)


def test_limits_and_any_number_of_jets(
    toy_jets: Constituents, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert torch.equal(KtCut(0.0)(toy_jets).p4, toy_jets.p4)
    assert (KtCut(1e9)(toy_jets).ptr.diff() == 1).all()
    assert len(KtCut()(toy_jets[:0])) == 0
    whole = KtCut(8.0)(toy_jets)
    monkeypatch.setattr("pyg_jets.transforms.changes.kt_cut._TOGETHER", 3)
    assert torch.equal(KtCut(8.0)(toy_jets).p4, whole.p4)


def test_trees_are_clustered_again(toy_jets: Constituents) -> None:
    change = KtCut(8.0)
    expected = cluster(change(toy_jets))
    assert torch.equal(change(cluster(toy_jets)).batch().p4, expected.batch().p4)


def test_bad_cut_and_representation() -> None:
    for bad in (-1.0, math.nan, math.inf):
        with pytest.raises(ValueError, match="'min_kt' must be 0 or more, in GeV"):
            KtCut(bad)
    assert repr(KtCut(2.0)) == "KtCut(min_kt=2.0)"
