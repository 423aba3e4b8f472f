from dataclasses import replace

import numpy as np
import pytest

from pyg_jets.simulation._calorimeter import Hits, energy_flow
from pyg_jets.simulation._cards import Calorimeter, Resolution, card
from pyg_jets.simulation._flow import Objects
from pyg_jets.simulation._tracks import Tracks

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


def test_equal_errors_meet_in_the_middle_and_keep_the_mass() -> None:
    h, t = hits([20.0], [321]), tracks([20.4], 0.5 / 20.4, mass=0.5)
    seen = hits([20.0], [2112])
    compared = 0
    for seed in range(20):
        _, alone = flow(seen, tracks([], 0.1), seed=seed)
        calo = float(alone.pt[0] * np.cosh(alone.eta[0]))
        if calo - t.energy[0] > 1.0:
            continue
        out, neutral = flow(h, t, seed=seed)
        assert len(neutral.pt) == 0
        error = t.resolution[0] * t.energy[0]
        best = (t.energy[0] / error**2 + calo / 0.25) / (1 / error**2 + 1 / 0.25)
        assert out.pt[0] == pytest.approx(t.pt[0] * best / t.energy[0], rel=1e-9)
        assert out.mass == t.mass
        compared += 1
    assert compared > 10


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
