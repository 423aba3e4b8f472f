"""How alike embeddings with and without labels are, beside those that have learnt nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.metrics import Estimate
from pyg_jets.metrics.over_trainings import over_trainings
from pyg_jets.probing import linear_cka
from pyg_jets.report import Table
from pyg_jets.study.numbers import cell
from pyg_jets.taggers import Tagger
from pyg_jets.training import embed

PAIRS = (
    ("without labels", "supervised"),
    ("untrained", "supervised"),
    ("without labels", "untrained"),
)
"""Embeddings that are compared."""


@dataclass(frozen=True)
class Alike:
    """Linear CKA of embeddings of one task's test jets, from 0 to 1.

    Attributes:
        task: Name of the task, on which the supervised network was trained.
        seed: Of all trainings.
        cka: By the names of the two embeddings, see :data:`PAIRS`.
    """

    task: str
    seed: int
    cka: Mapping[tuple[str, str], float]


def alike(
    encoder: Tagger, supervised: Tagger, test: JetTreeDataset, *, task: str, seed: int
) -> Alike:
    """Compare an encoder with a supervised network of the same form, and with an untrained one.

    Args:
        encoder: Trained without labels.
        supervised: Trained on the task.
        test: The task's test jets, with features in the frame of both.
        task: Its name.
        seed: Of both trainings, and of the untrained parameters.
    """
    networks = {
        "without labels": encoder,
        "supervised": supervised,
        "untrained": encoder.untrained(seed),
    }
    embeddings = {name: embed(network, test) for name, network in networks.items()}
    cka = {
        (one, other): linear_cka(embeddings[one], embeddings[other], weight=test.weight)
        for one, other in PAIRS
    }
    return Alike(task, seed, cka)


def alike_table(result: Sequence[Alike]) -> Table:
    """A row for each task, over all seeds."""
    by_task: dict[str, list[Alike]] = {}
    for one in result:
        by_task.setdefault(one.task, []).append(one)
    rows = [
        [task, *(_over([one.cka[pair] for one in ones]) for pair in PAIRS)]
        for task, ones in by_task.items()
    ]
    number = len({one.seed for one in result})
    caption = (
        "Linear CKA (0 to 1) of embeddings of the task's test jets: of the network trained without "
        "labels, of the same trained on the task, and of one that has learnt nothing"
        + (f"; means of {number} trainings, after ± their spread." if number > 1 else ".")
    )
    header = ["task", *(f"{one}, {other}" for one, other in PAIRS)]
    return Table("without-labels-cka", caption, header, rows)


def alike_numbers(result: Sequence[Alike]) -> list[dict[str, Any]]:
    """Every number of every task and seed."""
    return [
        {
            "task": one.task,
            "seed": one.seed,
            "cka": {" / ".join(pair): value for pair, value in one.cka.items()},
        }
        for one in result
    ]


def _over(values: Sequence[float]) -> str:
    """With the spread over trainings; of one alone two digits."""
    if len(values) == 1:
        return f"{values[0]:.2f}"
    return cell(over_trainings([Estimate(value, value, value) for value in values]))
