"""A map beside untrained networks': what has learnt nothing is marked."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from pyg_jets import LundPlane, cluster
from pyg_jets.attribution import lrp
from pyg_jets.evaluation import attribution_plane
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.simulation import ToyShower
from pyg_jets.study.chapters.explanations.map_beside_null import MapBesideNull, map_beside_null
from pyg_jets.taggers import RecNN, Tagger

NULLS = 19


def noise(_: Tagger, batch: Any) -> Tensor:
    return torch.rand(batch.num_nodes, dtype=torch.float64)


@pytest.fixture(scope="module")
def jets(shower: ToyShower) -> JetTreeDataset:
    return cluster(shower.jets(300, 5).constituents)


@pytest.fixture(scope="module")
def untrained(toy_tagger: Tagger) -> list[Tagger]:
    return [toy_tagger.untrained(seed) for seed in range(NULLS)]


def test_what_was_learnt_differs(
    toy_tagger: Tagger, untrained: list[Tagger], jets: JetTreeDataset
) -> None:
    found = map_beside_null(lrp, toy_tagger, untrained, jets, "toy")
    assert found.verdicts[0] is not None
    assert found.verdicts[0].differs
    assert found.title == "differs from its null (p = 0.05)"
    assert found.jets == len(jets)
    counted = found.plane.count >= 10
    assert (found.difference.error[counted] >= found.error[counted]).all()


def test_an_untrained_network_is_marked(
    toy_tagger: Tagger, untrained: list[Tagger], jets: JetTreeDataset
) -> None:
    found = map_beside_null(lrp, toy_tagger.untrained(100), untrained, jets, "toy")
    assert found.verdicts[0] is not None
    assert not found.verdicts[0].differs
    assert found.title.startswith("does NOT differ from its null (p = 0.")


def test_a_random_attribution_is_marked(
    toy_tagger: Tagger, untrained: list[Tagger], jets: JetTreeDataset
) -> None:
    # One in twenty differs by the test's construction: so not one draw, but eight.
    found = [map_beside_null(noise, toy_tagger, untrained, jets, "toy") for _ in range(8)]
    p_values = [each.verdicts[0].p_value for each in found if each.verdicts[0] is not None]
    assert len(p_values) == 8
    assert np.mean(p_values) > 0.2


def test_too_few_splittings_to_tell(
    toy_tagger: Tagger, untrained: list[Tagger], jets: JetTreeDataset
) -> None:
    found = map_beside_null(lrp, toy_tagger, untrained, jets[:1], "toy")
    assert found.verdicts[0] is None
    assert found.title == "too few splittings to tell it from its null"
    assert not found.difference.significance.count()


def test_nulls_have_the_scale_of_the_map(toy_tagger: Tagger, jets: JetTreeDataset) -> None:
    plane = attribution_plane(lrp, toy_tagger, jets)
    opposite = [
        attribution_plane(lambda t, b, k=factor: k * lrp(t, b), toy_tagger, jets)  # type: ignore[misc]
        for factor in (-3.0, 0.1)
    ]
    error = plane.error
    found = MapBesideNull("toy", len(jets), plane, error, opposite, [None])
    np.testing.assert_allclose(
        found.null.compressed(), plane.mean.compressed(), rtol=1e-6, atol=1e-9
    )
    assert np.abs(found.difference.value).max() < 1e-6


def test_a_map_of_nothing_has_a_null_of_nothing(jets: JetTreeDataset) -> None:
    def nothing(_: Tagger, batch: Any) -> Tensor:
        return torch.zeros(batch.num_nodes, dtype=torch.float64)

    tagger = RecNN(hidden_channels=4)
    plane = attribution_plane(nothing, tagger, jets, LundPlane())
    found = MapBesideNull("toy", len(jets), plane, plane.error, [plane, plane], [None])
    assert (found.null == 0).all()


def test_one_null_is_refused(toy_tagger: Tagger, jets: JetTreeDataset) -> None:
    with pytest.raises(ValueError, match="two untrained networks"):
        map_beside_null(lrp, toy_tagger, [toy_tagger.untrained(0)], jets, "toy")


def test_several_trainings_keep_their_verdicts_and_the_larger_error(
    toy_tagger: Tagger, untrained: list[Tagger], jets: JetTreeDataset
) -> None:
    one = map_beside_null(lrp, toy_tagger, untrained[:3], jets, "toy")
    other = map_beside_null(lrp, untrained[5], untrained[:3], jets, "toy")
    both = MapBesideNull.over_trainings([one, other])
    assert both.verdicts == [*one.verdicts, *other.verdicts]
    assert (both.jets, len(both.nulls)) == (2 * len(jets), 6)
    full = (one.plane.count >= 20) & (other.plane.count >= 20)
    spread = np.std([one.plane.mean[full], other.plane.mean[full]], axis=0, ddof=1)
    own = np.mean([one.error[full], other.error[full]], axis=0)
    np.testing.assert_allclose(both.error[full], np.maximum(spread, own))
    np.testing.assert_allclose(both.plane.mean[full], (one.plane.mean + other.plane.mean)[full] / 2)
