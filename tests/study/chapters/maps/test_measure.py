"""Maps of jets in many files."""

from pathlib import Path

import numpy as np
import pytest

from pyg_jets import Constituents, JetTreeShards, LundPlane, cluster, lund_coordinates
from pyg_jets.attribution import splitting_saliency
from pyg_jets.attribution.folding import Fold
from pyg_jets.cli import main
from pyg_jets.datasets import binary_task
from pyg_jets.study.chapters.maps.measure import saliency_planes, saliency_planes_of_shards
from pyg_jets.taggers import FCN, RecNN


@pytest.fixture
def shards(tmp_path: Path) -> JetTreeShards:
    trees = cluster(binary_task("w-qcd").test[::20])
    return JetTreeShards.write(tmp_path / "jets", [trees[k::3] for k in range(3)])


def test_the_same_maps_for_any_number_of_workers(shards: JetTreeShards) -> None:
    tagger = RecNN(hidden_channels=8)
    tagger.fit_scaling(shards)
    alone = saliency_planes_of_shards(tagger, shards)
    both = saliency_planes_of_shards(tagger, shards, workers=2)
    whole = shards.shard(0).concat([shards.shard(k) for k in range(3)])
    assert whole.y is not None
    assert set(alone) == set(both) == {0, 1}
    for label, planes in alone.items():
        expected = saliency_planes(tagger, whole[whole.y == label])
        for one, two, slow in zip(planes, both[label], expected, strict=True):
            assert one.num_jets == two.num_jets == slow.num_jets
            np.testing.assert_array_equal(one.mean, two.mean)
            np.testing.assert_array_equal(one.error, two.error)
            np.testing.assert_array_equal(one.count, slow.count)
            np.testing.assert_allclose(one.mean.filled(0), slow.mean.filled(0), rtol=1e-5)


def test_jets_without_labels(toy_jets: Constituents, tmp_path: Path) -> None:
    unlabelled = cluster(Constituents(toy_jets.p4, toy_jets.ptr))
    shards = JetTreeShards.write(tmp_path, [unlabelled])
    assert set(saliency_planes_of_shards(RecNN(hidden_channels=8), shards)) == {None}


@pytest.mark.parametrize("fold", ["sum", "mean", "max"])
def test_a_tagger_of_constituents_has_a_map(shards: JetTreeShards, fold: Fold) -> None:
    tagger = FCN()
    tagger.fit_scaling(shards)
    with_root, without_root = saliency_planes(tagger, shards, fold)
    assert with_root.count.sum() > without_root.count.sum() > 1000
    coordinates = lund_coordinates(shards.batch())
    expected = LundPlane().fill(coordinates, splitting_saliency(tagger, shards.batch(), fold=fold))
    np.testing.assert_allclose(with_root.mean.filled(0), expected.mean.filled(0), rtol=1e-4)


def test_command(shards: JetTreeShards, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tagger = RecNN(hidden_channels=8)
    tagger.fit_scaling(shards)
    tagger.save(tmp_path / "tagger.safetensors")
    command = ["saliency", "--tagger", str(tmp_path / "tagger.safetensors"), "--shards"]
    out = tmp_path / "map.png"
    assert main([*command, str(tmp_path / "jets"), "--out", str(out)]) == 0
    assert out.stat().st_size > 10_000
    assert main([*command, str(tmp_path / "nowhere"), "--out", str(out)]) == 1
    assert "must be a folder of shards" in capsys.readouterr().err
    shards.paths[0].write_bytes(b"damaged")
    assert main([*command, str(tmp_path / "jets"), "--out", str(out)]) == 1
    assert "bytes that were written" in capsys.readouterr().err
