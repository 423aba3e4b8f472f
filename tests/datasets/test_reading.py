from pathlib import Path

import pytest

from pyg_jets import datasets
from pyg_jets.jets.jet_finding import JetFinder
from tests.written import write_packed


def test_unknown_content_lists_the_formats(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("px py pz E")
    assert datasets.recognise(tmp_path / "notes.txt") is None
    for read in (datasets.read, datasets.stream):
        with pytest.raises(ValueError, match=r"notes\.txt' .* delphes, .*top_tagging .*none"):
            read(tmp_path / "notes.txt")


def test_unknown_names_list_the_formats(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"one of delphes, energyflow, .* \(got 'csv'\)"):
        datasets.read(tmp_path / "x", "csv")


def test_a_finder_is_for_events(tmp_path: Path) -> None:
    write_packed(tmp_path / "p.npz")
    with pytest.raises(ValueError, match=r"'finder' is for .* \(got a file of jets, 'packed'\)"):
        datasets.read(tmp_path / "p.npz", finder=JetFinder())


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        datasets.read(tmp_path / "nowhere")


def test_lists_of_fastjet_are_no_known_format(shared: Path) -> None:
    folder = shared / "data" / "real" / "fastjet" / "go-hep"
    for path in sorted(folder.iterdir()):
        with pytest.raises(ValueError, match="its content fits none"):
            datasets.read(path)
