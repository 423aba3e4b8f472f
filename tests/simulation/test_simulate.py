"""The whole chain: exactly so many jets of the right kind, the same for a seed."""

from dataclasses import replace
from typing import Any

import pytest
import torch

from pyg_jets import cluster
from pyg_jets.jets.kinematics import delta_r, mass
from pyg_jets.simulation import Events, Recipe, simulate
from pyg_jets.simulation.pythia import PROCESSES
from pyg_jets.simulation.simulate import _pythia_seed, check_recipe, simulated_shard
from pyg_jets.study.chapters.truth.decay import decay_truth

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
