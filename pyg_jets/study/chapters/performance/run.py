"""The RecNNs of a study: those that are read, and those on other trees and with other cells."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from pyg_jets.report import Sentence
from pyg_jets.study.chapters.performance.figures import reliability_pictures
from pyg_jets.study.chapters.performance.sentences import performance_sentence
from pyg_jets.study.chapters.performance.tables import (
    Trainings,
    performance_table,
    task_numbers,
    training_numbers,
)
from pyg_jets.study.plan import Job, Plan
from pyg_jets.study.shown import Shown

TRAINING_COST = {"simple": 15, "gated": 90}
"""Seconds of one core on the bundled sample, by cell."""


class Performance(NamedTuple):
    """All RecNNs of a study.

    Attributes:
        read: Those that are read.
        beside: The same and, task by task, those with other cells, trees and frames; nothing if
            there are no others.
    """

    read: Trainings
    beside: Trainings


def trainings(plan: Plan) -> list[Job]:
    """Every RecNN of the study."""
    return [
        Job(f"{key.task}: train, {key.title}", TRAINING_COST[key.cell], partial(plan.trained, key))
        for key in (*plan.recnns, *plan.other_recnns)
    ]


def run(plan: Plan) -> Performance:
    """All trainings with their numbers."""
    keys = [*plan.recnns, *plan.other_recnns] if plan.other_recnns else []
    trained = {key: plan.trained(key) for key in plan.recnns}
    beside = {
        key: trained[key] if key in trained else plan.trained(key)
        for task in plan.tasks
        for key in keys
        if key.task == task
    }
    return Performance(trained, beside)


def show(result: Performance) -> Shown:
    """A table and the reliability of those that are read, and a table with all others beside."""
    numbers = {"trainings": training_numbers(result.read), "tasks": task_numbers(result.read)}
    shown = Shown(numbers, [performance_table(result.read)])
    shown.sentences.append(Sentence(performance_sentence(result.read)))
    shown.pictures += reliability_pictures(result.read)
    if result.beside:
        numbers["cells_and_trees"] = training_numbers(result.beside)
        shown.tables.append(performance_table(result.beside, "cells-and-trees"))
    return shown
