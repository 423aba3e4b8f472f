"""Constituents, trees, batches and data sets are changed alike."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import fastjet
import pytest
import torch
from torch_geometric.data import Batch

from pyg_jets import Constituents, JetTreeDataset, JetTreeShards, cluster
from pyg_jets.jets.trees.jet_tree import Frame
from pyg_jets.transforms import CollinearSplits, LundTree, SoftParticles
from pyg_jets.transforms.changes.perturbation import Perturbation


@pytest.mark.parametrize("frame", ["jet", "laboratory"])
@pytest.mark.parametrize("algorithm", ["cambridge_aachen", "kt", "desc_pt"])
@pytest.mark.parametrize(
    "kind", [SoftParticles, partial(SoftParticles, radius=0.8), CollinearSplits]
)
def test_all_kinds_of_data(
    kind: Callable[..., Perturbation],
    algorithm: str,
    frame: Frame,
    toy_jets: Constituents,
) -> None:
    change = kind(3, seed=2, algorithm=algorithm)
    trees = cluster(toy_jets, algorithm, frame=frame)
    expected = cluster(change(toy_jets), algorithm, frame=frame)
    changed = change(trees)
    assert isinstance(changed, JetTreeDataset)
    batches = [changed.batch(), change(trees.batch()), change(Batch.from_data_list(list(trees)))]
    batches.append(Batch.from_data_list([change(tree) for tree in trees]))
    for batch in batches:
        for key in ("x", "p4", "edge_index", "branch", "level", "ptr", "y"):
            assert torch.equal(batch[key], expected.batch()[key])
    change(trees[4]).validate()
    assert change(trees[4]).frame == frame


def test_as_a_transform_of_a_data_set(toy_jets: Constituents) -> None:
    trees, change = cluster(toy_jets), SoftParticles(2)
    trees.transform = change
    assert trees[3].num_nodes == 2 * 7 - 1


def test_the_transform_of_a_data_set_goes_along(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    trees.transform = LundTree()
    assert "lund" in SoftParticles(1, radius=0.4)(trees)[0]


def test_without_labels(toy_jets: Constituents) -> None:
    tree = cluster(Constituents(toy_jets.p4, toy_jets.ptr))[3]
    assert "y" not in SoftParticles()(tree)


def test_shards_one_by_one(toy_jets: Constituents, tmp_path: Path) -> None:
    trees, change = cluster(toy_jets), CollinearSplits(2)
    shards = JetTreeShards.write(tmp_path / "a", [trees[:3], trees[3:]])
    changed = JetTreeShards.write(tmp_path / "b", (change(shards.shard(k)) for k in range(2)))
    assert torch.equal(changed.batch().p4, change(trees).batch().p4)
    with pytest.raises(TypeError, match=r"takes Constituents, .* \(got JetTreeShards\)"):
        change(shards)


def test_the_algorithm_is_checked(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets, "kt")
    for data in (trees, trees.batch(), trees[6]):
        with pytest.raises(
            ValueError, match=r"same algorithm \(got algorithm='cambridge_aachen'\)"
        ):
            SoftParticles()(data)


def test_another_recombination_scheme(toy_jets: Constituents) -> None:

    winner = fastjet.JetDefinition(fastjet.cambridge_algorithm, 10.0, fastjet.WTA_pt_scheme)
    trees = cluster(toy_jets, winner)
    changed = SoftParticles(1, algorithm=winner)(trees)
    assert torch.equal(changed.batch().p4, cluster(SoftParticles()(toy_jets), winner).batch().p4)
    with pytest.raises(ValueError, match="same algorithm"):
        SoftParticles(1)(trees)


def test_a_newcomer_must_say_what_it_does(toy_jets: Constituents) -> None:
    with pytest.raises(NotImplementedError, match="Perturbation must define 'perturbed'"):
        Perturbation(0, "kt")(toy_jets)


def test_fields_of_ones_own_are_refused(toy_jets: Constituents) -> None:
    """They would be lost; columns are not."""
    batch = cluster(toy_jets).batch()
    batch.q = torch.rand(batch.num_nodes)
    with pytest.raises(ValueError, match=r"no fields of your own \(got q\): .*particle_columns"):
        SoftParticles(1)(batch)
