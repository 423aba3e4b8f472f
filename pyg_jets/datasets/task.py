"""What is told apart: kinds of jets, where they are, and how they are clustered."""

from __future__ import annotations

import copy
import os
from collections.abc import Hashable, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from pathlib import Path
from typing import Any

from pyg_jets.datasets.kind import Kind, check_name
from pyg_jets.datasets.kind_files import files_of_kind
from pyg_jets.datasets.labelled_split import labelled_split
from pyg_jets.datasets.public.reference_set import ReferenceSet
from pyg_jets.datasets.recent import Recent
from pyg_jets.datasets.split import Split, thinned
from pyg_jets.datasets.task_file import read_task_file
from pyg_jets.datasets.task_name import Source, check_kinds, parts_of_name
from pyg_jets.jets.clustering import ALGORITHMS, cluster
from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.trees.jet_tree import FRAMES, Frame
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset


@dataclass(frozen=True)
class Task:
    """Kinds of jets that a tagger tells apart; whoever needs jets of a task asks the task.

    Jets are read, split by event and clustered once: the newest ones are kept in memory, as long
    as the files have the same names, sizes and times. They are not to be changed in place.

    Args:
        name: In tables, and in names of files.
        kinds: Two or more. Of two, the first is the signal with label 1, the second has 0; of
            more, each has its position from 0 on.
        algorithm: Of the trees, as :func:`pyg_jets.cluster` has it.
        frame: Of the features of their nodes.
        reference: Files of the top-tagging reference set, whose labels and split the task then
            has.

    Raises:
        TypeError: If something has another type.
        ValueError: If there are fewer than two kinds or one comes twice, the algorithm or the
            frame is unknown, or the name cannot be that of a file.

    Example:
        >>> Task.named("w-top").labels
        {'w': 1, 'top': 0}
        >>> Task("bosons", [Kind("w"), Kind("z_quark"), Kind("hbb")]).labels
        {'w': 0, 'z_quark': 1, 'hbb': 2}
    """

    name: str
    kinds: Sequence[Kind]
    algorithm: str | Any = "cambridge_aachen"
    frame: Frame = "jet"
    _: KW_ONLY
    reference: ReferenceSet | None = None

    def __post_init__(self) -> None:
        """Refuse what is no task."""
        for kind in self.kinds:
            if not isinstance(kind, Kind):
                raise TypeError(f"'kinds' must be Kinds, such as Kind('w') (got {kind!r})")
        object.__setattr__(self, "kinds", tuple(self.kinds))  # a list has no hash
        check_kinds(self.name, [kind.name for kind in self.kinds])
        check_name("a task's name", self.name)
        if isinstance(self.algorithm, str) and self.algorithm not in ALGORITHMS:
            raise ValueError(
                f"'algorithm' of the task '{self.name}' must be a fastjet.JetDefinition or one of "
                f"{', '.join(ALGORITHMS)} (got '{self.algorithm}')"
            )
        if self.frame not in FRAMES:
            raise ValueError(
                f"'frame' of the task '{self.name}' must be one of {', '.join(FRAMES)} "
                f"(got '{self.frame}')"
            )

    @classmethod
    def named(cls, name: str, source: Source = None) -> Task:
        """The task with such kinds, signal first.

        Args:
            name: Names of kinds with ``-`` between, such as ``"w-qcd"`` or ``"hbb-qcd"``. Kinds
                whose names have a dash themselves are for :meth:`from_file`.
            source: A folder that holds, for each kind, one file of that name in any format of
                :func:`pyg_jets.datasets.read` or a finished simulation (a folder of that name);
                or, for ``"top-qcd"``, the top-tagging reference set (``train.h5``, ``val.h5``,
                ``test.h5``), which has a split of its own. The bundled sample if not given.

        Raises:
            FileNotFoundError: If the folder has nothing of a kind, or lacks a file of the set.
            ValueError: If a kind is not in the bundled sample, there is more than one file of a
                kind, or the set is asked for another task than ``"top-qcd"``.
        """
        return cls(name, **parts_of_name(name, source))

    @classmethod
    def from_file(cls, path: str | os.PathLike[str]) -> Task:
        """The task that a YAML file tells.

        Its keys are ``kinds`` and, where they are to be others than usual, ``name`` (the kinds'
        names with ``-`` between), ``algorithm`` and ``frame``. A kind has what :class:`Kind` has;
        paths are relative to the file; a name alone is a kind of the bundled sample::

            kinds:
              - name: hbb
                title: H → bb
                mass: 125.2
                jets: hbb.root
              - name: qcd
                jets: qcd.parquet
                columns: {px: part_px, py: part_py, pz: part_pz, E: part_energy, d0: part_d0val}
            algorithm: kt

        Args:
            path: The file, ``.yaml`` or ``.yml``.

        Raises:
            FileNotFoundError: If there is no such file, or none with a kind's jets.
            TypeError: If something in it has another type.
            ValueError: If it is no YAML, has something else in it, or as in :class:`Task`.
        """
        try:
            return cls(**read_task_file(path))
        except (FileNotFoundError, TypeError, ValueError) as error:
            raise type(error)(f"task file '{path}': {error}") from error

    @property
    def labels(self) -> dict[str, int]:
        """The label of each kind, by its name, in the order of the kinds."""
        names = [kind.name for kind in self.kinds]
        numbers = (1, 0) if len(names) == 2 else range(len(names))
        return dict(zip(names, numbers, strict=True))

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the kinds by their labels, as a tagger of the task has them.

        Example:
            >>> Task.named("w-qcd").classes, Task.named("w-top-qcd").classes
            (('qcd', 'w'), ('w', 'top', 'qcd'))
        """
        return tuple(sorted(self.labels, key=self.labels.__getitem__))

    @property
    def title(self) -> str:
        """The task's name for people.

        Example:
            >>> Task.named("w-qcd").title
            'W/QCD'
        """
        return "/".join(kind.title for kind in self.kinds)

    def on_trees(self, algorithm: str | Any | None = None, frame: Frame | None = None) -> Task:
        """The same task on other trees, or with features of another frame.

        Args:
            algorithm: Of the trees; None: as they are.
            frame: Of the features; None: as it is.
        """
        return replace(self, algorithm=algorithm or self.algorithm, frame=frame or self.frame)

    @property
    def files(self) -> list[Path]:
        """All files that the task's jets are read from; none of the bundled sample."""
        if self.reference is not None:
            return list(self.reference)
        return list(dict.fromkeys(path for kind in self.kinds for path in files_of_kind(kind)))

    def split(self, seed: int = 0, jets: int | None = None) -> Split[JetTreeDataset]:
        """Clustered training, validation and test jets with their labels.

        One seed puts a kind's jets on the same side in every task, so that an embedding learnt on
        one task has not seen another task's test jets.

        Args:
            seed: Of the split; the top-tagging reference set has a split of its own.
            jets: Use about so many evenly spaced jets of each part at most; None: all.

        Raises:
            ValueError: As in :meth:`constituents`.
        """
        parts = _TREES(self._key(seed, jets), lambda: self._trees(self.constituents(seed), jets))
        return Split(*map(_own, parts))

    def test(self, seed: int = 0, jets: int | None = None) -> JetTreeDataset:
        """Clustered test jets alone: the others are not clustered, or not read where they need not.

        Args:
            seed: As in :meth:`split`.
            jets: As there.

        Raises:
            ValueError: As there.
        """
        key = self._key(seed, jets)
        if (parts := _TREES.get(key)) is not None:
            return _own(parts[-1])
        return _own(*_TREES((key, "test"), lambda: self._trees([self.held_out(seed)], jets)))

    def constituents(self, seed: int = 0) -> Split[Constituents]:
        """The jets of :meth:`split` before they are clustered, all of them; nothing is kept.

        Args:
            seed: As there.

        Raises:
            OSError: If a file cannot be read.
            ValueError: If a part lacks a kind, it is not clear which jets of a file are of a kind,
                or as in the readers.
        """
        if self.reference is not None:
            return self.reference.split()
        return labelled_split(self.kinds, list(self.labels.values()), seed)

    def held_out(self, seed: int = 0) -> Constituents:
        """The test jets before they are clustered; of the reference set no other file is read.

        Args:
            seed: As in :meth:`split`.
        """
        return self.constituents(seed).test if self.reference is None else self.reference.held_out()

    def _trees(self, parts: Sequence[Constituents], jets: int | None) -> tuple[JetTreeDataset, ...]:
        # Thinned before: the random trees of a jet depend on its place.
        return tuple(
            cluster(thinned(part, jets), self.algorithm, frame=self.frame) for part in parts
        )

    def _key(self, seed: int, jets: int | None) -> Hashable:
        return self, seed, jets, self._state()

    def _state(self) -> Hashable:
        """What changes with the jets: of files the times, of jets in memory torch's own count."""
        files = [(path, path.stat()) for path in self.files]
        in_memory = [kind.jets for kind in self.kinds if isinstance(kind.jets, Constituents)]
        return (
            tuple((path, s.st_size, s.st_mtime_ns, s.st_ino) for path, s in files),
            tuple(column._version for jets in in_memory for column in jets._columns().values()),
        )


def _own(trees: JetTreeDataset) -> JetTreeDataset:
    """For one caller: what is set on it afterwards, such as a transform, no other one gets."""
    own = copy.copy(trees)
    own.constituents = copy.copy(trees.constituents)
    return own


def _bytes(parts: tuple[JetTreeDataset, ...]) -> int:
    return sum(
        column.nbytes
        for part in parts
        for column in (*part.constituents._columns().values(), part.merges)
    )


_TREES: Recent[tuple[JetTreeDataset, ...]] = Recent(limit=2**29, size=_bytes)
