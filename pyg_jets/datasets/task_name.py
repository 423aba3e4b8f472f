"""A task by its name: names of kinds with a dash between, and where their jets are."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, TypeAlias

from pyg_jets.datasets.kind import Kind, check_name
from pyg_jets.datasets.kind_files import place_of_kind
from pyg_jets.datasets.public.reference_set import REFERENCE_TASK, ReferenceSet, reference_set_in
from pyg_jets.datasets.sample import KINDS
from pyg_jets.datasets.table_folder import TableFolder

TASKS = ("w-qcd", "top-qcd", "quark-gluon")
"""The tasks of `arXiv:1911.01872 <https://arxiv.org/abs/1911.01872>`_, signal first."""

Source: TypeAlias = str | os.PathLike[str] | None
"""A folder with jets of each kind or the top-tagging reference set, or a :class:`TableFolder`;
None: the bundled sample."""


def parts_of_name(name: str, source: Source = None) -> dict[str, Any]:
    """Kinds, and files of the reference set, of a task by its name; see :meth:`Task.named`.

    Args:
        name: Such as ``"w-qcd"``.
        source: Where the jets are.

    Raises:
        FileNotFoundError: If the folder has nothing of a kind, or lacks a file of the set.
        ValueError: If a kind is not in the bundled sample, there is more than one file of a kind,
            the set is asked for another task than ``"top-qcd"``, or there are columns for what is
            no table.
    """
    kinds = _names_in(name)
    if source is None:
        _check_bundled(name, kinds)
        return {"kinds": [Kind(kind) for kind in kinds]}
    if not any(_has(source, kind) for kind in kinds):
        reference = reference_set_in(source)
        if reference is not None:
            _check_reference_task(reference, name)
            if isinstance(source, TableFolder):
                raise ValueError(
                    f"'columns' are for tables of your own (got them for the top-tagging reference "
                    f"set in '{source}')"
                )
            return {"kinds": [Kind(kind) for kind in kinds], "reference": reference}
    columns = source.columns if isinstance(source, TableFolder) else None
    places = {kind: place_of_kind(kind, source) for kind in kinds}
    return {"kinds": [Kind(kind, jets=place, columns=columns) for kind, place in places.items()]}


def _check_bundled(name: str, kinds: Sequence[str]) -> None:
    for kind in kinds:
        if kind not in KINDS:
            raise ValueError(
                f"'task' must be kinds of the bundled sample, {', '.join(KINDS)}, with '-' "
                f"between, such as {', '.join(TASKS)} (got '{name}'): other kinds need a "
                "folder with their jets ('source') or a task file"
            )


def _names_in(name: str) -> list[str]:
    """The kinds in a task's name; two at least, none of them twice."""
    check_name("a task's name", name)
    check_kinds(name, kinds := name.split("-"))
    return kinds


def check_kinds(task: str, kinds: Sequence[str]) -> None:
    """Refuse kinds that make no task.

    Args:
        task: Its name, for the message.
        kinds: Their names.

    Raises:
        ValueError: If there are fewer than two, or one comes twice.
    """
    if len(kinds) < 2:
        raise ValueError(
            f"the task '{task}' must have two or more kinds, such as w-qcd (got {len(kinds)})"
        )
    for kind in kinds:
        if kinds.count(kind) > 1:
            raise ValueError(f"the task '{task}' must have different kinds (got '{kind}' twice)")


def _has(source: str | os.PathLike[str], kind: str) -> bool:
    try:
        place_of_kind(kind, source)
    except FileNotFoundError:
        return False
    except ValueError:  # more than one file
        return True
    return True


def _check_reference_task(reference: ReferenceSet, task: str) -> None:
    if task != REFERENCE_TASK:
        raise ValueError(
            f"'{reference.train.parent}' holds the top-tagging reference set, which is for the "
            f"task '{REFERENCE_TASK}' (got '{task}')"
        )
