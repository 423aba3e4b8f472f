from pathlib import Path

import pytest
import torch

from pyg_jets import datasets
from pyg_jets.datasets.files import Files
from pyg_jets.jets.jet_finding import JetFinder
from tests.written import write_packed, write_saved


def test_unknown_content_lists_the_formats(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("px py pz E")
    assert datasets.recognise(tmp_path / "notes.txt") is None
    for read in (datasets.read, datasets.stream):
        with pytest.raises(ValueError, match=r"notes\.txt' .* delphes, .*top_tagging, .*none"):
            read(tmp_path / "notes.txt")


def test_unknown_names_list_the_formats(tmp_path: Path) -> None:
    with pytest.raises(
        ValueError, match=r"one of aspen_open_jets, .*delphes, .*energyflow, .* \(got 'csv'\)"
    ):
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


def test_several_files_are_one_sample(tmp_path: Path) -> None:
    write_packed(tmp_path / "a.npz")
    write_packed(tmp_path / "b.npz")
    one = datasets.read(tmp_path / "a.npz")
    several: list[Files] = [f"{tmp_path}/*.npz", [tmp_path / "a.npz", str(tmp_path / "b.npz")]]
    for path in several:
        both = datasets.read(path)
        assert len(both) == 2 * len(one)
        assert torch.equal(both[len(one) :].p4, one.p4)
        assert [len(piece) for piece in datasets.stream(path, jets=8)] == [8, 4, 8, 4]
    write_saved(tmp_path / "c")
    with pytest.raises(ValueError, match="must have the same columns"):
        datasets.read([tmp_path / "a.npz", tmp_path / "c"])
    with pytest.raises(TypeError, match=r"'path' must be a file, .*\(got NoneType\)"):
        datasets.read(None)  # type: ignore[arg-type]


def test_options_of_other_formats(tmp_path: Path) -> None:
    write_packed(tmp_path / "p.npz")
    with pytest.raises(ValueError, match=r"'packed' take no 'puppi' .got it; they take nothing"):
        datasets.read(tmp_path / "p.npz", puppi=True)
