from dataclasses import replace

import numpy as np
import pytest

from pyg_jets.simulation.detector import calorimeter as calorimeter_module
from pyg_jets.simulation.detector.calorimeter import Hits, energy_flow
from pyg_jets.simulation.detector.cards import Calorimeter, Resolution, card
from pyg_jets.simulation.detector.flow import Objects
from pyg_jets.simulation.detector.tracks import Tracks

HCAL = replace(card("cms").hcal, resolutions=(Resolution(5.0, 0.0, 0.0, 0.5),))
"""Every tower measures with an error of 0.5 GeV."""


def hits(energy: list[float], pid: list[int], eta: float = 0.02) -> Hits:
    count = len(energy)
    return Hits(
        np.array(energy),
        np.full(count, eta),
        np.full(count, 0.02),
        np.array(pid),
        np.zeros(count, dtype=np.int64),
    )


def tracks(
    energy: list[float], relative: float, pid: int = 211, eta: float = 0.02, mass: float = 0.0
) -> Tracks:
    ones = np.ones(len(energy))
    return Tracks(
        pt=np.array(energy) / np.cosh(eta),
        eta=eta * ones,
        phi=0.02 * ones,
        mass=mass * ones,
        resolution=relative * ones,
        pid=np.full(len(energy), pid),
        event=np.zeros(len(energy), dtype=np.int64),
        at_eta=eta * ones,
        at_phi=0.02 * ones,
    )


def flow(
    h: Hits, t: Tracks, calorimeter: Calorimeter = HCAL, seed: int = 0
) -> tuple[Tracks, Objects]:
    return energy_flow(h, t, calorimeter, np.random.default_rng(seed))


def test_an_excess_becomes_a_neutral_tower_and_tracks_stay() -> None:
    h, t = hits([10.0, 40.0], [211, 2112]), tracks([10.0], 0.01)
    out, neutral = flow(h, t)
    assert out.pt.tolist() == t.pt.tolist()
    total = neutral.pt * np.cosh(neutral.eta) + out.energy
    assert total == pytest.approx([50.0], abs=4 * 0.5)
    assert neutral.pid.tolist() == [0]
    assert 0 < neutral.eta[0] <= 0.087
    assert 0 < neutral.phi[0] <= np.pi / 36


def test_without_excess_the_tracks_take_the_weighted_mean() -> None:
    exact = replace(HCAL, resolutions=(Resolution(5.0, 0.0, 0.0, 1e-6),))
    h, t = hits([9.0, 6.0], [211, 211]), tracks([10.0, 6.0], 0.5)
    out, neutral = flow(h, t, exact)
    assert len(neutral.pt) == 0
    assert out.energy == pytest.approx(np.array([10.0, 6.0]) * 15 / 16, rel=1e-6)
    sure, neutral = flow(h, tracks([10.0, 6.0], 1e-9), HCAL)
    assert len(neutral.pt) == 0
    assert sure.energy == pytest.approx([10.0, 6.0], rel=1e-6)


@pytest.fixture
def exact(monkeypatch: pytest.MonkeyPatch) -> None:
    """Towers measure the true energy, whatever their resolution."""
    monkeypatch.setattr(calorimeter_module, "log_normal", lambda energy, *_: energy)


@pytest.mark.usefixtures("exact")
def test_equal_errors_meet_in_the_middle_and_keep_the_mass() -> None:
    t = tracks([20.4], 0.5 / 20.4, mass=0.5)
    out, neutral = flow(hits([20.0], [321]), t)
    assert len(neutral.pt) == 0
    error = t.energy[0] * 0.5 / 20.4
    best = (t.energy[0] / error**2 + 20 / 0.25) / (1 / error**2 + 1 / 0.25)
    assert best == pytest.approx(20.2, abs=0.01)
    assert out.pt[0] == pytest.approx(t.pt[0] * best / t.energy[0], rel=1e-12)
    assert out.mass == t.mass
    # An error three times as large has a ninth of the weight.
    out, _ = flow(hits([20.0], [321]), tracks([21.0], 1.5 / 21.0))
    assert out.energy == pytest.approx([(21 / 9 + 20) / (1 / 9 + 1)], rel=1e-12)


