from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch

from pyg_jets.datasets import sample
from pyg_jets.jets.kinematics import pt
from pyg_jets.observables import jet_mass, multiplicity
from pyg_jets.simulation import Events, Pythia, detect, find_jets, simulate

Gun = Callable[..., Events]
N = 4000


def seen(events: Events, detector: str = "cms", seed: int = 0) -> Events:
    return detect(events, detector, np.random.default_rng(seed))


def energies(events: Events) -> np.ndarray:
    return np.bincount(events.event_of, events.p4[:, 3], minlength=len(events))


def test_a_pion_is_a_track_or_a_hadron_tower(gun: Gun) -> None:
    flow = seen(gun(211, 10.0, 0.0, count=N))
    tracked = np.isin(np.arange(N), flow.event_of[flow.pid == 211])
    assert tracked.mean() == pytest.approx(0.95, abs=0.015)
    untracked = flow.p4[~tracked[flow.event_of]]
    assert (flow.pid[~tracked[flow.event_of]] == 0).all()
    # Zeroed below its resolution of 4.8 GeV, so its spread is not quite that.
    assert untracked[:, 3].mean() == pytest.approx(10.7, abs=1.5)
    assert untracked[:, 3].min() > 1.5


@pytest.mark.parametrize(("detector", "sigma"), [("cms", 0.962), ("atlas", 0.719)])
def test_a_photon_is_one_tower_where_it_went(gun: Gun, detector: str, sigma: float) -> None:
    events = gun(22, 50.0, 0.003, count=N)
    flow = seen(events, detector)
    assert (flow.pid == 22).all()
    assert (flow.charge == 0).all()
    assert flow.ptr.tolist() == list(range(N + 1))
    assert flow.p4[:, 3].mean() == pytest.approx(50.0, abs=4 * sigma / N**0.5)
    assert flow.p4[:, 3].std() == pytest.approx(sigma, rel=0.05)
    turn = np.arctan2(flow.p4[:, 1], flow.p4[:, 0]) - np.arctan2(events.p4[:, 1], events.p4[:, 0])
    assert np.abs(np.angle(np.exp(1j * turn))).max() < np.pi / 180
    assert np.abs(np.arcsinh(flow.p4[:, 2] / np.hypot(*flow.p4[:, :2].T)) - 0.003).max() < 0.0175


def test_a_muon_is_only_a_track_and_a_neutrino_nothing(gun: Gun) -> None:
    flow = seen(gun(13, 30.0, 1.0, count=N))
    assert (flow.pid == 13).all()
    assert (flow.charge == -1).all()
    assert len(flow.pid) / N == pytest.approx(0.99, abs=0.01)
    for invisible in (12, 53, 4900211):
        events = replace(gun(12, 30.0, 1.0, count=100), pid=np.full(100, invisible, np.int32))
        assert len(seen(events).pid) == 0


@pytest.mark.parametrize("pid", [211, 11, 13])
def test_beyond_the_tracker_there_are_no_tracks(gun: Gun, pid: int) -> None:
    flow = seen(gun(pid, 200.0, 2.7, count=300))
    assert (flow.charge == 0).all()


def test_an_electron_is_measured_twice(gun: Gun) -> None:
    flow = seen(gun(11, 50.0, 0.2, count=N))
    tracks = flow.pid == 11
    assert tracks.sum() / N == pytest.approx(0.95, abs=0.015)
    assert energies(flow).std() < 2.0


def test_tracks_get_the_mass_of_a_pion(gun: Gun) -> None:
    flow = seen(gun(-321, 20.0, 0.4, count=50))
    tracks = flow.p4[flow.pid == -321]
    mass = np.sqrt(tracks[:, 3] ** 2 - (tracks[:, :3] ** 2).sum(1))
    assert mass == pytest.approx(0.13957, abs=1e-4)


@pytest.mark.parametrize("pid", [22, 130, 211])
def test_energies_are_right_on_average(gun: Gun, pid: int) -> None:
    for detector in ("cms", "atlas"):
        flow = seen(gun(pid, 300.0, 0.8, count=N), detector)
        assert energies(flow).mean() == pytest.approx(300.0, rel=0.02)


