"""Features by hand, and a validation that finds what is broken."""

import math
from collections.abc import Callable

import pytest
import torch
from torch_geometric.data import Batch, Data

from pyg_jets import Constituents, cluster
from pyg_jets.jets.trees.jet_tree import FEATURES, JetTree, node_features
from pyg_jets.jets.trees.jet_tree_list import JetTreeList


def _pair() -> Constituents:
    return Constituents([[3.0, 0.0, 1.0, 4.0], [0.0, 4.0, 0.0, 5.0]], [0, 2], label=[1])


def test_laboratory_features_by_hand() -> None:
    tree = cluster(_pair(), frame="laboratory")[0]
    px, py, pz, energy = 3.0, 4.0, 1.0, 9.0
    p, pt = math.sqrt(px**2 + py**2 + pz**2), 5.0
    eta = 0.5 * math.log((p + pz) / (p - pz))
    theta = 2 * math.atan(math.exp(-eta))
    root = [p, eta, math.atan2(py, px), energy, 1.0, pt, theta]
    assert tree.x[2].tolist() == pytest.approx(root, rel=1e-6)
    leaf = [4.0, 0.0, math.pi / 2, 5.0, 5 / 9, 4.0, math.pi / 2]
    assert tree.x[1].tolist() == pytest.approx(leaf, rel=1e-6)


def test_jet_frame_is_at_rest_along_the_beam() -> None:
    x = dict(zip(FEATURES, cluster(_pair())[0].x[2].tolist(), strict=True))
    assert x["eta"] == pytest.approx(0, abs=1e-6)
    assert x["phi"] == pytest.approx(0, abs=1e-6)
    assert x["pt"] == pytest.approx(5.0)
    assert x["energy"] == pytest.approx(math.sqrt(80.0))  # E^2 - pz^2


def test_layout() -> None:
    tree = cluster(_pair())[0]
    assert tree.edge_index.tolist() == [[1, 0], [2, 2]]  # the second is harder
    assert tree.branch.tolist() == [0, 1]
    assert tree.level.tolist() == [0, 0, 1]
    assert tree.is_root.tolist() == [False, False, True]
    assert tree.is_leaf.tolist() == [True, True, False]
    assert tree.y.tolist() == [1]


def test_node_along_the_beam_has_no_infinite_feature() -> None:
    jets = Constituents([[3.0, 0.0, 1.0, 4.0], [0.0, 0.0, 5.0, 5.0]], [0, 2])
    assert cluster(jets)[0].x.isfinite().all()


def test_networkx() -> None:
    graph = cluster(_pair())[0].to_networkx()
    assert set(graph.edges) == {(0, 2), (1, 2)}
    assert graph.nodes[2]["level"] == 1
    assert graph.edges[1, 2]["branch"] == 0


def _swap_children(tree: JetTree) -> None:
    tree.edge_index = tree.edge_index.flip(1)


def _lose_edge(tree: JetTree) -> None:
    tree.edge_index = tree.edge_index[:, :-1]


def _wrong_level(tree: JetTree) -> None:
    tree.level = tree.level + 1


def _wrong_momentum(tree: JetTree) -> None:
    tree.p4[-1] *= 1.1


def _turn_around(tree: JetTree) -> None:
    tree.edge_index = torch.tensor([[2, 1], [0, 0]])


def _three_leaves_one_parent(tree: JetTree) -> None:
    tree.edge_index = torch.tensor([[0, 1], [1, 2]])


@pytest.mark.parametrize(
    ("breaks", "message"),
    [
        (_swap_children, "0 on the edge of the child with the larger pt"),
        (_lose_edge, "one parent"),
        (_wrong_level, "levels"),
        (_wrong_momentum, "sum of its children"),
        (_turn_around, "precede"),
        (_three_leaves_one_parent, "two children"),
    ],
)
def test_validation_finds_it(breaks: object, message: str) -> None:
    tree = cluster(_pair())[0]
    assert tree.validate()
    breaks(tree)  # type: ignore[operator]
    assert not tree.validate(raise_on_error=False)
    with pytest.raises(ValueError, match=message):
        tree.validate()


def test_children_with_equal_pt_are_in_order() -> None:
    tree = cluster(Constituents([[3.0, 4.0, 0.0, 6.0], [5.0, 0.0, 0.0, 6.0]], [0, 2]))[0]
    assert tree.validate()


@pytest.mark.parametrize("name", ["branch", "level"])
def test_validation_looks_at_every_jet_of_a_batch(name: str, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    assert batch.validate()
    assert batch.num_graphs == 7
    getattr(batch, name)[-1] += 1
    assert not batch.validate(raise_on_error=False)


def test_features_of_nodes_by_hand() -> None:
    """Turned by a right angle and boosted by artanh(3 / 5): the jet is at rest along the beam."""
    jet = torch.tensor([[0.0, 4.0, 3.0, 5.0]], dtype=torch.float64)
    p4 = torch.tensor([[-1.0, 0.0, 0.0, 2.0]], dtype=torch.float64)
    # px' = py = 0, py' = -px = 1; pz' = 5/4 (0 - 3/5 2) = -3/2; E' = 5/4 2 = 5/2; E_J' = 4.
    eta = -math.asinh(1.5)
    expected = [
        math.hypot(1, 1.5),
        eta,
        math.pi / 2,
        2.5,
        2.5 / 4,
        1.0,
        2 * math.atan(math.exp(-eta)),
    ]
    assert node_features(p4, jet)[0].tolist() == pytest.approx(expected)


def _without(field: str) -> Callable[[JetTree], JetTree]:
    def forget(tree: JetTree) -> JetTree:
        del tree[field]
        return tree

    return forget


CHANGED: dict[str, Callable[[JetTree], object]] = {
    "a NoneType": lambda _: None,
    "a Data": lambda tree: Data(x=tree.x, edge_index=tree.edge_index),
    "a JetTreeBatch": lambda tree: Batch.from_data_list([tree]),
    **{f"one without {name}": _without(name) for name in ("x", "branch", "p4", "level")},
}


@pytest.mark.parametrize("got", CHANGED)
@pytest.mark.parametrize("kind", ["data set", "list"])
def test_what_a_transform_must_give(got: str, kind: str, toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    held = trees if kind == "data set" else JetTreeList(list(trees))
    held.transform = CHANGED[got]
    message = rf"must give a JetTree with x, p4, .*\(got {got}\): change"
    with pytest.raises(TypeError, match=message):
        held.batch()
