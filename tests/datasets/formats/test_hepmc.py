import gzip
import importlib
from pathlib import Path

import numpy as np
import pytest
import torch

from pyg_jets import datasets
from pyg_jets.datasets import formats
from pyg_jets.datasets.formats.hepmc import _events
from pyg_jets.jets.border.invisible import INVISIBLE
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


def events(path: Path, beams: list[str], particles: list[tuple[int, float, int]]) -> Path:
    """One event in HepMC3's text: lines of the beams, then code, px and status of others."""
    rows = "".join(
        f"P {i} -1 {pid} {px} 0 0 {px} 0 {status}\n"
        for i, (pid, px, status) in enumerate(particles, len(beams) + 1)
    )
    number = len(beams) + len(particles)
    path.write_bytes(
        b"HepMC::Version 3.02.06\nHepMC::Asciiv3-START_EVENT_LISTING\nN \xb5R=\xff2|\xc2\x85\n"
        + f"E 0 1 {number}\nU GEV MM\n{''.join(beams)}V -1 0 [1,2]\n{rows}".encode()
        + b"HepMC::Asciiv3-END_EVENT_LISTING\n"
    )
    return path


def beams(pid: int, status: int) -> list[str]:
    return [f"P {i} 0 {pid * s} 0 0 {s * 6500} 6500 0 {status}\n" for i, s in ((1, 1), (2, -1))]


@pytest.mark.parametrize("dark", [51, -53, 4900211, -4900111, 1000039, 18, 9900012])
def test_what_no_detector_sees_is_in_no_jet(dark: int, tmp_path: Path) -> None:
    particles = [(211, 150.0, 1), (dark, 90.0, 1), (22, 120.0, 1), (1000010020, 5.0, 1)]
    jets = datasets.read(events(tmp_path / "e", beams(2212, 4), particles))
    assert jets.pid is not None
    assert jets.pid.tolist() == [211, 22, 1000010020]


@pytest.mark.parametrize("status", [4, 3, 21])
@pytest.mark.parametrize("pid", [11, 13])
def test_lepton_beams_of_any_status(pid: int, status: int, tmp_path: Path) -> None:
    some = [(211, 250.0, 1)]
    with pytest.raises(ValueError, match="collisions of leptons"):
        datasets.read(events(tmp_path / "e", beams(pid, status), some))
    assert len(datasets.read(events(tmp_path / "e", beams(2212, status), some))) == 1
    write_hepmc(tmp_path / "two", format="hepmc2", beam=pid)
    text = (tmp_path / "two").read_text()
    lines = [
        f"{line[: line.index(' 4 ')]} {status} {line[line.index(' 4 ') + 3 :]}"
        if line.startswith("P ") and f" {pid} " in line[:12] and " 4 " in line
        else line
        for line in text.splitlines()
    ]
    (tmp_path / "two").write_text("\n".join(lines) + "\n")
    with pytest.raises(ValueError, match="collisions of leptons"):
        datasets.read(tmp_path / "two")


def test_files_that_lack_something_say_what(tmp_path: Path) -> None:
    unstable = events(tmp_path / "e", beams(2212, 4), [(211, 250.0, 2)])
    with pytest.raises(ValueError, match="no particle of status 1 in 1 events"):
        datasets.read(unstable)
    whole = events(tmp_path / "e", beams(2212, 4), [(211, 250.0, 1)]).read_bytes()
    (tmp_path / "e").write_bytes(whole[whole.index(b"E 0 1") :])
    with pytest.raises(ValueError, match="an event before a line that begins with HepMC::"):
        datasets.read(tmp_path / "e")
    (tmp_path / "e").write_bytes(whole.replace(b"Asciiv3", b"IO_HEPEVT"))
    with pytest.raises(ValueError, match="events as 'HepMC::IO_HEPEVT-START_EVENT_LISTING'"):
        datasets.read(tmp_path / "e")


@pytest.mark.parametrize("module", ["bz2", "lzma", "gzip"])
def test_compressed_text(module: str, tmp_path: Path) -> None:
    write_hepmc(tmp_path / "e")
    plain = datasets.read(tmp_path / "e")
    packed = importlib.import_module(module).compress((tmp_path / "e").read_bytes())
    (tmp_path / "packed").write_bytes(packed)
    assert torch.equal(datasets.read(tmp_path / "packed").p4, plain.p4)
    (tmp_path / "packed").write_bytes(packed[: len(packed) // 2])
    with pytest.raises(ValueError, match="packed' must be HepMC2 or HepMC3"):
        datasets.read(tmp_path / "packed", "hepmc")


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


@pytest.mark.filterwarnings("ignore:all jets have the event number")  # files of one event
@pytest.mark.parametrize("name", REAL)
def test_real_events_have_soft_jets_only(shared: Path, name: str) -> None:
    path = shared / "data" / "real" / "hepmc" / name
    with pytest.raises(ValueError, match="got none; JetFinder"):
        datasets.read(path)
    jets = datasets.read(path, finder=JetFinder(pt_min=0.5, eta_max=10.0))
    assert len(jets) > 0
