"""Trees of ROOT files: which branches there are, and ranges of entries as flat arrays."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from pyg_jets.datasets.formats._reading import extra, head


def branches(path: str | os.PathLike[str]) -> dict[str, frozenset[str]]:
    """Names of the branches of each tree; none if this is no ROOT file, or too damaged."""
    if head(path, 4) != b"root":
        return {}
    extra("uproot")
    state = Path(path).stat()
    return _branches(os.fspath(path), state.st_mtime_ns, state.st_size)


# Every format of ROOT files asks the same question of the same file.
@lru_cache(maxsize=1)
def _branches(path: str, _time: int, _size: int) -> dict[str, frozenset[str]]:
    uproot = extra("uproot")
    found = {}
    try:
        with uproot.open({path: None}) as file:
            for key, kind in file.classnames(recursive=False, cycle=False).items():
                if kind == "TTree":
                    names = (name.split("/")[-1] for name in file[key].keys())  # noqa: SIM118
                    found[key] = frozenset(names)
    except Exception:  # uproot has no common error of its own; reading gives the reason
        return found
    return found


@contextmanager
def tree(path: Path, name: str) -> Iterator[Tree]:
    """The tree of this name, or the first tree if the name is empty."""
    with extra("uproot").open({os.fspath(path): None}) as file:
        if not name:
            kinds = file.classnames(recursive=False, cycle=False)
            name = next((key for key, kind in kinds.items() if kind == "TTree"), "")
            if not name:
                raise ValueError("a ROOT file without a tree")
        yield Tree(file[name])


class Tree:
    """A tree of a ROOT file, by the last part of its branches' names."""

    def __init__(self, tree: Any) -> None:
        self._branches = {branch.name.split("/")[-1]: branch for branch in tree.itervalues()}
        self.entries = int(tree.num_entries)

    def __contains__(self, name: str) -> bool:
        """Whether there is such a branch."""
        return name in self._branches

    def __iter__(self) -> Iterator[str]:
        """Names of the branches."""
        return iter(self._branches)

    def flat(self, name: str, first: int, last: int) -> np.ndarray:
        """One number for each entry ``(entries,)``."""
        return self._checked(np.asarray(self._array(name, first, last)), first, last)

    def ragged(self, name: str, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
        """Values of all entries ``(values,)`` and how many each has ``(entries,)``."""
        ak = extra("awkward")
        array = self._array(name, first, last)
        counts = self._checked(np.asarray(ak.num(array)), first, last)
        return np.asarray(ak.flatten(array)), counts.astype(np.int64)

    def same(
        self, names: tuple[str, ...], first: int, last: int
    ) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """Values of several branches that agree in how many values each entry has.

        Raises:
            ValueError: If they do not.
        """
        columns, counts = {}, None
        for name in names:
            columns[name], count = self.ragged(name, first, last)
            counts = count if counts is None else counts
            if not np.array_equal(counts, count):
                raise ValueError(f"branch {name} has other lengths than {names[0]}")
        return columns, np.zeros(last - first, np.int64) if counts is None else counts

    def _array(self, name: str, first: int, last: int) -> Any:
        branch = self._branches[name]
        if branch.num_entries != self.entries:
            raise ValueError(f"branch {name} has {branch.num_entries} entries, not {self.entries}")
        return branch.array(entry_start=first, entry_stop=last, library="ak")

    @staticmethod
    def _checked(values: np.ndarray, first: int, last: int) -> np.ndarray:
        if values.shape != (last - first,):
            raise ValueError(f"entries {first} to {last} gave {len(values)}")
        return values
