"""Damaged copies of every file: the right number of jets, or one line; no crash, no hang.

Here 200 copies of each small file (25 of ROOT, which is slow to open); with ``-m slow`` 200 of the
small ROOT files and of every real one.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pyg_jets import datasets
from tests.fuzzed import damaged, outcomes
from tests.written import JETS, WRITERS

for package in ("h5py", "pyarrow", "pyhepmc", "uproot"):
    pytest.importorskip(package)

COPIES, COPIES_OF_ROOT = 200, 25
MEMORY = 400
"""MB that reading damaged copies may add to those of the process."""

REAL = {
    "JetClassII_example.parquet": ("jetclass", 100),
    "JetClassII_example.root": ("jetclass", 100),
    "coffea_pfnano.root": ("pfnano", 24),
    "k4SimDelphes_gev91ee_zboson_100events.root": ("delphes", None),
    "sophon_events_delphes_example.root": ("delphes", 22),
    "hepmc/pyhepmc_eposlhc_large.dat": ("hepmc", None),
    "hepmc/pyhepmc_last_event_issue.hepmc": ("hepmc", None),
    "hepmc/pyhepmc_pythia6.dat": ("hepmc", None),
    "hepmc/pyhepmc_pythia6_simple.dat": ("hepmc", None),
    "hepmc/pyhepmc_sibyll21.dat": ("hepmc", None),
}
"""Format and number of jets of each real file; None where even the whole file is refused."""


def copies(source: Path, folder: Path, count: int) -> None:
    data = source.read_bytes()
    for i in range(count):
        (folder / f"{source.name}-{i:03d}").write_bytes(damaged(data, f"{source.name} {i}"))


def check(results: list[dict[str, Any]], jets: int | None) -> None:
    *files, memory = results
    for each in files:
        if each["jets"] != jets:
            assert each["jets"] == -1, f"in silence: {each}"
            assert each["file"] in each["error"], each
            assert "\n" not in each["error"], each
            assert not each["error"].startswith("NOT ALLOWED"), each
    assert any(each["jets"] == -1 for each in files)
    assert memory["peak"] < MEMORY


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "copies").mkdir()
    return tmp_path / "copies"


@pytest.mark.parametrize("root", [False, True], ids=["small", "root"])
def test_damaged_copies_of_small_files(folder: Path, root: bool) -> None:
    for files in WRITERS.values():
        for name, write in files.items():
            if name.endswith(".root") == root:
                write(folder.parent / name)
                copies(folder.parent / name, folder, COPIES_OF_ROOT if root else COPIES)
    check(outcomes(folder, ""), JETS)


@pytest.mark.parametrize("file", ["jetclass.parquet", "jetclass.root", "hls4ml.h5"])
def test_damaged_copies_of_tables_of_ones_own(file: str, folder: Path) -> None:
    names = dict(
        zip(("px", "py", "pz", "E"), ("part_px", "part_py", "part_pz", "part_energy"), strict=True)
    )
    if file == "hls4ml.h5":
        names = {key: f"jetConstituentList/{i}" for i, key in enumerate(names)}
    next(files[file] for files in WRITERS.values() if file in files)(folder.parent / file)
    copies(folder.parent / file, folder, COPIES_OF_ROOT)
    check(outcomes(folder, json.dumps(names)), JETS)


HEADS = (
    b"root\x00\x00\xf7",
    b"PAR1",
    b"PK\x03\x04",
    b"\x1f\x8b\x08",
    b"BZh9",
    b"\xfd7zXZ\x00",
    b"\x28\xb5\x2f\xfd",
    b"\x89HDF\r\n\x1a\n",
    b"\x80\x04",
    b"HepMC::Asciiv3-START_EVENT_LISTING\nE 0 1 1\n",
    b"E 1 2 3\n",
    b"[{",
)
"""How files of each kind begin."""


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    start=st.sampled_from((b"", *HEADS)),
    rest=st.binary(max_size=300),
    name=st.sampled_from((None, *datasets.formats.__all__)),
)
def test_arbitrary_bytes_are_refused_in_one_line(
    tmp_path: Path, start: bytes, rest: bytes, name: str | None
) -> None:
    (tmp_path / "f").write_bytes(start + rest)
    with pytest.raises((ValueError, OSError)) as caught:
        datasets.read(tmp_path / "f", name)
    assert "\n" not in str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["delphes", "jetclass", "pfnano"])
def test_damaged_copies_of_small_root_files(name: str, folder: Path) -> None:
    WRITERS[name][f"{name}.root"](folder.parent / "small.root")
    copies(folder.parent / "small.root", folder, COPIES)
    check(outcomes(folder, name), JETS)


@pytest.mark.slow
@pytest.mark.parametrize("file", REAL)
def test_damaged_copies_of_real_files(file: str, shared: Path, folder: Path) -> None:
    format, jets = REAL[file]
    copies(shared / "data" / "real" / file, folder, COPIES)
    check(outcomes(folder, format), jets)


def test_real_files_are_read_or_refused(shared: Path) -> None:
    real = shared / "data" / "real"
    every = {str(path.relative_to(real)) for path in real.rglob("*") if path.is_file()}
    assert {name for name in every if not name.startswith("fastjet/")} == set(REAL)
    for file, (format, jets) in REAL.items():
        assert datasets.recognise(real / file) == format
        if jets is None:
            with pytest.raises(ValueError, match=r"without energy-flow branches|keeps none"):
                datasets.read(real / file, format)
        else:
            assert len(datasets.read(real / file, format)) == jets


def test_real_jets_without_one_column(shared: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    table = pq.read_table(shared / "data" / "real" / "JetClassII_example.parquet")
    needed = {"part_px", "part_py", "part_pz", "part_energy"}
    for column in table.column_names:
        pq.write_table(table.drop_columns(column), tmp_path / "j.parquet")
        if column in needed:
            with pytest.raises(ValueError, match=f"no column {column}"):
                datasets.read(tmp_path / "j.parquet")
        else:
            assert len(datasets.read(tmp_path / "j.parquet")) == 100


def test_the_check_fails_where_it_must() -> None:
    for bad in (
        {"file": "a", "jets": 3, "error": ""},
        {"file": "a", "jets": -1, "error": "a: two\nlines"},
        {"file": "a", "jets": -1, "error": "NOT ALLOWED KeyError: a"},
        {"file": "this", "jets": -1, "error": "no name"},
    ):
        with pytest.raises(AssertionError):
            check([bad, {"file": "", "peak": 0}], JETS)
