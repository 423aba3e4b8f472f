"""The top-tagging reference set as a source of jets: a folder with its own split."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from pyg_jets.datasets.reading import read
from pyg_jets.datasets.split import Split
from pyg_jets.jets.constituents import Constituents

REFERENCE_TASK = "top-qcd"
"""The task that the set is for."""


class ReferenceSet(NamedTuple):
    """The three files of `arXiv:1902.09914 <https://arxiv.org/abs/1902.09914>`_.

    Their labels are 1 for tops, 0 for light quarks and gluons.
    """

    train: Path
    val: Path
    test: Path

    def split(self) -> Split[Constituents]:
        """Labelled jets of all three.

        Raises:
            ValueError: If a file is not of the set or damaged, or has one class only.
        """
        return Split(*map(_labelled, self))

    def held_out(self) -> Constituents:
        """Labelled jets of the test file; the others are not read.

        Raises:
            ValueError: As in :meth:`split`.
        """
        return _labelled(self.test)


def reference_set_in(source: str | os.PathLike[str]) -> ReferenceSet | None:
    """The reference set in a folder, or None if it has none of its files.

    Args:
        source: A folder with ``train.h5``, ``val.h5`` and ``test.h5``, or one of
            :class:`pyg_jets.datasets.TopTagging`, which has them in ``raw``.

    Raises:
        FileNotFoundError: If there are only one or two of them.
    """
    for folder in (Path(source), Path(source) / "raw"):
        files = ReferenceSet(*(folder / f"{part}.h5" for part in ReferenceSet._fields))
        missing = [path.name for path in files if not path.is_file()]
        if not missing:
            return files
        if len(missing) < len(files):
            raise FileNotFoundError(
                f"'{folder}' must hold train.h5, val.h5 and test.h5 of the top-tagging reference "
                f"set (got none named {', '.join(missing)})"
            )
    return None


def _labelled(path: Path) -> Constituents:
    jets = read(path, "top_tagging")
    labels = [] if jets.label is None else jets.label.unique().tolist()
    if labels != [0, 1]:
        raise ValueError(f"'{path}' must hold jets with the labels 0 and 1 (got {labels})")
    return jets
