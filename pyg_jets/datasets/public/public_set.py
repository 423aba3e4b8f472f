"""What the public data sets share: files of a record become shards of trees, once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from torch_geometric.data import Dataset

from pyg_jets.datasets.public.processed import content_key, make_once
from pyg_jets.datasets.public.zenodo import ZenodoFile
from pyg_jets.jets.clustering import cluster
from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.trees.jet_tree import Frame
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.jets.trees.jet_tree_shards import JetTreeShards
from pyg_jets.jobs.progress import say

_JETS = 50_000
"""Jets of a shard: about 100 MB."""


class PublicJets(JetTreeShards):
    """Jets of a Zenodo record, fetched, clustered and written as shards once.

    Raw files lie in ``root/raw``; those that are there already, fetched by hand, are taken as they
    are. Trees lie in ``root/processed`` under a name that follows from the content of the raw
    files, the options and the version of this library: any change makes new ones beside the old.
    Neither the download nor the trees ever sit in memory.

    Jets for training are in a seeded random order, because the files may be sorted by class and
    ``JetLoader`` shuffles shard by shard; those for validation and test are in the files' order.

    A new one says how to read its raw files in ``pieces``.

    Args:
        root: Folder of this data set.
        split: Which part of it; ``"train"`` is shuffled.
        files: Of the record.
        algorithm: See :func:`pyg_jets.cluster`.
        frame: Of the features.
        **recipe: Whatever else decides what ``pieces`` gives.
    """

    def __init__(
        self,
        root: str | os.PathLike[str],
        split: str,
        files: Sequence[ZenodoFile],
        *,
        algorithm: str | Any,
        frame: Frame,
        **recipe: object,
    ) -> None:
        self.split, self.files, self.algorithm, self.frame = split, files, algorithm, frame
        self._recipe = recipe
        Dataset.__init__(self, os.fspath(root))
        self._open(self.processed_paths[0])

    @property
    def raw_file_names(self) -> list[str]:
        """Names as on Zenodo."""
        return [file.name for file in self.files]

    @property
    def processed_file_names(self) -> list[str]:
        """One folder, named after all that decides its content."""
        name = self.algorithm if isinstance(self.algorithm, str) else self.algorithm.description()
        key = content_key(
            [Path(path) for path in self.raw_paths],
            **self._recipe,
            kind=type(self).__name__,
            split=self.split,
            algorithm=name,
            frame=self.frame,
        )
        return [f"{self.split}-{key}"]

    def download(self) -> None:
        """Fetch the raw files that are not there; see :class:`ZenodoFile`."""
        for file in self.files:
            file.fetch(self.raw_dir)

    def process(self) -> None:
        """Cluster the jets and write the shards, unless another process has done so meanwhile."""
        Path(self.processed_dir).mkdir(exist_ok=True)
        make_once(Path(self.processed_paths[0]), self._write)

    def pieces(self) -> Iterator[Constituents]:
        """The jets of the split, in pieces of any size."""
        raise NotImplementedError(f"{type(self).__name__} must define 'pieces'")

    def _process(self) -> None:
        # PyG's would also keep pickles of transforms that are not there.
        if not Path(self.processed_paths[0]).exists():
            self.process()

    def _write(self, folder: Path) -> None:
        say(f"{type(self).__name__} ({self.split}): clustering")
        trees = (
            cluster(jets, self.algorithm, frame=self.frame)
            for jets in regrouped(self.pieces(), _JETS)
        )
        if self.split != "train":
            JetTreeShards.write(folder, trees)
            return
        sorted_folder = folder / "sorted"
        shuffled = (_shuffled(part, number) for number, part in enumerate(trees))
        JetTreeShards.write(folder, mixed(JetTreeShards.write(sorted_folder, shuffled)))
        shutil.rmtree(sorted_folder)


def regrouped(pieces: Iterable[Constituents], jets: int) -> Iterator[Constituents]:
    """The same jets in pieces of ``jets`` jets; the last one may be smaller.

    Raises:
        ValueError: If there are none.
    """
    waiting: list[Constituents] = []
    length = 0
    for piece in pieces:
        if not len(piece):
            continue
        waiting, length = [*waiting, piece], length + len(piece)
        while length >= jets:
            together = Constituents.concat(waiting)
            yield together[:jets]
            waiting, length = [together[jets:]], length - jets
    if length:
        yield Constituents.concat(waiting)
    elif not waiting:
        raise ValueError("the files must hold jets of this split and these kinds (got none)")


def mixed(shards: JetTreeShards) -> Iterator[JetTreeDataset]:
    """As many shards, each with an equal share of every one of the given, shuffled."""
    number = len(shards.paths)
    for k in range(number):
        shares = [
            shards.shard(j).index_select(slice(size * k // number, size * (k + 1) // number))
            for j, size in enumerate(shards.sizes)
        ]
        yield _shuffled(JetTreeDataset.concat(shares), number + k)


def _shuffled(trees: JetTreeDataset, seed: int) -> JetTreeDataset:
    generator = torch.Generator().manual_seed(seed)
    return trees.index_select(torch.randperm(len(trees), generator=generator))


def checked_split(split: str, splits: Sequence[str]) -> str:
    """The split, if there is such a one.

    Raises:
        ValueError: If there is not.
    """
    if split not in splits:
        raise ValueError(f"'split' must be one of {', '.join(splits)} (got '{split}')")
    return split


def chosen_parts(files: Sequence[ZenodoFile], parts: Sequence[int] | None) -> list[ZenodoFile]:
    """Some of a split's files, by position; all if nothing is said.

    Raises:
        ValueError: If there is no such file, or one is named twice, or none at all.
    """
    chosen = list(range(len(files))) if parts is None else list(parts)
    if not chosen or len(set(chosen)) < len(chosen) or not set(chosen) <= set(range(len(files))):
        raise ValueError(
            f"'parts' must be different numbers from 0 to {len(files) - 1} (got {chosen})"
        )
    return [files[k] for k in chosen]


def labels_of(chosen: Sequence[str], kinds: Sequence[str]) -> dict[str, int]:
    """Of two kinds the first is the signal, 1; of more, each has its position among all.

    Raises:
        ValueError: If a kind is unknown or named twice, or there is none.
    """
    if not chosen or len(set(chosen)) < len(chosen) or not set(chosen) <= set(kinds):
        raise ValueError(
            f"'kinds' must be different ones of {', '.join(kinds)} (got {', '.join(chosen)})"
        )
    if len(chosen) == 2:
        return {chosen[0]: 1, chosen[1]: 0}
    return {kind: kinds.index(kind) for kind in chosen}
