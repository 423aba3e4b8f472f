"""Batches made at once are the batches that PyG makes."""

from collections.abc import Callable
from pathlib import Path

import fastjet
import pytest
import torch
from torch import Tensor
from torch_geometric.data import Batch, InMemoryDataset
from torch_geometric.loader import DataLoader

from pyg_jets import Constituents, JetLoader, JetTreeDataset, cluster, predict
from pyg_jets.jets.trees.jet_tree import JetTree
from pyg_jets.taggers import RecNN
from pyg_jets.transforms import LundTree


def _assert_same(ours: Batch, pygs: Batch) -> None:
    assert set(ours.keys()) == set(pygs.keys())
    for key in pygs.keys():  # noqa: SIM118
        if isinstance(pygs[key], torch.Tensor):
            assert torch.equal(ours[key], pygs[key]), key
            assert ours[key].dtype == pygs[key].dtype
        else:
            assert ours[key] == pygs[key]


@pytest.mark.parametrize("positions", [[0, 1, 2, 3, 4, 5, 6], [6, 0, 3], [0]])
@pytest.mark.parametrize("frame", ["jet", "laboratory"])
def test_batch_is_pygs(toy_jets: Constituents, positions: list[int], frame: str) -> None:
    trees = cluster(toy_jets, frame=frame)  # type: ignore[arg-type]
    ours, pygs = trees.batch(positions), Batch.from_data_list([trees[i] for i in positions])
    _assert_same(ours, pygs)
    assert ours.validate()
    assert ours.num_graphs == len(positions)
    assert type(ours) is type(pygs)
    for one, i in zip(ours.to_data_list(), positions, strict=True):
        assert type(one) is JetTree
        assert torch.equal(one.edge_index, trees[i].edge_index)
        assert torch.equal(one.x, trees[i].x)


