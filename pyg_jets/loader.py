"""Batches of packed trees without a Python object per jet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch.utils.data import DataLoader, Dataset, Sampler

from pyg_jets.jet_tree_dataset import JetTreeDataset


class JetLoader(DataLoader[Any]):
    """Mini-batches of a :class:`JetTreeDataset` as PyG ``Batch`` objects.

    The same batches as ``torch_geometric.loader.DataLoader`` gives, made at once by index
    arithmetic. The order of epoch e is a function of ``(seed, e)`` alone, so that a resumed
    training sees what an uninterrupted one would have seen.

    Args:
        dataset: The jets.
        batch_size: Jets in a batch; the last one may be smaller.
        shuffle: A new order in every epoch.
        seed: Of the shuffling.
        **options: Further options of ``torch.utils.data.DataLoader``, such as ``num_workers``.

    Raises:
        TypeError: If ``dataset`` is no :class:`JetTreeDataset`.
    """

    def __init__(
        self,
        dataset: JetTreeDataset,
        batch_size: int = 256,
        shuffle: bool = False,
        *,
        seed: int = 0,
        **options: Any,
    ) -> None:
        if not isinstance(dataset, JetTreeDataset):
            raise TypeError(
                f"'dataset' must be a JetTreeDataset, as 'cluster' makes (got "
                f"{type(dataset).__name__})"
            )
        order = EpochSampler(len(dataset), seed) if shuffle else range(len(dataset))
        super().__init__(
            _Batches(dataset),
            batch_size=batch_size,
            sampler=order,
            collate_fn=_as_it_is,
            **options,
        )


class EpochSampler(Sampler[int]):
    """A permutation per epoch, a function of the seed and the epoch's number alone.

    Args:
        size: Number of jets.
        seed: Of all permutations.
    """

    def __init__(self, size: int, seed: int) -> None:
        self.size, self.seed, self.epoch = size, seed, 0

    def set_epoch(self, epoch: int) -> None:
        """Say which epoch comes next; Lightning calls this."""
        self.epoch = epoch

    def __len__(self) -> int:
        """Number of jets."""
        return self.size

    def __iter__(self) -> Iterator[int]:
        """The order of this epoch; the next call gives the next epoch's."""
        generator = torch.Generator().manual_seed(self.seed * 1_000_003 + self.epoch)
        self.epoch += 1
        return iter(torch.randperm(self.size, generator=generator).tolist())


class _Batches(Dataset[Any]):
    """What ``DataLoader`` asks: many positions at once give one batch."""

    def __init__(self, dataset: JetTreeDataset) -> None:
        self.dataset = dataset

    def __len__(self) -> int:
        return len(self.dataset)

    def __getitems__(self, positions: list[int]) -> Any:
        return self.dataset.batch(torch.tensor(positions))


def _as_it_is(batch: Any) -> Any:
    return batch
