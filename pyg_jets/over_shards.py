"""One function over all shards, on this machine or on a cluster."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor
from pathlib import Path
from typing import Any, TypeVar

import torch

from pyg_jets._dask import cluster_client, dask_package
from pyg_jets.jets.jet_tree_dataset import JetTreeDataset
from pyg_jets.jets.jet_tree_shards import JetTreeShards

Result = TypeVar("Result")


def over_shards(
    function: Callable[[JetTreeDataset], Result],
    shards: JetTreeShards,
    *,
    workers: int = 1,
    scheduler: str | None = None,
) -> list[Result]:
    """Results of ``function`` for every shard, in the order of the shards.

    Each shard runs on one thread, wherever it runs: the results are the same for any number of
    workers, bit for bit. They are kept until all are there, so a result should be small, such as a
    :class:`pyg_jets.LundPlane`.

    Args:
        function: Of one shard's jets; its pickled form goes to the workers.
        shards: The files, which all workers must see under the same paths.
        workers: Processes on this machine; needs the extra ``dask`` if there are several.
        scheduler: Address of a running ``distributed`` cluster, such as ``"tcp://host:8786"``, to
            run there instead.

    Raises:
        ImportError: If several workers are asked for and Dask is not installed.
        OSError: If a worker died, or the scheduler does not answer or has no workers.
        ValueError: If ``workers`` is not positive.
    """
    if workers < 1:
        raise ValueError(f"'workers' must be at least 1 (got {workers})")
    of_shard = functools.partial(_of_shard, function, shards.transform)
    if scheduler is not None:
        return _on_cluster(of_shard, shards.paths, scheduler)
    if workers == 1:
        return [of_shard(path) for path in shards.paths]
    return _in_processes(of_shard, shards.paths, workers)


def _of_shard(function: Callable[[JetTreeDataset], Result], transform: Any, path: Path) -> Result:
    with _one_thread():
        jets = JetTreeDataset.load(path)
        jets.transform = transform
        return function(jets)


def _in_processes(
    of_shard: Callable[[Path], Result], paths: list[Path], workers: int
) -> list[Result]:
    dask = dask_package("dask")
    tasks = [dask.delayed(of_shard)(path) for path in paths]
    try:
        results: list[Result] = list(
            dask.compute(*tasks, scheduler="processes", num_workers=workers, chunksize=1)
        )
    except BrokenExecutor as error:
        raise OSError(
            f"a worker process died ({error}): use fewer workers if memory was short"
        ) from error
    return results


def _on_cluster(
    of_shard: Callable[[Path], Result], paths: list[Path], scheduler: str
) -> list[Result]:
    distributed = dask_package("distributed")
    try:
        with cluster_client(scheduler) as client:
            futures = client.map(of_shard, paths, pure=False)
            results: list[Result] = client.gather(futures)
    except distributed.KilledWorker as error:
        raise OSError(f"a worker of '{scheduler}' died again and again ({error})") from error
    return results


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """Products on one thread: the order of their sums is then the same everywhere."""
    from threadpoolctl import threadpool_limits

    threads = torch.get_num_threads()
    try:
        torch.set_num_threads(1)
        with threadpool_limits(1, user_api="blas"):
            yield
    finally:
        torch.set_num_threads(threads)
