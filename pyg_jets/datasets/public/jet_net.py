"""JetNet: five kinds of jets."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

import torch

from pyg_jets.datasets.public.public_set import PublicJets, checked_split, labels_of
from pyg_jets.datasets.public.zenodo import ZenodoFile
from pyg_jets.datasets.reading import stream
from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.trees.jet_tree import Frame

_RECORDS = {30: (6975118, ""), 150: (6975117, "150")}
_SPLITS = {"train": range(14), "val": range(14, 17), "test": range(17, 20)}
_BLOCK = 100


class JetNet(PublicJets):
    r"""Jets of gluons, light quarks, top quarks, W and Z bosons.

    The set of `arXiv:2106.11535 <https://arxiv.org/abs/2106.11535>`_, about 177,000 jets of each
    kind with the 30 hardest particles (`Zenodo 6975118 <https://zenodo.org/records/6975118>`_,
    0.4 GB) or the 150 hardest (`6975117 <https://zenodo.org/records/6975117>`_):
    :math:`p_T \approx 1` TeV, massless particles, the jet at :math:`\phi = 0`. Needs the extra
    ``formats``. The records have no split: of every 2,000 jets of a file the first
    1,400 are for training, the next 300 for validation, the last 300 for test.

    It is a data set of PyG and goes wherever :class:`pyg_jets.JetTreeShards` go: ``JetLoader``,
    ``fit``, ``predict``. The first call downloads into ``root/raw`` and clusters into
    ``root/processed``; the next ones only open the result. Training jets are in a seeded random
    order, the others kind after kind.

    Args:
        root: Folder of this data set.
        split: ``"train"``, ``"val"`` or ``"test"``.
        kinds: Some of :attr:`KINDS`. Of two, the first is the signal with label 1, the other 0; of
            more, the label is the position in :attr:`KINDS`.
        particles: 30 or 150, the most that a jet has.
        algorithm: Of the trees; see :func:`pyg_jets.cluster`.
        frame: Of the features, ``"jet"`` or ``"laboratory"``.

    Raises:
        ValueError: If an option is unknown, or a raw file damaged.
        OSError: If a file cannot be downloaded; the message says where to put it by hand.
        ImportError: If h5py is not installed.
    """

    KINDS = ("g", "q", "t", "w", "z")

    def __init__(
        self,
        root: str | os.PathLike[str],
        split: str = "train",
        *,
        kinds: Sequence[str] = KINDS,
        particles: int = 30,
        algorithm: str | Any = "cambridge_aachen",
        frame: Frame = "jet",
    ) -> None:
        if particles not in _RECORDS:
            raise ValueError(f"'particles' must be 30 or 150 (got {particles})")
        self.labels = labels_of(kinds, self.KINDS)
        record, suffix = _RECORDS[particles]
        # No source prints the checksums of these records: the records themselves are asked.
        files = [ZenodoFile(record, f"{kind}{suffix}.hdf5") for kind in kinds]
        super().__init__(
            root,
            checked_split(split, tuple(_SPLITS)),
            files,
            algorithm=algorithm,
            frame=frame,
            labels=self.labels,
        )

    def pieces(self) -> Iterator[Constituents]:
        """The split's jets of one kind after the other."""
        for path, label in zip(self.raw_paths, self.labels.values(), strict=True):
            first = 0
            for jets in stream(path, "jetnet"):
                place = (torch.arange(first, first + len(jets)) // _BLOCK) % 20
                first += len(jets)
                share = _SPLITS[self.split]
                yield jets[(place >= share.start) & (place < share.stop)].with_label(label)
