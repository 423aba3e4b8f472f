"""Batches of packed trees without a Python object per jet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import torch
from torch import distributed
from torch.utils.data import DataLoader, Dataset, Sampler

from pyg_jets.jets.trees.jet_source import Jets, as_it_is, jets_of
from pyg_jets.jets.trees.jet_tree_shards import JetTreeShards


class JetLoader(DataLoader[Any]):
    """Mini-batches of a :class:`JetTreeDataset` as PyG ``Batch`` objects.

    The same batches as ``torch_geometric.loader.DataLoader`` gives, made at once by index
    arithmetic (tree by tree if the data set has a ``transform``, which is one of trees). The order
    of epoch e is a function of ``(seed, e)`` alone, so that a resumed training sees what an
    uninterrupted one would have seen. Of :class:`JetTreeShards` the order of the shards is
    shuffled, then the jets within each. torch's global random numbers are not drawn.

    Args:
        dataset: The jets, or what else :func:`pyg_jets.jets.trees.jet_source.jets_of` takes.
        batch_size: Jets in a batch; the last one may be smaller.
        shuffle: A new order in every epoch.
        seed: Of the shuffling.
        shared: Under ``torch.distributed`` each process gets its share of every batch of
            ``batch_size`` times as many jets as there are processes.
        sampler: Positions of jets in an order of its own, such as torch's
            ``WeightedRandomSampler``, instead of ``shuffle`` and ``shared``.
        **options: Further options of ``torch.utils.data.DataLoader``, such as ``num_workers``;
            from ``generator`` its workers are seeded, which draw nothing here.

    Raises:
        TypeError: If ``dataset`` is something else.
        ValueError: If there is a ``sampler``, and jets are to be shuffled or shared as well.
    """

    def __init__(
        self,
        dataset: Any,
        batch_size: int = 256,
        shuffle: bool = False,
        *,
        seed: int = 0,
        shared: bool = False,
        sampler: Iterable[int] | None = None,
        **options: Any,
    ) -> None:
        jets = jets_of("dataset", dataset)
        # Else every epoch draws a seed of workers from the global one, workers or not.
        options.setdefault("generator", torch.Generator().manual_seed(seed))
        if sampler is None:
            sizes = jets.sizes if isinstance(jets, JetTreeShards) else [len(jets)]
            given = seed if shuffle else None, batch_size if shared else None
            sampler = EpochSampler(sizes, *given)
        elif shuffle or shared:
            raise ValueError("a 'sampler' decides the order itself (got 'shuffle' or 'shared' too)")
        super().__init__(
            _Batches(jets),
            batch_size=batch_size,
            sampler=sampler,
            collate_fn=as_it_is,
            **options,
        )


class EpochSampler(Sampler[int]):
    """The order of every epoch, a function of the seed and the epoch's number alone.

    Args:
        sizes: Numbers of jets of the shards, which stay together.
        seed: Of all permutations; None: no shuffling.
        shared: Jets of a process in a batch, if the processes of ``torch.distributed`` share them.
    """

    def __init__(self, sizes: Sequence[int], seed: int | None, shared: int | None = None) -> None:
        self.sizes, self.seed, self.shared, self.epoch = list(sizes), seed, shared, 0

    @property
    def in_order(self) -> bool:
        """Whether all jets come in their order."""
        return self.seed is None and self.shared is None

    def set_epoch(self, epoch: int) -> None:
        """Say which epoch comes next; Lightning calls this."""
        self.epoch = epoch

    def __len__(self) -> int:
        """Number of jets of this process."""
        rank, processes = self._place()
        return len(range(rank, self._used(processes), processes))

    def __iter__(self) -> Iterator[int]:
        """The order of this epoch; the next call gives the next epoch's."""
        order, (rank, processes) = self._order(), self._place()
        self.epoch += 1
        used = self._used(processes)
        return (jet for k, jet in enumerate(order) if k < used and k % processes == rank)

    def _order(self) -> Iterator[int]:
        """All jets, shard by shard."""
        if self.seed is None:
            yield from range(sum(self.sizes))
            return
        generator = torch.Generator().manual_seed(self.seed * 1_000_003 + self.epoch)
        starts = [0, *torch.tensor(self.sizes).cumsum(0).tolist()]
        # One shard draws what it drew before there were shards.
        many = len(self.sizes) > 1
        shards = torch.randperm(len(self.sizes), generator=generator).tolist() if many else [0]
        for k in shards:
            order = torch.randperm(self.sizes[k], generator=generator)
            yield from (order + starts[k]).tolist()

    def _place(self) -> tuple[int, int]:
        """Number of this process, and of all that share the jets."""
        if self.shared is None or not (distributed.is_available() and distributed.is_initialized()):
            return 0, 1
        return distributed.get_rank(), distributed.get_world_size()

    def _used(self, processes: int) -> int:
        """All jets, but a last batch that has not one for every process, when they are shuffled."""
        size = sum(self.sizes)
        left = size % ((self.shared or 1) * processes)
        return size - left if self.seed is not None and left < processes else size


class _Batches(Dataset[Any]):
    """What ``DataLoader`` asks: many positions at once give one batch."""

    def __init__(self, jets: Jets) -> None:
        self.jets = jets

    def __len__(self) -> int:
        return len(self.jets)

    def __getitems__(self, positions: list[int]) -> Any:
        return self.jets.batch(torch.tensor(positions))
