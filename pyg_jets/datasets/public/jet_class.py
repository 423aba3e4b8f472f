"""JetClass: ten kinds of jets, a hundred million of them."""

from __future__ import annotations

import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import torch

from pyg_jets.datasets.public.public_set import PublicJets, checked_split, chosen_parts, labels_of
from pyg_jets.datasets.public.zenodo import ZenodoFile
from pyg_jets.datasets.reading import stream
from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.trees.jet_tree import Frame

_PREFIXES = {
    "QCD": "ZJetsToNuNu",
    "Hbb": "HToBB",
    "Hcc": "HToCC",
    "Hgg": "HToGG",
    "H4q": "HToWW4Q",
    "Hqql": "HToWW2Q1L",
    "Zqq": "ZToQQ",
    "Wqq": "WToQQ",
    "Tbqq": "TTBar",
    "Tbl": "TTBarLep",
}
"""How the names of a kind's files begin; the order is that of the labels."""

# Checksums as jet-universe/particle_transformer, of the set's authors, has them.
_MD5 = {
    "train_100M_part0": "de4fd2dca2e68ab3c85d5cfd3bcc65c3",
    "train_100M_part1": "9722a359c5ef697bea0fbf79bf50f003",
    "train_100M_part2": "1e9f66cd1f915f9d10e90ae1d7761720",
    "train_100M_part3": "47348fc8985319fa4806da87500482fa",
    "train_100M_part4": "6b0ce16bd93b442a8d51914466990279",
    "train_100M_part5": "416e347512e716de51d392bee327b8e9",
    "train_100M_part6": "e9b9c1557b1b39bf0a16e4ab631ae451",
    "train_100M_part7": "5bfc6cb285ccb7680cefa9ac82ad1a2e",
    "train_100M_part8": "540c1a0d66dfad78d2b363c5740ccf86",
    "train_100M_part9": "668f40b3275167ff7104c48317c0ae2a",
    "val_5M": "7235ccb577ed85023ea3ab4d5e6160cf",
    "test_20M": "64e5156d26d101adeb43b8388207d767",
}


class JetClass(PublicJets):
    r"""Jets of nine decays of heavy particles and of light quarks and gluons.

    The set of `arXiv:2202.03772 <https://arxiv.org/abs/2202.03772>`_ (`Zenodo 6619768
    <https://zenodo.org/records/6619768>`_), 100 million jets for training in ten parts of about
    14 GB, 5 million for validation, 20 million for test: MadGraph, Pythia 8, Delphes with its CMS
    card, anti-kt R = 0.8, :math:`p_T \in [500, 1000]` GeV, :math:`|\eta| < 2`. Particles have
    ``pid`` and ``charge``. Needs the extra ``formats``.

    It is a data set of PyG and goes wherever :class:`pyg_jets.JetTreeShards` go: ``JetLoader``,
    ``fit``, ``predict``. The first call downloads into ``root/raw`` and clusters into
    ``root/processed``; the next ones only open the result. The archives are not unpacked, but for
    one file at a time. Training jets are in a seeded random order, the others file after file.

    Args:
        root: Folder of this data set.
        split: ``"train"``, ``"val"`` or ``"test"``.
        kinds: Some of :attr:`KINDS`. Of two, the first is the signal with label 1, the other 0; of
            more, the label is the position in :attr:`KINDS`.
        parts: Numbers of the split's archives, of which there are ten for training and one
            otherwise; all if not given.
        algorithm: Of the trees; see :func:`pyg_jets.cluster`.
        frame: Of the features, ``"jet"`` or ``"laboratory"``.

    Raises:
        ValueError: If an option is unknown, or a raw file damaged.
        OSError: If a file cannot be downloaded; the message says where to put it by hand.
        ImportError: If uproot is not installed.
    """

    KINDS = tuple(_PREFIXES)

    def __init__(
        self,
        root: str | os.PathLike[str],
        split: str = "train",
        *,
        kinds: Sequence[str] = KINDS,
        parts: Sequence[int] | None = None,
        algorithm: str | Any = "cambridge_aachen",
        frame: Frame = "jet",
    ) -> None:
        checked_split(split, ("train", "val", "test"))
        self.labels = labels_of(kinds, self.KINDS)
        files = [
            ZenodoFile(6619768, f"JetClass_Pythia_{name}.tar", md5)
            for name, md5 in _MD5.items()
            if name.startswith(split)
        ]
        super().__init__(
            root,
            split,
            chosen_parts(files, parts),
            algorithm=algorithm,
            frame=frame,
            labels=self.labels,
        )

    def pieces(self) -> Iterator[Constituents]:
        """The jets of the chosen kinds, archive after archive, file after file by name."""
        for path in self.raw_paths:
            try:
                for file in self._unpacked(path):
                    yield from self._relabelled(file)
            except (tarfile.TarError, ValueError) as error:
                raise ValueError(
                    f"'{path}' must be a whole archive of JetClass files (got: {error})"
                ) from error

    def _unpacked(self, archive: str) -> Iterator[Path]:
        """The files of the chosen kinds, one at a time."""
        prefixes = {_PREFIXES[kind] for kind in self.labels}
        with tempfile.TemporaryDirectory() as folder, tarfile.open(archive) as tar:
            members = {PurePosixPath(member.name).name: member for member in tar}
            for name in sorted(members):
                if name.endswith(".root") and name.rpartition("_")[0] in prefixes:
                    path = Path(folder) / name
                    _copy(tar, members[name], path)
                    yield path
                    path.unlink()

    def _relabelled(self, file: Path) -> Iterator[Constituents]:
        numbers = {self.KINDS.index(kind): label for kind, label in self.labels.items()}
        lookup = torch.tensor([numbers.get(k, -1) for k in range(len(self.KINDS))])
        for jets in stream(file, "jetclass"):
            if jets.label is None:
                raise ValueError(f"'{file.name}' must have labels (got none)")
            ours = torch.isin(jets.label, torch.tensor(list(numbers)))
            yield jets[ours].with_label(lookup[jets.label[ours]])


def _copy(tar: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> None:
    source = tar.extractfile(member)
    if source is None:
        raise ValueError(f"'{member.name}' must be a file (got something else)")
    with source, path.open("wb") as file:
        shutil.copyfileobj(source, file)
