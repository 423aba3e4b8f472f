from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from pyg_jets import Constituents, datasets
from pyg_jets.cli import main
from tests.written import write_energyflow, write_hepmc, write_packed


def test_counts_are_said_and_the_file_is_ours(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_energyflow(tmp_path / "qg.npz")
    out = tmp_path / "jets.safetensors"
    assert main(["convert", str(tmp_path / "qg.npz"), "--out", str(out)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[:3] == ["format     energyflow", "jets       12", "particles  59"]
    assert said[3:6] == ["columns    p4, pid, label", "label 0    6", "label 1    6"]
    assert said[6] == f"written: {out}"
    jets = Constituents.load(out)
    assert torch.equal(jets.p4, datasets.read(tmp_path / "qg.npz").p4)


def test_events_in_a_process_of_their_own(tmp_path: Path, run: Any) -> None:
    pytest.importorskip("pyhepmc")
    write_hepmc(tmp_path / "e.hepmc")
    out = tmp_path / "jets"
    done = run("convert", tmp_path / "e.hepmc", "--pt-min", "600", "--out", out)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("format     hepmc\njets")  # and no banner of FastJet's
    assert 0 < len(Constituents.load(out)) < 12


def test_failures_are_one_line_and_leave_nothing(
    tmp_path: Path, refused: Callable[..., str]
) -> None:
    out, good, cut = tmp_path / "out", tmp_path / "p.npz", tmp_path / "cut.npz"
    write_packed(good)
    cut.write_bytes(good.read_bytes()[:-30])
    for words, reason in (
        ((tmp_path / "missing", "--out", out), "missing"),
        ((cut, "--out", out), "must be a file of a known format: aspen_open_jets, "),
        ((cut, "--format", "packed", "--out", out), "packed jets (.npz), whole and undamaged"),
        ((good, "--format", "csv", "--out", out), "'format' must be one of"),
        ((good, "--radius", "0.4", "--out", out), "'finder' is for formats of events"),
        (
            (good, "--radius", "-1", "--out", out),
            "'radius' of a jet finder must lie between 0 and 10",
        ),
        ((good, "--out", tmp_path / "no" / "out"), "folder"),
    ):
        assert reason in refused("convert", *words)
    assert {path.name for path in tmp_path.iterdir()} == {good.name, cut.name}


def test_many_labels_are_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    many = Constituents(
        torch.tensor([1.0, 0, 0, 1]).repeat(20, 1), torch.arange(21), label=torch.arange(20)
    )
    many.save(tmp_path / "many")
    assert main(["convert", str(tmp_path / "many"), "--out", str(tmp_path / "out")]) == 0
    assert "labels     20 from 0 to 19" in capsys.readouterr().out


def test_several_files_and_what_is_to_be_known_of_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_packed(tmp_path / "a.npz")
    p4 = [[3.0, 0, 0, 3], [0.0] * 4]
    columns = {"pid": [1, 2], "charge": [0, 0], "event": [0, 1]}
    partons = {"partons": np.empty((0, 6)), "parton_ptr": np.zeros(3, int)}
    np.savez(tmp_path / "b.npz", p4=p4, ptr=[0, 1, 2], **columns, **partons)  # type: ignore[arg-type]
    for words in ([str(tmp_path / "?.npz")], [str(tmp_path / "a.npz"), str(tmp_path / "b.npz")]):
        assert main(["convert", *words, "--out", str(tmp_path / "out")]) == 0
        said = capsys.readouterr()
        assert said.out.startswith("format     packed\njets       13\n")
        assert said.err == (
            f"pyg-jets: '{tmp_path}/b.npz': 1 of 2 jets have no particles and are left out\n"
        )


def test_a_table_of_ones_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], refused: Callable[..., str]
) -> None:
    h5py = pytest.importorskip("h5py")
    with h5py.File(tmp_path / "a.h5", "w") as file:
        for name, value in (("x", 3.0), ("y", 4.0), ("z", 0.0), ("e", 5.0), ("d", 0.25)):
            file[name] = [[value, 0.0], [value, value]]
    out = tmp_path / "out"
    words = ["px=x, py=y,pz=z,E=e", "d0=d"]
    convert = ["convert", str(tmp_path / "a.h5"), "--out", str(out), "--columns"]
    assert main([*convert, ",".join(words)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("format     columns as given\njets       2\nparticles  3\n")
    jets = Constituents.load(out)
    assert jets.particle_columns["d0"].tolist() == [0.25] * 3
    assert "no column w; there are d, e, x, y, z" in refused(*convert, "px=w,py=y,pz=z,E=e")
    for bad in ("px", "px=", "=x", "px=x,,py=y", "px=x,px=y"):
        with pytest.raises(SystemExit, match="2"):
            main([*convert, bad])
        assert "expected" in capsys.readouterr().err