def test_the_same_state_gives_the_same_flow(gun: Gun) -> None:
    events = gun(211, 20.0, 0.5, count=50)
    one, two, other = seen(events), seen(events), seen(events, seed=1)
    assert (one.p4 == two.p4).all()
    assert len(one.p4) != len(other.p4) or (one.p4 != other.p4).any()


def test_displacement_counts_where_it_is_asked_for(gun: Gun) -> None:
    vertex = np.tile([1500.0, 0.0, 0.0], (40, 1))
    outside = replace(gun(22, 50.0, 0.1, count=40), vertex=vertex)
    assert len(seen(outside).p4) == 40
    lost = detect(outside, "cms", np.random.default_rng(0), displaced=True)
    assert len(lost.p4) == 0
    assert lost.ptr.tolist() == [0] * 41


def test_events_and_their_truth_pass_through(gun: Gun) -> None:
    events = gun(22, 5.0, 0.1, count=3)
    flow = seen(events)
    assert flow.number is events.number
    assert flow.partons is events.partons
    assert flow.vertex is None
    assert len(seen(replace(events, ptr=np.array([0, 0, 3, 3])))) == 3


def test_of_nothing_nothing_is_seen(gun: Gun) -> None:
    for detector in ("cms", "atlas"):
        assert len(seen(gun(22, 5.0, 0.1, count=0), detector)) == 0
        empty = replace(gun(22, 5.0, 0.1, count=0), ptr=np.zeros(4, dtype=int), number=np.arange(3))
        flow = seen(empty, detector)
        assert flow.ptr.tolist() == [0, 0, 0, 0]
        assert flow.p4.shape == (0, 4)


def test_what_cannot_be_detected_is_refused(gun: Gun) -> None:
    events = gun(22, 5.0, 0.1)
    with pytest.raises(ValueError, match="'detector' must be one of cms, atlas"):
        seen(events, "delphes")
    with pytest.raises(ValueError, match=r"finite vertices \(got none: a detector has seen these"):
        seen(seen(events))
    with pytest.raises(ValueError, match=r"finite vertices \(got nan or inf\)"):
        seen(replace(events, vertex=np.full((1, 3), np.nan)))


@pytest.mark.slow
def test_jets_are_those_of_the_real_program() -> None:
    """Multiplicity within 5 % and the W's mass within 1 GeV of the bundled sample's."""
    pytest.importorskip("pythia8mc")
    ours, real = simulate("w", 700, seed=5, detector="cms"), sample("w")
    ratio = multiplicity(ours).mean() / multiplicity(real).mean()
    assert float(ratio) == pytest.approx(1.0, abs=0.05)
    masses = (jet_mass(jets).numpy() for jets in (ours, real))
    medians = [np.median(mass[(mass > 65) & (mass < 105)]) for mass in masses]
    assert medians[0] == pytest.approx(medians[1], abs=1.0)


@pytest.mark.slow
@pytest.mark.parametrize("detector", ["cms", "atlas"])
def test_jets_keep_their_momentum_and_lose_constituents(detector: str) -> None:
    pytest.importorskip("pythia8mc")
    events = Pythia("w", 3).events(600)
    truth = find_jets(events, 2, pt_window=(450.0, 750.0))
    jets = find_jets(seen(events, detector), 2, pt_window=(300.0, 900.0))
    pairs = [
        (int(i), int(j))
        for i, partons in enumerate(truth.partons.p4[::2])  # type: ignore[union-attr]
        for j in (jets.partons.p4[::2] == partons).all(1).nonzero()  # type: ignore[union-attr]
    ]
    assert len(pairs) > 0.95 * len(truth)
    before, after = (list(side) for side in zip(*pairs, strict=True))
    pt_before, pt_after = (
        pt(torch.stack([jet.p4.sum(0) for jet in sample_]))
        for sample_ in (truth[before], jets[after])
    )
    response = pt_after / pt_before
    assert float(response.mean()) == pytest.approx(1.0, abs=0.02)
    assert 0.02 < float(response.std()) < 0.1
    kept = multiplicity(jets[after]).mean() / multiplicity(truth[before]).mean()
    assert 0.5 < float(kept) < 0.8
