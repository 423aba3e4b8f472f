"""Clustered jets in many files, of which a few are open at a time: more than fit into memory."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from pyg_jets.jet_tree import Frame
from pyg_jets.jet_tree_dataset import JetTreeDataset
from pyg_jets.packing import JetIndex, borders, jet_positions

_SUFFIX = ".safetensors"
_OPEN = 4


class JetTreeShards:
    """Files that :meth:`JetTreeDataset.save` wrote, as one data set.

    It takes the place of a :class:`JetTreeDataset` in :class:`pyg_jets.JetLoader`, ``fit``,
    ``predict`` and the Lund maps. Files are mapped into memory when a batch needs them; memory does
    not grow with their number. Shuffling goes by file and then within, so that an epoch opens each
    file once.

    Args:
        paths: A folder, whose shards are taken in the order of their names, or a sequence of files.

    Raises:
        FileNotFoundError: If a file or the folder is missing, or the folder has no shards.
        ValueError: If a file is truncated or foreign, or their frames differ.
    """

    def __init__(self, paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]]) -> None:
        if isinstance(paths, str | os.PathLike):
            folder = Path(paths)
            self.paths = sorted(folder.glob(f"*{_SUFFIX}"))
            if not self.paths:
                raise FileNotFoundError(f"'{folder}' must be a folder of shards (got none in it)")
        else:
            self.paths = [Path(path) for path in paths]
        self._opened: OrderedDict[int, JetTreeDataset] = OrderedDict()
        of_shards = [(len(shard), shard.frame) for shard in map(self.shard, range(len(self.paths)))]
        self.sizes = [size for size, _ in of_shards]
        frames = sorted({frame for _, frame in of_shards})
        if len(frames) != 1:
            raise ValueError(f"all shards must have their features in one frame (got {frames})")
        self.frame: Frame = frames[0]
        self.ptr = borders(torch.tensor(self.sizes))

    @classmethod
    def write(
        cls, folder: str | os.PathLike[str], parts: Iterable[JetTreeDataset]
    ) -> JetTreeShards:
        """Write data sets as they come, one file each, into a folder, and open it.

        If one of them fails, those before it are removed.

        Args:
            folder: Made if it is missing.
            parts: One after the other; a generator need not keep them.

        Raises:
            FileExistsError: If the folder holds shards already.
        """
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.glob(f"*{_SUFFIX}")):
            raise FileExistsError(f"'{folder}' must have no shards yet: choose another folder")
        try:
            for number, part in enumerate(parts):
                part.save(folder / f"shard-{number:05d}{_SUFFIX}")
        except BaseException:
            for path in folder.glob(f"*{_SUFFIX}"):
                path.unlink()
            raise
        return cls(folder)

    def __len__(self) -> int:
        """Number of jets."""
        return int(self.ptr[-1])

    def __getstate__(self) -> dict[str, Any]:
        """Another process opens the files itself."""
        return {**vars(self), "_opened": OrderedDict()}

    def shard(self, number: int) -> JetTreeDataset:
        """The jets of one file, mapped into memory."""
        if number not in self._opened:
            while len(self._opened) >= _OPEN:
                self._opened.popitem(last=False)
            self._opened[number] = JetTreeDataset.load(self.paths[number])
        self._opened.move_to_end(number)
        return self._opened[number]

    @property
    def y(self) -> Tensor | None:
        """Labels ``(num_jets,)``, if all shards have some."""
        labels = [self.shard(k).y for k in range(len(self.paths))]
        given = [label for label in labels if label is not None]
        return torch.cat(given) if len(given) == len(labels) else None

    def batch(self, jets: JetIndex = slice(None)) -> Any:
        """The trees of some jets as one PyG ``Batch``, in their order."""
        jets = jet_positions(jets, len(self))
        shard_of = torch.searchsorted(self.ptr, jets, right=True) - 1
        shards, runs = torch.unique_consecutive(shard_of, return_counts=True)
        if len(shards) == 1:
            return self.shard(int(shards[0])).batch(jets - self.ptr[shards[0]])
        parts = zip(shards.tolist(), jets.split(runs.tolist()), strict=True)
        return JetTreeDataset.concat(
            [self.shard(k).index_select(part - self.ptr[k]) for k, part in parts]
        ).batch()
