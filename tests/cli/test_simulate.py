import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pyg_jets import Constituents
from pyg_jets.simulation import campaign_shards

pytest.importorskip("pythia8mc")

SMALL = ("simulate", "--kind", "w", "--no-mpi", "--jets-per-shard", "6")


def test_simulate_then_another_in_its_folder(
    tmp_path: Path, run: Any, refused: Callable[..., str]
) -> None:
    out = tmp_path / "w"
    flags = ("--jets", "10", "--detector", "cms", "--pt", "450", "550", "--eta", "1.5", "--out")
    done = run(*SMALL, *flags, out)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"written: {out}, 10 jets in 2 shards\n"
    assert done.stderr.splitlines()[0].endswith(" 0 of 10 jets")
    assert "10 of 10 jets, " in done.stderr
    assert not {"\r", "\x1b"} & set(done.stderr)
    jets = Constituents.concat([Constituents.load(path) for path in campaign_shards(out)])
    axes = [jet.p4.sum(0) for jet in jets]
    assert all(450 <= axis[:2].norm() <= 550 for axis in axes)
    assert "choose another folder" in refused(*SMALL, "--jets", "11", "--out", out)


def test_failures_are_one_line_and_leave_nothing(
    tmp_path: Path, refused: Callable[..., str]
) -> None:
    out = tmp_path / "out"
    (tmp_path / "file").touch()
    for flags, word in (
        (("--kind", "b"), "'kind' must be one of"),
        (("--radius", "0"), "'radius' must be above 0"),
        (("--resonance", "25", "--decay", "5", "5"), "for processes of your own (got them with"),
        (("--kind", "phi", "--decay", "5", "5"), "settings that switch it on"),
        (("--kind", "phi", "--resonance", "25", "--setting", "a:b = 1"), "'decay' two or more"),
        (("--detector", "lhcb"), "'detector' must be one of"),
        (("--pt", "700", "500"), "1.25 <= low < high"),
        (("--pt", "nan", "500"), "1.25 <= low < high"),
        (("--eta", "-1"), "'eta_max' must be positive"),
        (("--energy", "10"), "PYTHIA Abort"),
        (("--setting", "Foo:bar = 1"), "input string not found"),
        (("--setting", "PartonLevel:FSR = maybe"), "misread"),
        (("--out", tmp_path / "file"), "must be a folder"),
        (("--out", tmp_path / "file" / "out"), "must be a folder (got the file"),
    ):
        assert word in refused(*SMALL, "--jets", "5", "--out", out, *flags)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_process_of_ones_own(tmp_path: Path, run: Any, refused: Callable[..., str]) -> None:
    out = tmp_path / "phi"
    flags = ("simulate", "--kind", "phi", "--resonance", "25", "--decay", "5", "5", "--no-weights",
             "--setting", "HiggsSM:ffbar2HZ = on", "--setting", "23:onMode = off", "--setting",
             "23:onIfAny = 12", "--pt", "300", "400", "--radius", "1.0", "--no-mpi")  # fmt: skip
    done = run(*flags, "--jets", "6", "--out", out)
    assert done.returncode == 0, done.stderr
    (jets,) = (Constituents.load(path) for path in campaign_shards(out))
    assert jets.partons is not None
    assert set(jets.partons.pid.tolist()) == {5, -5}
    assert jets.weight is None
    assert "choose another folder" in refused(
        *flags, "--jets", "6", "--radius", "0.9", "--out", out
    )


@pytest.mark.slow
def test_two_workers_write_the_same_bytes(tmp_path: Path, run: Any) -> None:
    for workers in ("1", "2"):
        done = run(*SMALL, "--jets", "20", "--workers", workers, "--out", tmp_path / workers)
        assert done.returncode == 0, done.stderr
    one, two = (sorted((tmp_path / workers).iterdir()) for workers in ("1", "2"))
    assert len(one) == 5
    for ours, theirs in itertools.zip_longest(one, two):
        assert (ours.name, ours.read_bytes()) == (theirs.name, theirs.read_bytes())


@pytest.mark.slow
def test_an_interruption_is_one_line_and_can_be_resumed(tmp_path: Path, run: Any) -> None:
    out = tmp_path / "out"
    flags = [*SMALL, "--jets", "300", "--out", str(out)]
    process = subprocess.Popen(
        [sys.executable, "-m", "pyg_jets.cli", *flags, "--workers", "2"],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not list(out.glob("shard-*")):
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)
    said = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert said.splitlines()[-1] == "pyg-jets: interrupted"
    assert "Traceback" not in said
    assert run(*flags).returncode == 0
    assert len(campaign_shards(out)) == 50
