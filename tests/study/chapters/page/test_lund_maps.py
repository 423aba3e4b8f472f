"""The page's maps are the study's, cut into slices."""

from itertools import product

import numpy as np
import pytest

from pyg_jets import Constituents, JetTreeDataset, LundPlane, cluster
from pyg_jets.attribution import node_saliency
from pyg_jets.datasets import binary_task
from pyg_jets.jets.kinematics import pt
from pyg_jets.study.chapters.maps.measure import saliency_planes
from pyg_jets.study.chapters.page.lund_maps import (
    MappedKind,
    MappedTagger,
    lund_maps,
    planes_by_slice,
)
from pyg_jets.taggers import RecNN, Tagger
from tests.attributed import made


@pytest.fixture(scope="module")
def test_jets() -> JetTreeDataset:
    return cluster(binary_task("w-qcd").test[::60])


@pytest.fixture(scope="module")
def tagger(test_jets: JetTreeDataset) -> Tagger:
    return made("gated", test_jets.constituents)


def _equal(one: LundPlane, other: LundPlane) -> None:
    np.testing.assert_array_equal(one.count, other.count)
    np.testing.assert_allclose(one.mean.filled(0), other.mean.filled(0), rtol=1e-10)
    np.testing.assert_allclose(one.error.filled(0), other.error.filled(0), rtol=1e-6, atol=1e-12)


def test_all_jets_give_the_studys_maps(tagger: Tagger, test_jets: JetTreeDataset) -> None:
    planes = planes_by_slice(tagger, node_saliency, test_jets, (500.0, 600.0, 700.0))
    with_root, without_root = saliency_planes(tagger, test_jets)
    _equal(planes["all", None], with_root)
    _equal(planes["without the root", None], without_root)
    assert planes["all", None].num_jets == len(test_jets)
    assert list(planes) == [
        (part, limits)
        for limits in (None, (500.0, 600.0), (600.0, 700.0))
        for part in ("all", "without the root", "primary")
    ]


def test_slices_hold_their_jets_and_others_are_in_all(
    tagger: Tagger, test_jets: JetTreeDataset
) -> None:
    planes = planes_by_slice(tagger, node_saliency, test_jets, (550.0, 600.0))
    batch = test_jets.batch()
    jet_pt = pt(batch.p4[batch.is_root])
    mine = test_jets[(jet_pt >= 550) & (jet_pt < 600)]
    _equal(planes["all", (550.0, 600.0)], saliency_planes(tagger, mine)[0])
    assert ("all", (700.0, 900.0)) not in planes_by_slice(
        tagger, node_saliency, mine, (500.0, 700.0, 900.0)
    )
    assert 0 < len(mine) < planes["all", None].num_jets == len(test_jets)


def test_primary_splittings_are_a_jets_chain(tagger: Tagger, test_jets: JetTreeDataset) -> None:
    planes = planes_by_slice(tagger, node_saliency, test_jets, (500.0, 700.0))
    counts = [planes[part, None].count.sum() for part in ("primary", "without the root", "all")]
    assert 0 < counts[0] < counts[1] < counts[2]


def test_maps_of_every_choice(tagger: Tagger, test_jets: JetTreeDataset) -> None:
    kinds = [MappedKind("W jets", 1, 80.4), MappedKind("QCD jets", 0, None)]
    mapped = [MappedTagger("trained", tagger, tagger.untrained(1)), MappedTagger("alone", tagger)]
    methods = {"saliency": node_saliency, "again": node_saliency}
    maps = lund_maps("w-qcd", mapped, test_jets, kinds, methods=methods, slices=(500.0, 700.0))
    assert {(m.jets, m.tagger, m.method, m.splittings, m.pt_slice) for m in maps} == set(
        product(
            ("W jets", "QCD jets"),
            ("trained", "alone"),
            methods,
            ("all", "without the root", "primary"),
            (None, (500.0, 700.0)),
        )
    )
    for each in maps:
        assert each.mass == (80.4 if each.jets == "W jets" else None)
        assert (each.null is None) == (each.tagger == "alone")
        if each.null is not None:
            np.testing.assert_array_equal(each.null.count, each.plane.count)
            assert not np.allclose(each.null.mean.compressed(), each.plane.mean.compressed())


def test_a_class_without_jets_has_empty_maps(toy_jets: Constituents) -> None:
    jets = cluster(toy_jets)
    small = RecNN(4)
    small.fit_scaling(jets)
    maps = lund_maps("toy", [MappedTagger("R", small)], jets, [MappedKind("none", 7, None)])
    assert maps[0].json()["bin"] == []
