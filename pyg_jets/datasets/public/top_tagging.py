"""The top-tagging reference set."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from pyg_jets.datasets.public.public_set import PublicJets, checked_split
from pyg_jets.datasets.public.zenodo import ZenodoFile
from pyg_jets.datasets.reading import stream
from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.trees.jet_tree import Frame

# Checksums as two independent users of the record published them.
_FILES = {
    "train": ZenodoFile(2603256, "train.h5", "45663819f47c13724f67eb0fd80bfa5c"),
    "val": ZenodoFile(2603256, "val.h5", "dca4b7248027618f041f9baa86d360fc"),
    "test": ZenodoFile(2603256, "test.h5", "13163479dee30a5fe546e4536cc3d04d"),
}


class TopTagging(PublicJets):
    r"""Top quarks (label 1) against light quarks and gluons (0), with a detector.

    The set of `arXiv:1902.09914 <https://arxiv.org/abs/1902.09914>`_ (`Zenodo 2603256
    <https://zenodo.org/records/2603256>`_, 1.7 GB), 1.2 million jets for training and 400,000 each
    for validation and test: Pythia 8 at 14 TeV, Delphes with its ATLAS card, anti-kt R = 0.8,
    :math:`p_T \in [550, 650]` GeV, :math:`|\eta| < 2`, the 200 hardest particles. Needs the extra
    ``formats``.

    It is a data set of PyG and goes wherever :class:`pyg_jets.JetTreeShards` go: ``JetLoader``,
    ``fit``, ``predict``. The first call downloads into ``root/raw`` and clusters into
    ``root/processed``; the next ones only open the result. Training jets are in a seeded random
    order, the others in that of the file.

    Args:
        root: Folder of this data set.
        split: ``"train"``, ``"val"`` or ``"test"``.
        algorithm: Of the trees; see :func:`pyg_jets.cluster`.
        frame: Of the features, ``"jet"`` or ``"laboratory"``.

    Raises:
        ValueError: If the split is unknown, or a raw file damaged.
        OSError: If a file cannot be downloaded; the message says where to put it by hand.
        ImportError: If h5py is not installed.
    """

    def __init__(
        self,
        root: str | os.PathLike[str],
        split: str = "train",
        *,
        algorithm: str | Any = "cambridge_aachen",
        frame: Frame = "jet",
    ) -> None:
        files = [_FILES[checked_split(split, tuple(_FILES))]]
        super().__init__(root, split, files, algorithm=algorithm, frame=frame)

    def pieces(self) -> Iterator[Constituents]:
        """As the file has them."""
        return stream(self.raw_paths[0], "top_tagging")
