"""A tagger of three kinds that has hardly learnt, read once."""

from functools import partial

import pytest

from pyg_jets import Task
from pyg_jets.study.chapters.classes.measure import OfClasses, of_classes
from pyg_jets.study.task import TrainedTask, train_task
from pyg_jets.taggers import RecNN

TASK = Task.named("w-top-qcd")


@pytest.fixture(scope="session")
def of_three() -> TrainedTask:
    build = partial(RecNN, 6)
    return train_task(TASK, build=build, epochs=1, jets=150, progress=False)


@pytest.fixture(scope="session")
def read(of_three: TrainedTask) -> OfClasses:
    return of_classes(of_three, TASK, 0, 150)