@pytest.mark.usefixtures("exact")
def test_an_excess_must_be_larger_than_its_error() -> None:
    """Tracks of 50 known to 3 GeV, towers to 4 GeV: 5 GeV together; the card asks for one."""
    four = replace(HCAL, resolutions=(Resolution(5.0, 0.0, 0.0, 4.0),))
    for excess, seen in ((4.9, False), (5.1, True)):
        h, t = hits([30.0, 20.0, excess], [211, 211, 130]), tracks([30.0, 20.0], 0.0)
        t = replace(t, resolution=np.array([1.8 / 30, 2.4 / 20]))
        out, neutral = flow(h, t, four)
        assert (len(neutral.pt) == 1) == seen
        alone = neutral.pt * np.cosh(neutral.eta)
        assert alone == pytest.approx([excess] if seen else [])
        best = (50 / 9 + 54.9 / 16) / (1 / 9 + 1 / 16)
        assert out.energy == pytest.approx(np.array([30, 20]) * (1 if seen else best / 50))
        twice, neutral = flow(h, t, replace(four, min_significance=2.0))
        assert len(neutral.pt) == 0
        assert twice.energy.sum() > 50


@pytest.mark.usefixtures("exact")
def test_an_excess_must_be_larger_than_the_least_energy() -> None:
    sharp = replace(HCAL, resolutions=(Resolution(5.0, 0.0, 0.0, 1e-3),))
    for excess, seen in ((0.9, 0), (1.1, 1)):
        _, neutral = flow(hits([10.0, excess], [211, 130]), tracks([10.0], 1e-4), sharp)
        assert len(neutral.pt) == seen
        _, neutral = flow(hits([excess], [130]), tracks([], 0.1), sharp)
        assert len(neutral.pt) == seen


@pytest.mark.usefixtures("exact")
def test_a_tower_with_just_the_least_energy_is_read_out() -> None:
    sharp = replace(HCAL, min_energy=2.0, resolutions=(Resolution(5.0, 0.0, 0.0, 1e-3),))
    energy, sigma = calorimeter_module._read_out(
        np.array([1.9, 2.0, 2.1]), np.zeros(3), sharp, np.random.default_rng(0)
    )
    assert energy.tolist() == [0.0, 2.0, 2.1]
    assert sigma == pytest.approx(1e-3)


@pytest.mark.usefixtures("exact")
def test_a_tower_without_error_says_nothing_of_its_tracks() -> None:
    """As in Delphes, where it has no weight."""
    perfect = replace(HCAL, resolutions=(Resolution(5.0, 0.0, 0.0, 0.0),))
    out, neutral = flow(hits([9.0], [211]), tracks([10.0], 0.5), perfect)
    assert out.energy == pytest.approx([10.0])
    assert len(neutral.pt) == 0


@pytest.mark.usefixtures("exact")
def test_a_tower_takes_the_tracks_that_touch_it() -> None:
    """A muon beside a pion: it neither adds to the tracks' energy nor is it scaled."""
    pion, muon = tracks([10.0], 0.05), tracks([30.0], 0.01, pid=13)
    both = Tracks(**{k: np.append(v, vars(muon)[k]) for k, v in vars(pion).items()})
    out, neutral = flow(hits([10.4, 30.0], [211, 13]), both)
    assert len(neutral.pt) == 0
    assert out.energy == pytest.approx([(10 + 10.4) / 2, 30.0])
    assert out.pid.tolist() == [211, 13]
    # A hit outside of all towers, or of a particle that leaves nothing, is none.
    out, neutral = flow(hits([50.0], [130], eta=5.2), tracks([], 0.1))
    assert len(out.pt) == len(neutral.pt) == 0


