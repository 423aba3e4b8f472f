"""Jets of events, against FastJet one event at a time and the words of the matching rules."""

import fastjet._swig as swig
import numpy as np
import pytest
import torch

from pyg_jets.jets.constituents import Partons
from pyg_jets.jets.kinematics import delta_r, eta, pt
from pyg_jets.simulation import Events, find_jets


def _particle(pt: float, eta: float, phi: float) -> list[float]:
    return [pt * np.cos(phi), pt * np.sin(phi), pt * np.sinh(eta), pt * np.cosh(eta)]


def _events(particles: list[list[list[float]]], partons: list[list[list[float]]]) -> Events:
    flat = [particle for event in particles for particle in event]
    counts = [len(event) for event in particles]
    hard = [parton for event in partons for parton in event]
    code = torch.arange(1, len(hard) + 1, dtype=torch.int32)
    return Events(
        p4=np.array(flat, dtype=float).reshape(-1, 4),
        ptr=np.cumsum([0, *counts]),
        pid=np.full(len(flat), 211, np.int32),
        charge=np.ones(len(flat), np.int8),
        vertex=None,
        number=np.arange(len(counts)) + 40,
        partons=Partons(
            torch.tensor(hard, dtype=torch.float64).view(-1, 4),
            torch.tensor(np.cumsum([0, *(len(event) for event in partons)])),
            code,
            torch.full_like(code, -23),
        ),
    )


@pytest.fixture
def crowd() -> Events:
    """Twenty events of 200 particles around two axes back to back, some quite empty."""
    generator = np.random.default_rng(5)
    particles, partons = [], []
    for _ in range(20):
        phi, rapidity = generator.uniform(-3, 3), generator.uniform(-2.5, 2.5, 2)
        axes = [(rapidity[0], phi), (rapidity[1], phi + np.pi)]
        particles.append(
            [
                _particle(
                    generator.exponential(6),
                    axes[k % 2][0] + generator.normal(0, 0.4),
                    axes[k % 2][1] + generator.normal(0, 0.4),
                )
                for k in range(200)
            ]
        )
        partons.append([_particle(600, *axis) for axis in axes])
    return _events(particles, partons)


def test_jets_are_fastjets(crowd: Events) -> None:
    jets = find_jets(crowd, 1, pt_window=(300, 700))
    definition = swig.JetDefinition(swig.antikt_algorithm, 0.8)
    expected = []
    for first, last in zip(crowd.ptr[:-1], crowd.ptr[1:], strict=True):
        rows = [swig.PseudoJet(*row) for row in crowd.p4[first:last].tolist()]
        sequence = swig.ClusterSequence(rows, definition)
        found = swig.sorted_by_pt(sequence.inclusive_jets(300.0))
        expected += [
            [jet.px(), jet.py(), jet.pz(), jet.E()]
            for jet in found
            if jet.pt() <= 700 and abs(jet.eta()) < 2
        ]
    axes = torch.stack([jet.p4.sum(0) for jet in jets])
    assert len(jets) > 10
    assert torch.allclose(axes, torch.tensor(expected, dtype=torch.float64), rtol=1e-12)
    momenta = pt(jets.p4)
    inside = torch.ones(len(momenta) - 1, dtype=torch.bool)
    inside[jets.ptr[1:-1] - 1] = False
    assert (momenta.diff()[inside] <= 0).all()


def test_one_prong_takes_the_nearest_parton(crowd: Events) -> None:
    jets = find_jets(crowd, 1, pt_window=(300, 700))
    assert jets.partons is not None
    assert jets.event is not None
    for jet, event in zip(jets, jets.event.tolist(), strict=True):
        assert jet.partons is not None
        distances = delta_r(jet.p4.sum(0), crowd.partons[event - 40].p4)
        chosen = delta_r(jet.p4.sum(0), jet.partons.p4)
        assert chosen.item() == distances.min().item() < 0.8


def test_windows_are_kept(crowd: Events) -> None:
    jets = find_jets(crowd, 1, pt_window=(400, 600), eta_max=1.0)
    axes = torch.stack([jet.p4.sum(0) for jet in jets])
    assert ((pt(axes) >= 400) & (pt(axes) <= 600) & (eta(axes).abs() < 1)).all()
    assert 0 < len(jets) < len(find_jets(crowd, 1, pt_window=(300, 700)))


def test_all_prongs_must_lie_inside() -> None:
    jet = [_particle(300, 0.0, 0.0), _particle(250, 0.3, 0.0)]
    inside = [_particle(300, 0.0, 0.0), _particle(250, 0.4, 0.0)]
    outside = [_particle(300, 0.0, 0.0), _particle(250, 1.2, 0.0)]
    events = _events([jet, jet, jet, []], [inside, outside, outside + inside, inside])
    jets = find_jets(events, 2)
    assert jets.event is not None
    assert jets.partons is not None
    assert jets.event.tolist() == [40, 42]
    assert jets.partons.pid.tolist() == [1, 2, 7, 8]
    assert jets.partons.ptr.tolist() == [0, 2, 4]


@pytest.mark.parametrize("pid", [-14, 52, 4900111, 1000039])
def test_neutrinos_and_dark_matter_are_not_seen(pid: int) -> None:
    events = _events([[_particle(550, 0, 0), _particle(300, 0.1, 0)]], [[_particle(550, 0, 0)]])
    events.pid[1] = pid
    jets = find_jets(events, 1)
    assert jets.pid is not None
    assert jets.pid.tolist() == [211]
    assert pt(jets.p4.sum(0)).item() == pytest.approx(550)


@pytest.mark.parametrize("particles", [[], [[]], [[], [_particle(10.0, 0.0, 0.0)]]])
def test_events_without_jets(particles: list[list[list[float]]]) -> None:
    jets = find_jets(_events(particles, [[] for _ in particles]), 3)
    assert len(jets) == 0
    assert jets.partons is not None
    assert len(jets.partons.pid) == 0


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str], crowd: Events) -> None:
    find_jets(crowd, 1)
    assert capfd.readouterr() == ("", "")
