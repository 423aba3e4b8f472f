import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pyg_jets.simulation import Delphes, Events
from pyg_jets.simulation.delphes import PROGRAM

Gun = Callable[..., Events]
ak, uproot = pytest.importorskip("awkward"), pytest.importorskip("uproot")
pytest.importorskip("pyhepmc")

Leaves = dict[str, list[list[float]]]
TOWER: Leaves = {"ET": [[30.0], []], "Eta": [[1.0], []], "Phi": [[2.0], []]}
FLOW: dict[str, Leaves] = {
    "EFlowTrack": {
        "PT": [[10.0, 5.0], [3.0]],
        "Eta": [[0.5, 0.0], [-1.0]],
        "Phi": [[0.0, 1.0], [3.0]],
        "PID": [[211, 13], [-321]],
    },
    "EFlowPhoton": TOWER,
    "EFlowNeutralHadron": TOWER,
}


def tree(path: Path, branches: dict[str, Leaves]) -> Path:
    """A ROOT file with the names of Delphes' branches."""
    records = {
        name: ak.zip({leaf: ak.Array(values) for leaf, values in leaves.items()})
        for name, leaves in branches.items()
    }
    with uproot.recreate(path) as file:
        file.mktree(
            "Delphes",
            {name: record.type.content for name, record in records.items()},
            field_name=lambda outer, inner: f"{outer}.{inner}" if inner else outer,
        ).extend(records)
    return path


@pytest.fixture
def installed(tmp_path: Path) -> Callable[[str], Path]:
    """An installation with a card, the program of which is a line of shell."""

    def install(line: str) -> Path:
        (tmp_path / "cards").mkdir()
        (tmp_path / "cards" / "delphes_card_CMS.tcl").write_text("set ExecutionPath {}\n")
        (tmp_path / "cards" / "more.tcl").write_text("")
        (tmp_path / "bin").mkdir()
        program = tmp_path / "bin" / PROGRAM
        program.write_text(f"#!/bin/sh\n{line}\n")
        program.chmod(0o755)
        return program

    return install


def test_the_flow_comes_back_event_by_event(
    gun: Gun, installed: Callable[[str], Path], tmp_path: Path
) -> None:
    ready = tree(tmp_path / "ready.root", FLOW)
    kept = tmp_path / "kept"
    program = installed(
        f'mkdir {kept}; cp "$1" "$3" {kept}; ls cards > {kept}/beside; cp {ready} "$2"'
    )
    flow = Delphes(seed=1, program=program)(gun(211, 20.0, 0.5, count=2))
    assert flow.ptr.tolist() == [0, 4, 5]
    assert flow.pid.tolist() == [211, 13, 22, 0, -321]
    assert flow.charge.tolist() == [1, -1, 0, 0, -1]
    assert np.hypot(*flow.p4[:, :2].T) == pytest.approx([10.0, 5.0, 30.0, 30.0, 3.0])
    assert flow.p4[2, 3] == pytest.approx(30.0 * np.cosh(1.0))
    assert flow.vertex is None
    card = (kept / "delphes_card_CMS.tcl").read_text().splitlines()
    assert card[0].startswith("set RandomSeed ")
    assert card[1:] == ["set ExecutionPath {}"]
    assert "more.tcl" in (kept / "beside").read_text()
    assert "HepMC::Asciiv3" in (kept / "events.hepmc").read_text()


def test_many_events_go_in_blocks_with_seeds_of_their_own(
    gun: Gun, installed: Callable[[str], Path], tmp_path: Path
) -> None:
    one = {
        name: {leaf: rows[:1] * 200 for leaf, rows in leaves.items()}
        for name, leaves in FLOW.items()
    }
    ready = tree(tmp_path / "ready.root", one)
    program = installed(f'head -n 1 "$1" >> {tmp_path}/seeds; cp {ready} "$2"')
    flow = Delphes(seed=1, program=program)(gun(22, 20.0, 0.5, count=400))
    assert (np.diff(flow.ptr) == 4).all()
    assert (flow.pid.reshape(400, 4) == [211, 13, 22, 0]).all()
    seeds = (tmp_path / "seeds").read_text().split("\n")[:-1]
    assert len(set(seeds)) == 2
    Delphes(seed=1, program=program)(gun(22, 20.0, 0.5, count=400))
    assert (tmp_path / "seeds").read_text().split("\n")[:-1] == 2 * seeds


