"""The top-tagging set from a small file of its form, as PyG and as this library see it."""

import os
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import torch
from torch_geometric.data import Dataset
from torch_geometric.loader import DataLoader

from pyg_jets import Constituents, JetLoader, JetTreeShards, cluster, fit, predict
from pyg_jets.datasets import TopTagging, read
from pyg_jets.datasets.public import public_set
from pyg_jets.taggers import RecNN
from tests.written import write_fixed_top_tagging, write_top_tagging


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where files fetched by hand lie already; shards of five jets."""
    (tmp_path / "raw").mkdir()
    for split in ("train", "val", "test"):
        write_top_tagging(tmp_path / "raw" / f"{split}.h5")
    monkeypatch.setattr(public_set, "_JETS", 5)
    return tmp_path


@pytest.fixture
def jets(root: Path) -> Constituents:
    """What the files hold."""
    return read(root / "raw" / "test.h5")


def test_validation_and_test_are_in_the_files_order(root: Path, jets: Constituents) -> None:
    test = TopTagging(root, "test")
    assert isinstance(test, JetTreeShards)
    assert isinstance(test, Dataset)
    assert (len(test), test.num_classes, test.sizes) == (12, 2, [5, 5, 2])
    assert torch.equal(test.y, jets.label)  # type: ignore[arg-type]
    expected = cluster(jets).batch()
    for key in ("x", "p4", "edge_index", "y"):
        assert torch.equal(test.batch()[key], expected[key])
    for tree in test:
        tree.validate()


def test_training_jets_are_mixed(root: Path, jets: Constituents) -> None:
    train = TopTagging(root)
    assert train.sizes == [2, 5, 5]
    ours, theirs = train.batch(), cluster(jets).batch()
    ours, theirs = ours.p4[ours.is_root, 0].tolist(), theirs.p4[theirs.is_root, 0].tolist()
    place = [theirs.index(px) for px in ours]
    assert sorted(place) == list(range(12))
    assert place != sorted(place)
    # Every shard has its share of each five jets of the file.
    for first, last in pairwise(train.ptr.tolist()):
        assert {k // 5 for k in place[first:last]} >= {0, 1}
    assert not (Path(train.processed_paths[0]) / "sorted").exists()


def test_it_goes_where_trees_go(root: Path) -> None:
    train, val = TopTagging(root), TopTagging(root, "val")
    assert sum(batch.num_graphs for batch in JetLoader(train, 5, shuffle=True)) == 12
    assert next(iter(DataLoader(val, 7))).num_graphs == 7
    result = fit(RecNN(4), train, val, epochs=1, batch_size=6)
    assert predict(result.tagger, val).shape == (12,)


def _times(root: Path) -> dict[str, int]:
    folders = (root / "processed").rglob("*.safetensors")
    return {str(path): path.stat().st_mtime_ns for path in folders}


def test_once_for_each_content_and_option(
    root: Path, jets: Constituents, capsys: pytest.CaptureFixture[str]
) -> None:
    TopTagging(root, "val")
    assert capsys.readouterr().err.endswith(" TopTagging (val): clustering\n")
    made = _times(root)
    TopTagging(root, "val")
    os.utime(root / "raw" / "val.h5")
    TopTagging(str(root), "val", algorithm="cambridge_aachen")
    assert _times(root) == made
    assert capsys.readouterr().err == ""
    kt = TopTagging(root, "val", algorithm="kt", frame="laboratory")
    assert kt.frame == "laboratory"
    assert torch.equal(kt.batch().x, cluster(jets, "kt", frame="laboratory").batch().x)
    write_fixed_top_tagging(root / "raw" / "val.h5")
    assert torch.equal(TopTagging(root, "val").batch().x, TopTagging(root, "test").batch().x)
    shards = {path for path in _times(root) if "val-" in path}
    assert len(shards) == 3 * 3
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
    raw.write_bytes(raw.read_bytes()[:-3000])
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
