"""Energy flow polynomials against sums over all tuples of particles, and EnergyFlow's values."""

import csv
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import torch

from pyg_jets import Constituents, cluster, observables
from pyg_jets.datasets import sample
from pyg_jets.jets import kinematics
from pyg_jets.observables import energy_flow_polynomials, multigraphs

REFERENCE = Path(__file__).parent / "energyflow_values.csv"


def _one_by_one(jet: Constituents, graph: tuple[tuple[int, int], ...], beta: float) -> float:
    pt, y = kinematics.pt(jet.p4), kinematics.rapidity(jet.p4)
    phi = kinematics.phi(jet.p4)
    z = (pt / pt.sum()).tolist()
    theta = torch.hypot(
        y[:, None] - y, kinematics.delta_phi(phi[:, None] + 0 * phi, phi + 0 * phi[:, None])
    ).tolist()
    total = 0.0
    for chosen in product(range(len(pt)), repeat=max(map(max, graph)) + 1):
        term = 1.0
        for particle in chosen:
            term *= z[particle]
        for a, b in graph:
            term *= theta[chosen[a]][chosen[b]] ** beta
        total += term
    return total


@pytest.mark.parametrize("degree", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("beta", [1.0, 0.7, 2.0])
def test_sums_over_all_tuples(toy_jets: Constituents, degree: int, beta: float) -> None:
    jets = toy_jets[[1, 2, 3]] if degree < 5 or beta == 1.0 else toy_jets[[1, 2]]
    found = energy_flow_polynomials(jets, degree, beta)
    for k, graph in enumerate(multigraphs(degree)):
        for jet, value in zip(jets, found[:, k].tolist(), strict=True):
            assert value == pytest.approx(_one_by_one(jet, graph, beta), rel=1e-12)


def test_values_of_energyflow() -> None:
    with REFERENCE.open() as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    jets = sample("w")[:2]
    assert len(rows) == 2 * 53
    for row in rows:
        graph = tuple((int(e[0]), int(e[1])) for e in row["edges"].split())
        column = multigraphs(len(graph)).index(graph)
        found = energy_flow_polynomials(jets, len(graph), float(row["beta"]))[:, column]
        expected = [float(row["jet_0"]), float(row["jet_1"])]
        np.testing.assert_allclose(found, expected, rtol=1e-10)


def test_the_first_is_twice_the_correlator_e2() -> None:
    """Sum over all i, j of z z theta; and the third correlator is the triangle over 6."""
    jets = sample("qcd")[:5]
    (e2,) = energy_flow_polynomials(jets, 1).T / 2
    triangle = multigraphs(3).index(((0, 1), (0, 2), (1, 2)))
    e3 = energy_flow_polynomials(jets, 3)[:, triangle] / 6
    torch.testing.assert_close(observables.c2(jets), e3 / e2**2)


def test_trees_and_jets_of_one_particle(toy_jets: Constituents) -> None:
    found = energy_flow_polynomials(cluster(toy_jets), 4)
    assert torch.equal(found, energy_flow_polynomials(toy_jets, 4))
    assert (found[0] == 0).all()
    assert energy_flow_polynomials.irc_safe


def test_bad_input_is_refused(toy_jets: Constituents) -> None:
    with pytest.raises(ValueError, match=r"'degree' must be an integer from 1 to 5 .got 6"):
        energy_flow_polynomials(toy_jets, 6)
    with pytest.raises(ValueError, match=r"'beta' must be finite and positive .got 0"):
        energy_flow_polynomials(toy_jets, 2, 0)
    with pytest.raises(TypeError, match="Constituents or a JetTreeDataset"):
        energy_flow_polynomials([1.0], 2)  # type: ignore[arg-type]
