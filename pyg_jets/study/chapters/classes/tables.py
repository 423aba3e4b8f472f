"""The classes of a task as tables: each against the rest, each pair, what is taken for what."""

from __future__ import annotations

from pyg_jets.report import Table
from pyg_jets.study.chapters.classes.measure import OfClasses
from pyg_jets.study.numbers import cell, intervals_of


def class_table(result: OfClasses, trainings: int) -> Table:
    """AUC of each class against the rest and the error of its calibration; the mean of all.

    Args:
        result: Over all trainings.
        trainings: How many.
    """
    rows = [
        [kind.title, cell(result.numbers[f"auc_{kind.name}"]), cell(result.calibration[kind.name])]
        for kind in result.task.kinds
    ]
    rows.append(["mean of all", cell(result.numbers["macro_auc"]), ""])
    caption = (
        f"{result.task.title}: area under the ROC curve of each class against the rest, and how "
        f"far its probability is from what came true. Of all jets {result.numbers['accuracy']} are "
        f"taken for what they are; {intervals_of(trainings)}."
    )
    header = ["class", "AUC against the rest", "calibration error"]
    return Table(f"classes-{result.task.name}", caption, header, rows)


def pair_table(result: OfClasses, trainings: int) -> Table:
    """AUC of each pair; empty below the diagonal, which would say the same.

    Args:
        result: Over all trainings.
        trainings: How many.
    """
    kinds, numbers = result.task.kinds, result.numbers
    rows = [
        [one.title, *(cell(numbers[f"auc_{one.name}:{other.name}"]) if j > i else ""
                      for j, other in enumerate(kinds))]
        for i, one in enumerate(kinds)
    ]  # fmt: skip
    caption = (
        f"{result.task.title}: area under the ROC curve of each pair by the one tagger of all "
        f"classes; {intervals_of(trainings)}."
    )
    header = ["", *(kind.title for kind in kinds)]
    return Table(f"pairs-{result.task.name}", caption, header, rows)


def confusion_table(result: OfClasses, trainings: int) -> Table:
    """A row for each class: what its jets are taken for.

    Args:
        result: Over all trainings.
        trainings: How many.
    """
    kinds = result.task.kinds
    rows = [
        [kind.title, *map(cell, row)] for kind, row in zip(kinds, result.confusion, strict=True)
    ]
    caption = (
        f"{result.task.title}: of the jets of each class (rows) the shares that are taken for each "
        f"class (columns); {intervals_of(trainings)}."
    )
    header = ["jets", *(f"taken for {kind.title}" for kind in kinds)]
    return Table(f"confusion-{result.task.name}", caption, header, rows)
