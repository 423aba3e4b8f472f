import numpy as np
import pytest

from pyg_jets.simulation.detector.cards import CARDS, Calorimeter, card
from pyg_jets.simulation.detector.towers import borders, fractions, locate, resolution

CALORIMETERS = [getattr(card(name), part) for name in CARDS for part in ("ecal", "hcal")]


@pytest.mark.parametrize("calorimeter", CALORIMETERS)
def test_a_point_lies_within_the_borders_of_its_tower(calorimeter: Calorimeter) -> None:
    rng = np.random.default_rng(0)
    end = calorimeter.eta_edges[-1]
    eta, phi = rng.uniform(-end, end, 20_000), rng.uniform(-np.pi, np.pi, 20_000)
    low, high = borders(locate(eta, phi, calorimeter), calorimeter)
    point = np.column_stack((eta, phi))
    assert (low < point).all()
    assert (point <= high + 1e-12).all()


@pytest.mark.parametrize("calorimeter", CALORIMETERS)
def test_every_tower_finds_its_own_centre(calorimeter: Calorimeter) -> None:
    every = np.arange(calorimeter.num_phi.sum())
    low, high = borders(every, calorimeter)
    eta, phi = (low + high).T / 2
    assert (locate(eta, phi, calorimeter) == every).all()


def test_upper_borders_belong_to_the_tower() -> None:
    hcal = card("cms").hcal
    edges = hcal.eta_edges
    on, inside = locate(edges[1:], np.full(80, 0.1), hcal), (edges[1:] + edges[:-1]) / 2
    assert (on == locate(inside, np.full(80, 0.1), hcal)).all()
    assert locate(edges[:1], np.array([0.1]), hcal) == [-1]
    assert locate(np.array([5.01]), np.array([0.1]), hcal) == [-1]
    sector = locate(np.zeros(3), np.array([0.0, -1e-9, 1e-9]), hcal)
    assert sector[0] == sector[1] == sector[2] - 1
    ends = locate(np.zeros(2), np.array([-np.pi, np.pi]), hcal)
    assert ends[1] - ends[0] == 71


def test_what_particles_leave() -> None:
    pid = np.array([11, -11, 22, 111, 310, 3122, -3122, 13, 12, 211, -2212, 2112, 130])
    ecal, hcal = fractions(pid, card("cms").ecal), fractions(pid, card("cms").hcal)
    assert ecal.tolist() == [1, 1, 1, 1, 0.3, 0.3, 0.3, 0, 0, 0, 0, 0, 0]
    assert hcal.tolist() == [0, 0, 0, 0, 0.7, 0.7, 0.7, 0, 0, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("detector", "part", "energy", "eta", "expected"),
    [
        ("cms", "ecal", 50.0, 0.0, 0.962),
        ("atlas", "ecal", 50.0, 0.0, 0.719),
        ("cms", "ecal", 50.0, 1.0, 1.64 * 0.962),
        ("cms", "ecal", 50.0, -2.0, 2.16 * 0.962),
        ("cms", "ecal", 50.0, 2.3, (2.16 + 5.6 * 0.09) * 0.962),
        ("cms", "ecal", 50.0, 3.0, np.hypot(5.35, 2.08 * 50**0.5)),
        ("cms", "hcal", 10.0, 0.0, 4.77),
        ("cms", "hcal", 10.0, 3.5, np.hypot(1.3, 2.7 * 10**0.5)),
        ("atlas", "hcal", 10.0, 1.7, np.sqrt(0.302**2 + 0.5205**2 * 10 + 1.59**2)),
        ("atlas", "hcal", 10.0, 3.0, np.hypot(0.5, 0.706 * 10**0.5)),
        ("atlas", "hcal", 10.0, -4.0, np.hypot(0.942, 10**0.5)),
        ("atlas", "ecal", 10.0, 4.95, 0.0),
    ],
)
def test_resolutions_of_the_cards(
    detector: str, part: str, energy: float, eta: float, expected: float
) -> None:
    calorimeter = getattr(card(detector), part)
    sigma = resolution(np.array([energy]), np.array([eta]), calorimeter)
    assert sigma == pytest.approx([expected], rel=1e-3)
