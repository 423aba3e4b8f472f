import numpy as np
import pytest

from pyg_jets.simulation.detector.cards import Card, card
from pyg_jets.simulation.detector.propagation import Impacts, propagate

CMS, ATLAS = card("cms"), card("atlas")


def launch(
    pt: float,
    eta: float,
    phi: float,
    charge: int,
    *,
    detector: Card = CMS,
    vertex: tuple[float, float, float] = (0.0, 0.0, 0.0),
) -> Impacts:
    p3 = (pt * np.cos(phi), pt * np.sin(phi), pt * np.sinh(eta))
    p4 = np.array([[*p3, np.hypot(pt * np.cosh(eta), 0.14)]])
    return propagate(p4, np.array([charge]), np.array([vertex]), detector)


def stepped(
    pt: float, eta: float, phi: float, charge: int, *, detector: Card, vertex: tuple[float, ...]
) -> tuple[float, float]:
    """Eta and phi of the exit, by following the Lorentz force in steps of a tenth of a mm."""
    x, y, z = (1e-3 * number for number in vertex)
    step = 1e-4
    bend = 0.299792458 * detector.field * charge / pt * step
    # Half a turn first: the middle of each step is then exact to second order.
    phi -= bend / 2
    while np.hypot(x, y) < detector.radius and abs(z) < detector.half_length:
        x, y, z = x + step * np.cos(phi), y + step * np.sin(phi), z + step * np.sinh(eta)
        phi -= bend
    return float(np.arcsinh(z / np.hypot(x, y))), float(np.arctan2(y, x))


@pytest.mark.parametrize(("detector", "shift"), [(CMS, 0.826), (ATLAS, 0.352)])
@pytest.mark.parametrize("charge", [1, -1])
def test_a_pion_of_one_gev_bends(detector: Card, shift: float, charge: int) -> None:
    impact = launch(1.0, 0.0, 0.3, charge, detector=detector)
    assert impact.phi[0] == pytest.approx(0.3 - charge * shift, abs=1e-3)
    assert impact.momentum_phi[0] == pytest.approx(0.3)
    assert impact.eta[0] == pytest.approx(0.0)


@pytest.mark.parametrize("eta", [-2.7, 0.0, 1.2])
def test_neutral_particles_from_the_origin_go_straight(eta: float) -> None:
    impact = launch(3.0, eta, -2.5, 0)
    assert (impact.eta[0], impact.phi[0]) == pytest.approx((eta, -2.5))


@pytest.mark.parametrize(
    ("pt", "eta", "charge", "vertex"),
    [
        (1.0, 0.4, 1, (0.0, 0.0, 0.0)),
        (2.0, 1.9, -1, (0.0, 0.0, 0.0)),
        (0.4, 0.5, 1, (0.0, 0.0, 0.0)),
        (5.0, -0.8, -1, (200.0, -350.0, 150.0)),
        (0.9, 0.7, 1, (-500.0, 100.0, -900.0)),
        (0.3, -1.5, -1, (30.0, 60.0, 90.0)),
        (4.0, 0.2, 0, (600.0, 300.0, -200.0)),
    ],
    ids=["barrel", "endcap", "curler", "displaced", "displaced soft", "near curler", "neutral"],
)
@pytest.mark.parametrize("detector", [CMS, ATLAS], ids=["cms", "atlas"])
def test_the_exit_is_where_the_lorentz_force_leads(
    pt: float, eta: float, charge: int, vertex: tuple[float, float, float], detector: Card
) -> None:
    impact = launch(pt, eta, 2.0, charge, detector=detector, vertex=vertex)
    expected_eta, expected_phi = stepped(pt, eta, 2.0, charge, detector=detector, vertex=vertex)
    assert impact.eta[0] == pytest.approx(expected_eta, abs=2e-3)
    turn = np.exp(1j * (impact.phi[0] - expected_phi))
    assert abs(np.angle(turn)) < 2e-3


def test_a_displaced_track_points_where_it_came_closest_to_the_beam() -> None:
    """A particle that curls about (0, -r) and is made a sixth of a turn on has turned by that."""
    radius, turn = 1.0 / (0.299792458 * CMS.field) * 1e3, np.pi / 3
    vertex = (radius * np.sin(turn), radius * (np.cos(turn) - 1), 0.0)
    impact = launch(1.0, 0.0, -turn, 1, vertex=vertex)
    assert impact.momentum_phi[0] == pytest.approx(0.0, abs=1e-9)
    assert impact.phi[0] == pytest.approx(launch(1.0, 0.0, 0.0, 1).phi[0])


def test_particles_outside_or_along_the_beam_are_left_out() -> None:
    p4 = np.array([[1.0, 0, 0, 2], [1, 0, 0, 2], [1, 0, 0, 2], [1e-6, 0, 5, 5]])
    vertex = np.array([[0.0, 0, 0], [1291, 0, 0], [0, 0, -3001], [0, 0, 0]])
    impacts = propagate(p4, np.zeros(4), vertex, CMS)
    assert impacts.rows.tolist() == [0]


def test_a_curler_that_stays_where_it_is_gives_finite_numbers() -> None:
    impact = launch(0.2, 0.0, 0.0, 1)
    assert np.isfinite([impact.eta[0], impact.phi[0]]).all()
