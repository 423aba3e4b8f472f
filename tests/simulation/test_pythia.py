"""Events: reproducible, whole, in charge and momentum balance, of the kind that was asked for."""

from typing import Any

import numpy as np
import pytest

from pyg_jets.simulation import Events, Pythia

pytest.importorskip("pythia8mc")


@pytest.fixture(scope="module")
def events() -> Events:
    return Pythia("w", 1, mpi=False).events(20)


def test_events_are_whole(events: Events) -> None:
    """Final particles carry both protons' charge and momentum."""
    total = np.zeros((len(events), 4))
    np.add.at(total, events.event_of, events.p4)
    assert np.abs(total - [0, 0, 0, 14000]).max() < 0.1
    assert np.bincount(events.event_of, weights=events.charge).tolist() == [2] * len(events)
    assert events.number.tolist() == list(range(20))


def test_vertices(events: Events) -> None:
    """Pions of kaons and hyperons come from afar; photons of pi0 from next to the origin."""
    assert events.vertex is not None
    away = np.linalg.norm(events.vertex, axis=1)
    assert np.isfinite(away).all()
    assert np.median(away) < 1e-3
    assert away.max() > 10


def test_one_seed_one_sample_whatever_the_batches(events: Events) -> None:
    pythia = Pythia("w", 1, mpi=False)
    first, second = pythia.events(5), pythia.events(15)
    assert np.array_equal(np.concatenate((first.p4, second.p4)), events.p4)
    assert np.array_equal(np.concatenate((first.number, second.number)), events.number)
    other = Pythia("w", 2, mpi=False).events(5)
    assert not np.array_equal(other.p4[:100], first.p4[:100])


def test_multiple_interactions_add_particles(events: Events) -> None:
    assert len(Pythia("w", 1).events(20).p4) > 1.5 * len(events.p4)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "b"}, "'kind' must be one of w, top"),
        ({"seed": 0}, "seed must be from 1"),
        ({"pt_window": (700, 500)}, "1.25 <= low < high"),
        ({"pt_window": (500, float("inf"))}, "1.25 <= low < high"),
        ({"settings": ["random:seed = 5"]}, "must be given by 'seed'"),
        ({"settings": ["PartonLevel:MPI = maybe"]}, "must be given by 'mpi'"),
        ({"settings": ["PhaseSpace:pTHatMin = 800"]}, "must overlap the jets' 'pt_window'"),
        ({"settings": ["PhaseSpace:pTHatMax = 450"]}, "must overlap the jets' 'pt_window'"),
        ({"energy": 100.0}, "vanishing cross sections"),
        ({"energy": -1.0}, "out of range"),
    ],
)
def test_bad_arguments(changes: dict[str, Any], words: str) -> None:
    arguments: dict[str, Any] = {"kind": "w", "seed": 1, "mpi": False}
    with pytest.raises(ValueError, match=words):
        Pythia(**{**arguments, **changes})


def test_a_switch_is_no_word() -> None:
    with pytest.raises(TypeError, match="'mpi' must be True or False"):
        Pythia("w", 1, mpi="off")  # type: ignore[arg-type]


def test_events_that_always_fail() -> None:
    pythia = Pythia("w", 1, mpi=False, settings=["Check:epTolErr = 1e-30"])
    with pytest.raises(ValueError, match="energy-momentum not conserved"):
        pythia.events(2)
