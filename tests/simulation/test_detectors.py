from collections.abc import Callable

import numpy as np
import pytest

from pyg_jets.simulation import Events, detect
from pyg_jets.simulation.detectors import DETECTORS, detector_named

Gun = Callable[..., Events]


def test_none_leaves_the_particles(gun: Gun) -> None:
    events = gun(211, 20.0, 0.5)
    assert detector_named("none", 1)(events) is events


@pytest.mark.parametrize("name", ["cms", "atlas"])
def test_draws_go_on_from_the_seed(gun: Gun, name: str) -> None:
    events, detector = gun(211, 20.0, 0.5, count=20), detector_named(name, 3)
    first, second = detector(events), detector(events)
    generator = np.random.default_rng(3)
    assert (first.p4 == detect(events, name, generator).p4).all()
    assert (second.p4 == detect(events, name, generator).p4).all()


def test_delphes_is_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(FileNotFoundError, match="DelphesHepMC3"):
        detector_named("delphes", 1)


def test_an_unknown_detector_is_refused() -> None:
    assert DETECTORS == ("none", "cms", "atlas", "delphes")
    with pytest.raises(ValueError, match=r"one of none, cms, atlas, delphes \(got 'lhcb'\)"):
        detector_named("lhcb", 1)