@pytest.mark.usefixtures("exact")
def test_tracks_of_other_events_and_towers_are_left() -> None:
    two = replace(tracks([10.0, 10.0], 0.05), event=np.array([0, 1]))
    h = replace(hits([10.4, 9.6], [211, 211]), event=np.array([0, 1]))
    assert flow(h, two)[0].energy == pytest.approx([10.2, 9.8])
    apart = replace(tracks([10.0, 10.0], 0.05), at_phi=np.array([0.02, 1.0]))
    h = replace(hits([10.4, 9.6], [211, 211]), phi=np.array([0.02, 1.0]))
    assert flow(h, apart)[0].energy == pytest.approx([10.2, 9.8])


def test_a_tower_measures_as_its_centre_does() -> None:
    """At |eta| = 2.97 in the tower from 2.95 to 3.125, whose centre is beyond the border at 3."""
    count = 20_000
    h = replace(hits([200.0] * count, [130] * count, eta=2.97), event=np.arange(count))
    _, neutral = flow(h, tracks([], 0.1), card("cms").hcal)
    energy = neutral.pt * np.cosh(neutral.eta)
    assert energy.mean() == pytest.approx(200, rel=5e-3)
    assert energy.std() == pytest.approx(np.hypot(0.130 * 200, 2.70 * 200**0.5), rel=0.03)
    assert (neutral.eta > 2.95).all()
    assert (neutral.eta <= 3.125).all()
    assert neutral.eta.mean() == pytest.approx((2.95 + 3.125) / 2, abs=2e-3)
    assert neutral.eta.std() == pytest.approx(0.175 / 12**0.5, rel=0.03)
    assert neutral.phi.std() == pytest.approx(np.pi / 18 / 12**0.5, rel=0.03)


def test_a_tower_below_its_threshold_still_pulls_its_tracks_down() -> None:
    out, neutral = flow(hits([0.1], [211]), tracks([4.0], 0.125))
    assert len(neutral.pt) == 0
    assert out.energy == pytest.approx([2.0])


def test_a_tower_below_its_threshold_without_tracks_gives_nothing() -> None:
    out, neutral = flow(hits([0.1], [2112]), tracks([], 0.1))
    assert len(neutral.pt) == len(out.pt) == 0


def test_muons_and_electrons_pass_the_hadron_calorimeter() -> None:
    for pid in (11, -13):
        out, neutral = flow(hits([30.0], [pid]), tracks([30.0], 0.2, pid=pid))
        assert len(neutral.pt) == 0
        assert out.pt == pytest.approx([30.0 / np.cosh(0.02)])


def test_a_photon_tower_smears_as_the_card_says() -> None:
    ecal, count = card("atlas").ecal, 20_000
    h = hits([50.0] * count, [22] * count)
    h = replace(h, event=np.arange(count))
    out, neutral = flow(h, tracks([], 0.1), ecal)
    energy = neutral.pt * np.cosh(neutral.eta)
    assert len(out.pt) == 0
    assert energy.mean() == pytest.approx(50.0, rel=1e-3)
    assert energy.std() == pytest.approx(0.719, rel=0.03)
    assert np.abs(neutral.eta - 0.02).max() < 0.0175
    assert (neutral.event == np.arange(count)).all()


def test_tracks_outside_of_all_towers_are_lost() -> None:
    out, _ = flow(hits([], []), tracks([30.0, 30.0], 0.1, eta=5.2))
    assert len(out.pt) == 0


def test_towers_of_two_events_do_not_mix() -> None:
    h = hits([50.0, 70.0], [2112, 2112])
    _, neutral = flow(replace(h, event=np.array([0, 1])), tracks([], 0.1))
    assert neutral.pt * np.cosh(neutral.eta) == pytest.approx([50.0, 70.0], abs=4 * 0.5)
    assert neutral.event.tolist() == [0, 1]
