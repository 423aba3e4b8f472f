"""One function over all shards: in order, the same for any number of workers, with plain words."""

import subprocess
import sys
from pathlib import Path

import pytest

from pyg_jets import Constituents, JetTreeDataset, JetTreeShards, cluster
from pyg_jets.jobs.over_shards import over_shards
from pyg_jets.transforms import LundTree


@pytest.fixture
def shards(toy_jets: Constituents, tmp_path: Path) -> JetTreeShards:
    trees = cluster(toy_jets)
    return JetTreeShards.write(tmp_path / "shards", [trees[:2], trees[2:3], trees[3:]])


def test_results_are_in_the_order_of_the_shards(shards: JetTreeShards) -> None:
    assert over_shards(len, shards) == [2, 1, 4]


def test_it_says_how_far_it_is(shards: JetTreeShards, capsys: pytest.CaptureFixture[str]) -> None:
    over_shards(len, shards, progress=True)
    first, last = capsys.readouterr().err.splitlines()
    assert first.endswith("0 of 7 jets")
    assert "7 of 7 jets" in last


def _with_lund(jets: JetTreeDataset) -> tuple[int, bool]:
    return len(jets), "lund" in jets[0]


def test_a_transform_goes_along(shards: JetTreeShards) -> None:
    """To other processes, too, from which results come back in order."""
    assert over_shards(_with_lund, shards) == [(2, False), (1, False), (4, False)]
    shards.transform = LundTree()
    assert over_shards(_with_lund, shards) == [(2, True), (1, True), (4, True)]
    assert over_shards(_with_lund, shards, workers=2) == [(2, True), (1, True), (4, True)]


def test_a_scheduler_that_does_not_answer(shards: JetTreeShards) -> None:
    with pytest.raises(OSError, match="scheduler must answer at 'nonsense'"):
        over_shards(len, shards, scheduler="nonsense")


def test_an_error_of_the_function_comes_back(shards: JetTreeShards) -> None:
    shards.paths[1].unlink()
    with pytest.raises(FileNotFoundError, match="no jets at"):
        over_shards(len, shards)


CLUSTER = """
import sys
from distributed import LocalCluster
from pyg_jets import JetTreeShards
from pyg_jets.jobs.over_shards import over_shards

if __name__ == "__main__":
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster:
        found = over_shards(len, JetTreeShards(sys.argv[1]), scheduler=cluster.scheduler_address)
    print(found)
"""


@pytest.mark.usefixtures("shards")
def test_on_a_cluster(tmp_path: Path) -> None:
    script = tmp_path / "cluster.py"
    script.write_text(CLUSTER, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "shards")],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stdout.strip() == "[2, 1, 4]", done.stderr


def test_bad_input(shards: JetTreeShards) -> None:
    with pytest.raises(ValueError, match=r"'workers' must be at least 1 \(got 0\)"):
        over_shards(len, shards, workers=0)
