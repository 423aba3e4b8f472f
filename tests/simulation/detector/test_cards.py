import numpy as np
import pytest

from pyg_jets.simulation.detector.cards import CARDS, card


@pytest.mark.parametrize(
    ("detector", "ecal", "hcal"), [("cms", 123_192, 4176), ("atlas", 123_192, 2340)]
)
def test_towers_of_the_cards(detector: str, ecal: int, hcal: int) -> None:
    for calorimeter, count in ((card(detector).ecal, ecal), (card(detector).hcal, hcal)):
        assert calorimeter.num_phi.sum() == count
        assert len(calorimeter.eta_edges) == len(calorimeter.num_phi) + 1
        assert (np.diff(calorimeter.eta_edges) > 0).all()
        np.testing.assert_allclose(calorimeter.eta_edges, -calorimeter.eta_edges[::-1], atol=1e-9)


def test_crystals_cover_the_barrel_in_steps_of_a_sixtieth() -> None:
    for detector in CARDS:
        edges = card(detector).ecal.eta_edges
        barrel = edges[np.abs(edges) < 2.96]
        np.testing.assert_allclose(np.diff(barrel), 0.0174, atol=1e-9)


def test_atlas_has_the_weaker_field_and_keeps_stiff_muons() -> None:
    cms, atlas = card("cms"), card("atlas")
    assert (cms.field, cms.radius, cms.half_length) == (3.8, 1.29, 3.0)
    assert (atlas.field, atlas.radius, atlas.half_length) == (2.0, 1.15, 3.51)
    assert cms.loses_stiff_muons
    assert not atlas.loses_stiff_muons


def test_an_unknown_detector_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'detector' must be one of cms, atlas \(got 'lhcb'\)"):
        card("lhcb")
