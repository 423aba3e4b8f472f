"""Where a folder has the jets of a kind, and which of a file's jets they are."""

from pathlib import Path

import pytest
import torch

from pyg_jets import Constituents, Kind
from pyg_jets.datasets import sample
from pyg_jets.datasets.kind_files import all_jets, files_of_kind, jets_of, kinds_in, place_of_kind


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("jets")
    for name in ("hbb", "qcd"):
        sample("qcd")[:20].save(path / f"{name}.safetensors")
    (path / ".hidden").touch()
    (path / "results").mkdir()
    return path


def test_a_file_by_its_name(folder: Path) -> None:
    assert place_of_kind("hbb", folder) == folder / "hbb.safetensors"
    assert kinds_in(folder) == ["hbb", "qcd"]
    kind = Kind("hbb", jets=place_of_kind("hbb", folder))
    assert jets_of(kind).p4.equal(sample("qcd")[:20].p4)
    assert files_of_kind(kind) == [folder / "hbb.safetensors"]


def test_the_bundled_sample_and_jets_in_memory() -> None:
    assert jets_of(Kind("w")).p4.equal(sample("w").p4)
    jets = sample("w")[:5]
    assert jets_of(Kind("mine", jets=jets)).p4.equal(jets.p4)
    assert files_of_kind(Kind("w")) == files_of_kind(Kind("mine", jets=jets)) == []


def test_what_is_missing_or_there_twice(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"'top' \(got neither\): it has hbb, qcd"):
        place_of_kind("top", folder)
    with pytest.raises(FileNotFoundError, match=r"simulation 'top' \(got no such folder\)$"):
        place_of_kind("top", folder / "none")
    for name in ("w.safetensors", "w.npz"):
        (tmp_path / name).touch()
    with pytest.raises(ValueError, match=r"one file of 'w' \(got w.npz, w.safetensors\)"):
        place_of_kind("w", tmp_path)


def test_simulations_by_their_folders(tmp_path: Path) -> None:
    pytest.importorskip("pythia8mc")
    from pyg_jets.simulation import Campaign, Recipe

    shards = Campaign(Recipe("w", "none"), 6, seed=1, jets_per_shard=4).run(tmp_path / "w")
    assert kinds_in(tmp_path) == ["w"]
    kind = Kind("w", jets=place_of_kind("w", tmp_path))
    jets = jets_of(kind)
    assert len(jets) == 6
    assert jets.event is not None
    assert len(torch.unique(jets.event)) <= 6
    assert set(shards) < set(files_of_kind(kind))
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileNotFoundError, match="must hold a campaign"):
        jets_of(Kind("empty", jets=place_of_kind("empty", tmp_path)))


def test_jets_without_events_are_events_of_their_own() -> None:
    jets = sample("w")[:5]
    event = all_jets(Kind("mine", jets=Constituents(jets.p4, jets.ptr))).event
    assert event is not None
    assert event.tolist() == [0, 1, 2, 3, 4]


def test_one_label_of_several() -> None:
    jets = sample("w")[:6].with_label(torch.tensor([0, 1, 5, 1, 0, 5]))
    with pytest.raises(ValueError, match=r"jets of 'b' must have .* only \(got the labels 0, 1, 5"):
        jets_of(Kind("b", jets=jets))
    assert jets_of(Kind("b", jets=jets, label=5)).p4.equal(jets[[2, 5]].p4)
    with pytest.raises(ValueError, match=r"the label 2 for the kind 'b' \(got the labels 0, 1, 5"):
        jets_of(Kind("b", jets=jets, label=2))


def test_one_label_alone_is_one_kind(tmp_path: Path) -> None:
    sample("w")[:6].with_label(3).save(tmp_path / "b.safetensors")
    assert len(jets_of(Kind("b", jets=tmp_path / "b.safetensors"))) == 6
    with pytest.raises(ValueError, match=r"the label 1 for the kind 'w' \(got no labels\)"):
        jets_of(Kind("w", label=1))


def test_many_labels_are_not_all_said(tmp_path: Path) -> None:
    path = tmp_path / "b.safetensors"
    sample("w")[:30].with_label(torch.arange(30)).save(path)
    with pytest.raises(ValueError, match=r"b.safetensors' must .* 0, 1, 2, .* 9, \.\.\.\)"):
        jets_of(Kind("b", jets=path))
