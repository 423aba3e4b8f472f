"""Every exported format keeps the contract, and knows its own files from all others."""

from __future__ import annotations

import inspect
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch

from pyg_jets import Constituents, datasets
from pyg_jets.datasets import formats
from tests.written import JETS, SIZES, WRITERS

for package in ("h5py", "pyarrow", "pyhepmc", "uproot"):
    pytest.importorskip(package)

FILES = [
    pytest.param(name, file, id=file) for name in formats.__all__ for file in WRITERS.get(name, {})
]
every_file = pytest.mark.parametrize(("name", "file"), FILES)
every_format = pytest.mark.parametrize("name", formats.__all__)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: Any) -> Path:
    """All files, side by side."""
    path: Path = tmp_path_factory.mktemp("formats")
    for files in WRITERS.values():
        for file, write in files.items():
            write(path / file)
    return path


def module(name: str) -> ModuleType:
    found: ModuleType = getattr(formats, name)
    return found


@every_format
def test_has_the_functions_the_words_and_an_example(name: str) -> None:
    for function in ("recognises", "stream", "read"):
        assert inspect.getdoc(getattr(module(name), function))
    assert "Raises:" in str(inspect.getdoc(module(name).stream))
    assert isinstance(module(name).FINDS_JETS, bool)
    takes_finder = "finder" in inspect.signature(module(name).read).parameters
    assert takes_finder == module(name).FINDS_JETS
    assert WRITERS.get(name), f"write a small file of the format '{name}' in tests/written.py"


@every_file
def test_recognises_its_own_files_and_no_others(name: str, file: str, folder: Path) -> None:
    assert [n for n in formats.__all__ if module(n).recognises(folder / file)] == [name]
    assert datasets.recognise(folder / file) == name


@every_format
def test_recognises_neither_noise_nor_nothing(name: str, tmp_path: Path) -> None:
    for content in (
        b"",
        b"\x80",
        b"root",
        b"PAR1",
        b"PK\x03\x04",
        b"\x1f\x8b",
        b"\x89HDF\r\n\x1a\n",
    ):
        (tmp_path / "noise").write_bytes(content)
        assert not module(name).recognises(tmp_path / "noise")
        (tmp_path / "noise").write_bytes(content + bytes(range(256)) * 40)
        assert not module(name).recognises(tmp_path / "noise")


@every_file
def test_reads_by_content_and_by_name(name: str, file: str, folder: Path) -> None:
    jets = datasets.read(folder / file)
    assert isinstance(jets, Constituents)
    assert sorted(jets.ptr.diff().tolist()) == sorted(SIZES)
    assert torch.equal(datasets.read(str(folder / file), name).p4, jets.p4)


@every_file
@pytest.mark.parametrize("size", [1, 5, 100])
def test_pieces_are_the_whole(name: str, file: str, size: int, folder: Path) -> None:
    whole = datasets.read(folder / file, name)
    pieces = list(datasets.stream(folder / file, name, jets=size))
    assert max(map(len, pieces)) <= size
    assert sum(map(len, pieces)) == JETS
    again = Constituents.concat(pieces)
    for column in ("p4", "ptr", "pid", "charge", "label", "event"):
        one, other = getattr(whole, column), getattr(again, column)
        assert (one is None and other is None) or torch.equal(one, other)


@every_format
def test_another_files_content_is_refused_in_one_line(name: str, folder: Path) -> None:
    for other, files in WRITERS.items():
        for file in files:
            if other != name:
                with pytest.raises(ValueError, match=file) as caught:
                    datasets.read(folder / file, name)
                assert "\n" not in str(caught.value)


@every_format
def test_missing_files_and_folders_are_the_systems_errors(name: str, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        module(name).read(tmp_path / "nowhere")
    with pytest.raises(IsADirectoryError):
        module(name).read(tmp_path)


def test_examples_are_of_exported_formats() -> None:
    assert sorted(WRITERS) == formats.__all__
    assert all(a < b for a, b in pairwise(formats.__all__))
