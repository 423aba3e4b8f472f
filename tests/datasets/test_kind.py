"""Names, titles and masses of kinds, and what a kind refuses."""

from pathlib import Path
from typing import Any

import pytest

from pyg_jets import Constituents, Kind
from pyg_jets.datasets import KINDS, JetClass, JetNet, sample
from pyg_jets.datasets.kind import mass_of, title_of
from pyg_jets.plotting import TOP_MASS, W_MASS
from pyg_jets.simulation.process import PROCESSES


def test_known_kinds_have_titles() -> None:
    assert [title_of(kind) for kind in KINDS] == ["W", "Top", "QCD", "Quark", "Gluon"]
    for kind in (*PROCESSES, *JetClass.KINDS):
        assert title_of(kind)[0].isupper() or "→" in title_of(kind)
    assert title_of("dark_photon") == "dark_photon"
    assert set(JetNet.KINDS) & {"w", "z"} == {"w", "z"}


def test_masses_of_what_decays_wholly_into_the_jet() -> None:
    assert [mass_of(kind) for kind in ("w", "Wqq", "top", "Tbqq")] == [W_MASS] * 2 + [TOP_MASS] * 2
    assert mass_of("hbb") == pytest.approx(125.2)
    assert [mass_of(kind) for kind in ("qcd", "gluon", "Tbl", "Hqql", "axion")] == [None] * 5


def test_what_is_given_comes_before_what_is_known(tmp_path: Path) -> None:
    kind = Kind("w", title="W boson", mass=79)
    assert (kind.title, kind.mass) == ("W boson", 79)
    assert Kind("hbb", jets=str(tmp_path)).jets == tmp_path
    assert Kind("w") == Kind("w", "W", W_MASS)


def test_columns_set_later_are_none_of_the_kind_s() -> None:
    jets = sample("w")[:3]
    kind = Kind("w", jets=jets)
    jets.label = jets.event
    assert isinstance(kind.jets, Constituents)
    assert kind.jets.label is None


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"name": 22}, r"must be text \(got 22\): in a task file, put it in quotes"),
        ({"title": 5}, r"'title' of the kind 'w' must be text \(got 5\)"),
        ({"mass": "80"}, r"'mass' of the kind 'w' must be a number in GeV \(got '80'\)"),
        ({"mass": True}, "must be a number in GeV"),
        ({"label": 1.0}, r"'label' of the kind 'w' must be an integer \(got 1.0\)"),
        ({"jets": [1, 2]}, r"'jets' of the kind 'w' must be Constituents or a path"),
    ],
)
def test_other_types(options: dict[str, Any], words: str) -> None:
    with pytest.raises(TypeError, match=words):
        Kind(**{"name": "w", **options})


@pytest.mark.parametrize("name", ["", "a b", "../w", "-w", "w.root", "w*"])
def test_names_of_no_file(name: str) -> None:
    with pytest.raises(ValueError, match=r"must have letters, digits, '_', .* only"):
        Kind(name)


@pytest.mark.parametrize("mass", [0, -1.0, float("nan"), float("inf")])
def test_masses_that_cannot_be(mass: float) -> None:
    with pytest.raises(ValueError, match=r"'mass' of the kind 'w' must be positive, in GeV"):
        Kind("w", mass=mass)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"the kind 'hbb' must be a file .* not exist"):
        Kind("hbb", jets=tmp_path / "hbb.root")
