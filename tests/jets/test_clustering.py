"""Trees against FastJet's, bit for bit."""

import fastjet
import numpy as np
import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.datasets import sample
from pyg_jets.jets.clustering import ALGORITHMS

FASTJET = {
    "cambridge_aachen": ("ca", fastjet.cambridge_algorithm),
    "kt": ("kt", fastjet.kt_algorithm),
    "antikt": ("antikt", fastjet.antikt_algorithm),
}


@pytest.mark.parametrize("algorithm", FASTJET)
def test_reference_trees_bit_for_bit(
    algorithm: str, reference: Constituents, reference_arrays: dict[str, np.ndarray]
) -> None:
    trees, name = cluster(reference, algorithm), FASTJET[algorithm][0]
    np.testing.assert_array_equal(trees.merges, reference_arrays[f"tree_{name}_parents"])
    batch = trees.batch()
    inner = batch.p4[~batch.is_leaf].numpy()
    np.testing.assert_array_equal(inner, reference_arrays[f"tree_{name}_p4"])


@pytest.mark.parametrize("algorithm", FASTJET)
def test_same_as_a_jet_definition(algorithm: str, toy_jets: Constituents) -> None:
    definition = fastjet.JetDefinition(FASTJET[algorithm][1], 1000.0)
    assert torch.equal(cluster(toy_jets, algorithm).merges, cluster(toy_jets, definition).merges)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_algorithm_makes_valid_trees(algorithm: str, toy_jets: Constituents) -> None:
    trees = cluster(toy_jets, algorithm)
    assert trees.batch().validate()
    root = trees[-1].p4[-1]
    torch.testing.assert_close(root, toy_jets[-1].p4.sum(0))


def test_random_trees_follow_their_seed(toy_jets: Constituents) -> None:
    first = cluster(toy_jets, "random", seed=1)
    assert torch.equal(first.merges, cluster(toy_jets, "random", seed=1).merges)
    assert not torch.equal(first.merges, cluster(toy_jets, "random", seed=2).merges)
    start = cluster(toy_jets[:5], "random", seed=1).merges
    assert torch.equal(first.merges[: len(start)], start)


@pytest.mark.parametrize(
    ("algorithm", "merges"),
    [("asc_pt", [[1, 2], [0, 4], [3, 5]]), ("desc_pt", [[0, 3], [2, 4], [1, 5]])],
)
def test_chains_by_hand(algorithm: str, merges: list[list[int]]) -> None:
    p4 = [[2.0, 0, 0, 2], [9.0, 0, 1, 10], [5.0, 1, 0, 6], [1.0, 0, 0, 1]]
    trees = cluster(Constituents(p4, [0, 4]), algorithm)
    assert trees.merges.tolist() == merges


def test_bad_input(toy_jets: Constituents) -> None:
    with pytest.raises(ValueError, match=r"one of kt, cambridge_aachen.* \(got 'durham'\)"):
        cluster(toy_jets, "durham")
    beam = Constituents([[1.0, 0, 0, 2], [1.0, 0, 3, 4], [-1.0, 0, 3, 4]], [0, 1, 3])
    with pytest.raises(ValueError, match=r"jet 1: .* transverse momentum"):
        cluster(beam)


def test_threads_change_nothing() -> None:
    jets = sample("qcd")[:2500]
    threads, merges = torch.get_num_threads(), []
    try:
        for number in (1, 3):
            torch.set_num_threads(number)
            merges.append(cluster(jets).merges)
    finally:
        torch.set_num_threads(threads)
    assert torch.equal(*merges)
    some = [0, 1023, 1024, 2047, 2048, 2499]
    assert torch.equal(cluster(jets)[some].merges, cluster(jets[some]).merges)


def test_no_jets_are_no_trees(toy_jets: Constituents) -> None:
    assert len(cluster(toy_jets[:0])) == 0


def test_a_particle_along_the_beam_whose_energy_is_rounded() -> None:
    p4 = [[0.0, 0.0, 50.0, 49.999], [10.0, 1.0, 0.0, 20.0], [12.0, 3.0, 1.0, 20.0]]
    assert cluster(Constituents(p4, [0, 3])).merges.tolist() == [[1, 2], [0, 3]]


def test_what_are_no_constituents() -> None:
    with pytest.raises(TypeError, match=r"must be Constituents \(got list\)"):
        cluster([[1.0, 0.0, 0.0, 1.0]])  # type: ignore[arg-type]
