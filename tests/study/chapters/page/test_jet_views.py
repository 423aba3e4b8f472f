"""The viewer's numbers are those of the trees."""

import numpy as np
import pytest
import torch

from pyg_jets import Constituents, JetTreeDataset, cluster, lund_coordinates, predict
from pyg_jets.attribution import branch_removal, node_saliency
from pyg_jets.datasets import binary_task
from pyg_jets.evaluation.truth.decay import decay_truth
from pyg_jets.jets.kinematics import delta_phi, delta_r, eta, phi, pt
from pyg_jets.report import JetView
from pyg_jets.study.chapters.page.jet_views import jet_views
from pyg_jets.taggers import RecNN, Tagger
from tests.attributed import made

KINDS = {1: "W jets", 0: "QCD jets"}


@pytest.fixture(scope="module")
def test_jets() -> JetTreeDataset:
    return cluster(binary_task("w-qcd").test[::60])


@pytest.fixture(scope="module")
def tagger(test_jets: JetTreeDataset) -> Tagger:
    return made("RecNN", test_jets.constituents)


@pytest.fixture(scope="module")
def views(tagger: Tagger, test_jets: JetTreeDataset) -> list[JetView]:
    return jet_views("w-qcd", tagger, test_jets, KINDS, number=5)


def _jets_shown(tagger: Tagger, jets: JetTreeDataset, label: int) -> JetTreeDataset:
    assert jets.y is not None
    mine = jets[jets.y == label]
    order = predict(tagger, mine).argsort(stable=True)
    shown: JetTreeDataset = mine[order[[round(k * (len(mine) - 1) / 4) for k in range(5)]]]
    return shown


def test_jets_go_from_unlike_to_like_the_signal(
    views: list[JetView], tagger: Tagger, test_jets: JetTreeDataset
) -> None:
    assert [view.jets for view in views] == ["W jets"] * 5 + ["QCD jets"] * 5
    for label, mine in ((1, views[:5]), (0, views[5:])):
        shown = _jets_shown(tagger, test_jets, label)
        for number, view in enumerate(mine):
            momenta = shown.get(number).p4
            np.testing.assert_allclose(view.columns["pt"], pt(momenta))
        scores = [float(view.name.split("score ")[1].split(",")[0]) for view in mine]
        assert scores == sorted(scores)


def test_numbers_are_those_of_the_tree(
    views: list[JetView], tagger: Tagger, test_jets: JetTreeDataset
) -> None:
    tree, view = _jets_shown(tagger, test_jets, 1).get(2), views[2]
    child, parent = tree.edge_index.numpy()
    np.testing.assert_array_equal(view.parent[child], parent)
    assert view.parent[-1] == -1
    assert view.softer[child[1::2]].all()
    assert view.softer.sum() == len(child) // 2
    splittings = lund_coordinates(tree)
    node = splittings.node
    np.testing.assert_allclose(view.columns["kt"][node], splittings.ln_kt.exp())
    np.testing.assert_allclose(-np.log(view.columns["delta"][node]), splittings.ln_inv_delta)
    assert np.isnan(view.columns["z"][tree.is_leaf]).all()
    jet = tree.p4[-1:]
    np.testing.assert_allclose(view.columns["eta"], eta(tree.p4) - eta(jet))
    np.testing.assert_allclose(view.columns["phi"], delta_phi(phi(tree.p4), phi(jet)))


def test_attributions_are_the_methods(
    views: list[JetView], tagger: Tagger, test_jets: JetTreeDataset
) -> None:
    batch = _jets_shown(tagger, test_jets, 0).batch()
    rows = batch.batch == 3
    shown = views[8].attributions
    np.testing.assert_allclose(shown["node saliency"], node_saliency(tagger, batch)[rows])
    removed = shown["branch removal"]
    leaves = batch.is_leaf[rows].numpy()
    assert np.isnan(removed[leaves]).all()
    expected = branch_removal(tagger, batch)[rows].numpy()[~leaves]
    np.testing.assert_allclose(removed[~leaves], expected)


def test_the_truth_is_marked(
    views: list[JetView], tagger: Tagger, test_jets: JetTreeDataset
) -> None:
    jets = _jets_shown(tagger, test_jets, 1)
    rows, starts = decay_truth(jets).w, jets.batch().ptr
    for number, view in enumerate(views[:5]):
        assert list((view.truth or {}).values()) == [
            int(row) - int(starts[number]) for row in rows[number : number + 1] if row >= 0
        ]
    assert any(view.truth for view in views[:5])
    assert not any(view.truth for view in views[5:])
    partons = jets.constituents.partons
    assert partons is not None
    quarks = partons[[0]].p4
    shown = views[0].partons
    assert len(shown) == 2
    assert len(views[5].partons) == 1
    apart = np.hypot(shown[0].eta - shown[1].eta, shown[0].phi - shown[1].phi)
    assert apart == pytest.approx(float(delta_r(quarks[0], quarks[1])), rel=1e-2)
    assert {each.name.strip("\N{COMBINING MACRON}") for each in shown} <= set("udscb")


def test_jets_without_truth_are_shown_too(toy_jets: Constituents) -> None:
    jets = cluster(toy_jets)
    tagger = RecNN(4)
    tagger.fit_scaling(jets)
    views = jet_views("toy", tagger, jets, {0: "toys"}, number=20)
    assert len(views) == 4
    assert all(view.partons == () and view.truth == {} for view in views)
    assert torch.tensor([len(view.parent) for view in views]).sort().values.tolist() == [
        1,
        5,
        15,
        39,
    ]
