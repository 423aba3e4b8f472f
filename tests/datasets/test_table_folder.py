"""Tables of one's own make a task: in Python, in a task file, and what is refused."""

import os
from pathlib import Path

import pytest
import torch

from pyg_jets import Constituents, Kind, Task
from pyg_jets.datasets import TableFolder, sample
from pyg_jets.jets.kinematics import mass
from tests.written import write_table

COLUMNS = {"px": "p_x", "py": "p_y", "pz": "p_z", "E": "e", "d0": "impact", "weight": "w"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A file of each of two kinds, with impact parameters and weights."""
    for name, kind, suffix in (("axion", "w", "parquet"), ("back", "qcd", "root")):
        jets = sample(kind)[:40]
        jets.particle_columns["d0"] = torch.arange(len(jets.p4)) / 100
        jets.weight = 1 + torch.arange(40) % 3
        write_table(tmp_path / f"{name}.{suffix}", jets, COLUMNS)
    return tmp_path


def _same(jets: Constituents, kind: str, label: int) -> None:
    assert jets.label is not None
    (rows,) = (jets.label == label).nonzero(as_tuple=True)
    some, of_kind = jets[rows], sample(kind)[:40]
    found = torch.cat([mass(jet.p4.sum(0))[None] for jet in some])
    known = torch.cat([mass(jet.p4.sum(0))[None] for jet in of_kind])
    place = (found[:, None] - known).abs().argmin(1)
    torch.testing.assert_close(found, known[place])
    assert some.weight is not None
    assert torch.equal(some.weight, (1 + place % 3).double())
    starts = of_kind.ptr[place] / 100
    first = some.particle_columns["d0"][some.ptr[:-1]]
    torch.testing.assert_close(first.double(), starts.double(), rtol=1e-5, atol=1e-6)


def test_a_folder_makes_a_task(folder: Path) -> None:
    task = Task.named("axion-back", TableFolder(folder, COLUMNS))
    assert task.kinds[0] == Kind("axion", jets=folder / "axion.parquet", columns=COLUMNS)
    parts = task.constituents()
    assert sum(map(len, parts)) == 80
    whole = Constituents.concat(parts)
    _same(whole, "w", 1)
    _same(whole, "qcd", 0)
    trees = task.split()
    assert trees.train.weight is not None
    assert hash(task) == hash(Task.named("axion-back", TableFolder(str(folder), COLUMNS)))


def test_a_task_file_says_the_columns_of_each_kind(folder: Path) -> None:
    path = folder / "task.yaml"
    path.write_text(f"""
kinds:
  - {{name: axion, jets: axion.parquet, columns: {COLUMNS}}}
  - {{name: qcd}}
""")
    with pytest.warns(UserWarning, match="d0"):
        whole = Constituents.concat(Task.from_file(path).constituents())
    assert whole.label is not None
    assert int((whole.label == 1).sum()) == 40


def test_it_is_a_path(folder: Path) -> None:
    tables = TableFolder(folder, COLUMNS)
    assert os.fspath(tables) == str(tables) == str(folder)
    assert repr(tables).startswith(f"TableFolder('{folder}', {{'px': 'p_x'")


@pytest.mark.parametrize(
    ("columns", "error", "words"),
    [
        ("px=a", TypeError, r"'columns' must map names to columns \(got str\)"),
        ({"px": 1}, TypeError, r"'columns' must map names to columns \(got 'px': 1\)"),
        ({**COLUMNS, "dz": "impact"}, ValueError, "name each column once .got 'impact' for d0, dz"),
        ({"d0": "impact"}, ValueError, "px"),
    ],
)
def test_no_mapping(folder: Path, columns: object, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        TableFolder(folder, columns)  # type: ignore[arg-type]
    with pytest.raises(error, match="the kind 'axion': "):
        Kind("axion", jets=folder / "axion.parquet", columns=columns)  # type: ignore[arg-type]


def test_columns_that_are_not_there(folder: Path) -> None:
    task = Task.named("axion-back", TableFolder(folder, {**COLUMNS, "dz": "long"}))
    with pytest.raises(ValueError, match=r"long.*impact"):
        task.constituents()


def test_columns_are_for_tables(folder: Path) -> None:
    for jets, what in (
        (None, "the bundled sample"),
        (folder, "the folder"),
        (sample("w")[:3], "jets in memory"),
    ):
        with pytest.raises(ValueError, match=rf"are for a table in a file \(got them for {what}"):
            Kind("w", jets=jets, columns=COLUMNS)


def test_the_reference_set_has_columns_of_its_own(tmp_path: Path) -> None:
    for part in ("train", "val", "test"):
        (tmp_path / f"{part}.h5").touch()
    with pytest.raises(ValueError, match="got them for the top-tagging reference set"):
        Task.named("top-qcd", TableFolder(tmp_path, COLUMNS))
