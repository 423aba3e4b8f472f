"""Clustered jets in many files, of which a few are open at a time: more than fit into memory."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch_geometric.data import Dataset

from pyg_jets.jets.columns import name_of
from pyg_jets.jets.packing import JetIndex, borders, jet_positions
from pyg_jets.jets.trees.jet_tree import Frame, JetTree
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.jobs import finished
from pyg_jets.jobs.atomic import made_folder
from pyg_jets.jobs.folder_lock import only_writer

_SUFFIX = ".safetensors"
_PATTERN = f"[!.]*{_SUFFIX}"
"""Shards; hidden files are being written, or were when their writer died."""
_OPEN = 4


class JetTreeShards(Dataset):
    """Files that :meth:`JetTreeDataset.save` wrote, as one data set.

    It takes the place of a :class:`JetTreeDataset` in :class:`pyg_jets.JetLoader`, ``fit``,
    ``predict`` and the Lund maps. An integer gives a :class:`JetTree`; a slice, mask or list gives
    a :class:`JetTreeDataset` in memory. Files are mapped into memory when a batch needs them;
    memory does not grow with their number. Shuffling goes by file and then within, so that an epoch
    opens each file once.

    Args:
        paths: A folder, whose shards are taken in the order of their names, or a sequence of files.

    Raises:
        FileNotFoundError: If a file or the folder is missing, or the folder has no shards.
        ValueError: If a file is truncated or foreign, their frames or columns differ, or the folder
            is not what :meth:`write` has finished: it was interrupted, or files are lost.
    """

    def __init__(self, paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]]) -> None:
        super().__init__()
        self._open(paths)

    def _open(self, paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]]) -> None:
        if isinstance(paths, str | os.PathLike):
            folder = Path(paths)
            finished.check_whole(folder, "run again what writes it, such as 'pyg-jets cluster'")
            self.paths = sorted(folder.glob(_PATTERN))
            if not self.paths:
                raise FileNotFoundError(f"'{folder}' must be a folder of shards (got none in it)")
        else:
            self.paths = [Path(path) for path in paths]
        self._opened: OrderedDict[int, JetTreeDataset] = OrderedDict()
        shards = [_Shard.of(self.shard(number)) for number in range(len(self.paths))]
        self.sizes = [shard.size for shard in shards]
        frames = sorted({shard.frame for shard in shards})
        if len(frames) != 1:
            raise ValueError(f"all shards must have their features in one frame (got {frames})")
        every = frozenset[str]().union(*(shard.columns for shard in shards))
        for path, shard in zip(self.paths, shards, strict=True):
            if lacking := sorted(every - shard.columns):
                raise ValueError(
                    f"all shards must have the same columns (got '{path}' without "
                    f"{', '.join(lacking)})"
                )
        self.frame: Frame = frames[0]
        self.ptr = borders(torch.tensor(self.sizes))

    @staticmethod
    def write(folder: str | os.PathLike[str], parts: Iterable[JetTreeDataset]) -> JetTreeShards:
        """Write data sets as they come, one file each, into a folder, and open it.

        If one of them fails, those before it are removed. What a killed process has left is removed
        before the first is written. Until the last one is there, the folder cannot be opened.

        Args:
            folder: Made if it is missing.
            parts: One after the other; a generator need not keep them.

        Raises:
            FileExistsError: If the folder holds shards already.
            OSError: If another process is writing to the folder, which is not disturbed.
            ValueError: If there is no part.
        """
        with made_folder(folder) as made, only_writer(made):
            if finished.begun(made):
                _remove_shards(made)
            if any(made.glob(_PATTERN)):
                raise FileExistsError(f"'{folder}' must have no shards yet: choose another folder")
            try:
                finished.begin(made)
                written = _written(made, parts)
                finished.finish(made, written)
            except BaseException:
                _remove_shards(made)
                raise
        return JetTreeShards(folder)

    def len(self) -> int:
        """Number of jets."""
        return int(self.ptr[-1])

    def __getstate__(self) -> dict[str, Any]:
        """Another process opens the files itself."""
        return {**vars(self), "_opened": OrderedDict()}

    def shard(self, number: int) -> JetTreeDataset:
        """The jets of one file, mapped into memory, with the ``transform`` of all."""
        if number not in self._opened:
            while len(self._opened) >= _OPEN:
                self._opened.popitem(last=False)
            self._opened[number] = JetTreeDataset.load(self.paths[number])
        self._opened.move_to_end(number)
        self._opened[number].transform = self.transform
        return self._opened[number]

    @property
    def y(self) -> Tensor | None:
        """Labels ``(num_jets,)``, if there are any."""
        labels = [self.shard(k).y for k in range(len(self.paths))]
        given = [label for label in labels if label is not None]
        return torch.cat(given) if given else None

    @property
    def weight(self) -> Tensor | None:
        """Weights ``(num_jets,)``, if there are any."""
        weights = [self.shard(k).weight for k in range(len(self.paths))]
        given = [weight for weight in weights if weight is not None]
        return torch.cat(given) if given else None

    @property
    def num_classes(self) -> int:
        """One more than the largest label."""
        y = self.y
        return 0 if y is None or len(y) == 0 else int(y.max()) + 1

    def get(self, idx: int) -> JetTree:
        """The tree of one jet."""
        number = int(self._shard_of(torch.tensor(idx)))
        return self.shard(number).get(idx - int(self.ptr[number]))

    def index_select(self, idx: JetIndex) -> JetTreeDataset:
        """Some of the jets, in memory and in their order; each file is read once."""
        jets = jet_positions(idx, len(self))
        if len(jets) == 0:
            return self.shard(0).index_select(jets)
        shard_of, order = self._shard_of(jets).sort(stable=True)
        shards, counts = shard_of.unique_consecutive(return_counts=True)
        parts = zip(shards.tolist(), jets[order].split(counts.tolist()), strict=True)
        by_shard = JetTreeDataset.concat(
            [self.shard(k).index_select(part - self.ptr[k]) for k, part in parts]
        )
        in_order = bool((order.diff() > 0).all())
        return by_shard if in_order else by_shard.index_select(order.argsort())

    def batch(self, jets: JetIndex = slice(None)) -> Any:
        """The trees of some jets as one PyG ``Batch``, in their order."""
        jets = jet_positions(jets, len(self))
        shards = self._shard_of(jets).unique()
        if len(shards) == 1:
            return self.shard(int(shards[0])).batch(jets - self.ptr[shards[0]])
        return self.index_select(jets).batch()

    def _shard_of(self, jets: Tensor) -> Tensor:
        return torch.searchsorted(self.ptr, jets, right=True) - 1


def _written(folder: Path, parts: Iterable[JetTreeDataset]) -> list[Path]:
    """The files of the parts."""
    files = []
    for number, part in enumerate(parts):
        files.append(folder / f"shard-{number:05d}{_SUFFIX}")
        part.save(files[-1])
    if not files:
        raise ValueError(f"there must be jets to write to '{folder}' (got no part)")
    return files


def _remove_shards(folder: Path) -> None:
    """Those of a run that did not come to its end, what it was writing, and its record."""
    for pattern in (f"shard-*{_SUFFIX}", f".shard-*{_SUFFIX}"):
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)
    (folder / finished.RECORD).unlink(missing_ok=True)


class _Shard(NamedTuple):
    """What all shards must have alike, and their jets."""

    size: int
    frame: Frame
    columns: frozenset[str]

    @classmethod
    def of(cls, trees: JetTreeDataset) -> _Shard:
        return cls(len(trees), trees.frame, frozenset(map(name_of, trees.constituents._columns())))
