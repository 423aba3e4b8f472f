"""Partons of the hard process, against a walk through Pythia's own record, event by event."""

from typing import Any

import numpy as np
import pytest

from pyg_jets.jets.kinematics import mass
from pyg_jets.simulation import Pythia
from pyg_jets.simulation._hard_partons import _within

pytest.importorskip("pythia8mc")


WINDOWS = {2: (0.0, 110.0), 3: (140.0, 200.0)}


def _walk(record: Any, prongs: int) -> list[int]:
    """PDG codes as the papers say it: last copies of resonances and their daughters."""
    if prongs == 1:
        return [p.id() for p in record if p.status() == -23 and (abs(p.id()) <= 5 or p.id() == 21)]
    codes = []
    heavy = {2: 24, 3: 6}[prongs]
    for sign in (-1, 1):
        first = next(i for i in range(record.size()) if record[i].id() == sign * heavy)
        last, block = record[first].iBotCopyId(), []
        if prongs == 3:
            daughters = record[last].daughterList()
            block += [record[i] for i in daughters if abs(record[i].id()) == 5]
            boson = next(i for i in daughters if abs(record[i].id()) == 24)
            last = record[boson].iBotCopyId()
        block += [record[i] for i in record[last].daughterList()]
        low, high = WINDOWS[prongs]
        if low < sum((particle.p() for particle in block[1:]), block[0].p()).mCalc() < high:
            codes += [particle.id() for particle in block]
    return codes


@pytest.mark.parametrize(
    ("kind", "prongs"), [("w", 2), ("top", 3), ("quark", 1), ("gluon", 1), ("z_quark", 1)]
)
def test_partons_are_those_of_a_walk(kind: str, prongs: int) -> None:
    partons = Pythia(kind, 3, mpi=False).events(5).partons
    again = Pythia(kind, 3, mpi=False)
    for event in range(5):
        again._pythia.next()
        assert partons[event].pid.tolist() == _walk(again._pythia.event, prongs)


@pytest.mark.parametrize(("kind", "prongs", "expected"), [("w", 2, 80.4), ("top", 3, 172.5)])
def test_blocks_have_the_mass_of_their_resonance(kind: str, prongs: int, expected: float) -> None:
    partons = Pythia(kind, 3, mpi=False).events(100).partons
    masses = mass(partons.p4.view(-1, prongs, 4).sum(1))
    assert masses.median().item() == pytest.approx(expected, abs=2)
    # Off-shell, or with a gluon that the resonance's daughters radiated: not all.
    assert ((masses - expected).abs() < 10).double().mean() > 0.7
    low, high = WINDOWS[prongs]
    assert low < masses.min() < masses.max() < high
    assert set(partons.ptr.diff().tolist()) <= {0, prongs, 2 * prongs}
    assert 0.8 * 200 < len(masses) < 200


def test_a_mass_on_the_border_is_none_of_the_sample() -> None:
    """W candidates of 0, 109.9, 110 and 110.1 GeV, of two partons back to back."""
    energies = np.repeat([0.0, 54.95, 55.0, 55.05], 2)
    momenta = energies * np.tile([1.0, -1.0], 4)
    p4 = np.stack((0 * energies, 0 * energies, momenta, energies), 1)
    assert _within(p4, 2, (0.0, 110.0)).tolist() == [False, False, True, True, *[False] * 4]


def test_kinds_of_partons() -> None:
    assert set(Pythia("gluon", 1, mpi=False).events(5).partons.pid.tolist()) == {21}
    assert Pythia("quark", 1, mpi=False).events(5).partons.pid.abs().max() <= 5
    assert Pythia("z_gluon", 1, mpi=False).events(5).partons.pid.tolist() == [21] * 5
