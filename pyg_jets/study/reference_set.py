"""The top-tagging reference set as a source of jets: a folder with its own split."""

from __future__ import annotations

import os
from pathlib import Path

from pyg_jets.datasets import read
from pyg_jets.jets.constituents import Constituents

REFERENCE_TASK = "top-qcd"
"""The task that the set is for."""
PARTS = ("train", "val", "test")
"""Of the set, each in a file of its name."""


def reference_files(source: str | os.PathLike[str]) -> dict[str, Path]:
    """The files of the set in a folder by their part; nothing if it holds none of them.

    Args:
        source: A folder with ``train.h5``, ``val.h5`` and ``test.h5`` of `arXiv:1902.09914
            <https://arxiv.org/abs/1902.09914>`_, or one of :class:`pyg_jets.datasets.TopTagging`,
            which has them in ``raw``.

    Raises:
        FileNotFoundError: If there are some of them only.
    """
    for files in folders_of(source):
        missing = [path.name for path in files.values() if not path.is_file()]
        if not missing:
            return files
        if len(missing) < len(files):
            raise FileNotFoundError(
                f"'{files['train'].parent}' must hold train.h5, val.h5 and test.h5 of the "
                f"top-tagging reference set (got none named {', '.join(missing)})"
            )
    return {}


def folders_of(source: str | os.PathLike[str]) -> list[dict[str, Path]]:
    """Where the files of the set may be, by their part: in the folder, or in its ``raw``.

    Args:
        source: The folder.
    """
    places = Path(source), Path(source) / "raw"
    return [{part: place / f"{part}.h5" for part in PARTS} for place in places]


def reference_jets(path: Path, task: str) -> Constituents:
    """Labelled jets of one part: 1 for tops, 0 for light quarks and gluons.

    Args:
        path: One of :func:`reference_files`.
        task: That they are for.

    Raises:
        ValueError: If it is another task than ``"top-qcd"``, the file is not of the set or
            damaged, or has one class only.
    """
    if task != REFERENCE_TASK:
        raise ValueError(
            f"'{path.parent}' holds the top-tagging reference set, which is for the task "
            f"'{REFERENCE_TASK}' (got '{task}')"
        )
    jets = read(path, "top_tagging")
    labels = [] if jets.label is None else jets.label.unique().tolist()
    if labels != [0, 1]:
        raise ValueError(f"'{path}' must hold jets with the labels 0 and 1 (got {labels})")
    return jets
