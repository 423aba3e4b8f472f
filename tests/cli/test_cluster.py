from collections.abc import Callable
from pathlib import Path

import pytest

from pyg_jets import JetTreeShards
from pyg_jets.cli import main
from pyg_jets.simulation import Campaign, Recipe

pytest.importorskip("pythia8mc")


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    folders = [tmp_path / kind for kind in ("w", "qcd")]
    for folder in folders:
        Campaign(Recipe(folder.name, mpi=False), 5, jets_per_shard=3).run(folder)
    return folders


def test_signal_and_background_share_shards(folders: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "trees"
    assert main(["cluster", *map(str, folders), "--algorithm", "kt", "--out", str(out)]) == 0
    trees = JetTreeShards(out)
    assert trees.sizes == [6, 4]
    assert trees.y is not None
    assert trees.y.tolist() == [1, 1, 1, 0, 0, 0, 1, 1, 0, 0]


def test_one_folder_has_no_labels(folders: list[Path], tmp_path: Path) -> None:
    assert main(["cluster", str(folders[0]), "--out", str(tmp_path / "trees")]) == 0
    trees = JetTreeShards(tmp_path / "trees")
    assert (len(trees), trees.y) == (5, None)


def test_refusals(folders: list[Path], tmp_path: Path, refused: Callable[..., str]) -> None:
    out = ("--out", tmp_path / "trees")
    assert "one or two folders" in refused("cluster", *folders, tmp_path, *out)
    assert "must hold a campaign" in refused("cluster", tmp_path, *out)
    more = tmp_path / "more"
    Campaign(Recipe("w", mpi=False), 2, jets_per_shard=1).run(more)
    Campaign(Recipe("w", mpi=False), 3, jets_per_shard=1).run(tmp_path / "most")
    assert "as many shards (got 2 and 3)" in refused("cluster", more, tmp_path / "most", *out)
    (more / "manifest.json").write_text(
        (more / "manifest.json").read_text().replace('"jets": 2,', '"jets": 4,')
    )
    assert "must be finished (got 2 of 4 jets)" in refused("cluster", more, *out)
    assert list((tmp_path / "trees").glob("*")) == []