def test_particles_start_at_the_origin_unless_displaced(
    gun: Gun, installed: Callable[[str], Path], tmp_path: Path
) -> None:
    ready = tree(tmp_path / "ready.root", FLOW)
    program = installed(f'cp "$3" {tmp_path}/sent; cp {ready} "$2"')
    events = gun(22, 20.0, 0.5, count=2)
    assert events.vertex is not None
    events.vertex[:] = 5.0
    for displaced in (False, True):
        Delphes(seed=1, program=program, displaced=displaced)(events)
        assert ("@ 5.0" in (tmp_path / "sent").read_text()) == displaced


def test_a_failing_program_is_quoted(gun: Gun, installed: Callable[[str], Path]) -> None:
    program = installed("echo '** ERROR: no such module'; exit 3")
    with pytest.raises(OSError, match=r"got exit code 3 and no file; it said: \*\* ERROR: no such"):
        Delphes(seed=1, program=program)(gun(22, 20.0, 0.5))


def test_a_program_that_writes_nothing_is_told(gun: Gun, installed: Callable[[str], Path]) -> None:
    with pytest.raises(OSError, match="got exit code 0 and no file; it said: nothing"):
        Delphes(seed=1, program=installed("exit 0"))(gun(22, 20.0, 0.5))


def test_a_card_without_energy_flow_is_told(
    gun: Gun, installed: Callable[[str], Path], tmp_path: Path
) -> None:
    ready = tree(tmp_path / "ready.root", {"EFlowTrack": FLOW["EFlowTrack"]})
    program = installed(f'cp {ready} "$2"')
    with pytest.raises(ValueError, match=r"must write EFlowTrack, .*without EFlowPhoton\.ET"):
        Delphes(seed=1, program=program)(gun(22, 20.0, 0.5, count=2))


def test_a_real_tree_without_energy_flow_is_told(
    gun: Gun, installed: Callable[[str], Path], shared: Path
) -> None:
    real = shared / "data" / "real" / "k4SimDelphes_gev91ee_zboson_100events.root"
    program = installed(f'cp {real} "$2"')
    with pytest.raises(ValueError, match=r"must write EFlowTrack"):
        Delphes(seed=1, program=program)(gun(22, 20.0, 0.5, count=100))


def test_lost_events_are_noticed(
    gun: Gun, installed: Callable[[str], Path], tmp_path: Path
) -> None:
    ready = tree(tmp_path / "ready.root", FLOW)
    program = installed(f'cp {ready} "$2"')
    with pytest.raises(ValueError, match=r"all 3 events back \(got 2\)"):
        Delphes(seed=1, program=program)(gun(22, 20.0, 0.5, count=3))


def test_where_to_get_it_if_it_is_missing(
    installed: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="conda install -c conda-forge delphes"):
        Delphes(seed=1)
    program = installed("exit 0")
    with pytest.raises(FileNotFoundError, match=r"given as 'card' \(got no file '.*none.tcl'\)"):
        Delphes(seed=1, program=program, card=tmp_path / "none.tcl")
    monkeypatch.setenv("PATH", str(program.parent))
    assert Delphes(seed=1).program == str(program)


def test_the_package_is_named_where_it_is_missing(
    gun: Gun, installed: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    program = installed('touch "$2"')
    monkeypatch.setitem(sys.modules, "uproot", None)
    with pytest.raises(ImportError, match=r"pip install 'pyg-jets\[simulation\]'"):
        Delphes(seed=1, program=program)(gun(22, 20.0, 0.5))


@pytest.mark.skipif(shutil.which(PROGRAM) is None, reason=f"needs {PROGRAM} on the PATH")
def test_the_program_itself_sees_a_photon(gun: Gun) -> None:
    flow = Delphes(seed=1)(gun(22, 50.0, 0.003, count=300))
    assert (flow.pid == 22).all()
    assert flow.p4[:, 3].mean() == pytest.approx(50.0, abs=0.3)
    assert flow.p4[:, 3].std() == pytest.approx(0.962, rel=0.2)
