import numpy as np
import pytest

from pyg_jets.simulation import Pythia
from pyg_jets.simulation.detectors import DETECTORS, detector_named

pytest.importorskip("pythia8mc")


def test_names() -> None:
    events = Pythia("qcd", 1, mpi=False).events(3)
    for name in DETECTORS:
        first, second = (detector_named(name, 4)(events) for _ in range(2))
        assert np.array_equal(first.p4, second.p4)
        assert first.number.tolist() == [0, 1, 2]
    assert detector_named("none", 4)(events) is events
    assert not np.array_equal(detector_named("cms", 5)(events).p4[:9], first.p4[:9])


def test_unknown_names_list_the_known() -> None:
    with pytest.raises(ValueError, match="one of none, cms, atlas"):
        detector_named("lhcb", 0)
