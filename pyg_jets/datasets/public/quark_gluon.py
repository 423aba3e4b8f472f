"""EnergyFlow's quark and gluon jets."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

from pyg_jets.datasets.public.public_set import PublicJets, checked_split, chosen_parts
from pyg_jets.datasets.public.zenodo import ZenodoFile
from pyg_jets.datasets.reading import stream
from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.trees.jet_tree import Frame

_SPLITS = {"train": slice(16), "val": slice(16, 18), "test": slice(18, 20)}

# Checksums of the twenty files of either kind as thaler-lab/EnergyFlow, of the set's authors, has
# them.
_LIGHT = (
    "f5d052f10a79c6e8b9382637aca0ef52",
    "f6a1081c76a47386bc11abcf0e499552",
    "2628367c57ba598f4473c870d1381041",
    "dd3ad998b0a1bd9acea2ecf029a8a921",
    "a56d6bb98361b55382aa8c06225e05d8",
    "266c688e9e6ff1cd20840692d45eaaf8",
    "95a9f7e555fb7b1073967056b9030b11",
    "4ae72aaabe121bd489532c99a6bdde95",
    "a2b80bd4199468fde4f302d346a8c9d8",
    "1157cbace488c70c9dcfc250f3345b06",
    "4b424b553e1e7f852e47ea9904bc2dcf",
    "ccd29c9d1abb34dd7cfb48cfc57a9695",
    "1ed1f6f19fb8439c9811dced41d5127d",
    "af45818c361e11ca9b3adaba30db06ad",
    "488ced3ea409d7e2b196da67f7d182ec",
    "c5e083019de6cd6a0ef12bcec1ea566b",
    "48605d55edff665f0c7d2f800b5a622e",
    "8fd47760957b5fd9adec9048b50cd1a9",
    "d43d611484b55391e891ba31c605f792",
    "6753508e34014cc69714a01fca20ec38",
)
_WITH_HEAVY = (
    "e9ac4044a07f56a919a96e2b30c15fed",
    "5e0c0a08c5de47b190b514ce49ff4e94",
    "7c4209b14f778bb6c8cb6833a3d47854",
    "cabbd75d4313e07bf8cd8e3479e06c18",
    "87e793e74e5e665e40c1ece764952934",
    "fd0ff359e1e64023b1c1f05e854c7180",
    "fed4dfe45618598c853f8d9d24a40afd",
    "4220bee4b081850e41b3462c06538bda",
    "a7d76ec2ab2ef6d5777de5574e289c26",
    "40b9d803d1579ef77d6eda733e385e22",
    "bd5871239ddadcf080e62ffea07bb122",
    "d7731f5abdf7d3e0c17eca846c25eff3",
    "68514a76032dddb3b9cfd38654a4d433",
    "d3dca7cb617c66e6f58ea248a10b5ccb",
    "625a2d19e9b3ac6907362be3cefc404c",
    "dae5923aba89ad393e1c59c63f2552e2",
    "c611ace22f23518ae20d9e828fb5d0bc",
    "821cff3746d2fa07ad1b9feb056dd88b",
    "5c4775a99d18ac713360d9bbc43bfb43",
    "5fd9bcfa8baafb6b3f6efb5114420976",
)


class QuarkGluon(PublicJets):
    r"""Quark jets (label 1) against gluon jets (0) without a detector.

    The two million jets of `arXiv:1810.05165 <https://arxiv.org/abs/1810.05165>`_ (`Zenodo 3164691
    <https://zenodo.org/records/3164691>`_, twenty files of 100 MB) in the split that their authors
    recommend, 1.6 million, 200,000 and 200,000: Pythia 8 at 14 TeV, Z + jet, anti-kt R = 0.4,
    :math:`p_T \in [500, 550]` GeV, :math:`|y| < 1.7`. Particles have ``pid``. Needs no extra.

    It is a data set of PyG and goes wherever :class:`pyg_jets.JetTreeShards` go: ``JetLoader``,
    ``fit``, ``predict``. The first call downloads into ``root/raw`` and clusters into
    ``root/processed``; the next ones only open the result. Training jets are in a seeded random
    order, the others in that of the files.

    Args:
        root: Folder of this data set.
        split: ``"train"``, ``"val"`` or ``"test"``.
        with_heavy: The sample in which charm and bottom quarks are among the quarks.
        parts: Numbers of the split's files, of which there are 16, 2 and 2; all if not given.
        algorithm: Of the trees; see :func:`pyg_jets.cluster`.
        frame: Of the features, ``"jet"`` or ``"laboratory"``.

    Raises:
        ValueError: If an option is unknown, or a raw file damaged.
        OSError: If a file cannot be downloaded; the message says where to put it by hand.
    """

    def __init__(
        self,
        root: str | os.PathLike[str],
        split: str = "train",
        *,
        with_heavy: bool = False,
        parts: Sequence[int] | None = None,
        algorithm: str | Any = "cambridge_aachen",
        frame: Frame = "jet",
    ) -> None:
        files = _files(with_heavy)[_SPLITS[checked_split(split, tuple(_SPLITS))]]
        super().__init__(root, split, chosen_parts(files, parts), algorithm=algorithm, frame=frame)

    def pieces(self) -> Iterator[Constituents]:
        """As the files have them, one after the other."""
        for path in self.raw_paths:
            yield from stream(path, "energyflow")


def _files(with_heavy: bool) -> list[ZenodoFile]:
    if with_heavy:
        names = [f"QG_jets_withbc_{k}.npz" for k in range(20)]
    else:
        names = ["QG_jets.npz", *(f"QG_jets_{k}.npz" for k in range(1, 20))]
    checksums = _WITH_HEAVY if with_heavy else _LIGHT
    return [ZenodoFile(3164691, *pair) for pair in zip(names, checksums, strict=True)]
