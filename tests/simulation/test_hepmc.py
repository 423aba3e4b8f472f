from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pyg_jets.simulation import Events
from pyg_jets.simulation._hepmc import write_hepmc

Gun = Callable[..., Events]
pyhepmc = pytest.importorskip("pyhepmc")


def two_events(gun: Gun) -> Events:
    """Three particles, two of them from one displaced decay, and one at the origin."""
    events = gun(211, 20.0, 0.5, count=4)
    vertex = np.array([[0.0, 0, 0], [3.5, -1.25, 400.0], [3.5, -1.25, 400.0], [0, 0, 0]])
    return replace(events, ptr=np.array([0, 3, 4]), number=np.array([7, 9]), vertex=vertex)


def rows(event: object) -> list[tuple[float, ...]]:
    """Momentum, code and production vertex of the stable particles, sorted."""
    return sorted(
        (
            *(getattr(particle.momentum, name) for name in ("px", "py", "pz", "e")),
            particle.pid,
            *(getattr(particle.production_vertex.position, name) for name in "xyz"),
        )
        for particle in event.particles  # type: ignore[attr-defined]
        if particle.status == 1
    )


def test_what_is_written_reads_back_to_the_last_bit(gun: Gun, tmp_path: Path) -> None:
    events = two_events(gun)
    assert events.vertex is not None
    write_hepmc(events, tmp_path / "events.hepmc")
    with pyhepmc.open(str(tmp_path / "events.hepmc")) as file:
        read = list(file)
    assert [event.event_number for event in read] == [7, 9]
    for event, (first, last) in zip(read, ((0, 3), (3, 4)), strict=True):
        assert (event.momentum_unit, event.length_unit) == (pyhepmc.Units.GEV, pyhepmc.Units.MM)
        columns = np.column_stack((events.p4, events.pid, events.vertex))[first:last]
        assert rows(event) == sorted(map(tuple, columns.tolist()))


def test_statuses_and_the_decayed_particle(gun: Gun, tmp_path: Path) -> None:
    events = two_events(gun)
    write_hepmc(events, tmp_path / "events.hepmc")
    with pyhepmc.open(str(tmp_path / "events.hepmc")) as file:
        first, second = file
    assert sorted(particle.status for particle in first.particles) == [1, 1, 1, 2, 4, 4]
    assert sorted(particle.status for particle in second.particles) == [1, 4, 4]
    (decayed,) = (particle for particle in first.particles if particle.status == 2)
    assert decayed.momentum.e == pytest.approx(40.0)
    assert len(decayed.end_vertex.particles_out) == 2


def test_an_event_may_be_empty(gun: Gun, tmp_path: Path) -> None:
    events = replace(two_events(gun), ptr=np.array([0, 0, 4]))
    write_hepmc(events, tmp_path / "events.hepmc")
    with pyhepmc.open(str(tmp_path / "events.hepmc")) as file:
        assert [len(rows(event)) for event in file] == [0, 4]


def test_particles_need_vertices(gun: Gun, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"must have vertices \(got none\)"):
        write_hepmc(replace(two_events(gun), vertex=None), tmp_path / "events.hepmc")


def test_the_package_is_named_where_it_is_missing(
    gun: Gun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyhepmc", None)
    with pytest.raises(ImportError, match=r"pip install 'pyg-jets\[simulation\]'"):
        write_hepmc(two_events(gun), tmp_path / "events.hepmc")