def test_pygs_loader_takes_it(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    assert isinstance(trees, InMemoryDataset)
    for k, batch in enumerate(DataLoader(trees, batch_size=4)):
        _assert_same(trees.batch(slice(4 * k, 4 * k + 4)), batch)


def test_picking(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    assert trees.y is not None
    signal = trees[trees.y == 1]
    assert isinstance(signal, JetTreeDataset)
    assert signal.y is not None
    assert signal.y.tolist() == [1, 1, 1]
    assert torch.equal(signal[1].p4, trees[3].p4)
    assert len(trees[2:4].copy()) == 2
    assert trees.num_classes == 2


def test_one_particle_jet_is_leaf_and_root(toy_jets: Constituents) -> None:
    tree = cluster(toy_jets)[0]
    assert tree.num_nodes == 1
    assert tree.edge_index.shape == (2, 0)
    assert tree.is_root.all()
    assert tree.is_leaf.all()


def test_other_recombination_schemes_keep_their_momenta(toy_jets: Constituents) -> None:
    scheme = fastjet.JetDefinition(fastjet.cambridge_algorithm, 1000.0, fastjet.WTA_pt_scheme)
    tree = cluster(toy_jets, scheme)[2:].batch()
    leaves = tree.p4[tree.is_leaf]
    assert not torch.allclose(tree.p4[tree.is_root][0], leaves[:3].sum(0))
    with pytest.raises(ValueError, match="sum of its children"):
        tree.validate()


def test_bad_input(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    with pytest.raises(ValueError, match="'frame' must be one of jet, laboratory"):
        JetTreeDataset(toy_jets, trees.merges, frame="moon")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="'merges' must have shape"):
        JetTreeDataset(toy_jets, trees.merges[1:])


def test_round_trip_through_a_file(toy_jets: Constituents, tmp_path: Path) -> None:
    wta = fastjet.JetDefinition(fastjet.cambridge_algorithm, 1000.0, fastjet.WTA_pt_scheme)
    for trees in (cluster(toy_jets, "kt", frame="laboratory"), cluster(toy_jets, wta)):
        trees.save(tmp_path / "trees.safetensors")
        read = JetTreeDataset.load(tmp_path / "trees.safetensors")
        _assert_same(read.batch(), trees.batch())
        _assert_same(read[3:5].batch(), trees[3:5].batch())


def test_least_memory_for_the_merges(toy_jets: Constituents) -> None:
    assert cluster(toy_jets).merges.dtype == torch.int16
    momenta = torch.rand(20_000, 3).double()
    many = Constituents(torch.cat((momenta, momenta.sum(1, keepdim=True)), 1), [0, 20_000])
    trees = cluster(many, "desc_pt")
    assert trees.merges.dtype == torch.int32
    assert trees.batch().level.max() == 19_999


def test_joining(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    _assert_same(JetTreeDataset.concat([trees[:3], trees[3:]]).batch(), trees.batch())
    with pytest.raises(ValueError, match=r"one frame and scheme \(got none\)"):
        JetTreeDataset.concat([])
    with pytest.raises(ValueError, match=r"one frame and scheme \(got .*laboratory"):
        JetTreeDataset.concat([trees, cluster(toy_jets, frame="laboratory")])


def test_files_that_are_none(toy_jets: Constituents, tmp_path: Path) -> None:
    path = tmp_path / "trees.safetensors"
    with pytest.raises(FileNotFoundError, match="no jets at"):
        JetTreeDataset.load(path)
    toy_jets.save(path)
    with pytest.raises(ValueError, match=r"not written by JetTreeDataset\.save"):
        JetTreeDataset.load(path)
    path.write_bytes(b"nothing")
    with pytest.raises(ValueError, match="must be a whole file"):
        JetTreeDataset.load(path)


def test_pygs_habits(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    assert len(trees[:0.5]) == 4
    assert len(trees[0.5:]) == 3
    assert len(trees.copy()) == len(trees.copy(None)) == 7
    assert trees.to("cpu") is trees
    assert trees.cpu() is trees
    with pytest.raises(ValueError, match=r"jets stay on the CPU.*\(got 'cuda'\): move each batch"):
        trees.to("cuda")
    trees.transform = LundTree()
    assert "lund" in trees[:5][0]
    assert "lund" in trees.shuffle()[0]


class _Units:
    """GeV to TeV, say."""

    def __call__(self, tree: JetTree) -> JetTree:
        tree.x = tree.x / 1000
        return tree


def test_a_transform_means_the_same_everywhere(toy_jets: Constituents) -> None:
    trees, units = cluster(toy_jets), _Units()
    expected = trees.batch().x / 1000
    trees.transform = units
    found = {
        "one by one": torch.cat([tree.x for tree in trees]),
        "batch": trees.batch().x,
        "jets": trees[:].batch().x,
        "copy": trees.copy().batch().x,
        "our loader": next(iter(JetLoader(trees, 7))).x,
        "PyG's loader": next(iter(DataLoader(trees, 7))).x,
        "joined": JetTreeDataset.concat([trees[:3], trees[3:]]).batch().x,
    }
    for name, x in found.items():
        assert torch.equal(x, expected), name
    tagger, plain = RecNN(4), RecNN(4)
    tagger.fit_scaling(trees)
    plain.fit_scaling(cluster(toy_jets))
    torch.testing.assert_close(1000 * tagger.scale, plain.scale)
    assert trees.batch([]).num_graphs == 0
    probabilities = predict(tagger, trees)
    torch.testing.assert_close(probabilities, tagger.eval()(trees.batch()).sigmoid().detach())


def test_one_transform_of_what_is_joined(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    first, second = trees[:3], trees[3:]
    first.transform = _Units()
    with pytest.raises(ValueError, match=r"must have one transform \(got NoneType, _Units\)"):
        JetTreeDataset.concat([first, second])


@pytest.mark.parametrize(
    ("changed", "got"),
    [
        (lambda merges: merges.double(), r"torch.float64 of shape \(44, 2\)"),
        (lambda merges: merges[:-1], r"torch.int16 of shape \(43, 2\)"),
        (lambda merges: merges.T, r"torch.int16 of shape \(2, 44\)"),
    ],
)
def test_a_file_with_other_merges(
    changed: Callable[[Tensor], Tensor], got: str, toy_jets: Constituents, tmp_path: Path
) -> None:
    trees, path = cluster(toy_jets), tmp_path / "trees.safetensors"
    trees.merges = changed(trees.merges)
    trees.save(path)
    message = rf"JetTreeDataset.save wrote \(got: 'merges' must hold 44 pairs .*\(got {got}\)"
    with pytest.raises(ValueError, match=message):
        JetTreeDataset.load(path)
