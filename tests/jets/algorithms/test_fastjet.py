"""FastJet's own route."""

import fastjet
import pytest
import torch

from pyg_jets import Constituents, cluster


def test_any_generalised_kt(toy_jets: Constituents) -> None:
    definition = fastjet.JetDefinition(fastjet.genkt_algorithm, 1000.0, 0.5)
    assert cluster(toy_jets, definition).batch().validate()


def test_a_small_radius_names_the_jet(toy_jets: Constituents) -> None:
    definition = fastjet.JetDefinition(fastjet.antikt_algorithm, 0.1)
    with pytest.raises(ValueError, match=r"jet 1: .*one jet \(got 2: .*R = 0.1.* larger R"):
        cluster(toy_jets, definition)


def test_no_jet_definition(toy_jets: Constituents) -> None:
    with pytest.raises(TypeError, match=r"a fastjet.JetDefinition \(got int\)"):
        cluster(toy_jets, 3)


@pytest.mark.parametrize(
    "algorithm", [fastjet.kt_algorithm, fastjet.cambridge_algorithm, fastjet.antikt_algorithm]
)
def test_a_definition_that_would_end_the_process(algorithm: int, toy_jets: Constituents) -> None:
    """FastJet's wheel takes a strategy for the number of a recombination scheme."""
    definition = fastjet.JetDefinition(algorithm, 1000.0, fastjet.E_scheme, fastjet.N2Plain)
    with pytest.raises(ValueError, match=r"FastJet can run \(got: .*\); .* takes no strategy"):
        cluster(toy_jets, definition)


def test_definitions_by_their_number_of_parameters(toy_jets: Constituents) -> None:
    two = fastjet.JetDefinition2Param(fastjet.genkt_algorithm, 1000.0, 0.5)
    plain = fastjet.JetDefinition(fastjet.genkt_algorithm, 1000.0, 0.5)
    found, expected = (cluster(toy_jets, definition).merges for definition in (two, plain))
    assert torch.equal(found, expected)
    assert cluster(toy_jets, fastjet.JetDefinition0Param(fastjet.ee_kt_algorithm)).batch().p4.shape
