import numpy as np
import pytest

from pyg_jets.jets.border.invisible import INVISIBLE, is_visible


def test_the_codes_are_pythias() -> None:
    pythia = pytest.importorskip("pythia8mc").Pythia("", False)
    for line in ("Print:quiet = on", "ProcessLevel:all = off"):
        pythia.readString(line)
    assert pythia.init()  # reads the table of particles
    table, known, code = pythia.particleData, set(), 1
    while code and code not in known:
        known.add(code)
        code = table.nextId(code)
    assert len(known) > 700
    assert {code for code in known if not table.isVisible(code)} == INVISIBLE


def test_antiparticles_nuclei_and_what_is_seen() -> None:
    codes = np.array([-12, 51, -4900211, 1000022, 211, -13, 22, 0, 1000010020, -2000011])
    assert is_visible(codes).tolist() == [False] * 4 + [True] * 6
    assert is_visible(np.array([], np.int32)).tolist() == []
