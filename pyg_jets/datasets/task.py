"""The three binary tasks of the paper."""

from __future__ import annotations

from collections.abc import Callable

from pyg_jets.datasets.sample import sample
from pyg_jets.datasets.split import Split, split_by_event
from pyg_jets.jets.constituents import Constituents

TASKS = ("w-qcd", "top-qcd", "quark-gluon")
"""Signal and background kind of each task of `arXiv:1911.01872
<https://arxiv.org/abs/1911.01872>`_."""


def binary_task(name: str, seed: int = 0, kind: Callable[[str], Constituents] = sample) -> Split:
    """Labelled jets of one task: signal 1, background 0, split by event.

    One seed puts a kind's jets on the same side in every task, so that an embedding learnt on one
    task has not seen another task's test jets.

    Args:
        name: ``"w-qcd"``, ``"top-qcd"`` or ``"quark-gluon"``.
        seed: Of the split.
        kind: Gives all jets of a kind by its name; by default those of the bundled sample.

    Raises:
        ValueError: If the task is unknown.
    """
    if name not in TASKS:
        raise ValueError(f"'task' must be one of {', '.join(TASKS)} (got '{name}')")
    parts = [
        [part.with_label(label) for part in split_by_event(kind(side), seed=seed)]
        for side, label in zip(name.split("-"), (1, 0), strict=True)
    ]
    return Split(*(Constituents.concat(pair) for pair in zip(*parts, strict=True)))
