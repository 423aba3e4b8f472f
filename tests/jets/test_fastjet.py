"""FastJet's own route."""

import fastjet
import pytest

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
