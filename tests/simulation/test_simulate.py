"""The whole chain: exactly so many jets of the right kind, the same for a seed."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from pyg_jets import cluster
from pyg_jets.evaluation.truth.decay import decay_truth
from pyg_jets.jets.kinematics import delta_r, mass
from pyg_jets.metrics import weighted_share
from pyg_jets.observables import jet_mass, soft_drop
from pyg_jets.simulation import PROCESSES, Events, Process, Recipe, simulate
from pyg_jets.simulation.detectors import detector_named
from pyg_jets.simulation.simulate import _pythia_seed, check_recipe, simulated_shard

pytest.importorskip("pythia8mc")


def _axes(jets: Any) -> torch.Tensor:
    return torch.stack([jet.p4.sum(0) for jet in jets])


@pytest.mark.parametrize(("kind", "prongs"), [("w", 2), ("top", 3), ("qcd", 1), ("z_gluon", 1)])
def test_kinds(kind: str, prongs: int) -> None:
    jets = simulate(kind, 12, seed=2, mpi=False)
    assert len(jets) == 12
    assert jets.partons is not None
    assert jets.partons.ptr.diff().tolist() == [prongs] * 12
    axes = torch.repeat_interleave(_axes(jets), prongs, 0)
    assert (delta_r(axes, jets.partons.p4) < 0.8).all()


def test_a_w_is_heavy_and_parts_into_its_quarks() -> None:
    jets = simulate("w", 30, seed=1, mpi=False)
    assert 60 < mass(_axes(jets)).median() < 110
    assert (decay_truth(cluster(jets)).w >= 0).sum() > 20


@pytest.mark.parametrize("detector", ["none", "cms"])
def test_one_seed_one_sample(detector: str) -> None:
    first, again = (simulate("w", 8, seed=3, detector=detector, mpi=False) for _ in range(2))
    other = simulate("w", 8, seed=4, detector=detector, mpi=False)
    assert torch.equal(first.p4, again.p4)
    assert not torch.equal(first.p4[:8], other.p4[:8])


def test_shards_share_no_event() -> None:
    parts = [simulated_shard(Recipe("w", mpi=False), 8, 3, shard) for shard in (0, 1)]
    assert torch.equal(parts[0].p4, simulate("w", 8, seed=3, mpi=False).p4)
    assert not torch.equal(parts[0].p4[:8], parts[1].p4[:8])
    numbers = [set(part.event.tolist()) for part in parts if part.event is not None]
    assert not numbers[0] & numbers[1]


def test_kinds_share_no_random_numbers() -> None:
    """Else a sample of gluons would hold events of the QCD sample with its seed."""
    seeds = {_pythia_seed(kind, 1, shard) for kind in PROCESSES for shard in range(100)}
    assert len(seeds) == 100 * len(PROCESSES)


def test_a_detector_may_be_a_function() -> None:
    def twice(events: Events) -> Events:
        return replace(events, p4=2 * events.p4)

    jets = simulate(
        "qcd",
        5,
        detector=twice,
        mpi=False,
        pt_window=(1000, 1400),
        settings=["PhaseSpace:pTHatMin = 500.", "PhaseSpace:pTHatMax = 2000."],
    )
    plain = simulate("qcd", 5, mpi=False, settings=["PhaseSpace:pTHatMax = 2000."])
    assert (len(jets), len(plain)) == (5, 5)
    assert _axes(jets)[:, :2].norm(dim=1).min() > 1000


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"jets": 0}, ValueError, "'jets' must be at least 1"),
        ({"jets": 1.5}, TypeError, "integer"),
        ({"seed": -1}, ValueError, "'seed' must not be negative"),
        ({"detector": "lhcb"}, ValueError, "'detector' must be one of"),
        ({"eta_max": 0.0}, ValueError, "'eta_max' must be positive"),
    ],
)
def test_bad_arguments(changes: dict[str, Any], error: type[Exception], words: str) -> None:
    arguments: dict[str, Any] = {"kind": "w", "jets": 3, "mpi": False}
    with pytest.raises(error, match=words):
        simulate(**{**arguments, **changes})


def test_a_hopeless_selection_ends() -> None:
    def blind(events: Events) -> Events:
        return replace(events, p4=0.1 * events.p4)

    fast = ["HadronLevel:all = off", "PartonLevel:FSR = off", "PartonLevel:ISR = off"]
    with pytest.raises(ValueError, match=r"one event in 1000 .*got 0 in 2000"):
        simulate("gluon", 3000, detector=blind, mpi=False, settings=fast)


def test_recipes_are_refused_before_the_work() -> None:
    check_recipe(Recipe("w", mpi=False))
    with pytest.raises(ValueError, match="'detector' must be one of"):
        check_recipe(Recipe("w", "lhcb"))
    with pytest.raises(ValueError, match="misread"):
        check_recipe(Recipe("w", settings=("PartonLevel:FSR = maybe",)))


@pytest.mark.parametrize(
    ("kind", "pids", "low", "high"),
    # Of bottom and charm hadrons neutrinos leave the jet.
    [
        ("hbb", {5}, 105, 126),
        ("hcc", {4}, 112, 128),
        ("hgg", {21}, 112, 128),
        ("z", set(range(1, 6)), 84, 96),
        ("zqq", set(range(1, 6)), 80, 96),
        ("wqq", set(range(1, 6)), 72, 86),
    ],
)
def test_bosons_have_their_mass(kind: str, pids: set[int], low: float, high: float) -> None:
    jets = simulate(kind, 30, seed=1, mpi=False)
    assert jets.partons is not None
    assert set(jets.partons.pid.abs().tolist()) <= pids
    assert jets.partons.ptr.diff().tolist() == [2] * 30
    assert low < soft_drop(jets).mass.median() < high


def test_a_process_of_ones_own() -> None:
    """Light pseudoscalars beside an unseen Z: their mass, and both of their quarks in the jet."""
    on = ("HiggsSM:ffbar2HZ = on", "23:onMode = off", "23:onIfAny = 12", "25:m0 = 60.")
    process = Process("phi", on, 25, (4, -4))
    jets = simulate(process, 25, seed=1, mpi=False, radius=1.0)
    assert jets.partons is not None
    assert set(jets.partons.pid.tolist()) == {4, -4}
    assert 52 < soft_drop(jets, radius=1.0).mass.median() < 63
    assert (delta_r(torch.repeat_interleave(_axes(jets), 2, 0), jets.partons.p4) < 1.0).all()


def test_a_chain_of_ones_own() -> None:
    """H -> WW -> four quarks, all in one jet of R = 1.2."""
    on = ("HiggsSM:ffbar2HZ = on", "23:onMode = off", "23:onIfAny = 12", "25:onMode = off",
          "25:onIfMatch = 24 24", "24:onMode = off", "24:onIfAny = 1 2 3 4 5")  # fmt: skip
    jets = simulate(Process("h4q", on, 25, ("q",) * 4), 10, mpi=False, radius=1.2)
    assert jets.partons is not None
    assert jets.partons.ptr.diff().tolist() == [4] * 10
    assert 115 < mass(jets.partons.p4.view(10, 4, 4).sum(1)).median() < 127


def test_the_radius_scales_the_mass_of_qcd_jets() -> None:
    """M = pt R sqrt(alpha_s) up to logarithms: about proportional to R."""
    narrow, wide = (simulate("gluon", 60, seed=1, mpi=False, radius=r) for r in (0.4, 0.8))
    assert 1.6 < jet_mass(wide).mean() / jet_mass(narrow).mean() < 2.4
    reach = [
        float(delta_r(torch.repeat_interleave(_axes(jets), jets.ptr.diff(), 0), jets.p4).max())
        for jets in (narrow, wide)
    ]
    assert 0.35 < reach[0] < 0.6
    assert reach[1] > 0.7


@pytest.mark.parametrize(
    ("kind", "window", "radius"), [("quark", (90.0, 110.0), 0.4), ("top", (1000.0, 1200.0), 1.0)]
)
def test_windows_and_radii(kind: str, window: tuple[float, float], radius: float) -> None:
    jets = simulate(kind, 15, seed=1, mpi=False, pt_window=window, radius=radius)
    pt = _axes(jets)[:, :2].norm(dim=1)
    assert window[0] <= pt.min() < pt.max() <= window[1]
    if kind == "top":
        assert 160 < jet_mass(jets).median() < 210


PARTONS = ("HadronLevel:all = off", "PartonLevel:FSR = off", "PartonLevel:ISR = off")


def test_weights_give_the_unbiased_spectrum_back() -> None:
    """Of partons, which are fast: shares above two borders, with and without the bias."""
    options: dict[str, Any] = {"mpi": False, "seed": 2, "settings": PARTONS}
    biased = simulate("qcd", 1500, **options)
    options["settings"] = (*PARTONS, "PhaseSpace:bias2Selection = off")
    plain = simulate("qcd", 1500, **options)
    assert plain.weight is not None
    assert plain.weight.unique().tolist() == [1.0]
    pt, its = (_axes(jets)[:, :2].norm(dim=1) for jets in (biased, plain))
    for border in (540.0, 600.0):
        one, other = weighted_share(pt > border, biased.weight), weighted_share(its > border)
        # Two jets of an event have one pt: as many as half of them, and errors are larger.
        error = np.hypot(one.high - one.low, other.high - other.low) / 2 * 2**0.5
        assert abs(one.value - other.value) < 2.5 * error
        # Without the weights it is nearly flat.
        flat = (700 - border) / 200
        assert weighted_share(pt > border).value == pytest.approx(flat, abs=0.08)
        assert abs(flat - other.value) > 5 * error


def test_weights_are_those_of_the_events() -> None:
    options: dict[str, Any] = {"mpi": False, "settings": PARTONS, "seed": 1}
    jets, without = (
        simulate("gluon", 40, **options),
        simulate("gluon", 40, weights=False, **options),
    )
    assert without.weight is None
    assert torch.equal(jets.p4, without.p4)
    assert jets.weight is not None
    # (400 GeV / pt of the hard process)^5; nothing was radiated.
    expected = (400 / _axes(jets)[:, :2].norm(dim=1)) ** 5
    torch.testing.assert_close(jets.weight, expected, rtol=0.1, atol=0)


def test_detectors_leave_weights_alone() -> None:
    seen: list[Events] = []

    def watched(events: Events) -> Events:
        seen.append(events)
        return detector_named("cms", 3)(events)

    jets = simulate("w", 5, seed=3, detector=watched, mpi=False)
    assert jets.weight is not None
    assert jets.event is not None
    made: dict[int, float] = {}
    for events in seen:
        assert events.weight is not None
        made |= dict(zip(events.number.tolist(), events.weight.tolist(), strict=True))
    numbers = (jets.event % 1_000_000_000).tolist()
    assert jets.weight.tolist() == [made[number] for number in numbers]


@pytest.mark.parametrize("radius", [0.0, -1.0, 1.6, float("nan")])
def test_impossible_radii(radius: float) -> None:
    with pytest.raises(ValueError, match=r"'radius' must be above 0 and at most 1.5 \(got"):
        simulate("w", 3, mpi=False, radius=radius)
