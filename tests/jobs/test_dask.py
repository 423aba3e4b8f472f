import sys
from collections.abc import Iterator
from typing import Any

import pytest

from pyg_jets.jobs import _dask
from pyg_jets.jobs._dask import cluster_client, dask_package
from pyg_jets.jobs.pool import results
from tests.jobs.tasks import slowly, square

distributed = pytest.importorskip("distributed")


@pytest.fixture
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
    ) as cluster:
        yield cluster


def test_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ImportError, match=r"pip install 'pyg-jets\[dask\]'"):
        dask_package("distributed")


def test_a_scheduler_must_answer() -> None:
    with (
        pytest.raises(OSError, match="scheduler must answer at 'nonsense'"),
        cluster_client("nonsense"),
    ):
        pass


def test_no_scheduler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_dask, "SECONDS_TO_ANSWER", 0.2)
    with pytest.raises(OSError, match=r"scheduler must answer at 'tcp://127.0.0.1:9'"):
        list(results(square, [1], scheduler="tcp://127.0.0.1:9"))
    with pytest.raises(OSError, match="scheduler must answer at 'nonsense'"):
        list(results(square, [1], scheduler="nonsense"))


def test_no_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_dask, "SECONDS_TO_ANSWER", 0.2)
    with (
        distributed.LocalCluster(n_workers=0, processes=False, dashboard_address=None) as cluster,
        pytest.raises(OSError, match="must have workers"),
    ):
        list(results(square, [1], scheduler=cluster.scheduler_address))


def test_a_scheduler_that_goes_away(cluster: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_dask, "SECONDS_TO_ANSWER", 1)
    some = results(slowly, [0, 4], scheduler=cluster.scheduler_address)
    assert next(some) == (0, 0)
    cluster.close()
    with pytest.raises(OSError, match="the scheduler has gone"):
        next(some)
