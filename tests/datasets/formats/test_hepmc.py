import gzip
from pathlib import Path

import numpy as np
import pytest
import torch

from pyg_jets import datasets
from pyg_jets.datasets import formats
from pyg_jets.datasets.formats.hepmc import INVISIBLE, _events
from pyg_jets.jets.jet_finding import JetFinder
from tests.written import expected, write_hepmc

pyhepmc = pytest.importorskip("pyhepmc")


@pytest.mark.parametrize("version", ["hepmc3", "hepmc2"])
def test_each_event_gives_its_jet_and_neutrinos_are_not_seen(version: str, tmp_path: Path) -> None:
    write_hepmc(tmp_path / "e.hepmc", format=version)
    jets, truth = formats.hepmc.read(tmp_path / "e.hepmc"), expected()
    assert torch.equal(jets.ptr, truth.ptr)
    torch.testing.assert_close(jets.p4, truth.p4)
    assert jets.pid is not None
    assert truth.pid is not None
    assert torch.equal(jets.pid, truth.pid)
    assert jets.event is not None
    assert jets.event.tolist() == list(range(12))
    (tmp_path / "e.gz").write_bytes(gzip.compress((tmp_path / "e.hepmc").read_bytes()))
    assert torch.equal(datasets.read(tmp_path / "e.gz").p4, jets.p4)


def test_units(tmp_path: Path) -> None:
    write_hepmc(tmp_path / "e.hepmc")
    text = (tmp_path / "e.hepmc").read_text()
    (tmp_path / "mev").write_text(text.replace("U GEV", "U MEV"))
    jets = datasets.read(tmp_path / "mev", finder=JetFinder(pt_min=0.2))
    torch.testing.assert_close(jets.p4, expected().p4 * 1e-3)


def test_lepton_collisions_have_no_jets_about_the_beam(tmp_path: Path) -> None:
    write_hepmc(tmp_path / "ee.hepmc", beam=11)
    with pytest.raises(ValueError, match="collisions of leptons"):
        datasets.read(tmp_path / "ee.hepmc")


def test_no_jets_says_which_cuts(tmp_path: Path) -> None:
    write_hepmc(tmp_path / "e.hepmc")
    with pytest.raises(ValueError, match=r"got none; JetFinder\(.*pt_min=9000.*lower its pt_min"):
        datasets.read(tmp_path / "e.hepmc", finder=JetFinder(pt_min=9000))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("HepMC::Asciiv3-END_EVENT_LISTING", "", "END_EVENT_LISTING"),
        ("\nP 3 ", "\nV 3 ", "particles, not"),
        ("\nP 3 ", "\nQ 3 ", "begins with 'Q'"),
        ("\nP 3 ", "\nP 3 3 ", "11 words, not 10"),
        ("U GEV", "U EEV", "EEV"),
        ("9.0000000000000000e+02 0.0", "9.0000000000000000e+02 7.0e+02 0.0", "words"),
        ("E 3 ", "E three ", "three"),
    ],
)
def test_damage(old: str, new: str, message: str, tmp_path: Path) -> None:
    write_hepmc(tmp_path / "e.hepmc")
    text = (tmp_path / "e.hepmc").read_text()
    assert old in text
    (tmp_path / "e.hepmc").write_text(text.replace(old, new, 1))
    with pytest.raises(ValueError, match=message):
        datasets.read(tmp_path / "e.hepmc")


def test_energies_that_do_not_fit(tmp_path: Path) -> None:
    write_hepmc(tmp_path / "e.hepmc")
    lines = (tmp_path / "e.hepmc").read_text().splitlines()
    place = next(i for i, line in enumerate(lines) if line.startswith("P 3 "))
    words = lines[place].split()
    words[7] = "7.0e+05"
    lines[place] = " ".join(words)
    (tmp_path / "e.hepmc").write_text("\n".join(lines))
    with pytest.raises(ValueError, match="energy, momentum and mass do not fit"):
        datasets.read(tmp_path / "e.hepmc")


REAL = [
    "pyhepmc_pythia6.dat",
    "pyhepmc_pythia6_simple.dat",
    "pyhepmc_sibyll21.dat",
    "pyhepmc_eposlhc_large.dat",
    "pyhepmc_last_event_issue.hepmc",
]


@pytest.mark.parametrize("name", REAL)
def test_real_particles_are_pyhepmcs(shared: Path, name: str) -> None:
    path = shared / "data" / "real" / "hepmc" / name
    mine = list(_events(path))
    with pyhepmc.open(path) as file:
        theirs = list(file)
    assert [event.number for event in mine] == [event.event_number for event in theirs]
    for one, other in zip(mine, theirs, strict=True):
        particles = other.numpy.particles
        seen = (particles.status == 1) & ~np.isin(np.abs(particles.pid), list(INVISIBLE))
        names = ("px", "py", "pz", "e", "generated_mass")
        p4 = np.column_stack([getattr(particles, name)[seen] for name in names])
        theirs_sorted = sorted(zip(particles.pid[seen].tolist(), p4.tolist(), strict=True))
        assert sorted(zip(one.pid, one.rows, strict=True)) == theirs_sorted


@pytest.mark.parametrize("name", REAL)
def test_real_events_have_soft_jets_only(shared: Path, name: str) -> None:
    path = shared / "data" / "real" / "hepmc" / name
    with pytest.raises(ValueError, match="got none; JetFinder"):
        datasets.read(path)
    jets = datasets.read(path, finder=JetFinder(pt_min=0.5, eta_max=10.0))
    assert len(jets) > 0
