"""The top-tagging set from a small file of its form, as PyG and as this library see it."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch_geometric.data import Dataset
from torch_geometric.loader import DataLoader

from pyg_jets import Constituents, JetLoader, JetTreeShards, cluster, fit, predict
from pyg_jets.datasets import TopTagging, _public
from pyg_jets.taggers import RecNN


@pytest.fixture
def jets(labelled: Callable[[int, int], Constituents]) -> Constituents:
    return labelled(200, 2)


@pytest.fixture
def root(
    tmp_path: Path,
    written: dict[str, Callable[..., None]],
    jets: Constituents,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """Where a file fetched by hand lies already; shards of 64 jets."""
    (tmp_path / "raw").mkdir()
    for split in ("train", "val", "test"):
        written["TopTagging"](tmp_path / "raw" / f"{split}.h5", jets)
    monkeypatch.setattr(_public, "_JETS", 64)
    return tmp_path


def test_validation_and_test_are_in_the_files_order(root: Path, jets: Constituents) -> None:
    test = TopTagging(root, "test")
    assert isinstance(test, JetTreeShards)
    assert isinstance(test, Dataset)
    assert (len(test), test.num_classes, test.sizes) == (200, 2, [64, 64, 64, 8])
    assert torch.equal(test.y, jets.label)  # type: ignore[arg-type]
    expected = cluster(jets).batch()
    for key in ("x", "p4", "edge_index", "y"):
        assert torch.equal(test.batch()[key], expected[key])
    for tree in test:
        tree.validate()


def test_training_jets_are_mixed(root: Path, jets: Constituents) -> None:
    train = TopTagging(root)
    assert sorted(train.sizes) == [48, 50, 50, 52] or sum(train.sizes) == 200
    assert len(train.paths) == 4
    ours = train.batch().p4[train.batch().is_root]
    theirs = cluster(jets).batch().p4[cluster(jets).batch().is_root]
    assert not torch.equal(ours, theirs)
    order = ours[:, 0].argsort()
    assert torch.equal(ours[order], theirs[theirs[:, 0].argsort()])
    # Every shard has its share of each quarter of the file.
    place = {float(px): k for k, px in enumerate(theirs[:, 0])}
    for first, last in zip(train.ptr[:-1], train.ptr[1:], strict=True):
        quarters = torch.tensor([place[float(px)] // 50 for px in ours[first:last, 0]])
        assert (quarters.bincount(minlength=4) > 0).all()
    assert not (Path(train.processed_paths[0]) / "sorted").exists()


def test_it_goes_where_trees_go(root: Path) -> None:
    train, val = TopTagging(root), TopTagging(root, "val")
    assert sum(batch.num_graphs for batch in JetLoader(train, 32, shuffle=True)) == 200
    assert next(iter(DataLoader(val, 16))).num_graphs == 16
    result = fit(RecNN(4), train, val, epochs=1, batch_size=50)
    assert predict(result.tagger, val).shape == (200,)


def _times(root: Path) -> dict[str, int]:
    folders = (root / "processed").rglob("*.safetensors")
    return {str(path): path.stat().st_mtime_ns for path in folders}


def test_once_for_each_content_and_option(
    root: Path,
    written: dict[str, Callable[..., None]],
    jets: Constituents,
    capsys: pytest.CaptureFixture[str],
) -> None:
    TopTagging(root, "val")
    assert capsys.readouterr().err == "TopTagging (val): clustering\n"
    made = _times(root)
    TopTagging(root, "val")
    os.utime(root / "raw" / "val.h5")
    TopTagging(str(root), "val", algorithm="cambridge_aachen")
    assert _times(root) == made
    assert capsys.readouterr().err == ""
    kt = TopTagging(root, "val", algorithm="kt", frame="laboratory")
    assert kt.frame == "laboratory"
    assert torch.equal(kt.batch().x, cluster(jets, "kt", frame="laboratory").batch().x)
    written["TopTagging"](root / "raw" / "val.h5", jets[:100])
    assert len(TopTagging(root, "val")) == 100
    assert made.items() < _times(root).items()


def test_a_definition_of_fastjet(root: Path, jets: Constituents) -> None:
    import fastjet

    cambridge = fastjet.JetDefinition(fastjet.cambridge_algorithm, 1000.0)
    val = TopTagging(root, "val", algorithm=cambridge)
    assert torch.equal(val.batch().edge_index, cluster(jets).batch().edge_index)
    again = fastjet.JetDefinition(fastjet.cambridge_algorithm, 1000.0)
    assert TopTagging(root, "val", algorithm=again).paths == val.paths


def test_a_damaged_file_leaves_nothing(root: Path) -> None:
    raw = root / "raw" / "val.h5"
    raw.write_bytes(raw.read_bytes()[:-20000])
    with pytest.raises(ValueError, match=r"val.h5' must be a file of the top-tagging"):
        TopTagging(root, "val")
    assert [path for path in (root / "processed").iterdir() if path.suffix != ".lock"] == []


def test_another_file_under_the_name_is_refused(zenodo: Any, tmp_path: Path) -> None:
    zenodo.files["val.h5"] = b"something else"
    with pytest.raises(OSError, match="must be md5 dca4b7248027618f041f9baa86d360fc, got"):
        TopTagging(tmp_path, "val")
    assert zenodo.requests == [("/records/2603256/files/val.h5", None)]
    assert list(tmp_path.rglob("*.h5*")) == [tmp_path / "raw" / ".val.h5.lock"]


def test_unknown_split(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"'split' must be one of train, val, test \(got 'all'\)"):
        TopTagging(tmp_path, "all")
    assert list(tmp_path.iterdir()) == []
