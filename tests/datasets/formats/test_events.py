import numpy as np
import pytest

from pyg_jets.datasets.formats._events import jets_of_events, refuse_leptons
from pyg_jets.jets.jet_finding import JetFinder

P4 = np.array([[300.0, 0, 0, 300], [0, 250.0, 0, 250], [10.0, 0, 0, 10], [0, 400.0, 0, 400]])


def test_jets_keep_what_is_theirs() -> None:
    counts, pid = np.array([2, 0, 2]), np.array([1, 2, 3, 4])
    piece = jets_of_events(JetFinder(), P4, counts, {"pid": pid}, np.array([7, 8, 9]))
    assert piece.p4.tolist() == P4[[0, 1, 3]].tolist()
    assert piece.particles["pid"].tolist() == [1, 2, 4]
    assert piece.jets["event"].tolist() == [7, 7, 9]
    for bad in (np.nan, -1.0):
        p4 = P4.copy()
        p4[2, 3] = bad
        with pytest.raises(ValueError, match="a particle without finite momentum and energy"):
            jets_of_events(JetFinder(), p4, counts, {}, np.arange(3))


def test_beams_of_leptons() -> None:
    for beams in ([11, -11], [-13, 13, 13], np.array([11, 13])):
        with pytest.raises(ValueError, match="collisions of leptons"):
            refuse_leptons(beams)
    for beams in ([2212, 11], [11], [], [22, 22]):
        refuse_leptons(beams)
