"""One function over all shards, on this machine or on a cluster."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import torch

from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.jets.trees.jet_tree_shards import JetTreeShards
from pyg_jets.jobs import pool
from pyg_jets.jobs.progress import Progress

Result = TypeVar("Result")


def over_shards(
    function: Callable[[JetTreeDataset], Result],
    shards: JetTreeShards,
    *,
    workers: int = 1,
    scheduler: str | None = None,
    progress: bool = False,
) -> list[Result]:
    """Results of ``function`` for every shard, in the order of the shards.

    Each shard runs on one thread, wherever it runs: the results are the same for any number of
    workers, bit for bit. They are kept until all are there, so a result should be small, such as a
    :class:`pyg_jets.LundPlane`.

    Args:
        function: Of one shard's jets; its pickled form goes to the workers.
        shards: The files, which all workers must see under the same paths.
        workers: Processes on this machine.
        scheduler: Address of a running ``distributed`` cluster, such as ``"tcp://host:8786"``, to
            run there instead; needs the extra ``dask``.
        progress: Say on standard error how many jets are done.

    Raises:
        ImportError: If there is a scheduler and Dask is not installed.
        OSError: If workers die again and again, or the scheduler does not answer or has no workers.
        ValueError: If ``workers`` is not positive.
    """
    where = {"workers": workers, "scheduler": scheduler}
    of_shard = partial(_of_shard, function, shards.transform)
    done = pool.results(of_shard, shards.paths, **where)  # type: ignore[arg-type]
    by_number: dict[int, Result] = {}
    with Progress(len(shards)) if progress else contextlib.nullcontext() as shown:
        for number, result in done:
            by_number[number] = result
            if shown is not None:
                shown.add(shards.sizes[number])
    return [by_number[number] for number in range(len(shards.paths))]


def _of_shard(function: Callable[[JetTreeDataset], Result], transform: Any, path: Path) -> Result:
    with _one_thread():
        jets = JetTreeDataset.load(path)
        jets.transform = transform
        return function(jets)


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
