"""Trees of ROOT files, TTree or RNTuple: which branches there are, and ranges as flat arrays."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from pyg_jets.datasets.formats._place import file_of, inside_of
from pyg_jets.datasets.formats._reading import extra, head
from pyg_jets.datasets.formats._root_unpacking import Unpacked, counted

_KINDS = ("TTree", "ROOT::RNTuple")


def branches(path: str | os.PathLike[str]) -> dict[str, frozenset[str]]:
    """Names of the branches of each tree, by its name and folders; of ``file:tree`` that one.

    None if this is no ROOT file, or too damaged.

    Raises:
        ValueError: If ``file:tree`` has no such tree; it names those that are there.
    """
    if head(path, 4) != b"root":
        return {}
    extra("uproot")
    file, inside = file_of(path), inside_of(path)
    state = file.stat()
    trees = _branches(os.fspath(file), state.st_mtime_ns, state.st_size)
    if not inside:
        return trees
    if inside not in trees:
        there = ", ".join(trees) or "none"
        raise ValueError(f"'{file}' must hold the tree '{inside}' (got {there})")
    return {inside: trees[inside]}


# Every format of ROOT files asks the same question of the same file.
@lru_cache(maxsize=1)
def _branches(path: str, _time: int, _size: int) -> dict[str, frozenset[str]]:
    uproot = extra("uproot")
    trees = {}
    try:
        with counted(Unpacked(path)), uproot.open({path: None}) as file:
            for key, kind in file.classnames(recursive=True, cycle=False).items():
                if kind in _KINDS:
                    names = (name.split("/")[-1] for name in file[key].keys())  # noqa: SIM118
                    trees[key] = frozenset(names)
    except Exception:  # uproot has no common error of its own; reading gives the reason
        return trees
    return trees


def named(path: str | os.PathLike[str], fits: Callable[[str, frozenset[str]], bool]) -> str:
    """Name of the first tree for whose own name and branches ``fits`` is true, or nothing."""
    trees = branches(path).items()
    return next((name for name, held in trees if fits(name.rpartition("/")[2], held)), "")


@contextmanager
def tree(path: Path, name: str) -> Iterator[Tree]:
    """The tree of this name, or the first tree if the name is empty."""
    unpacked = Unpacked(file_of(path))
    with ExitStack() as stack:
        with counted(unpacked):
            file = stack.enter_context(extra("uproot").open({os.fspath(file_of(path)): None}))
            if not name:
                kinds = file.classnames(recursive=True, cycle=False)
                name = next((key for key, kind in kinds.items() if kind in _KINDS), "")
                if not name:
                    raise ValueError("a ROOT file without a tree")
            tree = Tree(file[name], unpacked)
        yield tree


class Tree:
    """A tree of a ROOT file, by the last part of its branches' names.

    Args:
        tree: uproot's.
        unpacked: Counts what it unpacks to.
    """

    def __init__(self, tree: Any, unpacked: Unpacked) -> None:
        self._unpacked = unpacked
        self._branches = {key.split("/")[-1]: branch for key, branch in tree.iteritems()}
        self.entries = int(tree.num_entries)

    def __contains__(self, name: str) -> bool:
        """Whether there is such a branch."""
        return name in self._branches

    def __iter__(self) -> Iterator[str]:
        """Names of the branches."""
        return iter(self._branches)

    def flat(self, name: str, first: int, last: int) -> np.ndarray:
        """One number for each entry ``(entries,)``."""
        values = np.asarray(self._array(name, first, last))
        return self._unpacked.take(self._checked(values, first, last))

    def ragged(self, name: str, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
        """Values of all entries ``(values,)`` and how many each has ``(entries,)``."""
        ak = extra("awkward")
        array = self._array(name, first, last)
        counts = self._checked(np.asarray(ak.num(array)), first, last)
        values = np.asarray(ak.flatten(array))
        return self._unpacked.take(values), counts.astype(np.int64)

    def depth(self, name: str, first: int) -> int:
        """1 for a number in each entry, 2 for a list of numbers, 0 for other things."""
        ak = extra("awkward")
        array = self._array(name, first, first + 1)
        numbers = not ak.fields(array) and "string" not in str(ak.type(array))
        return int(array.ndim) if numbers and array.ndim <= 2 else 0

    def same(
        self,
        names: tuple[str, ...],
        first: int,
        last: int,
        counts: np.ndarray | None = None,
    ) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """Values of several branches that agree in how many values each entry has.

        Args:
            names: Of the branches.
            first: Entry to begin with.
            last: Entry to end before.
            counts: How many values each entry must have; by default as the first branch has.

        Raises:
            ValueError: If they do not.
        """
        columns = {}
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
        with counted(self._unpacked):
            return branch.array(entry_start=first, entry_stop=last, library="ak")

    @staticmethod
    def _checked(values: np.ndarray, first: int, last: int) -> np.ndarray:
        if values.shape != (last - first,):
            raise ValueError(f"entries {first} to {last} gave {len(values)}")
        return values
