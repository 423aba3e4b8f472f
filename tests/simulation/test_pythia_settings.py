"""Every setting is checked, and Pythia's own words come back."""

import sys

import pytest

from pyg_jets.simulation._pythia_settings import initialised, pythias_words

pytest.importorskip("pythia8mc")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("HardQCD = on", "'Group:name = value'"),
        ("! HardQCD:all = on", "'Group:name = value'"),
        ("Nonsense:x = 1", "input string not found in settings databases"),
        ("PhaseSpace:pTHatMin = -5", "value is out of range"),
        ("Beams:eCM = abc", "value not meaningful"),
        ("99999:onMode = off", "particle not found in Particle Data Table"),
    ],
)
def test_pythia_is_quoted(line: str, words: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match=words):
        initialised([line])
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "line",
    [
        "PartonLevel:ISR = maybe",
        "Beams:eCM = 14000. 2",
        "PhaseSpace:pTHatMin = 5x",
        "Tune:pp = 14.5",
        "24:onMode = perhaps",
        "24:mWidth = 2.1x",
        "24:onIfAny = 1 2 b",
    ],
)
def test_values_that_pythia_misreads_without_a_word(line: str) -> None:
    with pytest.raises(ValueError, match="misread"):
        initialised([line])


def test_a_start_that_fails_says_why() -> None:
    with pytest.raises(ValueError, match=r"must be able to start .* no process switched on"):
        initialised(["Beams:eCM = 14000."])


def test_words_of_events_that_fail(capfd: pytest.CaptureFixture[str]) -> None:
    settings = ["HardQCD:all = on", "PhaseSpace:pTHatMin = 400", "Check:epTolErr = 1e-30"]
    words = pythias_words([*settings, "PartonLevel:MPI = off"], events=1)
    assert "energy-momentum not conserved" in words
    assert capfd.readouterr() == ("", "")


def test_good_settings_arrive() -> None:
    pythia = initialised(
        ["HardQCD:all=on", "PhaseSpace:pTHatMin = 4e2", "PartonLevel:MPI = Off", "24:mMin = 20."]
    )
    assert pythia.settings.parm("PhaseSpace:pTHatMin") == 400
    assert not pythia.settings.flag("PartonLevel:MPI")
    assert pythia.particleData.mMin(24) == 20


def test_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pythia8mc", None)
    with pytest.raises(ImportError, match=r"pip install 'pyg-jets\[simulation\]'"):
        initialised([])
