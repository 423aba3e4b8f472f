"""Many files as one data set."""

import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from torch_geometric.loader import DataLoader

from pyg_jets import Constituents, JetTreeDataset, JetTreeShards, cluster
from pyg_jets.transforms import LundTree


@pytest.fixture
def trees(toy_jets: Constituents) -> JetTreeDataset:
    return cluster(toy_jets)


@pytest.fixture
def shards(trees: JetTreeDataset, tmp_path: Path) -> JetTreeShards:
    return JetTreeShards.write(tmp_path, (trees[part] for part in ([0, 1], [2], [3, 4, 5, 6])))


@pytest.mark.parametrize("jets", [[0], [2, 3], [6, 0, 3, 1, 2], [], [-1]])
def test_batches_are_those_of_one_data_set(
    jets: list[int], trees: JetTreeDataset, shards: JetTreeShards
) -> None:
    if not jets:
        assert torch.equal(shards.batch().x, trees.batch().x)
        return
    ours, expected = shards.batch(jets), trees.batch(jets)
    assert set(ours.keys()) == set(expected.keys())
    for key in ("x", "p4", "edge_index", "level", "branch", "batch", "ptr", "y"):
        assert torch.equal(ours[key], expected[key])


def test_what_it_knows(trees: JetTreeDataset, shards: JetTreeShards) -> None:
    assert len(shards) == len(trees)
    assert shards.sizes == [2, 1, 4]
    assert shards.frame == trees.frame
    assert shards.y is not None
    assert shards.y.tolist() == [0, 1, 0, 1, 0, 1, 0]
    assert pickle.loads(pickle.dumps(shards)).batch([5]).num_nodes == 23


def test_it_is_a_data_set_of_pyg(trees: JetTreeDataset, shards: JetTreeShards) -> None:
    assert [tree.num_nodes for tree in shards] == [tree.num_nodes for tree in trees]
    assert torch.equal(shards[-3].p4, trees[4].p4)
    assert (shards.num_classes, shards.num_node_features) == (2, 7)
    some = shards[torch.tensor([5, 0, 3, 0, 2])]
    assert torch.equal(some.batch().p4, trees.batch([5, 0, 3, 0, 2]).p4)
    assert torch.equal(shards[trees.y == 1].batch().x, trees[trees.y == 1].batch().x)
    loaded = next(iter(DataLoader(shards, batch_size=7)))
    assert torch.equal(loaded.edge_index, trees.batch().edge_index)


def test_few_files_are_open_at_a_time(trees: JetTreeDataset, tmp_path: Path) -> None:
    shards = JetTreeShards.write(tmp_path, (trees[[k]] for k in range(7)))
    for k in (*range(7), 3, 0):
        assert shards.batch([k]).num_nodes == trees[k].num_nodes
        assert len(shards._opened) <= 4


def test_files_in_any_order(trees: JetTreeDataset, shards: JetTreeShards) -> None:
    chosen = JetTreeShards([shards.paths[2], shards.paths[0]])
    assert torch.equal(chosen.batch([0, 4]).p4, trees.batch([3, 0]).p4)


def test_bad_input(trees: JetTreeDataset, shards: JetTreeShards, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"a folder of shards \(got none in it\)"):
        JetTreeShards(tmp_path / "nowhere")
    with pytest.raises(FileNotFoundError, match="no jets at"):
        JetTreeShards([tmp_path / "nowhere.safetensors"])
    with pytest.raises(FileExistsError, match="must have no shards yet"):
        JetTreeShards.write(tmp_path, [trees])
    with pytest.raises(IndexError, match="jet 7 does not exist"):
        shards.batch([7])
    cluster(trees.constituents, frame="laboratory").save(tmp_path / "z.safetensors")
    with pytest.raises(ValueError, match=r"in one frame \(got \['jet', 'laboratory'\]\)"):
        JetTreeShards(tmp_path)


def test_a_truncated_shard_is_named(shards: JetTreeShards) -> None:
    path = shards.paths[1]
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(ValueError, match=rf"{path.name}' must have the .* bytes that were written"):
        JetTreeShards(path.parent)
    (path.parent / "finished.json").unlink()
    with pytest.raises(ValueError, match=rf"{path.name}' must be a whole file"):
        JetTreeShards(path.parent)


def test_a_failure_leaves_no_shards(trees: JetTreeDataset, tmp_path: Path) -> None:
    def parts() -> Iterator[JetTreeDataset]:
        yield trees[:2]
        assert len(list(tmp_path.glob("*.safetensors"))) == 1
        with pytest.raises(
            ValueError, match=r"must be finished \(got .* still at work\): run again"
        ):
            JetTreeShards(tmp_path)
        with pytest.raises(OSError, match="is in use by another run"):
            JetTreeShards.write(tmp_path, [trees])
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        JetTreeShards.write(tmp_path, parts())
    assert not list(tmp_path.iterdir())


KILLED = """
import os, signal, sys
from pyg_jets import JetTreeShards

def parts():
    some = JetTreeShards(sys.argv[1])
    yield some.shard(0)
    yield some.shard(1)
    os.kill(os.getpid(), signal.SIGKILL)

JetTreeShards.write(sys.argv[2], parts())
"""


def test_a_killed_writer(shards: JetTreeShards, tmp_path: Path) -> None:
    folder = tmp_path / "killed"
    command = [sys.executable, "-c", KILLED, str(shards.paths[0].parent), str(folder)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert len(list(folder.glob("shard-*.safetensors"))) == 2
    with pytest.raises(ValueError, match=r"must be finished \(got what an interrupted run left"):
        JetTreeShards(folder)
    (folder / ".shard-00002-9c491c5f.safetensors").write_bytes(b"half")
    (folder / "notes.txt").write_text("somebody's own")
    again = JetTreeShards.write(folder, [shards.shard(2)])
    assert again.sizes == [4]
    names = {path.name for path in folder.iterdir()}
    assert names == {"finished.json", "notes.txt", "shard-00000.safetensors"}


def test_shards_that_are_lost(shards: JetTreeShards, tmp_path: Path) -> None:
    shards.paths[1].unlink()
    with pytest.raises(ValueError, match=r"shard-00001.* \(got no such file\): run again what"):
        JetTreeShards(tmp_path)
    (tmp_path / "finished.json").unlink()
    assert JetTreeShards(tmp_path).sizes == [2, 4]


def test_no_parts(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="there must be jets to write"):
        JetTreeShards.write(tmp_path / "new", [])
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_writer_left_is_no_shard(shards: JetTreeShards, tmp_path: Path) -> None:
    (tmp_path / ".shard-00001-9c491c5f.safetensors").write_bytes(b"half")
    assert len(JetTreeShards(tmp_path)) == len(shards)


def test_no_jets(shards: JetTreeShards) -> None:
    nothing = shards[[]]
    assert (len(nothing), nothing.frame, nothing.num_classes) == (0, "jet", 0)
    assert shards.batch([]).num_graphs == 0


def test_a_transform_goes_along(shards: JetTreeShards) -> None:
    shards.transform = LundTree()
    assert "lund" in shards[1:5][0]
    assert "lund" in shards[6]
    assert "lund" in shards.shard(1)[0]
    for jets in (slice(None), [0], [6, 0]):
        assert "lund" in shards.batch(jets)
    shards.transform = None
    assert "lund" not in shards.batch([0])
